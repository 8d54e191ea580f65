// Drafts, and the records of one sitting, as this browser keeps them: for each site on its own, and nowhere else.

const place = (root) => `arkg contribute ${new URL(root, location.href).pathname} `;

export class Drafts {
  constructor(root, key) {
    this.place = place(root);
    this.key = `draft ${key}`;
  }

  get draft() {
    return this.#get(this.key);
  }

  set draft(record) {
    this.#set(this.key, record);
  }

  /** Records that are ready, and are handed in together with the next. */
  get sitting() {
    return this.#get("sitting") || [];
  }

  set sitting(records) {
    this.#set("sitting", records.length ? records : undefined);
  }

  #get(name) {
    try {
      return JSON.parse(localStorage.getItem(this.place + name)) || undefined;
    } catch {
      return undefined;
    }
  }

  #set(name, value) {
    try {
      if (value === undefined) localStorage.removeItem(this.place + name);
      else localStorage.setItem(this.place + name, JSON.stringify(value));
    } catch {
      // a browser that keeps nothing: the form works without
    }
  }
}
