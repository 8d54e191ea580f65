// Narrows a list by words and facets, with the state in the address, and saves what is shown as CSV.
"use strict";

const fold = (text) => ` ${text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ")} `;

function browse(form) {
  const list = document.querySelector("[data-rows]");
  const rows = [...list.querySelectorAll("li")].map((item) => ({
    item,
    text: fold(`${item.textContent} ${item.dataset.a ?? ""}`),
    has: new Set((item.dataset.f ?? "").split(" ")),
  }));
  const boxes = [...form.querySelectorAll("input[type=checkbox]")];
  const keys = [...new Set(boxes.map((box) => box.name))];
  const query = form.elements.q;
  const status = form.querySelector("[role=status]");
  const none = document.querySelector("[data-none]");
  const clear = form.querySelectorAll("button[type=reset]");
  const saver = form.querySelector("[data-csv]");
  const fits = (row, words, chosen, except) =>
    words.every((word) => row.text.includes(` ${word}`)) &&
    keys.every((key) => key === except || !chosen[key].length || chosen[key].some((number) => row.has.has(number)));

  function draw() {
    const words = fold(query.value).split(" ").filter(Boolean);
    const chosen = Object.fromEntries(
      keys.map((key) => [key, boxes.filter((box) => box.name === key && box.checked).map((box) => box.dataset.n)]),
    );
    let shown = 0;
    for (const row of rows) {
      row.item.hidden = !fits(row, words, chosen);
      shown += row.item.hidden ? 0 : 1;
    }
    for (const key of keys) {
      const others = rows.filter((row) => fits(row, words, chosen, key));
      for (const box of boxes.filter((each) => each.name === key)) {
        box.nextElementSibling.nextElementSibling.textContent = others.filter((row) => row.has.has(box.dataset.n)).length;
      }
    }
    for (const section of list.querySelectorAll("section")) {
      section.hidden = !section.querySelector("li:not([hidden])");
    }
    status.textContent = shown === rows.length ? `All ${shown}` : `${shown} of ${rows.length}`;
    none.hidden = shown > 0;
    for (const button of clear) button.hidden = shown === rows.length;
  }

  function remember() {
    const state = new URLSearchParams(boxes.filter((box) => box.checked).map((box) => [box.name, box.value]));
    if (query.value.trim()) state.set("q", query.value.trim());
    const search = state.toString();
    history.replaceState(null, "", search ? `?${search}` : location.pathname);
    draw();
  }

  async function saveShown(event) {
    const kept = rows.flatMap((row, place) => (row.item.hidden ? [] : [place + 1]));
    if (kept.length === rows.length) return;
    event.preventDefault();
    const lines = (await (await fetch(saver.href)).text()).replace(/^\uFEFF/, "").split("\n");
    const text = [0, ...kept].map((place) => `${lines[place]}\n`).join("");
    window.save(saver.getAttribute("href").replace(".csv", "-selected.csv"), ["\uFEFF", text], "text/csv");
  }

  const state = new URLSearchParams(location.search);
  query.value = state.get("q") ?? "";
  for (const box of boxes) box.checked = state.getAll(box.name).includes(box.value);
  for (const part of form.querySelectorAll("[disabled]")) part.disabled = false;
  for (const more of form.querySelectorAll("fieldset details")) more.open = Boolean(more.querySelector(":checked"));
  form.addEventListener("input", remember);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(() => { query.value = ""; for (const box of boxes) box.checked = false; remember(); query.focus(); }));
  saver?.addEventListener("click", saveShown);
  draw();
}

browse(document.querySelector("form[data-browse]"));
