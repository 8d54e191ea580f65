// The form for one type of record: drawn from form.json, checked as one writes, handed in by a click of its own.
import { Drafts } from "./contribute/drafts.js";
import { button, capitalize, later, make } from "./contribute/dom.js";
import { findDuplicates } from "./contribute/duplicates.js";
import { FieldView, listId } from "./contribute/fields.js";
import { explain } from "./contribute/findings.js";
import { offer, write } from "./contribute/handing-in.js";
import { Names } from "./contribute/names.js";
import { fromStatements, isEmpty, isPart, slugOf, toStatements, unsaid } from "./contribute/statements.js";
import { toTurtle } from "./contribute/turtle.js";
import { fieldsWithin, localName } from "./contribute/values.js";
import { toCsv, toYaml } from "./contribute/yaml.js";

const NOTHING_KNOWN = { records: {}, classes: {}, values: {}, above: {} };
const WAIT = 400;
const WORDS = { violation: "Fix", warning: "Better", info: "Hint" };

/** The page: the record that is written, what is known, and what is shown. */
class Form {
  constructor(place) {
    this.place = place;
    this.settings = place.dataset;
    this.kind = place.dataset.kind;
    this.root = place.dataset.root;
    this.slug = new URLSearchParams(location.search).get("record") || "";
    this.isCorrection = Boolean(this.slug);
    this.drafts = new Drafts(this.root, this.slug ? `${this.kind}/${this.slug}` : this.kind);
    this.opened = new Set();
    this.touched = new Set();
    this.findings = [];
    this.known = NOTHING_KNOWN;
    this.isSubmitted = false;
    this.save = later(WAIT, () => (this.drafts.draft = this.record));
    this.checkLater = later(WAIT, () => this.check());
    addEventListener("pagehide", () => this.save.flush());
  }

  async start() {
    this.form = await this.#json("form.json");
    this.names = new Names(NOTHING_KNOWN, this.form);
    this.record = { type: this.kind, values: {} };
    const draft = this.drafts.draft;
    if (draft) this.record = draft;
    else if (this.isCorrection) await this.#loadRecord();
    else this.#begin();
    this.view = new FieldView(this);
    this.#draw(Boolean(draft));
    this.place.hidden = false;
    document.getElementById("template").open = false;
    if (draft || this.isCorrection) this.#load();
    else this.place.addEventListener("focusin", () => this.#load(), { once: true });
  }

  async #json(name) {
    const response = await fetch(`${this.root}contribute/${name}`);
    if (!response.ok) throw new Error(`${name}: ${response.status}`);
    return response.json();
  }

  #begin() {
    const name = new URLSearchParams(location.search).get("name");
    if (name) this.record.values.name = [{ text: name }];
  }

  /** Load what checks, and what is known of the records that there are; once. */
  #load() {
    this.loading ??= Promise.all([import(new URL(this.settings.check, document.baseURI).href), fetch(`${this.root}shapes.ttl`).then((each) => each.text()), this.#json("known.json")]).then(([{ Rules, parse }, shapes, known]) => {
      this.parse = parse;
      this.rules = new Rules(shapes);
      this.known = known;
      this.names = new Names(known, this.form);
    });
    return this.loading;
  }

  async #loadRecord() {
    await this.#load();
    const response = await fetch(`${this.root}id/${this.kind}/${this.slug}.nt`);
    if (response.ok) this.record = this.read(await response.text());
    else this.isCorrection = false;
  }

  /** Return the record that N-Triples describe. */
  read(text) {
    const triples = this.parse(text).filter((each) => each.subject.startsWith(this.form.records));
    return fromStatements(triples[0].subject.split("#")[0], triples, this.context);
  }

  get context() {
    return { form: this.form, names: this.names };
  }

  #draw(isDraft) {
    const title = this.isCorrection ? `Correct ${this.names.nameOf(`${this.kind}/${this.slug}`)}` : document.querySelector("h1").textContent;
    document.querySelector("h1").textContent = title;
    this.summary = make("div", { tabIndex: -1, class: "summary", "aria-live": "polite" });
    this.likeness = make("div", { role: "status" });
    this.fields = make("div", {});
    this.lists = make("div", {});
    this.outcome = make("div", { id: "outcome", tabIndex: -1, "aria-live": "polite" });
    const element = make("form", { noValidate: true, onsubmit: (event) => {
      event.preventDefault();
      this.submit();
    } }, this.likeness, this.fields, this.lists, make("p", {}, make("button", { type: "submit", class: "main" }, "Check and hand in")));
    this.place.append(...[isDraft ? this.#draftNote() : "", this.#sitting(), this.summary, element, this.outcome].filter(Boolean));
    this.redraw();
  }

  #draftNote() {
    const restart = button("Start over", () => {
      this.save.cancel();
      this.drafts.draft = undefined;
      location.reload();
    });
    return make("p", { class: "notice" }, "This is the draft that this browser kept. ", restart);
  }

  #sitting() {
    const records = this.drafts.sitting;
    if (!records.length) return "";
    const items = records.map((each, at) => make("li", {}, `${capitalize(each.type)}: ${nameOf(each)} `, button("Remove", () => {
      this.drafts.sitting = records.filter((_, place) => place !== at);
      location.reload();
    }, { class: "small", "aria-label": `Remove ${nameOf(each)}` })));
    return make("div", { class: "notice" }, make("p", {}, "Handed in together with this record:"), make("ul", {}, items));
  }

  /** Draw the fields again, and put the focus on the control of an id, or of one that begins so. */
  redraw(id, start) {
    const before = id || document.activeElement?.id;
    this.fields.replaceChildren(...this.view.draw());
    this.show();
    const begin = start?.();
    const target = begin ? this.fields.querySelector(`[id^="${CSS.escape(begin)}"]:is(input, select, textarea, button)`) : before ? document.getElementById(before) : null;
    target?.focus({ preventScroll: !begin });
  }

  /** Take note of a change, and check it a little later: nothing moves under the pointer of who goes on. */
  changed(node, field, isDone) {
    this.save();
    if (isDone) this.touched.add(`${this.view.ids.get(node)} ${field.name}`);
    this.checkLater();
  }

  /** Check the record and, once it was to be handed in, compare it with other records; return whether that is shown,
   * which it is not where a later check has begun. */
  async check() {
    const turn = (this.turn = (this.turn || 0) + 1);
    await this.#load();
    const sitting = this.drafts.sitting;
    this.names.setOwn([...sitting, this.record].map((each) => ({ id: `${each.type}/${slugOf(each, this.form)}`, names: namesOf(each, this.form) })));
    this.built = toStatements(this.record, this.context);
    this.more = sitting.map((each) => toStatements(each, this.context));
    const triples = [...this.built.triples, ...this.more.flatMap((each) => each.triples)];
    const breaches = await this.rules.check(triples, this.known, this.form.records);
    const isComplete = this.isSubmitted && (await this.#checkOthers(triples, breaches));
    if (turn !== this.turn) return false;
    this.isComplete = isComplete;
    const own = breaches.filter((each) => each.focus.split("#")[0] === this.built.iri);
    this.findings = explain(this.built, own, this.rules, this.context);
    this.show();
    return true;
  }

  async #checkOthers(triples, breaches) {
    try {
      const engine = await import(new URL(this.settings.relations, document.baseURI).href);
      await engine.load();
      breaches.push(...engine.checkRelations(this.rules, triples, this.known, this.form.records));
      return true;
    } catch (fault) {
      console.warn(fault);
      return false;
    }
  }

  /** Show findings at their fields: of what was touched, or of everything once it was to be handed in. */
  show() {
    for (const each of this.fields.querySelectorAll(".errors")) each.replaceChildren();
    for (const each of this.fields.querySelectorAll("[aria-invalid]")) each.removeAttribute("aria-invalid");
    for (const finding of this.findings) {
      const start = this.view.ids.get(finding.node);
      if (!finding.field || start === undefined) continue;
      if (!this.isSubmitted && (finding.missing || !this.touched.has(`${start} ${finding.field.name}`))) continue;
      const id = this.idOf(finding);
      document.getElementById(`${id}-errors`)?.append(this.#message(finding));
      if (finding.severity === "violation") document.getElementById(id)?.setAttribute("aria-invalid", "true");
    }
    this.#showLikeness();
    if (this.isSubmitted) this.#summarize();
  }

  /** Return the id of the control that a finding is about. */
  idOf({ node, field, index = 0 }) {
    if (!field || !this.view.ids.has(node)) return "f-slug";
    const id = this.view.id(node, field, index);
    return document.getElementById(`${id}-errors`) ? id : this.view.id(node, field, 0);
  }

  #message(finding) {
    const { field, node, index = 0, suggestions, parts } = finding;
    const values = node.values[field.name] || [];
    const use = (texts) => {
      values.splice(index, 1, ...texts.map((text) => ({ ...values[index], text })));
      this.redraw(this.view.id(node, field, index));
      this.save();
      this.check();
    };
    const buttons = suggestions.map((each) => button(`Use ${each}`, () => use([each]), { class: "small" }));
    if (parts.length > 1 && field.max !== 1) buttons.push(button(`Split into ${parts.length}`, () => use(parts), { class: "small" }));
    if (finding.isUnknown) {
      for (const type of field.types) buttons.push(make("a", { href: `../${type}/?${new URLSearchParams({ name: finding.value })}` }, `Add a record: ${type} ‘${finding.value}’`));
    }
    return make("p", { class: finding.severity }, make("b", {}, `${WORDS[finding.severity]}: `), finding.message, make("span", { class: "soft" }, ` ${finding.why}`), buttons.length ? make("span", { class: "row" }, buttons) : "");
  }

  #showLikeness() {
    const found = this.built && !this.isCorrection ? findDuplicates(this.built, this.known, this.names, this.form) : [];
    const own = this.built && this.names.isKnown(this.built.iri.slice(this.form.records.length)) && !this.isCorrection ? [[this.built.iri.slice(this.form.records.length), "it has this name"]] : [];
    const items = [...own, ...found].map(([record, why]) => make("li", {}, make("a", { href: `${this.root}id/${record}/` }, this.names.nameOf(record)), `: ${why}. `, make("a", { href: `${this.root}contribute/${record.replace("/", "/?record=")}` }, `Correct ${this.names.nameOf(record)}`)));
    this.likeness.replaceChildren(...(items.length ? [make("div", { class: "notice" }, make("p", {}, "This may be in the graph already:"), make("ul", {}, items))] : []));
  }

  #summarize() {
    const violations = this.findings.filter((each) => each.severity === "violation");
    const all = [...violations, ...this.findings.filter((each) => each.severity !== "violation")];
    const items = all.map((each) => make("li", { "data-rule": each.rule }, make("a", { href: `#${this.idOf(each)}`, onclick: (event) => this.#goTo(event, each) }, each.field ? capitalize(each.field.name) : "Address"), `: ${each.severity === "violation" ? "" : `${WORDS[each.severity]}: `}${each.message}`));
    const count = violations.length;
    const head = count ? `${count} ${count === 1 ? "thing" : "things"} to fix` : "The record follows the rules";
    const later = this.isComplete ? "" : make("p", {}, "The rules that compare the record with others are checked when it is handed in.");
    this.summary.replaceChildren(make("div", { class: count ? "notice wrong" : "notice right" }, make("h2", {}, head), all.length ? make("ul", {}, items) : "", later));
    if (!count && this.built) this.#offer();
    else this.outcome.replaceChildren();
  }

  #goTo(event, finding) {
    event.preventDefault();
    const target = document.getElementById(this.idOf(finding));
    for (let each = target; each; each = each.parentElement) if (each.tagName === "DETAILS") each.open = true;
    const control = target?.matches("input, select, textarea, button") ? target : document.getElementById(`${this.idOf(finding)}-errors`)?.parentElement.querySelector("input, select, textarea, button");
    control?.focus();
    control?.scrollIntoView({ block: "center" });
  }

  async submit() {
    this.isSubmitted = true;
    this.checkLater.cancel();
    this.summary.replaceChildren(make("p", {}, "Checking…"));
    if (await this.check()) this.summary.focus();
    return this.findings;
  }

  /** Offer what the record becomes, unless that is what is offered already. */
  #offer() {
    const texts = this.write();
    if (this.outcome.dataset.of === texts[0].text && this.outcome.childElementCount) return;
    this.outcome.dataset.of = texts[0].text;
    const title = `${this.isCorrection ? "Correction" : "New record"}: ${this.kind}/${this.built.slug}`;
    const next = button("Keep it, and add another record to hand in with it", () => this.#keep());
    this.outcome.replaceChildren(make("div", {}, offer(texts, title, this.settings, !this.names.isKnown(this.built.iri.slice(this.form.records.length))), make("p", {}, next)));
  }

  /** Return the texts of the record, with those of the sitting, in every form. */
  write() {
    return write([...this.drafts.sitting, this.record], [...(this.more || []), this.built], this.context);
  }

  #keep() {
    this.drafts.sitting = [...this.drafts.sitting, this.record];
    this.save.cancel();
    this.drafts.draft = undefined;
    location.href = "../";
  }

  /** Fill the list of a picker with the names of records, or of fields. */
  async fillList(field) {
    await this.#load();
    if (document.getElementById(listId(field))) return;
    const options = field.sort === "property" ? fieldsWithin(this.form, this.kind).map((each) => each.name) : field.types.flatMap((type) => [...this.names.of(type)].map(([, name]) => name));
    this.lists.append(make("datalist", { id: listId(field) }, [...new Set(options)].sort().map((each) => make("option", { value: each }))));
  }

  /** Put a record in the place of what was written. */
  put(record) {
    this.record = record;
    this.kind = record.type;
    this.isSubmitted = false;
    this.findings = [];
    this.built = undefined;
    this.outcome.replaceChildren();
    this.redraw();
  }
}

const nameOf = (record) => record.values.name?.[0]?.text || record.type;

function namesOf(record, form) {
  const fields = form.types[record.type].fields.filter((each) => ["prefLabel", "altLabel", "acronym"].includes(localName(each.path)));
  return fields.flatMap((field) => (record.values[field.name] || []).filter((each) => !isPart(each) && !isEmpty(each)).map((each) => each.text));
}

export const page = new Form(document.getElementById("form"));
export const ready = page.start();
export { toCsv, toStatements, toTurtle, toYaml, unsaid };
