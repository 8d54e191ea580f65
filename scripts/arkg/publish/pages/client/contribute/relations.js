// The rules that are SPARQL queries, over a contribution and what is known of other records: by Oxigraph, on submit only.
import init, { Store } from "oxigraph/web.js";
import engine from "oxigraph/web_bg.wasm";
import { unpack } from "../ask/cache.js";

const SH = "http://www.w3.org/ns/shacl#";
let ready;

/** Load the engine, once. */
export function load() {
  ready ??= unpack(new URL(`${engine}.gz`, import.meta.url).href).then((bytes) => init({ module_or_path: bytes }));
  return ready;
}

/** Return the breaches of the rules that are queries, among those that target the things of a contribution. */
export function checkRelations(rules, triples, known, records) {
  const store = new Store();
  store.load([...triples.map(line), ...others(triples, known, records)].join(""), { format: "application/n-triples" });
  const nodes = new Map();
  for (const node of new Set(triples.map((each) => each.subject))) {
    for (const shape of rules.shapesOf(node, triples, known.above)) {
      if (rules.store.getObjects(shape, `${SH}sparql`, null).length) nodes.set(shape.value, [...(nodes.get(shape.value) || []), node]);
    }
  }
  return [...nodes].flatMap(([shape, focus]) => [...breaches(store, rules, shape, focus)]);
}

function* breaches(store, rules, shape, nodes) {
  const one = (subject, name) => rules.store.getObjects(subject, SH + name, null)[0];
  const constraint = one(shape, "sparql");
  const own = one(shape, "path");
  const prefixes = rules.store.getObjects(one(constraint, "prefixes"), `${SH}declare`, null).map((each) => `PREFIX ${one(each, "prefix").value}: <${one(each, "namespace").value}>`);
  const select = one(constraint, "select").value.replaceAll("$PATH", own ? `<${own.value}>` : "").replace("WHERE {", `WHERE { VALUES $this { ${nodes.map((each) => `<${each}>`).join(" ")} }`);
  for (const row of store.query(`${prefixes.join("\n")}\n${select}`)) {
    yield { rule: shape, focus: row.get("this").value, path: row.get("path")?.value || own?.value || "", value: row.get("value")?.value, component: "SPARQL" };
  }
}

/** Yield what is known of records other than those of the contribution. */
function* others(triples, known, records) {
  const own = new Set(triples.map((each) => each.subject));
  const term = (value) => (/^https?:/.test(value) ? `<${value}>` : /^[a-z]+\/[a-z0-9-]+$/.test(value) ? `<${records}${value}>` : quoted(value));
  for (const [path, values] of Object.entries(known.values)) {
    for (const [record, all] of Object.entries(values)) {
      if (!own.has(records + record)) for (const value of all) yield `<${records}${record}> <${path}> ${term(value)} .\n`;
    }
  }
}

const escape = (text) => text.replace(/[\\"\n\r]/g, (sign) => ({ "\n": "\\n", "\r": "\\r" })[sign] || `\\${sign}`);
const quoted = (text) => `"${escape(text)}"`;

function line({ subject, path, object }) {
  const value = object.iri === undefined ? quoted(object.value) + (object.lang ? `@${object.lang}` : `^^<${object.datatype}>`) : `<${object.iri}>`;
  return `<${subject}> <${path}> ${value} .\n`;
}
