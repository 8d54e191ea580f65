// The text of a value ↔ its term, as the field asks for, by the rules of `arkg.formats.values`.
import { toDate } from "./dates.js";
import { Unreadable, expand, shorten, squash } from "./text.js";
import { typeOf } from "./names.js";

const XSD = "http://www.w3.org/2001/XMLSchema#";
const LANG_STRING = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString";
const PERSON = "http://xmlns.com/foaf/0.1/name";
const OTHER_NAME = "http://www.w3.org/2004/02/skos/core#altLabel";
const VERBATIM = "http://www.w3.org/ns/oa#";
const MARK = "'";
const STRONG = /\s*[;\n；•]\s*/;
const SIGNS = /^[\s?!.,:;/\\|*_~=+#'"()[\]{}<>–—−…-]+$/;

export const iri = (value) => ({ iri: value });
export const literal = (value, datatype, lang = "") => ({ value, datatype: lang ? LANG_STRING : datatype, lang });
export const isIri = (term) => term.iri !== undefined;
export const same = (one, other) => one.iri === other.iri && one.value === other.value && one.datatype === other.datatype && (one.lang || "") === (other.lang || "");

/** Return the term of a text; throw Unreadable where it is none, is a placeholder, or holds several values. */
export function readValue(given, field, context) {
  const isVerbatim = field.sort === "literal" || field.path.startsWith(VERBATIM);
  const text = isVerbatim ? given.text : withoutMark(given.text, field, context);
  const read = (each) => toTerm(each, field, context, given);
  const isSeveral = text === given.text && (field.path === PERSON || field.path === OTHER_NAME);
  const names = isSeveral ? text.split(STRONG).filter(Boolean) : [];
  if (names.length > 1) throw several(names, field);
  if (field.sort === "iri") {
    const addresses = text.trim().split(/[\s;,]+(?=(?:[a-z][a-z0-9+.-]*:|www\.)\S)/).map((each) => each.replace(/[;,]+$/, ""));
    if (addresses.length > 1 && addresses.every((each) => canRead(each, read, field))) throw several(addresses, field);
  }
  try {
    return read(text);
  } catch (fault) {
    const parts = separate(text, (each) => canRead(each, read, field));
    if (parts.length > 1 && (!isLiteral(field) || parts.every((each) => canRead(each, read, field)))) throw several(parts, field);
    throw fault;
  }
}

const isLiteral = (field) => ["prose", "string", "date", "integer", "boolean", "literal", "position"].includes(field.sort);

function several(parts, field) {
  const remedy = field.max === 1 ? `‘${field.name}’ takes one: choose ${parts.join(" or ")}.` : "Give each a line of its own.";
  return new Unreadable(`There are ${parts.length} values in one.`, remedy, { parts, suggestions: field.max === 1 ? parts : [] });
}

function canRead(text, read, field) {
  try {
    const term = read(text);
    return !field.pattern || new RegExp(field.pattern).test(term.iri ?? term.value);
  } catch {
    return false;
  }
}

function separate(text, reads) {
  const strong = text.split(STRONG).filter(Boolean);
  if (strong.length > 1) return strong.flatMap((part) => (reads(part) ? [part] : inCommas(part, reads).length ? inCommas(part, reads) : [part]));
  const commas = inCommas(text, reads);
  if (commas.length) return commas;
  const weak = text.split(/\s+(?:and|&)\s+|\s*[/|]\s*/).filter(Boolean);
  return weak.length > 1 && weak.every(reads) ? weak : [];
}

function inCommas(text, reads) {
  const words = text.split(/\s*[,、，]\s*/).filter(Boolean).map((word) => word.replace(/^and /, ""));
  const found = [];
  let known = 0;
  while (words.length && words.length <= 50) {
    let size = words.length;
    while (size > 1 && !reads(words.slice(0, size).join(", "))) size--;
    found.push(words.splice(0, size).join(", "));
    known += reads(found.at(-1)) ? 1 : 0;
  }
  return known && found.length > 1 ? found : [];
}

function withoutMark(text, field, { form }) {
  const bare = text.replace(/^'+/, "");
  if (!isPlaceholder(bare, form.values)) return text;
  if (text.startsWith(MARK)) return text.slice(1);
  const own = isLiteral(field) ? ` If the text itself is meant, write ${MARK}${text}` : "";
  throw new Unreadable(`'${text}' is a placeholder, not a value.`, `Fill in ‘${field.name}’, or leave it empty if it is not known.${own}`);
}

export function isPlaceholder(text, { nothing, around }) {
  const folded = text.toLowerCase().split(/\s+/).filter(Boolean).join(" ");
  let said = folded;
  while (said && around.includes(said[0])) said = said.slice(1);
  while (said && around.includes(said.at(-1))) said = said.slice(0, -1);
  return Boolean(folded.replace(/^[' ]+|[' ]+$/g, "")) && (nothing.includes(said.replaceAll(".", "")) || SIGNS.test(folded));
}

function toTerm(text, field, context, given) {
  const { form, names } = context;
  if (field.sort === "literal") return readLiteral(text, form);
  if (isLiteral(field)) return toLiteral(text, field, form, given.lang);
  if (field.sort === "choice") return toChoice(text, field, form);
  if (field.sort === "property") return toProperty(text, field, context);
  if (field.sort === "record") return iri(expand(text, form.prefixes) || form.records + names.find(text, field.types));
  return toIri(text, field, context);
}

function toLiteral(text, field, form, lang) {
  if (field.sort === "prose") {
    if (lang && !/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(lang)) throw new Unreadable(`'${lang}' is not a language tag.`, "Write two letters, e.g. es for Spanish.");
    return literal(text, LANG_STRING, (lang || "en").toLowerCase());
  }
  const datatype = field.datatypes[0];
  if (field.sort === "date") {
    const found = toDate(text, field.datatypes, form.values);
    return literal(found.value, found.datatype);
  }
  if (field.sort === "integer" || field.sort === "position") {
    if (!/^[+-]?[0-9]{1,15}$/.test(text)) throw new Unreadable(`'${text.slice(0, 200)}' is not a whole number.`, field.message);
    return literal(String(Number(text)), datatype);
  }
  if (field.sort === "boolean") {
    const found = form.values.truth[text.toLowerCase()];
    if (!found) throw new Unreadable(`'${text.slice(0, 200)}' is not true or false.`, "Write true or false.");
    return literal(found, datatype);
  }
  const fits = !field.pattern || new RegExp(field.pattern).test(text);
  return literal(fits ? text : completions(text, field)[0] || text, datatype);
}

/** Return a date by its form, what is quoted as in Turtle, else plain text. */
function readLiteral(text, form) {
  const quoted = text.match(/^"((?:[^"\\]|\\.)*)"(?:@([A-Za-z0-9-]+)|\^\^(\S+))?$/s);
  if (quoted) {
    const value = quoted[1].replace(/\\(.)/gs, (_, sign) => ({ n: "\n", t: "\t", r: "\r" })[sign] || sign);
    return quoted[2] ? literal(value, LANG_STRING, quoted[2].toLowerCase()) : literal(value, quoted[3] ? expand(quoted[3], form.prefixes) : `${XSD}string`);
  }
  if (text.startsWith('"')) throw new Unreadable(`'${text}' is not a literal.`, 'Close the quotation marks, e.g. "Racism"@en, or leave them out.');
  const found = Object.entries(form.values.dates).find(([, [, pattern]]) => new RegExp(`^(?:${pattern})$`).test(text));
  return literal(text, found ? found[0] : `${XSD}string`);
}

function writeLiteral(term, form) {
  const plain = !term.value.startsWith('"') && same(readLiteral(term.value, form), term);
  if (plain) return term.value;
  const escaped = term.value.replace(/[\\"\n\t\r]/g, (sign) => ({ "\n": "\\n", "\t": "\\t", "\r": "\\r" })[sign] || `\\${sign}`);
  return `"${escaped}"${term.lang ? `@${term.lang}` : `^^${shorten(term.datatype, form.prefixes)}`}`;
}

function toChoice(text, field, form) {
  let full = null;
  try {
    full = expand(text, form.prefixes);
  } catch {
    // a label with a colon
  }
  const wanted = squash(text);
  const found = field.choices.filter(([term, label]) => term === full || (!full && (squash(label) === wanted || squash(localName(term)) === wanted)));
  if (found.length === 1) return iri(found[0][0]);
  const known = field.choices.map(([, label]) => label);
  throw new Unreadable(`There is no ${field.name} '${text.slice(0, 200)}'.`, `Choose one of: ${known.join(", ")}.`, { isUnknown: true });
}

export const localName = (term) => term.split(/[#/]/).at(-1);

function toProperty(text, field, { form, type }) {
  const found = fieldsWithin(form, type).find((each) => squash(each.name) === squash(text));
  if (found) return iri(found.path);
  const full = expand(text, form.prefixes);
  if (full) return iri(full);
  throw new Unreadable(`There is no field '${text.slice(0, 200)}'.`, field.message, { isUnknown: true });
}

/** Return the fields of a record type, then those of its parts and of their parts, the outer ones first. */
export function fieldsWithin(form, type) {
  const kinds = [form.types[type]];
  for (const kind of kinds) for (const { part } of kind.fields) if (part && !kinds.includes(form.parts[part])) kinds.push(form.parts[part]);
  return kinds.flatMap((kind) => kind.fields);
}

function toIri(text, field, { form, names, among }) {
  const bare = text.startsWith("<") && text.endsWith(">") ? text.slice(1, -1) : text;
  if (field.pattern && new RegExp(field.pattern).test(bare) && !/\s/.test(bare)) return iri(bare);
  const found = [...new Set(completions(text, field))];
  if (found.length === 1) return iri(found[0]);
  if (found.length) throw new Unreadable(`'${text}' may be ${found.join(" or ")}.`, "Write the whole address.", { suggestions: found });
  if (/^(?:[a-z][a-z0-9+.-]*:\/\/|www\.)/i.test(bare) && /\s/.test(bare)) {
    const full = (text.includes("://") ? text : `https://${text}`).replace(/\s/g, "%20");
    throw new Unreadable(`'${text.slice(0, 200)}' contains a space, but an address has none.`, `Write ${full}`, { suggestions: [full] });
  }
  const full = expand(text, form.prefixes);
  if (full) return iri(full);
  const what = `'${text.slice(0, 200)}' is not an address or identifier.`;
  if (/^[\w-]+(\.[\w-]+)+(\/\S*)?$/.test(text)) throw new Unreadable(what, `Write https://${text}`, { suggestions: [`https://${text}`] });
  let record;
  try {
    record = form.records + names.find(text, among?.length ? among : Object.keys(form.types));
  } catch (fault) {
    throw new Unreadable(what, fault.suggestions?.length && among?.length ? fault.remedy : field.message, { suggestions: among?.length ? fault.suggestions : [], isUnknown: true });
  }
  if (field.pattern && !new RegExp(field.pattern).test(record)) throw new Unreadable(what, field.message);
  return iri(record);
}

/** Return the full forms of a bare identifier that fit the field: 05qwgg493 → https://ror.org/05qwgg493. */
export function completions(text, field) {
  if (!field.pattern || text.length > 500) return [];
  const pattern = new RegExp(field.pattern);
  const bare = text.replace(/^[<> ]+|[<> ]+$/g, "").replace(new RegExp(`^${field.name.replace(/[^\w ]/g, "\\$&")}\\s*:?\\s*`, "i"), "");
  const isDigits = /^(?:https?:\/\/[^\s?#]+\/)?[0-9][0-9 -]+[0-9Xx]$/.test(bare);
  const spellings = [...new Set([bare, isDigits ? bare.replace(/(?<=[0-9])[ -](?=[0-9Xx])/g, "") : bare])];
  const found = [];
  for (const before of field.prefixes || [""]) {
    const tails = spellings.flatMap((each) => [each, ...ownersTails(each, before)]);
    const tried = [];
    for (const tail of tails) for (const end of ["", "/"]) for (let cut = before.length; cut >= 0; cut--) tried.push(before.slice(0, cut) + tail + end);
    const full = tried.find((each) => each !== text && each.startsWith(before) && pattern.test(each));
    if (full) found.push(full);
  }
  return found;
}

function ownersTails(text, before) {
  const [host, own] = [text, before].map((each) => each.match(/^https?:\/\/([^/]+)\//));
  const owner = (match) => match[1].toLowerCase().split(".").slice(-2).join(".");
  if (!host || !own || owner(host) !== owner(own)) return [];
  const rest = text.slice(host[0].length).replace(/\/+$/, "");
  return [...rest.matchAll(/^|\//g)].map((match) => rest.slice(match.index + match[0].length));
}

/** Return the text of a term as YAML and CSV have it, which reads as the same term again. */
export function toText(term, field, { form, type }) {
  if (!isIri(term)) {
    const text = field.sort === "literal" ? writeLiteral(term, form) : term.value;
    const isVerbatim = field.sort === "literal" || field.path.startsWith(VERBATIM);
    return !isVerbatim && isPlaceholder(text.replace(/^'+/, ""), form.values) ? MARK + text : text;
  }
  const short = shorten(term.iri, form.prefixes);
  if (field.sort === "property") return fieldsWithin(form, type).find((each) => each.path === term.iri && firstNamed(form, type, each.name) === each.path)?.name || short;
  if (field.sort === "choice") {
    const label = field.choices.find(([each]) => each === term.iri)?.[1];
    return label && field.choices.filter(([, each]) => squash(each) === squash(label)).length === 1 ? label : short;
  }
  const record = term.iri.startsWith(form.records) ? term.iri.slice(form.records.length) : "";
  if (record && !record.includes("#") && field.types?.length === 1 && field.types[0] === typeOf(record)) return record.split("/")[1];
  return field.sort === "record" || record ? short : term.iri;
}

const firstNamed = (form, type, name) => fieldsWithin(form, type).find((each) => squash(each.name) === squash(name))?.path;
