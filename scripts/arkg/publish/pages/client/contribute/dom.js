// Elements of the page.

/** Return an element with properties, attributes (with a hyphen, or `for`, `list`, `role`), and children. */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === false || value === "") continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name.includes("-") || ["for", "list", "role", "lang", "href", "download", "rel", "class"].includes(name)) element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...children.flat(Infinity).filter((each) => each !== undefined && each !== null && each !== ""));
  return element;
}

export const button = (text, onclick, properties = {}) => make("button", { type: "button", onclick, ...properties }, text);
export const capitalize = (text) => text.slice(0, 1).toUpperCase() + text.slice(1);

/** Return a function that waits until it has not been called for some milliseconds; `cancel` and `flush` end the wait. */
export function later(milliseconds, run) {
  let timer;
  const cancel = () => {
    clearTimeout(timer);
    timer = undefined;
  };
  const flush = () => {
    if (timer === undefined) return;
    cancel();
    run();
  };
  const call = () => {
    cancel();
    timer = setTimeout(flush, milliseconds);
  };
  return Object.assign(call, { cancel, flush });
}
