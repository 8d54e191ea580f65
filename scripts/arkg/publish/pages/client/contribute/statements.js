// What is written in the form ↔ statements, as `arkg.contribute.build` makes them of YAML.
//
// A record, or a part of one, is a node: {type, slug or fragment, values: {field: [{text, lang} or node, …]}}.
import { compareKeys, compareNatural, natural, toSlug } from "./text.js";
import { isIri, iri, literal, readValue, same, toText } from "./values.js";

const TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
const NAME = "http://www.w3.org/2004/02/skos/core#prefLabel";

export const typeOfNode = (node, form) => form.types[node.type] || form.parts[node.type];
export const isPart = (value) => value.values !== undefined;
export const fieldOf = (node, name, form) => typeOfNode(node, form).fields.find((each) => each.name === name);
/** Return whether a value says nothing: a text of blanks, or a new part without any value. */
export const isEmpty = (value) => (isPart(value) ? !value.fragment && Object.values(value.values).flat().every(isEmpty) : !value.text.trim());

/** Return the slug of a record: its own, else one made of its name. */
export function slugOf(record, form) {
  if (record.slug) return record.slug;
  const field = form.types[record.type].fields.find((each) => each.path === NAME);
  const names = (record.values[field.name] || []).filter((each) => !isEmpty(each));
  const name = names.find((each) => (each.lang || "en") === "en") || names[0];
  return name ? toSlug(name.text) : "";
}

/** Return the statements of a record, the problems of what cannot be read, and the IRI of each node. */
export function toStatements(record, context) {
  return new Builder(record, context).build();
}

class Builder {
  constructor(record, { form, names }) {
    this.form = form;
    this.record = record;
    this.context = { form, names, type: record.type };
    this.triples = [];
    this.problems = [];
    this.iris = new Map();
    this.counts = {};
    this.taken = new Set(fragmentsWithin(record));
  }

  build() {
    const slug = slugOf(this.record, this.form);
    this.base = `${this.form.records}${this.record.type}/${slug}`;
    this.#node(this.record, this.base);
    return { iri: this.base, slug, triples: this.triples, problems: this.problems, iris: this.iris };
  }

  #add(subject, path, object, at) {
    if (!this.triples.some((each) => each.subject === subject && each.path === path && same(each.object, object))) {
      this.triples.push({ subject, path, object, at });
    }
  }

  #node(node, subject, position) {
    const type = typeOfNode(node, this.form);
    this.iris.set(node, subject);
    this.#add(subject, TYPE, iri(type.class), { node });
    const among = this.#among(node);
    for (const field of type.fields) {
      const values = (node.values[field.name] || []).filter((each) => !isEmpty(each));
      values.forEach((value, index) => (field.part ? this.#part(subject, node, field, value, index) : this.#value(subject, node, field, value, index, among)));
      if (!values.length && field.sort === "position" && position) this.#add(subject, field.path, literal(String(position), field.datatypes[0]), { node, field });
      if (!values.length && field.constant) this.#add(subject, field.path, iri(field.constant), { node, field });
    }
  }

  #value(subject, node, field, value, index, among) {
    const at = { node, field, index, value };
    try {
      this.#add(subject, field.path, readValue(value, field, { ...this.context, among }), at);
    } catch (fault) {
      if (fault.what === undefined) throw fault;
      this.problems.push({ at, subject, fault });
    }
  }

  /** Return the types of the values of the fields that a piece of evidence supports, for the value that it names. */
  #among(node) {
    const fields = this.form.types[this.record.type].fields;
    const supported = (node.values.supports || []).map((each) => fields.find((field) => field.name === each.text));
    return [...new Set(supported.flatMap((field) => field?.types || []))];
  }

  #part(subject, node, field, part, index) {
    const above = (subject.split("#")[1] || "").split("-").slice(1).join("-");
    const { fragment: start } = this.form.parts[field.part];
    this.counts[start] = (this.counts[start] || 0) + 1;
    let fragment = part.fragment || `${start}-${field.max === 1 && above ? above : this.counts[start]}`;
    while (!part.fragment && this.taken.has(fragment)) {
      this.counts[start] += 1;
      fragment = `${start}-${this.counts[start]}`;
    }
    this.taken.add(fragment);
    const own = `${this.base}#${fragment}`;
    this.#add(subject, field.path, iri(own), { node, field, index, value: part });
    if (!part.isShared) this.#node(part, own, index + 1);
  }
}

function* fragmentsWithin(node) {
  for (const values of Object.values(node.values)) {
    for (const value of values) {
      if (!isPart(value)) continue;
      if (value.fragment) yield value.fragment;
      yield* fragmentsWithin(value);
    }
  }
}

/** Return the record that the form shows for these statements. */
export function fromStatements(record, triples, context) {
  const { form, names } = context;
  const [type, slug] = record.slice(form.records.length).split("/");
  const about = new Map();
  for (const each of triples) about.set(each.subject, [...(about.get(each.subject) || []), each]);
  const seen = new Set();
  const read = (subject, typeName) => {
    seen.add(subject);
    const node = { type: typeName, values: {} };
    for (const field of typeOfNode(node, form).fields) {
      const found = (about.get(subject) || []).filter((each) => each.path === field.path).map((each) => each.object);
      const values = field.part ? parts(found, field) : texts(found, field);
      if (values.length) node.values[field.name] = values;
    }
    return node;
  };
  const texts = (found, field) => {
    const own = found.filter((term) => field.path !== TYPE || (term.iri !== form.types[type].class && term.iri !== field.constant));
    const sorted = own.filter((term) => term.iri !== field.constant || !field.constant).sort((one, other) => compareNatural(one.iri ?? one.value, other.iri ?? other.value));
    return sorted.map((term) => ({ text: shown(term, field, { form, names, type }), ...(term.lang && term.lang !== "en" && field.sort === "prose" ? { lang: term.lang } : {}) }));
  };
  const parts = (found, field) => {
    const own = found.filter((term) => term.iri?.startsWith(`${record}#`));
    const keyed = own.map((term) => [[positionOf(about, term.iri), ...natural(term.iri).flat()], term]);
    return keyed.sort(([one], [other]) => compareKeys(one, other)).map(([, term], index) => {
      const fragment = term.iri.split("#")[1];
      if (seen.has(term.iri)) return { type: field.part, fragment, isShared: true, values: {} };
      const node = { ...read(term.iri, field.part), fragment };
      const position = form.parts[field.part].fields.find((each) => each.sort === "position");
      if (position && node.values[position.name]?.[0]?.text === String(index + 1)) delete node.values[position.name];
      return node;
    });
  };
  return { ...read(record, type), slug };
}

/** Return a record by its name where that is clear, any other value as it is written in YAML. */
function shown(term, field, context) {
  const text = toText(term, field, context);
  if (field.sort !== "record" || !isIri(term)) return text;
  try {
    const record = term.iri.slice(context.form.records.length);
    const name = context.names.nameOf(record);
    return context.names.find(name, field.types) === record ? name : text;
  } catch {
    return text;
  }
}

const positionOf = (about, part) => Number((about.get(part) || []).find((each) => each.path === "https://schema.org/position")?.object.value) || 0;

/** Return the statements that the form cannot show as they are: that it leaves out, or has beside them. */
export function unsaid(original, built) {
  const has = (triples, each) => triples.some((own) => own.subject === each.subject && own.path === each.path && same(own.object, each.object));
  const isRefused = (each) => built.problems.some(({ at, subject }) => subject === each.subject && at.field.path === each.path && at.value.text === (each.object.iri ?? each.object.value));
  return [...original.filter((each) => !has(built.triples, each) && !isRefused(each)), ...built.triples.filter((each) => !has(original, each))];
}
