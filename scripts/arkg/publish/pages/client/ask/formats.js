// Answers in the formats of the standards: SPARQL JSON, CSV and TSV; N-Triples and Turtle.
import { shorten } from "./sparql.js";

const XSD = "http://www.w3.org/2001/XMLSchema#";
const TRIPLE = /^(<[^>]*>|_:\S+) (<[^>]*>) (.+) \.$/;

/** Return an answer as {columns, rows}, {truth} or {triples}; throw for what is none of them. */
export function read({ type, text }) {
  if (!/json/.test(type) || /ld\+json/.test(type)) return { triples: text, type };
  const { head, results, boolean } = JSON.parse(text);
  if (boolean !== undefined) return { truth: boolean, json: text };
  const columns = head.vars;
  return { columns, rows: results.bindings.map((each) => columns.map((column) => each[column])), json: text };
}

/** Return a term without the marks that say what kind of term it is. */
export function bare(term) {
  if (!term) return "";
  if (term.type === "triple") return toTriple(term);
  return term.type === "bnode" ? `_:${term.value}` : term.value;
}

/** Return a term as N-Triples writes it. */
export function toTerm(term) {
  if (term.type === "uri") return `<${term.value}>`;
  if (term.type !== "literal" && term.type !== "typed-literal") return bare(term);
  const escaped = term.value.replace(
    /[\\"\n\r\t]/g,
    (each) => `\\${{ "\n": "n", "\r": "r", "\t": "t" }[each] ?? each}`,
  );
  if (term["xml:lang"]) return `"${escaped}"@${term["xml:lang"]}`;
  return `"${escaped}"${term.datatype && term.datatype !== `${XSD}string` ? `^^<${term.datatype}>` : ""}`;
}

const toTriple = ({ value }) => `<<( ${[value.subject, value.predicate, value.object].map(toTerm).join(" ")} )>>`;

/** Return rows as CSV. */
export function toCsv({ columns, rows }) {
  const quote = (text, alone) => (/[",\n\r]/.test(text) || (alone && !text) ? `"${text.replaceAll('"', '""')}"` : text);
  const lines = [columns, ...rows.map((row) => row.map(bare))];
  return lines.map((line) => `${line.map((text) => quote(text, line.length === 1)).join(",")}\n`).join("");
}

/** Return rows as TSV. */
export function toTsv({ columns, rows }) {
  const lines = [
    columns.map((each) => `?${each}`),
    ...rows.map((row) => row.map((term) => (term ? toTerm(term) : ""))),
  ];
  return lines.map((line) => `${line.join("\t")}\n`).join("");
}

/** Return N-Triples as Turtle: one block a subject, prefixes where they fit. */
export function toTurtle(triples, known) {
  const used = new Set();
  const short = (term) => {
    const text = term.replace(/<([^>]*)>$/, (_, iri) => shorten(iri, known));
    const prefix = /(?:^|\^\^)([^<"_:][^:"]*):[^"]*$/.exec(text)?.[1];
    if (prefix) used.add(prefix);
    return text;
  };
  const subjects = new Map();
  for (const line of [...new Set(triples.split("\n"))].sort()) {
    const [, subject, predicate, object] = TRIPLE.exec(line) ?? [];
    if (!subject) continue;
    const verb = predicate.endsWith("22-rdf-syntax-ns#type>") ? "a" : short(predicate);
    if (!subjects.has(subject)) subjects.set(subject, []);
    subjects.get(subject).push(`    ${verb} ${short(object)} ;\n`);
  }
  const blocks = [...subjects].map(([subject, lines]) => `${short(subject)}\n${lines.join("")}.\n`);
  return [...[...used].sort().map((prefix) => `PREFIX ${prefix}: <${known[prefix]}>\n`), "\n", blocks.join("\n")].join(
    "",
  );
}
