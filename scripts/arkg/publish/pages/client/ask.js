// The page that asks the graph: questions as forms, a query, who answers it, and the answer.
import { keep, unpack } from "./ask/cache.js";
import { make } from "./ask/dom.js";
import { askEndpoint, ENGINE, PageEngine } from "./ask/engine.js";
import { read } from "./ask/formats.js";
import { loadIndex, Parameters } from "./ask/parameters.js";
import { show } from "./ask/results.js";
import { declarePrefixes, explain } from "./ask/sparql.js";

const form = document.getElementById("ask");
const part = (id) => document.getElementById(id);
const { root, editor, worker, offline, info, graph, server } = form.dataset;
const pageEngine = new PageEngine({ worker, graph });
const text = {
  get: () => part("query").value,
  set: (value) => (part("query").value = value),
  mark: () => {},
  focus: () => part("query").focus(),
};
let about;
let parameters;
let running;
let choosing;

/** Return what is known of the graph without loading it; loaded once. */
function learn() {
  about ??= unpack(info).then((bytes) => {
    const found = JSON.parse(new TextDecoder().decode(bytes));
    return { ...found, labels: Object.fromEntries(found.terms.map(([curie, , label]) => [curie, label])) };
  });
  about.catch(() => (about = undefined));
  return about;
}

const tell = (words) => (part("status").textContent = words);

/** Show a question; a run waits until it is shown. */
function choose(name, values = {}) {
  choosing = showQuestion(name, values).catch((fault) => tell(fault.message));
  return choosing;
}

/** Show the fields of a question, and its query. */
async function showQuestion(name, values) {
  part("question").value = name;
  parameters = undefined;
  part("parameters").replaceChildren();
  part("description").textContent = "";
  if (!name) return;
  const learned = await learn();
  const found = { ...learned, index: await loadIndex(learned.questions[name].parameters) };
  if (part("question").value !== name) return;
  part("description").textContent = found.questions[name].description;
  parameters = new Parameters(part("parameters"), found.questions[name], found, () => text.set(parameters.bind()));
  parameters.values = values;
  text.set(parameters.bind());
  if (matchMedia("(max-width: 48rem)").matches) part("text").open = false;
}

/** Return the address of this page with the question and its values, or with the query, in it. */
function addressOf(query) {
  const asked = parameters && parameters.bind() === query;
  const state = new URLSearchParams(asked ? { question: part("question").value, ...parameters.values } : { query });
  if (engine() === "other") state.set("endpoint", part("address").value);
  return `?${state}`;
}

const engine = () => form.elements.engine.value;

/** Return the answer of whoever is chosen. */
function askChosen(query, signal) {
  if (engine() === "server") return askEndpoint(server, query, signal);
  if (engine() === "other") return askEndpoint(part("address").value, query, signal);
  return pageEngine.ask(query, tell, signal);
}

/** Run the query as it is shown, once its prefixes are declared, and show the answer. */
async function run() {
  running?.abort(new Error("Stopped."));
  const mine = (running = new AbortController());
  part("stop").hidden = false;
  text.mark();
  tell("Running…");
  try {
    await choosing;
    const found = await learn();
    const query = declarePrefixes(text.get(), found.prefixes);
    if (!parameters || parameters.bind() !== text.get()) text.set(query);
    history.replaceState(null, "", addressOf(text.get()));
    const name = (parameters && part("question").value) || "answer";
    const answer = read(await askChosen(query, mine.signal));
    show(part("answered"), answer, found, { root, name, tell });
    if (engine() === "page") keepFiles();
    chooseEngine();
  } catch (fault) {
    if (mine.signal.aborted) part("answered").replaceChildren();
    if (running === mine && mine.signal.aborted) tell("Stopped.");
    else if (running === mine) complain(explainFault(fault, text.get(), (await about)?.prefixes ?? {}));
  }
  if (running !== mine) return;
  running = undefined;
  part("stop").hidden = true;
}

/** Return what is wrong: the engine in this page is explained, what others say stands as it is. */
function explainFault({ message }, query, known) {
  if (engine() === "page") return explain(message, query, known);
  const [, line, column] = /(?:^|\bat |:)(\d+):(\d+)\b/.exec(message) ?? [];
  return line ? { line: Number(line), column: Number(column), message } : { message };
}

/** Say what is wrong, and mark it at its line where that is known. */
function complain({ line, column, message }) {
  const box = make("div", { className: "notice" });
  box.append(
    ...(line ? [make("p", { textContent: `Line ${line}, column ${column}` })] : []),
    make("pre", { className: "words", textContent: message }),
  );
  part("answered").replaceChildren(box);
  tell(line ? `Error in line ${line}.` : "There is no answer.");
  if (!line) return;
  part("text").open = true;
  text.mark(line, column, message);
}

/** Keep what this page is made of, so that it opens and answers without a connection. */
function keepFiles() {
  const page = [...document.querySelectorAll("link[rel=stylesheet], link[rel=icon]")].map(({ href }) => href);
  const scripts = [...document.scripts].map(({ src }) => src).filter(Boolean);
  keep([location.pathname, ...page, ...scripts, ENGINE, worker, editor, info, graph], offline).catch(() => {});
}

/** Put the editor in the place of the plain field, when that is first used. */
async function loadEditor() {
  const field = part("query");
  try {
    const [{ open }, found] = await Promise.all([import(new URL(editor, location.href).href), learn()]);
    Object.assign(
      text,
      open(field, found, () => form.requestSubmit()),
    );
  } catch {
    field.addEventListener("focus", loadEditor, { once: true }); // the plain field works, too
  }
}

/** Copy the address of what is asked. */
async function share() {
  history.replaceState(null, "", addressOf(text.get()));
  try {
    await navigator.clipboard.writeText(location.href);
    tell("The link is copied.");
  } catch {
    tell("The address of this page is the link.");
  }
}

/** Open what the address of this page asks. */
async function begin() {
  for (const each of form.querySelectorAll("[data-script]")) Object.assign(each, { hidden: false, disabled: false });
  const state = new URLSearchParams(location.search);
  const { question = "", query, endpoint, ...values } = Object.fromEntries(state);
  if (endpoint) {
    form.elements.engine.value = "other";
    part("address").value = endpoint;
  }
  chooseEngine();
  if (question) await choose(question, values);
  else if (query) text.set(query);
  if ((question || query) && engine() === "server") run();
}

/** Ask for an address, or say what is loaded, where that is needed. */
function chooseEngine() {
  part("endpoint").hidden = engine() !== "other";
  part("address").required = engine() === "other";
  part("cost").hidden = engine() !== "page" || pageEngine.isLoaded;
}

part("question").addEventListener("change", ({ target }) => choose(target.value));
part("query").addEventListener("focus", loadEditor, { once: true });
part("stop").addEventListener("click", () => running?.abort(new Error("Stopped.")));
part("share").addEventListener("click", share);
for (const each of form.elements.engine) each.addEventListener("change", chooseEngine);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  run();
});
begin().catch((fault) => tell(fault.message));
