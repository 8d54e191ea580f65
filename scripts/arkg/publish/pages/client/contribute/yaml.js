// A record in the form → YAML and a row of CSV, as `arkg export` writes them and `arkg add` reads them.
import { compareNatural } from "./text.js";
import { isEmpty, isPart, slugOf, typeOfNode } from "./statements.js";
import { readValue, toText } from "./values.js";

const PLAIN = /^[A-Za-z][\w.,;()/'’–—“”‘ -]*(?<! )$/;
const ADDRESS = /^https?:\/\/[\w./%~+=&?-]+$/;
const DATE = /^[0-9]{4}(-[0-9]{2}){0,2}$/;
const KEYWORDS = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"];
const LONGEST_LINE = 120;

/** Return the nested keys of a record; what cannot be read stays as it was written. */
export function toTree(record, context) {
  const { form } = context;
  const counts = {};
  const inner = (node, subject) => {
    const keys = {};
    for (const field of typeOfNode(node, form).fields) {
      const values = (node.values[field.name] || []).filter((each) => !isEmpty(each));
      if (!values.length) continue;
      if (field.part) {
        const parts = values.map((value, index) => part(value, index, field, subject));
        keys[field.name] = parts.length > 1 || field.max !== 1 ? parts : parts[0];
        continue;
      }
      for (const [lang, texts] of byLanguage(values, field, { ...context, type: record.type })) {
        keys[lang ? `${field.name}@${lang}` : field.name] = texts.length > 1 ? texts : texts[0];
      }
    }
    return keys;
  };
  const part = (node, index, field, subject) => {
    const { fragment: start, main } = form.parts[field.part];
    counts[start] = (counts[start] || 0) + 1;
    const above = subject.split("-").slice(1).join("-");
    const due = `${start}-${field.max === 1 && above ? above : counts[start]}`;
    if (node.isShared) return { part: node.fragment };
    const isNamed = node.fragment && (node.fragment !== due || hasShared(record, node.fragment));
    const keys = { ...(isNamed ? { part: node.fragment } : {}), ...inner(node, node.fragment || due) };
    const only = Object.keys(keys);
    return main && only.length === 1 && only[0] === main && typeof keys[main] === "string" ? keys[main] : keys;
  };
  return { kind: record.type, slug: slugOf(record, form), ...inner(record, "") };
}

function hasShared(node, fragment) {
  return Object.values(node.values).flat().some((value) => isPart(value) && ((value.isShared && value.fragment === fragment) || hasShared(value, fragment)));
}

function byLanguage(values, field, context) {
  const found = new Map();
  const read = values.map((value) => {
    try {
      const term = readValue(value, field, context);
      return [value.lang, term.iri ?? term.value, toText(term, field, context)];
    } catch {
      return [value.lang, value.text, value.text];
    }
  });
  read.sort((one, other) => compareNatural(one[1], other[1]));
  for (const [lang, , text] of read) {
    const key = field.sort === "prose" && lang && lang !== "en" ? lang : "";
    found.set(key, [...new Set([...(found.get(key) || []), text])]);
  }
  return [...found].sort(([one], [other]) => (one < other ? -1 : 1));
}

export const toYaml = (records, context) => records.map((record) => [...lines(toTree(record, context), "")].join("")).join("---\n");

function* lines(keys, indent) {
  for (const [key, value] of Object.entries(keys)) {
    if (typeof value === "string") yield `${indent}${key}: ${plain(value)}\n`;
    else if (!Array.isArray(value)) {
      yield `${indent}${key}:\n`;
      yield* lines(value, `${indent}  `);
    } else if (value.every((each) => typeof each === "string")) yield* list(key, value, indent);
    else {
      yield `${indent}${key}:\n`;
      for (const each of value) {
        const own = typeof each === "string" ? `${indent}  ${plain(each)}\n` : [...lines(each, `${indent}  `)].join("");
        yield `${indent}- ${own.slice(indent.length + 2)}`;
      }
    }
  }
}

function* list(key, texts, indent) {
  const line = `${indent}${key}: [${texts.map((text) => plain(text, true)).join(", ")}]\n`;
  if ([...line].length <= LONGEST_LINE) yield line;
  else {
    yield `${indent}${key}:\n`;
    for (const text of texts) yield `${indent}- ${plain(text)}\n`;
  }
}

/** Write a text plainly where YAML reads it back as the same text, else in quotation marks. */
function plain(text, isInside = false) {
  const isPlain = PLAIN.test(text) || DATE.test(text) || ADDRESS.test(text);
  if (isPlain && !KEYWORDS.includes(text.toLowerCase()) && !(isInside && /[,[\]{}]/.test(text))) return text;
  const escapes = { "\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t" };
  const isSeen = (letter) => letter === " " || !/[\p{C}\p{Z}]/u.test(letter);
  const written = [...text].map((letter) => escapes[letter] || (isSeen(letter) ? letter : `\\U${letter.codePointAt(0).toString(16).toUpperCase().padStart(8, "0")}`));
  return `"${written.join("")}"`;
}

/** Return a table of one row, and whether it says all of the record: a row has room for one part of each sort. */
export function toCsv(record, context) {
  const cells = [];
  let isWhole = true;
  const { form } = context;
  const walk = (keys, kind, before) => {
    for (const [key, value] of Object.entries(keys)) {
      const field = kind.fields.find((each) => each.name === key.split("@")[0]);
      const name = [...before, key].join(" ");
      if (before.length && key === "part") isWhole = false;
      if (!field || !field.part) cells.push([name, cell(value, field)]);
      else if ([value].flat().every((each) => typeof each === "string")) cells.push([name, cell(value, field)]);
      else if ([value].flat().length === 1) walk([value].flat()[0], form.parts[field.part], [...before, key]);
      else isWhole = false;
    }
  };
  walk(toTree(record, context), form.types[record.type], []);
  const row = (values) => `${values.map((text) => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)).join(",")}\n`;
  return { text: row(cells.map(([name]) => name)) + row(cells.map(([, text]) => text)), isWhole };
}

const inList = (text) => text.replaceAll("\\", "\\\\").replaceAll("|", "\\|");

function cell(value, field) {
  const isSingle = field && !field.part && field.datatypes && (field.max === 1 || field.once);
  return !field || isSingle ? String([value].flat()[0]) : [value].flat().map(inList).join("|");
}
