// An answer as a reader sees it: a table with names linked to records, sorted and filtered in the page, or statements.
import { chartsOf, drawChart } from "./charts.js";
import { make } from "./dom.js";
import { bare, toCsv, toTsv, toTurtle } from "./formats.js";
import { shorten } from "./sparql.js";

const PAGE = 100;
const NUMBERS = /#(integer|decimal|double|float|int|long|nonNegativeInteger)$/;
const DAY = /^\d{4}-\d{2}(-\d{2})?$/;
const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** Return how many there are, in words. */
export const count = (number, noun) => `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;

/** What a term is called, and where it leads: a record, a term of the vocabulary, another address, or nowhere. */
function describe(term, { base, names, labels, prefixes }, root) {
  if (!term) return { text: "" };
  if (term.type !== "uri")
    return { text: bare(term), number: NUMBERS.test(term.datatype ?? ""), lang: term["xml:lang"] };
  const [, kind, slug, part] = term.value.startsWith(base)
    ? (/^id\/([^/#]+)\/([^/#]+)(#.*)?$/.exec(term.value.slice(base.length)) ?? [])
    : [];
  const name = names[kind]?.[slug];
  if (name) return { text: name, href: `${root}id/${kind}/${slug}/${part ?? ""}` };
  const short = shorten(term.value, prefixes).replace(/^<(.*)>$/, "$1");
  if (labels[short])
    return { text: labels[short], href: short.startsWith("arkg:") ? `${root}ns/#${short.slice(5)}` : "" };
  return { text: short, href: /^https?:/.test(term.value) ? term.value : "", outside: true };
}

/** Return a function that describes each IRI once: the same ones stand in many rows. */
function remember(describeTerm) {
  const known = new Map();
  return (term) => {
    if (term?.type !== "uri") return describeTerm(term);
    if (!known.has(term.value)) known.set(term.value, describeTerm(term));
    return known.get(term.value);
  };
}

/** A table of rows in chunks, so that ten thousand do not hold up the page. */
class Table {
  #order = { column: -1, down: false };
  #shown = PAGE;

  constructor(answer, describeTerm, tell) {
    this.tell = tell;
    const cells = answer.rows.map((row) => row.map(describeTerm));
    const repeats = (column) =>
      column && cells.length && cells.every((row) => row[column].text === row[column - 1].text);
    this.columns = answer.columns.map((_, column) => column).filter((column) => !repeats(column));
    this.names = answer.columns.map((name) => name.replaceAll("_", " "));
    this.rows = cells.map((row) => ({ cells: row, text: fold(row.map(({ text }) => text).join(" ")) }));
    this.kept = this.rows;
    this.body = make("tbody");
    this.head = make("tr", {}, ...this.columns.map((column) => this.#makeHeading(column)));
    this.more = make("button", { type: "button", onclick: () => this.#showMore() });
    const table = make("table", {}, make("thead", {}, this.head), this.body);
    const scroll = make("section", { className: "scroll", tabIndex: 0 }, table);
    scroll.setAttribute("aria-label", "Answer");
    this.element = make(
      "div",
      {},
      ...(this.rows.length > 5 ? [this.#makeFilter()] : []),
      scroll,
      make("p", {}, this.more),
    );
    this.#draw();
  }

  #makeHeading(column) {
    const button = make("button", {
      type: "button",
      textContent: this.names[column],
      onclick: () => this.#sort(column),
    });
    return make("th", { scope: "col", className: this.#isNumber(column) ? "n" : "" }, button);
  }

  #makeFilter() {
    const input = make("input", { type: "search", id: "filter", autocomplete: "off" });
    input.oninput = () => this.#filter(fold(input.value).split(/\s+/).filter(Boolean));
    return make(
      "p",
      { className: "measure" },
      make("label", { htmlFor: "filter", textContent: "Filter the rows" }),
      input,
    );
  }

  #isNumber(column) {
    return this.rows.length > 0 && this.rows.every(({ cells }) => cells[column].number || !cells[column].text);
  }

  #filter(words) {
    this.kept = this.rows.filter(({ text }) => words.every((word) => text.includes(word)));
    this.#shown = PAGE;
    this.#draw();
    const all = count(this.rows.length, "row");
    this.tell(words.length ? `${this.kept.length.toLocaleString("en")} of ${all}.` : `${all}.`);
  }

  #sort(column) {
    const down = this.#order.column === column && !this.#order.down;
    this.#order = { column, down };
    const compare = (one, other) => collator.compare(one.cells[column].text, other.cells[column].text);
    this.rows.sort(down ? (one, other) => compare(other, one) : compare);
    const kept = new Set(this.kept);
    this.kept = this.rows.filter((row) => kept.has(row));
    for (const [place, heading] of [...this.head.children].entries()) {
      heading.setAttribute("aria-sort", this.columns[place] !== column ? "none" : down ? "descending" : "ascending");
    }
    this.#draw();
  }

  #showMore() {
    const first = this.#shown;
    this.#shown += PAGE;
    this.#draw();
    this.body.rows[first]?.querySelector("a")?.focus();
  }

  #draw() {
    const rows = this.kept.slice(0, this.#shown);
    this.body.replaceChildren(
      ...rows.map(({ cells }) => make("tr", {}, ...this.columns.map((column) => makeCell(cells[column])))),
    );
    const left = this.kept.length - rows.length;
    this.more.hidden = !left;
    this.more.textContent = `Show ${Math.min(PAGE, left)} more (${left.toLocaleString("en")} left)`;
  }
}

function makeCell({ text, href, outside, number, lang }) {
  const content = href ? make("a", { href, textContent: text, rel: outside ? "external" : "" }) : text || "–";
  const cell = make("td", { className: number ? "n" : DAY.test(text) ? "day" : text ? "" : "soft" }, content);
  if (lang && !lang.startsWith("en")) cell.lang = lang;
  return cell;
}

/** Return a button that saves a text as a file; the text is made when it is pressed. */
function makeSaver(label, name, type, write) {
  const save = () => {
    const href = URL.createObjectURL(new Blob([write()], { type }));
    make("a", { href, download: name }).click();
    URL.revokeObjectURL(href);
  };
  return make("button", { type: "button", textContent: label, onclick: save });
}

function makeCharts(answer, described) {
  const box = make("figure", { hidden: true });
  const buttons = chartsOf(answer, described).map((chart) => {
    const button = make("button", { type: "button", textContent: chart.label });
    button.setAttribute("aria-pressed", "false");
    button.onclick = () => {
      const show = button.getAttribute("aria-pressed") === "false";
      for (const each of buttons) each.setAttribute("aria-pressed", String(show && each === button));
      box.hidden = !show;
      if (show) box.replaceChildren(...drawChart(chart));
    };
    return button;
  });
  return { box, buttons };
}

/** Show an answer in a box, and tell how long it is. */
export function show(box, answer, info, { root, name, tell }) {
  const heading = make("h2", { id: "result", textContent: "Answer" });
  if (answer.truth !== undefined) {
    const save = makeSaver("JSON", `${name}.json`, "application/sparql-results+json", () => answer.json);
    box.replaceChildren(
      heading,
      make("p", { textContent: answer.truth ? "Yes." : "No." }),
      make("p", { className: "row" }, save),
    );
    tell(`The answer is ${answer.truth ? "yes" : "no"}.`);
  } else if (answer.triples !== undefined) {
    showStatements(box, heading, answer, info, { name, tell });
  } else {
    const described = { ...info, describe: remember((term) => describe(term, info, root)) };
    const { box: figure, buttons } = makeCharts(answer, described);
    const savers = [
      makeSaver("CSV", `${name}.csv`, "text/csv", () => `\uFEFF${toCsv(answer)}`),
      makeSaver("TSV", `${name}.tsv`, "text/tab-separated-values", () => toTsv(answer)),
      makeSaver("JSON", `${name}.json`, "application/sparql-results+json", () => answer.json),
    ];
    const tools = make(
      "p",
      { className: "row" },
      "Download: ",
      ...savers,
      ...(buttons.length ? ["Draw: ", ...buttons] : []),
    );
    box.replaceChildren(heading, tools, figure, new Table(answer, described.describe, tell).element);
    tell(`${count(answer.rows.length, "row")}.`);
  }
}

function showStatements(box, heading, { triples, type }, info, { name, tell }) {
  const lines = triples.split("\n").filter((line) => line.trim());
  const text = type === "application/n-triples" ? toTurtle(triples, info.prefixes) : triples;
  const code = make(
    "section",
    { className: "scroll code", tabIndex: 0 },
    make("pre", {}, make("code", { textContent: text.slice(0, 100_000) })),
  );
  code.setAttribute("aria-label", "Answer");
  const save = makeSaver("Turtle", `${name}.ttl`, "text/turtle", () => text);
  box.replaceChildren(heading, make("p", { className: "row" }, "Download: ", save), code);
  tell(type === "application/n-triples" ? `${count(lines.length, "statement")}.` : "The answer is a graph.");
}
