// The parameters of a question as form fields, and the query with their values in it.

import { make } from "./dom.js";

const XSD = "http://www.w3.org/2001/XMLSchema#";
const DATATYPES = { integer: "integer", year: "gYear", date: "date" };
const PATTERNS = { integer: "[+\\-]?[0-9]+", year: "[0-9]{4}" };
const LANGUAGE = "[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*";
const MOST_OPTIONS = 150;

/** Return what may be chosen, as pairs of value and label: those with an answer, else all records of its kinds. */
function choicesOf(parameter, names) {
  if (parameter.choices.length) return parameter.choices;
  const records = parameter.kinds.flatMap((kind) =>
    Object.entries(names[kind] ?? {}).map(([slug, label]) => [`${kind}:${slug}`, label]),
  );
  return records.sort((one, other) => one[1].localeCompare(other[1]));
}

/** A field of a parameter: a list to choose from, a field that suggests names, or one for a text. */
class Field {
  constructor(parameter, names) {
    const id = `parameter-${parameter.name}`;
    this.parameter = parameter;
    this.names = names;
    this.kinds = parameter.kinds.length ? parameter.kinds : Object.keys(names);
    this.choices = choicesOf(parameter, names);
    this.suggests = this.choices.length > MOST_OPTIONS;
    this.input = this.choices.length && !this.suggests ? this.#makeList(id) : this.#makeInput(id);
    const label = make("label", {
      htmlFor: id,
      textContent: parameter.name.replaceAll("_", " ").replace(/^./, (each) => each.toUpperCase()),
    });
    const help = make("p", { id: `${id}-help`, className: "small soft", textContent: this.#help() });
    this.input.setAttribute("aria-describedby", help.id);
    this.element = make("div", { className: "field" }, label, this.input, help);
    if (this.suggests) {
      const options = this.choices.map(([, name]) => make("option", { value: name }));
      this.element.append(make("datalist", { id: `${id}-names` }, ...options));
    }
  }

  #help() {
    const { description, example, type } = this.parameter;
    const words = this.choices.length ? description.replace(/, as its .*(?=\.$)/, "") : description;
    return this.choices.length || !example
      ? words
      : `${words} For example ${type === "iri" ? example : `“${example}”`}.`;
  }

  #makeList(id) {
    const options = this.choices.map(([value, label]) => make("option", { value, textContent: label }));
    return make("select", { id }, make("option", { value: "", textContent: "Any" }), ...options);
  }

  #makeInput(id) {
    const { type } = this.parameter;
    const input = make("input", { id, type: type === "date" ? "date" : "text", autocomplete: "off" });
    if (type === "language") input.pattern = LANGUAGE;
    if (PATTERNS[type]) Object.assign(input, { pattern: PATTERNS[type], inputMode: "numeric" });
    if (this.suggests) input.setAttribute("list", `${id}-names`);
    return input;
  }

  /** The value as it is in the address: a short name, an IRI, or a text. */
  get value() {
    const typed = this.input.value.trim();
    if (this.parameter.type !== "iri" || !typed) return typed;
    const known = this.choices.find(([value, label]) => label === typed || isNamed(value, typed))?.[0];
    const kind = this.kinds.find((each) => typed in (this.names[each] ?? {}));
    return known ?? (kind ? `${kind}:${typed}` : typed);
  }

  set value(value) {
    const known = this.choices.find(([each]) => isNamed(each, value));
    if (this.input.tagName === "SELECT" && value && !known)
      this.input.append(make("option", { value, textContent: value }));
    this.input.value = known ? known[this.suggests ? 1 : 0] : value;
  }

  /** Return the value as a term of SPARQL; for one that is none, return nothing, and have the form refuse it. */
  term(prefixes) {
    const { type } = this.parameter;
    const term = type === "iri" ? toIri(this.value, prefixes) : toLiteral(this.value, type);
    const advice = this.suggests ? "Choose a name from the list." : "Write a short name or an IRI.";
    this.input.setCustomValidity(term || !this.value ? "" : advice);
    return this.value && term;
  }
}

/** Return whether a name means this value: `racism` means `concept:racism`. */
const isNamed = (value, name) => value === name || value.slice(value.indexOf(":") + 1) === name;

function toIri(value, prefixes) {
  const [, prefix, local] = /^([\w.-]+):(.*)$/s.exec(value) ?? [];
  const iri = prefix in prefixes ? prefixes[prefix] + local : value;
  return /^[a-z][a-z0-9+.-]*:[^\s<>"{}|^`\\]+$/i.test(iri) ? `<${iri}>` : "";
}

function toLiteral(value, type) {
  const escaped = value.replace(/[\\"\n\r]/g, (each) => `\\${{ "\n": "n", "\r": "r" }[each] ?? each}`);
  return `"${escaped}"${DATATYPES[type] ? `^^<${XSD}${DATATYPES[type]}>` : ""}`;
}

/** Return the index of the search, where a question asks for one, which every page has beside its search box. */
export async function loadIndex(parameters) {
  if (!parameters.some(({ type }) => type === "search")) return undefined;
  const { src } = document.querySelector("script[src$='static/find.js']");
  return (await import(new URL("search.js", src).href)).load();
}

/** Return the query with what a search finds in the place of its text, record and position. */
function fillSearch(query, name, text, index, prefixes) {
  const opening = new RegExp(
    `VALUES\\s+\\(\\?${name} \\?record \\?position\\)\\s*\\{\\s*\\(UNDEF UNDEF UNDEF\\)\\s*\\}`,
    "g",
  );
  const rows = index
    .search(text)
    .hits.map(({ kind, slug }, place) => `(${toLiteral(text)} <${prefixes[kind]}${slug}> ${place + 1})`);
  return query.replace(opening, () => `VALUES (?${name} ?record ?position) { ${rows.join(" ")} }`);
}

/** Return the query for names in the language of this tag, English where it is none. */
function translate(query, tag) {
  const isTag = new RegExp(`^${LANGUAGE}$`).test(tag);
  return isTag ? query.replace(/(LANG\(\?\w+\) = )"en"(?=\))/g, `$1"${tag}"`) : query;
}

/** The fields of a question, shown in a box; `onchange` is called whenever a value changes. */
export class Parameters {
  constructor(box, { parameters, text }, { names, prefixes, index }, onchange) {
    this.text = text;
    this.index = index;
    this.prefixes = prefixes;
    this.fields = parameters.map((parameter) => new Field(parameter, names));
    box.replaceChildren(...this.fields.map((field) => field.element));
    box.oninput = onchange;
  }

  /** The values that are given, by the names of their parameters. */
  get values() {
    return Object.fromEntries(
      this.fields.filter(({ value }) => value).map((field) => [field.parameter.name, field.value]),
    );
  }

  set values(values) {
    for (const field of this.fields) field.value = values[field.parameter.name] ?? "";
  }

  /** Return the query with these values in the place of UNDEF, and without that where no value is given. */
  bind() {
    return this.fields.reduce((query, field) => {
      const { name, type } = field.parameter;
      const isSearch = type === "search";
      if (type === "language") return translate(query, field.value);
      if (isSearch && field.value) return fillSearch(query, name, field.value, this.index, this.prefixes);
      const term = isSearch ? "" : field.term(this.prefixes);
      const variables = isSearch ? `\\(\\?${name} \\?record \\?position\\)` : `\\?${name}`;
      const unknown = isSearch ? "\\(UNDEF UNDEF UNDEF\\)" : "UNDEF";
      const opening = new RegExp(`^( *)VALUES\\s+${variables}\\s*\\{\\s*${unknown}\\s*\\}\\n`, "gm");
      const asked = term ? query : query.replace(new RegExp(`^.*# where \\?${name} is given\\n`, "gm"), "");
      return asked.replace(opening, (_, indent) => (term ? `${indent}VALUES ?${name} { ${term} }\n` : ""));
    }, this.text);
  }
}
