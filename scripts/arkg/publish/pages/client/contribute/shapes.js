// The published rules over the statements of a record: SHACL Core by shacl-engine. Loaded when something was written.
import { DataFactory, Parser, Store } from "n3";
import { Validator } from "shacl-engine";

const { namedNode, literal, quad } = DataFactory;
const SH = "http://www.w3.org/ns/shacl#";
const RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
const SUBCLASS = "http://www.w3.org/2000/01/rdf-schema#subClassOf";
const factory = { ...DataFactory, dataset: (quads) => new Store(quads) };

/** Return what a text of N-Triples or Turtle says, each statement as {subject, path, object}. */
export function parse(text) {
  return new Parser().parse(text).map(({ subject, predicate, object }) => ({
    subject: subject.value,
    path: predicate.value,
    object: object.termType === "Literal" ? { value: object.value, datatype: object.datatype.value, lang: object.language } : { iri: object.value },
  }));
}

const toTerm = (object) => (object.iri === undefined ? literal(object.value, object.lang || namedNode(object.datatype)) : namedNode(object.iri));
export const toQuad = ({ subject, path, object }) => quad(namedNode(subject), namedNode(path), toTerm(object));

/** Check that a value is none of those of several properties: shacl-engine 1.1.2 looks at one sh:disjoint alone. */
function compileDisjoint(shape) {
  const others = shape.ptr.out([namedNode(`${SH}disjoint`)]).terms;
  const isThere = ({ focusNode, valueOrNode }, other) => focusNode.dataset.match(focusNode.term, other, valueOrNode.term).size > 0;
  const generic = (context) => context.test(!others.some((each) => isThere(context, each)), namedNode(`${SH}DisjointConstraintComponent`), { value: context.valueOrNode });
  return { generic };
}

/** The rules of the graph, compiled once. */
export class Rules {
  constructor(text) {
    this.store = new Store(new Parser().parse(text));
    this.validator = new Validator(this.store, { factory, validations: [[namedNode(`${SH}disjoint`), compileDisjoint]] });
    this.byClass = this.#targets("targetClass");
    this.bySubject = this.#targets("targetSubjectsOf");
    this.byObject = this.#targets("targetObjectsOf");
    this.messages = new Map();
  }

  #targets(name) {
    const found = new Map();
    for (const { subject, object } of this.store.match(null, namedNode(SH + name), null)) {
      if (this.store.countQuads(subject, namedNode(`${SH}deactivated`), null, null)) continue;
      found.set(object.value, [...(found.get(object.value) || []), subject]);
    }
    return found;
  }

  /** Return the shapes that target a thing: by its classes and those above them, and by its properties. */
  shapesOf(node, triples, above) {
    const found = new Map();
    const add = (shapes) => shapes?.forEach((each) => found.set(each.value, each));
    for (const { subject, path, object } of triples) {
      if (subject === node && path === RDF_TYPE) for (const each of upwards(object.iri, above)) add(this.byClass.get(each));
      if (subject === node) add(this.bySubject.get(path));
      if (object.iri === node) add(this.byObject.get(path));
    }
    return [...found.values()];
  }

  /** Return what a rule says of itself: message, reason and severity. */
  about(rule) {
    const one = (name) => this.store.getObjects(rule, SH + name, null)[0]?.value || "";
    const concerns = this.store.getObjects(rule, "https://w3id.org/arkg/ns#concerns", null).map((each) => each.value);
    return { message: one("message"), why: one("description"), severity: one("severity").slice(SH.length).toLowerCase(), path: one("path"), concerns };
  }

  /** Return the breaches of a contribution; `known` are the classes of records, and the classes above classes. */
  async check(triples, known, records) {
    const dataset = new Store(triples.map(toQuad));
    addClasses(dataset, triples, known, records);
    const found = [];
    for (const node of new Set(triples.map((each) => each.subject))) {
      const shapes = this.shapesOf(node, triples, known.above).map((each) => ({ terms: [each] }));
      const report = await this.validator.validate({ dataset, terms: [namedNode(node)] }, shapes);
      found.push(...report.results.map((each) => toBreach(each, node)));
    }
    return found;
  }
}

function toBreach({ shape, focusNode, path, value, constraintComponent }, node) {
  const step = path?.[0];
  return {
    rule: shape.ptr.term.value,
    focus: focusNode.term?.value || node,
    path: step?.predicates[0].value || "",
    isInverse: step?.start === "object",
    value: value?.term?.value,
    component: constraintComponent.value.slice(SH.length).replace("ConstraintComponent", ""),
  };
}

function upwards(start, above) {
  const found = [start];
  for (const each of found) for (const next of above[each] || []) if (!found.includes(next)) found.push(next);
  return found;
}

/** Add the classes of the records that a contribution refers to, and those above them. */
function addClasses(dataset, triples, known, records) {
  const own = new Set(triples.map((each) => each.subject));
  const referred = new Set(triples.map((each) => each.object.iri).filter((each) => each?.startsWith(records) && !own.has(each)));
  const add = (subject, path, object) => dataset.add(quad(namedNode(subject), namedNode(path), namedNode(object)));
  for (const [name, members] of Object.entries(known.classes)) {
    for (const each of members) if (referred.has(records + each)) add(records + each, RDF_TYPE, name);
  }
  for (const [name, all] of Object.entries(known.above)) for (const each of all) add(name, SUBCLASS, each);
}
