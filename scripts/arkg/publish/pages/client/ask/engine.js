// Who answers a query: the engine in this page, or an endpoint (SPARQL 1.1 Protocol).
import engine from "oxigraph/web_bg.wasm";
import { unpack } from "./cache.js";

export const ENGINE = new URL(`${engine}.gz`, import.meta.url).href;
const ACCEPT =
  "application/sparql-results+json, text/turtle;q=0.9, application/n-triples;q=0.8, application/json;q=0.5";
const UNREACHABLE =
  "The endpoint did not answer. Check its address: it must begin with https:// (or be on this computer), and allow " +
  "questions from pages of other sites (CORS).";

/** The engine in this page: in a worker, which is ended to stop a query and begun again for the next one. */
export class PageEngine {
  #parts;
  #worker;
  #pending;

  constructor({ worker, graph }) {
    this.addresses = { worker, graph };
  }

  /** Whether nothing more has to be loaded. */
  get isLoaded() {
    return Boolean(this.#worker);
  }

  /** Return the answer to a query; `tell` is called with what is done first. */
  async ask(query, tell, signal) {
    signal.addEventListener("abort", () => this.#stop(signal.reason));
    if (!this.#parts) {
      tell("Loading the engine and the graph…");
      this.#parts = Promise.all([
        unpack(ENGINE).then((bytes) => WebAssembly.compile(bytes)),
        unpack(this.addresses.graph),
      ]);
      this.#parts.catch(() => (this.#parts = undefined));
    }
    const [module, graph] = await this.#parts;
    signal.throwIfAborted();
    if (!this.#worker) {
      tell("Starting the engine…");
      this.#worker = new Worker(this.addresses.worker, { type: "module" });
      this.#worker.onmessage = ({ data }) => this.#settle(data);
      this.#worker.onerror = () => this.#settle({ error: "The engine did not start." });
      await this.#post({ engine: module, graph: new Uint8Array(graph) });
    }
    tell("Running…");
    return this.#post({ query });
  }

  #post(message) {
    return new Promise((resolve, reject) => {
      this.#pending = { resolve, reject };
      this.#worker.postMessage(message);
    });
  }

  #settle({ result, error }) {
    const { resolve, reject } = this.#pending;
    if (error === undefined) resolve(result);
    else reject(new Error(error));
  }

  #stop(reason) {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#pending?.reject(reason);
  }
}

/** Return the answer of an endpoint; what it says is wrong is an error in its own words. */
export async function askEndpoint(address, query, signal) {
  let response;
  try {
    const body = new URLSearchParams({ query });
    response = await fetch(address, { method: "POST", body, headers: { Accept: ACCEPT }, credentials: "omit", signal });
  } catch (fault) {
    signal.throwIfAborted();
    throw new Error(`${UNREACHABLE} (${fault.message})`);
  }
  const text = await response.text();
  if (!response.ok) throw new Error(text.trim() || `${response.status} ${response.statusText}`);
  return { type: response.headers.get("Content-Type")?.split(";")[0].trim() ?? "", text };
}
