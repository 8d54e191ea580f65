// Evaluates queries over the graph in a thread of its own, which the page may terminate at any time.
import { initSync, Store } from "oxigraph/web.js";
import { formOf } from "./ask/sparql.js";

const FORMATS = { SELECT: "application/sparql-results+json", ASK: "application/sparql-results+json" };
let store;

/** Load the engine (a compiled module) and the graph (N-Triples); return the number of statements. */
function load({ engine, graph }) {
  initSync({ module: engine });
  store = new Store();
  store.load(graph, { format: "application/n-triples", no_transaction: true, lenient: true });
  return store.size;
}

/** Return the answer as SPARQL JSON or N-Triples, with its media type. */
function evaluate(query) {
  const type = FORMATS[formOf(query)] ?? "application/n-triples";
  return { type, text: store.query(query, { results_format: type }) };
}

onmessage = ({ data }) => {
  try {
    postMessage({ result: data.query === undefined ? load(data) : evaluate(data.query) });
  } catch (fault) {
    postMessage({ error: String(fault?.message ?? fault) });
  }
};
