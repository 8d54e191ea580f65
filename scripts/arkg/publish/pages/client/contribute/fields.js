// The controls of a form: for each field of a record, or of a part of it, what is native for its values.
import { button, capitalize, make } from "./dom.js";
import { isPart, typeOfNode } from "./statements.js";

const ISO_DAY = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;
const DATE = "http://www.w3.org/2001/XMLSchema#date";

/** Draws a record; `page` has the schema (`form`), the `record`, and is told of changes (`changed`, `redraw`). */
export class FieldView {
  constructor(page) {
    this.page = page;
    this.form = page.form;
    this.ids = new Map(); // node → start of the ids of its controls
  }

  /** Return the sections of the record. */
  draw() {
    this.ids.clear();
    const { record } = this.page;
    this.ids.set(record, "f");
    const type = typeOfNode(record, this.form);
    const sections = this.form.groups.map(([group, label]) => {
      const fields = type.fields.filter((each) => each.group === group && this.#isAsked(record, each));
      return fields.length ? this.#section(record, label, group, fields) : undefined;
    });
    return sections.filter(Boolean);
  }

  #isAsked(node, field) {
    return !field.constant && (field.sort !== "position" || node.values[field.name]) && (!field.later || this.page.isCorrection || node.values[field.name]);
  }

  #section(record, label, group, fields) {
    const [shown, more] = this.#divide(record, fields);
    const own = group === "Group-name" ? [this.#slug(record)] : [];
    const names = more.map((each) => each.name);
    const details = (content, words) => make("details", { class: "more", open: this.page.opened.has(group), ontoggle: ({ target }) => (target.open ? this.page.opened.add(group) : this.page.opened.delete(group)) }, make("summary", {}, words), content);
    const rest = more.length || own.length ? details([more.map((each) => this.field(record, each)), own], `More: ${[...names, ...(own.length ? ["address"] : [])].join(", ")}`) : "";
    return make("section", { class: "group" }, make("h2", {}, label), shown.map((each) => this.field(record, each)), rest);
  }

  /** Return the fields that are shown, the required ones first, and those that are asked for. */
  #divide(node, fields) {
    const isUsed = (each) => (node.values[each.name] || []).length > 1 || node.values[each.name]?.some((value) => isPart(value) || value.text.trim());
    const isShown = (each) => each.min || (each.common && node === this.page.record) || isUsed(each);
    const shown = fields.filter(isShown);
    const more = fields.filter((each) => !shown.includes(each));
    return [[...shown.filter((each) => each.min), ...shown.filter((each) => !each.min)], more];
  }

  #slug(record) {
    const input = make("input", { type: "text", id: "f-slug", value: record.slug || "", readOnly: this.page.isCorrection, autocomplete: "off", "aria-describedby": "f-slug-help", oninput: () => {
      record.slug = input.value.trim();
      this.page.changed();
    } });
    return make("div", { class: "field" }, make("label", { for: "f-slug" }, "Address of the record"), make("p", { class: "help", id: "f-slug-help" }, "The end of its address, which never changes; if left empty, it is made from the name."), input);
  }

  /** Return one field of a record or of a part. */
  field(node, field) {
    if (field.part) return this.#parts(node, field);
    const values = node.values[field.name] || [];
    const options = this.#options(field);
    if (options && field.max !== 1) return this.#checkboxes(node, field, options);
    const isSingle = (field.max === 1 || (field.once && field.sort === "prose")) && values.length < 2;
    return isSingle ? this.#single(node, field) : this.#several(node, field);
  }

  #options(field) {
    return field.sort === "choice" ? field.choices.map(([, label]) => [label, capitalize(label)]) : field.options;
  }

  id(node, field, index = 0) {
    return `${this.ids.get(node)}-${field.name.replace(/[^A-Za-z0-9]+/g, "-").toLowerCase()}-${index}`;
  }

  #single(node, field) {
    const id = this.id(node, field);
    const control = this.#control(node, field, 0, id);
    const other = field.once && field.sort === "prose" && node.values[field.name]?.length
      ? button("Add it in another language", () => this.#add(node, field, { text: "", lang: "es" }), { class: "small" }) : "";
    return make("div", { class: "field", "data-field": field.name },
      make("label", { for: id }, this.#label(node, field)), this.#help(id, field), control, this.#language(node, field, 0), this.#errors(id), other, this.#source(node, field));
  }

  #several(node, field) {
    const values = (node.values[field.name] ??= []);
    if (!values.length) values.push({ text: "" });
    const rows = values.map((_, index) => {
      const id = this.id(node, field, index);
      const name = values.length > 1 ? `${capitalize(field.name)}, value ${index + 1}` : capitalize(field.name);
      return make("li", {}, make("div", { class: "value" }, this.#control(node, field, index, id, name), this.#language(node, field, index),
        values.length > 1 ? button("Remove", () => this.#remove(node, field, index), { "aria-label": `Remove ${name}` }) : ""), this.#errors(id));
    });
    const next = field.once ? { text: "", lang: "es" } : { text: "" };
    return make("fieldset", { class: "field", "data-field": field.name }, make("legend", {}, this.#label(node, field)), this.#help(this.id(node, field), field),
      make("ul", { class: "plain" }, rows), button("Add another", () => this.#add(node, field, next), { class: "small", "aria-label": `Add another: ${field.name}` }), this.#source(node, field));
  }

  #checkboxes(node, field, options) {
    const values = (node.values[field.name] ??= []);
    const id = this.id(node, field);
    const others = values.filter((each) => each.text && !options.some(([value]) => value === each.text)).map(({ text }) => [text, text]);
    const boxes = [...options, ...others].map(([value, label], at) => {
      const box = make("input", { type: "checkbox", id: at ? `${id}-${at}` : id, value, checked: values.some((each) => each.text === value), onchange: () => {
        const kept = values.filter((each) => each.text !== value);
        values.splice(0, values.length, ...kept, ...(box.checked ? [{ text: value }] : []));
        this.page.changed(node, field, true);
      } });
      return make("label", { class: "option" }, box, label);
    });
    return make("fieldset", { class: "field", "data-field": field.name }, make("legend", {}, this.#label(node, field)), this.#help(id, field), make("div", { class: "choices" }, boxes), this.#errors(id), this.#source(node, field));
  }

  #label(node, field) {
    const isNeeded = field.min && !(node !== this.page.record && field.part);
    return [capitalize(field.name), isNeeded ? make("span", { class: "soft" }, " (required)") : ""];
  }

  #help(id, field) {
    const forms = (field.datatypes || []).map((each) => this.form.values.dates[each]?.[0]).filter(Boolean);
    const how = forms.length > 1 ? " As precise as the source: a year (2020), a month (2020-06) or a day (2020-06-30)." : "";
    return make("p", { class: "help", id: `${id}-help` }, `${field.help}${how}`);
  }

  #errors(id) {
    return make("div", { class: "errors", id: `${id}-errors` });
  }

  #control(node, field, index, id, name) {
    const value = node.values[field.name]?.[index] || { text: "" };
    const common = { id, "aria-describedby": `${this.id(node, field)}-help ${id}-errors`, "aria-label": name, required: Boolean(field.min) && index === 0 };
    const options = field.sort === "boolean" ? [["true", "Yes"], ["false", "No"]] : this.#options(field);
    const control = options ? select(options, value.text, common) : field.long ? make("textarea", { ...common, rows: 3, value: value.text }) : make("input", { ...common, ...this.#kind(field, value.text), value: value.text });
    const take = (isDone) => {
      const values = (node.values[field.name] ??= []);
      (values[index] ??= { text: "" }).text = control.value;
      this.page.changed(node, field, isDone);
    };
    control.addEventListener("input", () => take(false));
    control.addEventListener("change", () => take(true));
    if (field.sort === "record" || field.sort === "property") control.addEventListener("focus", () => this.page.fillList(field), { once: true });
    return control;
  }

  #kind(field, text) {
    if (field.sort === "date") return field.datatypes.length === 1 && field.datatypes[0] === DATE && (!text || ISO_DAY.test(text)) ? { type: "date" } : { type: "text", placeholder: field.example, autocomplete: "off" };
    if (field.sort === "integer" || field.sort === "position") return { type: "text", inputMode: "numeric" };
    if (field.sort === "iri") return { type: "text", inputMode: "url", placeholder: field.example, autocomplete: "off", spellcheck: false };
    if (field.sort === "record" || field.sort === "property") return { type: "text", list: listId(field), autocomplete: "off" };
    return { type: "text", placeholder: field.example, autocomplete: "off" };
  }

  #language(node, field, index) {
    const value = node.values[field.name]?.[index];
    if (field.sort !== "prose" || value?.lang === undefined) return "";
    const input = make("input", { type: "text", class: "language", value: value.lang, size: 5, "aria-label": `Language of ${field.name}, value ${index + 1}, as two letters`, oninput: () => {
      value.lang = input.value.trim();
      this.page.changed(node, field);
    } });
    return input;
  }

  /** Return what chooses the source of a field, where the record has several. */
  #source(node, field) {
    const { record } = this.page;
    const sources = (record.values.evidence || []).filter((each) => !each.isShared);
    if (node !== record || sources.length < 2 || !record.values[field.name]?.some((each) => isPart(each) || each.text.trim())) return "";
    const supports = (each) => (each.values.supports || []).some(({ text }) => text === field.name);
    const id = `${this.id(node, field)}-source`;
    const chosen = sources.filter(supports);
    const options = sources.map((each, at) => [String(at), `${at + 1}: ${each.values.source?.[0]?.text || "no address yet"}`]);
    const several = chosen.length > 1 ? [["several", `${chosen.length} sources, see Evidence`]] : [];
    const control = select([...several, ...options], chosen.length > 1 ? "several" : chosen.length ? String(sources.indexOf(chosen[0])) : "", { id }, "The sources of the entire record");
    control.addEventListener("change", () => {
      if (control.value === "several") return;
      sources.forEach((each, at) => {
        const others = (each.values.supports || []).filter(({ text }) => text && text !== field.name);
        each.values.supports = String(at) === control.value ? [...others, { text: field.name }] : others;
      });
      this.page.changed(node, field, true);
      this.page.redraw(id);
    });
    return make("div", { class: "source" }, make("label", { for: id }, "Source"), control);
  }

  #parts(node, field) {
    const values = (node.values[field.name] ??= []);
    const type = this.form.parts[field.part];
    if (!values.length && field.min && node === this.page.record) values.push(newPart(field));
    const start = this.id(node, field).replace(/-0$/, "");
    const parts = values.map((part, index) => {
      const name = `${capitalize(field.name)} ${values.length > 1 || field.max !== 1 ? index + 1 : ""}`.trim();
      this.ids.set(part, `${start}-${index}`);
      const remove = button("Remove", () => this.#remove(node, field, index), { class: "small", "aria-label": `Remove ${name}` });
      if (part.isShared) return make("fieldset", { class: "part" }, make("legend", {}, name), make("p", {}, `The same as ${part.fragment} above.`), remove);
      const fields = type.fields.filter((each) => this.#isAsked(part, each));
      const [shown, more] = this.#divide(part, fields);
      const rest = more.length ? make("details", { class: "more", open: this.page.opened.has(part), ontoggle: ({ target }) => (target.open ? this.page.opened.add(part) : this.page.opened.delete(part)) }, make("summary", {}, `More: ${more.map((each) => each.name).join(", ")}`), more.map((each) => this.field(part, each))) : "";
      return make("fieldset", { class: "part" }, make("legend", {}, name), shown.map((each) => this.field(part, each)), rest, values.length > (node === this.page.record ? field.min || 0 : 0) ? remove : "");
    });
    const id = this.id(node, field);
    const add = field.max !== 1 || !values.length ? button(`Add ${values.length ? "another" : type.article.split(" ")[0]} ${field.name === "evidence" ? "source" : field.name}`, () => this.#add(node, field, newPart(field)), { id: `${start}-add`, class: "small" }) : "";
    return make("div", { class: "field", "data-field": field.name, role: "group", "aria-labelledby": `${start}-title` }, make("p", { class: "title", id: `${start}-title` }, this.#label(node, field)), this.#help(id, field), this.#errors(id), parts, add, field.name === "evidence" ? "" : this.#source(node, field));
  }

  #add(node, field, value) {
    const values = (node.values[field.name] ??= []);
    values.push(value);
    this.page.changed(node, field);
    this.page.redraw(undefined, () => (isPart(value) ? `${this.ids.get(value)}-` : this.id(node, field, values.length - 1)));
  }

  #remove(node, field, index) {
    node.values[field.name].splice(index, 1);
    this.page.changed(node, field, true);
    this.page.redraw(undefined, () => (field.part ? `${this.id(node, field).replace(/-0$/, "")}-add` : this.id(node, field, Math.max(0, index - 1))));
  }
}

export const listId = (field) => `list-${field.sort === "property" ? "property" : field.types.join("-")}`;
export const newPart = (field) => ({ type: field.part, values: {} });

function select(options, chosen, properties, none = "—") {
  const known = options.some(([value]) => value === chosen) || !chosen;
  const all = [["", none], ...(known ? [] : [[chosen, chosen]]), ...options];
  return make("select", properties, all.map(([value, label]) => new Option(label, value, value === chosen, value === chosen)));
}
