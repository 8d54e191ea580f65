// Statements → Turtle in the layout of `arkg format`: of named nodes and literals, which is what records are made of.
import { compareKeys } from "./text.js";
import { isIri } from "./values.js";

const RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
const XSD = "http://www.w3.org/2001/XMLSchema#";
const NUMBERS = ["integer", "decimal", "double"].map((name) => XSD + name);
const SHORT = {
  [`${XSD}boolean`]: /^(?:true|false)$/,
  [`${XSD}integer`]: /^(?:0|-?[1-9][0-9]*)$/,
  [`${XSD}decimal`]: /^-?(?:0|[1-9][0-9]*)\.(?:0|[0-9]*[1-9])$/,
  [`${XSD}double`]: /^-?[1-9]\.(?:0|[0-9]*[1-9])E(?:0|-?[1-9][0-9]*)$/,
};
const LETTER = "A-Za-z\\u00c0-\\u00d6\\u00d8-\\u00f6\\u00f8-\\u02ff\\u0370-\\u037d\\u037f-\\u1fff\\u200c\\u200d\\u2070-\\u218f\\u2c00-\\u2fef\\u3001-\\ud7ff\\uf900-\\ufdcf\\ufdf0-\\ufffd\\u{10000}-\\u{effff}";
const NAME = `${LETTER}_\\-0-9\\u00b7\\u0300-\\u036f\\u203f\\u2040`;
const LOCAL = new RegExp(`^(?:[${LETTER}_:0-9]|%[0-9A-Fa-f]{2})(?:[${NAME}:]|%[0-9A-Fa-f]{2}|\\.+(?=[${NAME}:]|%[0-9A-Fa-f]{2}))*$`, "u");
const ESCAPES = { "\\": "\\\\", "\t": "\\t", "\b": "\\b", "\n": "\\n", "\r": "\\r", "\f": "\\f", '"': '\\"' };

/** Return Turtle for statements, each {subject, path, object}. */
export function toTurtle(triples, { prefixes, order }) {
  const names = new Speller(prefixes);
  const about = new Map();
  for (const each of triples) about.set(each.subject, [...(about.get(each.subject) || []), each]);
  const subjects = [...about.keys()].sort((one, other) => compareKeys(iriKey(one), iriKey(other)));
  const blocks = subjects.map((subject) => {
    const rows = about.get(subject).map((each) => [[...predicateKey(each.path, order), ...valueKey(each.object)], each]);
    const lines = rows.sort(([one], [other]) => compareKeys(one, other)).map(([, { path, object }]) => `    ${path === RDF_TYPE ? "a" : names.name(path)} ${names.term(object)} ;\n`);
    return `${names.name(subject)}\n${lines.join("")}.\n`;
  });
  const used = [...names.used].sort().map((prefix) => `PREFIX ${prefix}: <${prefixes[prefix]}>\n`);
  return [used.join(""), ...blocks].filter(Boolean).join("\n");
}

const predicateKey = (path, order) => [order.includes(path) ? order.indexOf(path) : order.length, path];

function iriKey(iri) {
  const numbered = iri.match(/^([^#]*#.*?)([0-9]{1,9})$/s);
  return numbered ? [numbered[1], Number(numbered[2]), iri] : [iri, -1, ""];
}

function valueKey(term) {
  if (isIri(term)) return [0, ...iriKey(term.iri), ""];
  const number = NUMBERS.includes(term.datatype) && /^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/.test(term.value) ? Number(term.value) : Infinity;
  return [2, term.lang || "", number, term.value, term.datatype];
}

class Speller {
  constructor(prefixes) {
    this.used = new Set();
    this.spaces = Object.entries(prefixes).sort((one, other) => other[1].length - one[1].length || (one[0] < other[0] ? -1 : 1));
  }

  name(iri) {
    const found = this.spaces.find(([, space]) => iri.startsWith(space) && LOCAL.test(iri.slice(space.length)));
    if (!found) return `<${iri}>`;
    this.used.add(found[0]);
    return `${found[0]}:${iri.slice(found[1].length)}`;
  }

  term(term) {
    if (isIri(term)) return this.name(term.iri);
    if (term.lang) return `${quoted(term.value)}@${term.lang}`;
    if (term.datatype === `${XSD}string`) return quoted(term.value);
    return SHORT[term.datatype]?.test(term.value) ? term.value : `${quoted(term.value)}^^${this.name(term.datatype)}`;
  }
}

const UNSEEN = "\\\\\\x00-\\x1f\\x7f-\\xa0\\xad\\u1680\\u2000-\\u200f\\u2028-\\u202f\\u205f-\\u206f\\u3000\\ufeff\\u{10fffe}\\u{10ffff}";
const ESCAPED_IN_LINE = new RegExp(`["${UNSEEN}]`, "gu");
const ESCAPED_IN_LINES = new RegExp(`(?!\\n)[${UNSEEN}]|"(?=""|$)`, "gu");

function quoted(text) {
  const isLong = text.includes("\n");
  const marks = isLong ? '"""' : '"';
  return marks + text.replace(isLong ? ESCAPED_IN_LINES : ESCAPED_IN_LINE, escape) + marks;
}

function escape(sign) {
  const code = sign.codePointAt(0).toString(16).toUpperCase();
  return ESCAPES[sign] || (code.length > 4 ? `\\U${code.padStart(8, "0")}` : `\\u${code.padStart(4, "0")}`);
}
