// The records that can be referred to, by slug and by name: those of the graph, and those of this sitting.
import { Unreadable, fold, foldLabel, likeness, squash } from "./text.js";

export class Names {
  constructor(known, form) {
    this.form = form;
    this.known = known;
    this.byName = [new Map(), new Map()]; // preferred names, other names
    this.names = new Map(); // record of the graph → its name
    this.own = new Map();
    for (const [type, records] of Object.entries(known.records)) {
      for (const [slug, name, others = []] of records) {
        this.names.set(`${type}/${slug}`, name);
        this.#note(`${type}/${slug}`, name, Array.isArray(others) ? others : []);
      }
    }
  }

  /** Take the records of this sitting, in place of those that were taken before. */
  setOwn(records) {
    for (const [record, names] of this.own) for (const name of names) for (const index of this.byName) index.get(foldLabel(name))?.delete(record);
    this.own = new Map(records.map(({ id, names }) => [id, names]));
    for (const [record, names] of this.own) this.#note(record, names[0] || "", names.slice(1));
  }

  #note(record, name, others) {
    for (const [text, index] of [[name, 0], ...others.map((each) => [each, 1])]) {
      const key = foldLabel(text);
      if (!key) continue;
      if (!this.byName[index].has(key)) this.byName[index].set(key, new Set());
      this.byName[index].get(key).add(record);
    }
  }

  /** Return whether the graph has a record. */
  isKnown(record) {
    return this.names.has(record);
  }

  /** Return whether the graph, or this sitting, has a record. */
  has(record) {
    return this.names.has(record) || this.own.has(record);
  }

  nameOf(record) {
    return this.own.get(record)?.[0] || this.names.get(record) || record;
  }

  /** Return the record of one of these types that has this slug or name; throw Unreadable. */
  find(text, types) {
    let found = types.map((type) => `${type}/${fold(text)}`).filter((each) => this.has(each));
    if (found.length === 1) return found[0];
    for (const index of this.byName) {
      const named = [...(index.get(foldLabel(text)) || [])].filter((each) => types.includes(typeOf(each)) && (!found.length || found.includes(each)));
      if (named.length === 1) return named[0];
      if (!found.length) found = named;
    }
    if (found.length) {
      const slugs = found.map((each) => each.replace("/", ":")).sort();
      throw new Unreadable(`'${text}' is the name of ${slugs.join(" and ")}.`, `Write one, e.g. ${slugs[0]}.`, { suggestions: slugs });
    }
    const what = types.length <= 2 ? types.join(" or ") : "record";
    const near = this.near(text, types);
    const names = near.map((each) => this.nameOf(each));
    const remedy = near.length ? `Did you mean ${names.join(" or ")}?` : "Add a record for it.";
    throw new Unreadable(`There is no ${what} '${text.slice(0, 200)}'.`, remedy, { suggestions: names, isUnknown: true });
  }

  /** Return the few records whose names are most like a text. */
  near(text, types) {
    const wanted = squash(text);
    if (wanted.length < 3) return [];
    const scored = [];
    for (const [record, name] of this.names) {
      if (!types.includes(typeOf(record))) continue;
      const score = Math.max(likeness(wanted, squash(name)), likeness(wanted, squash(record.split("/")[1])));
      if (score > 0.8) scored.push([score, record]);
    }
    const best = scored.sort((one, other) => other[0] - one[0]);
    return best.filter(([score]) => score > best[0][0] - 0.06).slice(0, 3).map(([, record]) => record);
  }

  /** Yield every record of a type with its name. */
  *of(type) {
    for (const [record, name] of this.names) if (typeOf(record) === type) yield [record, this.nameOf(record) || name];
    for (const [record, names] of this.own) if (typeOf(record) === type && !this.names.has(record)) yield [record, names[0]];
  }
}

export const typeOf = (record) => record.slice(0, record.indexOf("/"));
