// Names and texts compared and shortened as `arkg.names` does it.

export const fold = (name) => name.replace(/[_-]/g, " ").toLowerCase().split(/\s+/).filter(Boolean).join("-");
export const foldLabel = (name) => fold(name.normalize("NFKC"));
export const squash = (name) => name.replace(/[\p{P}\p{S}\p{Z}\p{C}\p{M}]+/gu, "").toLowerCase();

export function toSlug(name) {
  const plain = name.normalize("NFC").replaceAll("&", " and ").replaceAll("½", " half ");
  const ascii = [...plain].map(toAscii).join("");
  if (/[^\x00-\x7f]/.test(ascii.replace(/[^\p{L}\p{N}]/gu, ""))) return "";
  return ascii.toLowerCase().replace(/['’]/g, "").replace(/[^a-z0-9]+/g, " ").trim().replace(/ /g, "-");
}

const LATIN = { ł: "l", Ł: "L", ø: "o", Ø: "O", ß: "ss", æ: "ae", Æ: "AE", œ: "oe", Œ: "OE", đ: "d", Đ: "D", ı: "i", þ: "th", Þ: "Th", ð: "d", Ð: "D" };

function toAscii(letter) {
  if (letter <= "\x7f") return letter;
  if (LATIN[letter]) return LATIN[letter];
  const plain = letter.normalize("NFKD").replace(/\p{M}/gu, "");
  return /^[\x00-\x7f]*$/.test(plain) ? plain : /[\p{L}\p{N}]/u.test(letter) && !/\p{Lm}/u.test(letter) ? letter : " ";
}

/** Return the CURIE of an IRI by the longest namespace that fits, else the IRI. */
export function shorten(iri, prefixes) {
  const fits = Object.entries(prefixes).filter(([, space]) => iri.startsWith(space) && /^[\w~#/-](?:[\w.~%#/-]*[\w~%#/-])?$/.test(iri.slice(space.length)));
  if (!fits.length) return iri;
  const [prefix, space] = fits.reduce((best, each) => (each[1].length > best[1].length ? each : best));
  return `${prefix}:${iri.slice(space.length)}`;
}

/** Return the IRI of an IRI or a CURIE; null where a text is neither. Throw Unreadable for an unknown prefix. */
export function expand(name, prefixes) {
  const [, prefix, local] = name.match(/^([^:]*):(.*)$/s) || [];
  const isFull = name.startsWith("<") && name.endsWith(">");
  if (!isFull && prefix !== undefined && prefixes[prefix] && !local.startsWith("//")) return checked(prefixes[prefix] + local, name);
  if (isFull) return checked(name.slice(1, -1), name);
  if (name.includes("://") || prefix === "urn" || prefix === "mailto") return checked(name, name);
  if (prefix && /^[a-z]+:[\w./#-]+$/.test(name)) throw new Unreadable(`There is no prefix '${prefix}'.`, `Prefixes are ${Object.keys(prefixes).join(", ")}.`);
  return null;
}

function checked(iri, name) {
  if (/[\s<>"{}|\\^`]/.test(iri)) throw new Unreadable(`This is not an IRI: ${name}`);
  return iri;
}

/** What is wrong with a text, what to do, and what to write instead; `parts` are the values in it, if it holds several. */
export class Unreadable extends Error {
  constructor(what, remedy = "", { suggestions = [], parts = [], isUnknown = false } = {}) {
    super(what);
    Object.assign(this, { what, remedy, suggestions, parts, isUnknown });
  }
}

/** Order texts by code points, as Python does. */
export function compare(one, other) {
  const [left, right] = [[...one], [...other]];
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    if (left[at] !== right[at]) return left[at].codePointAt(0) - right[at].codePointAt(0);
  }
  return left.length - right.length;
}

/** Compare two lists member by member: texts by code points, numbers by size. */
export function compareKeys(one, other) {
  for (let at = 0; at < one.length; at++) {
    const difference = typeof one[at] === "number" ? (one[at] === other[at] ? 0 : one[at] - other[at]) : compare(one[at], other[at]);
    if (difference) return difference;
  }
  return 0;
}

/** Return the key that sorts evidence-2 before evidence-10. */
export const natural = (text) => (text.match(/[0-9]{1,9}|[^0-9]+/g) || []).map((part) => (/^[0-9]/.test(part) ? [Number(part), ""] : [-1, part]));

export function compareNatural(one, other) {
  const [left, right] = [natural(one), natural(other)];
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const difference = left[at][0] - right[at][0] || compare(left[at][1], right[at][1]);
    if (difference) return difference;
  }
  return left.length - right.length;
}

export const listed = (words, joint) => (words.length < 3 ? words.join(` ${joint} `) : `${words.slice(0, -1).join(", ")}, ${joint} ${words.at(-1)}`);

/** Return how alike two texts are, from 0 to 1: the share of letters that stay when one is turned into the other. */
export function likeness(one, other) {
  let row = new Array(other.length + 1).fill(0);
  for (const letter of one) {
    const next = [0];
    for (let at = 0; at < other.length; at++) next.push(letter === other[at] ? row[at] + 1 : Math.max(row[at + 1], next[at]));
    row = next;
  }
  return one.length + other.length ? (2 * row[other.length]) / (one.length + other.length) : 1;
}
