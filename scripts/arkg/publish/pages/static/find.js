// The search boxes: a combobox with a list of options (WAI-ARIA 1.2) in each, and the results on the page of the search.

const load = async (text) => (await import("./search.js")).load(text);
const ROOT = new URL("../", import.meta.url);
const MOST_OPTIONS = 5;
const AT_ONCE = 10;
const PLURALS = { category: "Categories" };
const BROWSE = ["concept", "initiative", "institution", "resource", "event"];

const toPlural = (kind) => PLURALS[kind] ?? `${kind[0].toUpperCase()}${kind.slice(1)}s`;
const toAddress = ({ kind, slug }) => new URL(`id/${kind}/${slug}/`, ROOT).href;
const toSearch = (text) => new URL(`search/?${new URLSearchParams({ q: text })}`, ROOT).href;

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

function group(hits) {
  const groups = new Map();
  for (const hit of hits) groups.set(hit.kind, [...(groups.get(hit.kind) ?? []), hit]);
  return [...groups];
}

const mark = (index, text, stems) => index.mark(text, stems).map(([piece, isMarked]) => (isMarked ? make("mark", {}, piece) : piece));

function describe(index, { name, reason }, stems) {
  const parts = mark(index, name, stems);
  return reason && reason !== name ? [...parts, " ", make("span", { class: "soft small" }, ...mark(index, reason, stems))] : parts;
}

function combine(form) {
  const input = form.elements.q;
  const list = make("div", { role: "listbox", id: `${input.id}-options`, "aria-label": "Records" });
  const note = make("p", { class: "small" });
  const popup = make("div", { class: "options", hidden: "" }, note, list);
  const status = make("span", { role: "status", class: "unseen" });
  let active = null;
  input.parentElement.append(popup, status);
  for (const [name, value] of Object.entries({ role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" })) {
    input.setAttribute(name, value);
  }

  const options = () => [...list.querySelectorAll("[role=option]")];
  const isOpen = () => !popup.hidden;

  function open(isShown) {
    popup.hidden = !isShown;
    input.setAttribute("aria-expanded", String(isShown && Boolean(options().length)));
    if (!isShown) choose(null);
  }

  function choose(option) {
    active?.setAttribute("aria-selected", "false");
    active = option;
    active?.setAttribute("aria-selected", "true");
    active?.scrollIntoView({ block: "nearest" });
    if (active) input.setAttribute("aria-activedescendant", active.id);
    else input.removeAttribute("aria-activedescendant");
  }

  function offer(address, children) {
    const option = make("div", { role: "option", id: `${list.id}-${options().length}`, "aria-selected": "false", "data-to": address }, ...children);
    return option;
  }

  function fill(name, label, offered) {
    const heading = make("div", { class: "small", id: `${list.id}-${name}`, role: "presentation" }, label);
    const block = make("div", { role: "group", "aria-labelledby": heading.id }, heading);
    list.append(block);
    for (const [address, children] of offered) block.append(offer(address, children));
  }

  async function draw() {
    const text = input.value.trim();
    if (!text) return open(false);
    const index = await load(text);
    if (text !== input.value.trim()) return undefined;
    const found = index.search(text);
    choose(null);
    list.replaceChildren();
    for (const [kind, hits] of group(found.hits)) {
      fill(kind, `${toPlural(kind)} (${hits.length})`, hits.slice(0, MOST_OPTIONS).map((hit) => [toAddress(hit), describe(index, hit, found.stems)]));
    }
    const total = found.hits.length;
    if (!total) fill("browse", "Browse instead", BROWSE.map((kind) => [new URL(`${kind}/`, ROOT).href, [toPlural(kind)]]));
    else if (total > options().length) fill("all", "More", [[toSearch(text), [`All ${total} results`]]]);
    note.textContent = !total ? `No matches for “${text}”.` : found.meant ? `Did you mean “${found.meant}”?` : found.isPartial ? "No record has all of these words. These have most of them." : "";
    note.hidden = !note.textContent;
    status.textContent = total ? `${note.textContent} ${total} ${total === 1 ? "result" : "results"}`.trim() : note.textContent;
    return open(document.activeElement === input);
  }

  function move(event) {
    const all = options();
    const place = all.indexOf(active);
    const next = { ArrowDown: place + 1, ArrowUp: place < 0 ? all.length - 1 : place - 1 }[event.key];
    if (next !== undefined && !event.altKey) {
      event.preventDefault();
      if (isOpen()) choose(all[next] ?? null);
      else draw();
    } else if (event.key === "Enter" && isOpen() && active) {
      event.preventDefault();
      location.assign(active.dataset.to);
    } else if (event.key === "Escape" && isOpen()) {
      event.preventDefault();
      open(false);
    }
  }

  input.addEventListener("focus", () => load().catch(() => {}), { once: true });
  input.addEventListener("input", () => draw().catch(() => open(false)));
  input.addEventListener("keydown", move);
  input.addEventListener("blur", () => open(false));
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) location.assign(option.dataset.to);
  });
}

function toRows(index, hits, stems) {
  return make("ol", { class: "rows" }, ...hits.map((hit) => {
    const reason = hit.reason && hit.reason !== hit.name ? [make("p", {}, ...mark(index, hit.reason, stems))] : [];
    return make("li", {}, make("a", { class: "name", href: toAddress(hit) }, ...mark(index, hit.name, stems)), ...reason);
  }));
}

async function show(results, text) {
  const index = await load(text);
  const { hits, meant, isPartial, stems } = index.search(text);
  const total = hits.length;
  results.nextElementSibling.hidden = total > 0;
  results.replaceChildren(make("h2", {}, total ? `${total} ${total === 1 ? "result" : "results"} for “${text}”` : `No matches for “${text}”`));
  if (meant) results.append(make("p", {}, "Did you mean ", make("a", { href: toSearch(meant) }, meant), "?"));
  if (isPartial) results.append(make("p", {}, "No record has all of these words. These have most of them."));
  for (const [kind, found] of group(hits)) {
    results.append(make("h3", {}, `${toPlural(kind)} (${found.length})`), toRows(index, found.slice(0, AT_ONCE), stems));
    if (found.length > AT_ONCE) {
      results.append(make("details", {}, make("summary", {}, `${found.length - AT_ONCE} more`), toRows(index, found.slice(AT_ONCE), stems)));
    }
  }
  if (!total) {
    const links = BROWSE.map((kind) => make("li", {}, make("a", { href: new URL(`${kind}/`, ROOT).href }, toPlural(kind))));
    results.append(make("p", {}, "Try fewer words or another spelling, or browse:"), make("ul", {}, ...links));
  }
  else results.append(make("p", {}, make("a", { href: new URL("search/", ROOT).href }, "All names, A–Z")));
  document.title = `${text} · ${document.title}`;
}

const results = document.querySelector("[data-results]");
const text = new URLSearchParams(location.search).get("q")?.trim() ?? "";
document.querySelectorAll("form[data-find]").forEach(combine);
if (results && text) document.querySelector("form[data-find]").elements.q.value = text;
if (results && text && !results.querySelector("h2")) {
  show(results, text).catch(() => { results.textContent = "The search could not be loaded. Every name is below."; });
}
