// Answers a question for the values that a reader chooses, from its published table; the address holds them.
"use strict";

const MOST = 200;
const form = document.querySelector("form[data-answer]");
const answered = document.getElementById("answered");
const whole = answered.innerHTML;
let loading;

const load = () => (loading ??= fetch(form.dataset.answer).then((response) => response.json()));

// The numbers of the rows that fit every value; a text fits where the column has it as a part.
function choose({ cells, rows, values, columns }, chosen) {
  let kept = rows.map((_, number) => number);
  for (const [name, value] of chosen) {
    const wanted = new Set(values[name]?.[value] ?? []);
    const fits = name in columns
      ? (number) => cells[rows[number][columns[name]]][0].toLowerCase().includes(value.toLowerCase())
      : (number) => wanted.has(number);
    kept = kept.filter(fits);
  }
  return kept;
}

function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

function show([text, path, address, day]) {
  if (path) return make("a", { href: form.dataset.root + path }, text);
  if (address) return make("a", { href: address, rel: "external" }, text);
  if (day) return make("time", { datetime: day }, text);
  return text || make("span", { class: "soft" }, "–");
}

function draw({ cells, rows }, kept) {
  const number = kept.length.toLocaleString("en-US");
  const more = kept.length > MOST ? ` The first ${MOST} are shown; the CSV file has all.` : "";
  const words = kept.length ? `${number} row${kept.length === 1 ? "" : "s"}.${more}` : "No record answers this question.";
  answered.querySelector("[role=status]").replaceChildren(`${words} `, make("a", { href: location.search }, "Link to this answer"));
  const lines = kept.slice(0, MOST).map((place) => make("tr", {}, ...rows[place].map((cell) => make("td", {}, show(cells[cell])))));
  answered.querySelector("tbody").replaceChildren(...lines);
  answered.querySelector("section").hidden = !kept.length;
  const saver = answered.querySelector("[data-table]");
  saver.addEventListener("click", (event) => {
    event.preventDefault();
    saveRows(saver.href, kept);
  });
}

async function saveRows(address, kept) {
  const text = (await (await fetch(address)).text()).replace(/^\uFEFF/, "");
  const lines = text.match(/(?:"[^"]*"|[^"\n])*\n/g);
  const name = address.split("/").pop().replace(".csv", "-selected.csv");
  window.save(name, ["\uFEFF", ...[0, ...kept.map((place) => place + 1)].map((place) => lines[place])], "text/csv");
}

// In a list of choices, a slug stands for the CURIE that has it ("research" for "category:research").
function choice(field, value) {
  const values = Array.from(field.options ?? [], (option) => option.value);
  return values.find((each) => each === value) ?? values.find((each) => value && each.endsWith(`:${value}`)) ?? value;
}

async function answer() {
  const asked = location.search;
  const state = new URLSearchParams(asked);
  for (const field of form.elements) if (field.name) field.value = choice(field, state.get(field.name) ?? "");
  const chosen = [...state].filter(([name, value]) => value && form.elements[name])
    .map(([name, value]) => [name, form.elements[name].value || value]);
  const found = chosen.length ? await load() : null;
  if (location.search !== asked) return; // A later address has its own answer.
  answered.innerHTML = whole;
  if (found) draw(found, choose(found, chosen));
}

// A page that a server has answered is left to it.
if (!("given" in answered.dataset)) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const given = [...new FormData(form)].filter(([, value]) => value.trim());
    history.pushState(null, "", given.length ? `?${new URLSearchParams(given)}` : location.pathname);
    answer();
  });
  addEventListener("popstate", answer);
  if (location.search) answer();
}
