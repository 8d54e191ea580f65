// Narrows a list by words and facets and sorts it, with the state in the address, and saves what is shown.
"use strict";

const fold = (text) => ` ${text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ")} `;

// Splits a file into its records; the others join with nothing between them.
const SPLIT = {
  csv: (text) => text.match(/[^\n]*\n/g).slice(1),
  bib: (text) => text.split(/(?<=^\}\n)\n/m).map((each) => `${each}\n`),
  ris: (text) => text.split(/(?<=ER {2}- \r\n)\r\n/).map((each) => `${each}\r\n`),
};

function browse(form) {
  const list = document.querySelector("[data-rows]");
  const rows = [...list.querySelectorAll("li")].map((item, place) => {
    const marks = (item.dataset.f ?? "").split(" ");
    return {
      item,
      place,
      number: Number(item.dataset.r ?? place),
      text: fold(`${item.textContent} ${item.dataset.a ?? ""}`),
      record: item.querySelector("a")?.href.match(/id\/([^/]+\/[^/]+)\/$/)?.[1],
      own: new Set(marks.filter((mark) => mark[0] !== "~")),
      all: new Set(marks.map((mark) => mark.replace("~", ""))),
    };
  });
  const boxes = [...form.querySelectorAll("input[data-n]")];
  const keys = [...new Set(boxes.map((box) => box.name))];
  const words = Object.fromEntries(boxes.map((box) => [box.dataset.n, box.nextElementSibling.textContent]));
  const { q: query, below, sort } = form.elements;
  const status = form.querySelector("[role=status]");
  const none = document.querySelector("[data-none]");
  const clear = form.querySelectorAll("button[type=reset]");
  const chips = form.querySelector(".chips");
  const facets = [...form.querySelectorAll("fieldset")].map((facet) => ({
    legend: facet.querySelector("legend"),
    more: facet.querySelector("details"),
    first: [...facet.querySelectorAll(":scope > label")],
    rest: [...facet.querySelectorAll("details > label")],
  }));
  const has = (row, number) => (below?.checked === false ? row.own : row.all).has(number);
  let index = null;
  const isFound = (row, sought) =>
    sought instanceof Set ? sought.has(row.record) : sought.every((word) => row.text.includes(` ${word}`));
  const fits = (row, sought, chosen, except) =>
    isFound(row, sought) &&
    keys.every((key) => key === except || !chosen[key].length || chosen[key].some((number) => has(row, number)));

  // Return the records that the search finds; until its index is there, the words that a row must have.
  function seek(text) {
    if (!index || !text.trim()) return fold(text).split(" ").filter(Boolean);
    return new Set(index.search(text).hits.map((hit) => `${hit.kind}/${hit.slug}`));
  }

  async function load() {
    list.setAttribute("aria-busy", "true");
    try {
      index = await (await import("./search.js")).load(query.value);
      if (query.value.trim()) draw();
    } finally {
      list.removeAttribute("aria-busy");
    }
  }

  function draw() {
    const sought = seek(query.value);
    const chosen = Object.fromEntries(
      keys.map((key) => [key, boxes.filter((box) => box.name === key && box.checked).map((box) => box.dataset.n)]),
    );
    let shown = 0;
    for (const row of rows) {
      row.item.hidden = !fits(row, sought, chosen);
      shown += row.item.hidden ? 0 : 1;
    }
    for (const key of keys) {
      const others = rows.filter((row) => fits(row, sought, chosen, key));
      for (const box of boxes.filter((each) => each.name === key)) {
        box.nextElementSibling.nextElementSibling.textContent = others.filter((row) => has(row, box.dataset.n)).length;
      }
    }
    for (const section of list.querySelectorAll("section")) {
      section.hidden = !section.querySelector("li:not([hidden])");
    }
    status.textContent = shown === rows.length ? `All ${shown}` : `${shown} of ${rows.length}`;
    none.hidden = shown > 0;
    for (const button of clear) button.hidden = shown === rows.length;
    if (chips) {
      chips.replaceChildren(...boxes.filter((box) => box.checked).map(makeChip));
      chips.hidden = !chips.children.length;
    }
    for (const facet of facets) putChosenFirst(facet);
  }

  function makeChip(box) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = `${box.closest("fieldset").querySelector("legend").textContent}: ${words[box.dataset.n]} ×`;
    button.setAttribute("aria-label", `Remove ${button.textContent.slice(0, -2)}`);
    button.addEventListener("click", () => {
      box.checked = false;
      remember();
      (chips.querySelector("button") ?? query).focus();
    });
    const item = document.createElement("li");
    item.append(button);
    return item;
  }

  function putChosenFirst({ legend, more, first, rest }) {
    const focused = document.activeElement;
    const isChosen = (label) => label.firstElementChild.checked;
    legend.after(...[...first, ...rest].filter(isChosen), ...first.filter((label) => !isChosen(label)));
    more?.append(...rest.filter((label) => !isChosen(label)));
    if (focused !== document.activeElement) focused.focus({ preventScroll: true });
  }

  function arrange() {
    const labels = boxes.filter((box) => box.name === sort.value).map((box) => box.dataset.n);
    const rank = (row) => {
      const label = words[labels.find((number) => row.own.has(number)) ?? labels.find((number) => row.all.has(number))];
      return !label || label === "Not stated" ? "\uffff" : label;
    };
    const order = sort.value === "year" ? -1 : 1;
    const compare = (one, other) => {
      const [a, b] = [rank(one), rank(other)];
      if (a === b) return one.place - other.place;
      if (a === "\uffff" || b === "\uffff") return a === "\uffff" ? 1 : -1;
      return order * a.localeCompare(b);
    };
    rows.sort(sort.value ? compare : (one, other) => one.place - other.place);
    list.append(...rows.map((row) => row.item));
  }

  function remember() {
    const state = new URLSearchParams(boxes.filter((box) => box.checked).map((box) => [box.name, box.value]));
    if (query.value.trim()) state.set("q", query.value.trim());
    if (below?.checked === false) state.set("below", "no");
    if (sort?.value) state.set("sort", sort.value);
    const search = state.toString();
    history.replaceState(null, "", search ? `?${search}` : location.pathname);
    draw();
  }

  async function saveShown(event) {
    const kept = [...new Set(rows.filter((row) => !row.item.hidden).map((row) => row.number))];
    if (kept.length === new Set(rows.map((row) => row.number)).size && !sort?.value) return;
    event.preventDefault();
    const { href, type, dataset } = event.currentTarget;
    const text = await (await fetch(href)).text();
    const name = href.split("/").pop().replace(".", "-selected.");
    if (dataset.export === "json") {
      const items = JSON.parse(text);
      window.save(name, [JSON.stringify(kept.map((place) => items[place]), null, 2), "\n"], type);
    } else {
      const records = SPLIT[dataset.export](text);
      const head = dataset.export === "csv" ? [`\uFEFF${text.replace(/^\uFEFF/, "").match(/[^\n]*\n/)[0]}`] : [];
      window.save(name, [...head, ...kept.map((place) => records[place])], type);
    }
  }

  function restore() {
    const state = new URLSearchParams(location.search);
    query.value = state.get("q") ?? "";
    for (const box of boxes) box.checked = state.getAll(box.name).includes(box.value);
    if (below) below.checked = state.get("below") !== "no";
    if (sort) sort.value = [...sort.options].some((each) => each.value === state.get("sort")) ? state.get("sort") : "";
    if (sort?.value) arrange();
    draw();
  }

  function reset() {
    query.value = "";
    for (const box of boxes) box.checked = false;
    remember();
    query.focus();
  }

  for (const part of form.querySelectorAll("[disabled]")) part.disabled = false;
  form.addEventListener("input", (event) => {
    if (event.target === sort) arrange();
    if (event.target === query && /\d/.test(query.value)) load().catch(() => {});
    remember();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    reset();
  });
  for (const link of document.querySelectorAll("[data-export]")) link.addEventListener("click", saveShown);
  restore();
  if (query.value) load().catch(() => {});
  else query.addEventListener("focus", () => load().catch(() => {}), { once: true });
}

browse(document.querySelector("form[data-browse]"));
