// Problems and breaches → what is told in the form: the field, the rule, what to do, in the words of the form.
import { localName } from "./values.js";
import { listed, shorten } from "./text.js";
import { brokenBySingleValue } from "./digits.js";

const RECORD_REFERENCE = "Record-reference";

/** Return the findings of a built record, and of the breaches that were found in it. */
export function explain(built, breaches, rules, context) {
  const { form } = context;
  const problems = built.problems.map((each) => ofProblem(each, form));
  const met = new Set(problems.map((each) => `${each.focus} ${each.rule}`));
  const own = [...breaches, ...ofSingleValues(built.triples, form)];
  const more = [...own, ...dangling(built, own, context)].filter((each) => each.component !== "MinCount" || !met.has(`${each.focus} ${localName(each.rule)}`));
  const found = [...problems, ...more.map((each) => ofBreach(each, built, rules, context))];
  const seen = new Set();
  return found.filter((each) => {
    const key = [each.rule, each.focus, each.field?.name, each.index, each.value].join(" ");
    return !seen.has(key) && seen.add(key);
  });
}

function ofProblem({ at, subject, fault }, form) {
  const { node, field, index, value } = at;
  const head = fault.isUnknown || !fault.suggestions.length ? `${field.message.replace(/ ?\.$/, "")}. ` : "";
  return {
    node, field, index, focus: subject, value: value.text, rule: field.rule, severity: "violation", why: field.help,
    message: inWords(`${head}${fault.what} ${fault.remedy}`.trim(), form), suggestions: fault.suggestions, parts: fault.parts, isUnknown: fault.isUnknown && field.sort === "record",
  };
}

function* ofSingleValues(triples, form) {
  for (const each of triples) {
    const rule = brokenBySingleValue(each, triples);
    if (rule) yield { rule: form.shapes + rule, focus: each.subject, path: each.path, value: each.object.iri ?? each.object.value, component: "value" };
  }
}

/** Yield a breach for each reference to a record that there is not, where no other rule speaks of it. */
function* dangling({ triples }, breaches, { form, names }) {
  const subjects = new Set(triples.map((each) => each.subject));
  for (const { subject, path, object } of triples) {
    if (!object.iri?.startsWith(form.records) || subjects.has(object.iri)) continue;
    const record = object.iri.slice(form.records.length);
    const isKnown = names.has(record) || (record.includes("#") && Object.values(names.known.classes).some((all) => all.includes(record)));
    const isTold = breaches.some((each) => each.focus === subject && each.path === path && each.value === object.iri);
    if (!isKnown && !isTold) yield { rule: form.shapes + RECORD_REFERENCE, focus: subject, path, value: object.iri, component: "reference" };
  }
}

function ofBreach(breach, built, rules, context) {
  const { form } = context;
  const { message, why, severity, concerns } = rules.about(breach.rule);
  const at = locate(breach, built, concerns, form);
  const example = at.field?.example && breach.component !== "MinCount" && !at.field.part ? `, e.g. ${at.field.example}` : "";
  const needed = at.field?.part && breach.component === "MinCount" ? form.parts[at.field.part].fields.filter((each) => each.min && each.sort !== "position").map((each) => `‘${each.name}’`) : [];
  const shown = breach.value?.startsWith(form.records) ? shorten(breach.value, form.prefixes) : breach.value;
  const filled = message.replace(/\{[?$]value\}/g, shown ?? "").replace(/ ?\.$/, "");
  const text = `${filled}${needed.length ? `: fill in ${listed(needed, "and")}` : at.field?.rule === localName(breach.rule) ? example : ""}.`;
  return { ...at, focus: breach.focus, value: breach.value, rule: localName(breach.rule), severity, why, message: inWords(text, form), suggestions: [], parts: [], missing: breach.component === "MinCount" };
}

/** Return the node, the field and the value of the form that a breach is about. */
function locate({ focus, path, value, component, rule }, built, concerns, form) {
  const node = [...built.iris].find(([, iri]) => iri === focus)?.[0];
  const paths = [path, ...concerns].filter(Boolean);
  const about = built.triples.filter((each) => each.subject === focus && paths.includes(each.path) && each.at.field);
  const exact = about.find((each) => (each.object.iri ?? each.object.value) === value) || (component === "MinCount" ? undefined : about.at(-1));
  if (exact) return exact.at;
  const type = form.types[node?.type] || form.parts[node?.type];
  const field = type?.fields.find((each) => each.path === path) || type?.fields.find((each) => each.rule === localName(rule));
  return { node, field, index: 0 };
}

/** Name the properties that a message speaks of as the form does. */
function inWords(message, form) {
  return message.replace(/\b[a-z]+:[A-Za-z]+\b(?!-)/g, (found) => {
    const [prefix, name] = found.split(":");
    const path = (form.prefixes[prefix] || "") + name;
    const field = [...Object.values(form.types), ...Object.values(form.parts)].flatMap((each) => each.fields).find((each) => each.path === path);
    return field ? `‘${field.name}’` : found;
  });
}

