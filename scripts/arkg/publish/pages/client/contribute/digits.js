// Rules about single values that SHACL cannot state: check digits, and days after today.
import { latestToday } from "./dates.js";

const ARKG = "https://w3id.org/arkg/ns#";
const BASE32 = "0123456789abcdefghjkmnpqrstvwxyz";
const valueOf = (digit) => (digit === "X" ? 10 : Number(digit));
const byEleven = (digits) => [...digits].reduce((sum, digit, at) => sum + valueOf(digit) * (digits.length - at), 0) % 11 === 0;
const doubled = (digits) => ([...digits.slice(0, -1)].reduce((total, digit) => (total + Number(digit)) * 2, 0) + valueOf(digits.at(-1))) % 11 === 1;

function fitsIsbn(text) {
  if (/^[0-9]{13}$/.test(text)) return [...text].reduce((sum, digit, at) => sum + Number(digit) * (at % 2 ? 3 : 1), 0) % 10 === 0;
  return !/^[0-9]{9}[0-9X]$/.test(text) || byEleven(text);
}

function fitsRor(text) {
  const found = text.match(/^https:\/\/ror\.org\/0([0-9abcdefghjkmnpqrstvwxyz]{6})([0-9]{2})$/);
  if (!found) return !/^https:\/\/ror\.org\/0[a-z0-9]{6}[0-9]{2}$/.test(text);
  const number = [...found[1]].reduce((sum, digit) => sum * 32 + BASE32.indexOf(digit), 0);
  return 98 - ((number * 100) % 97) === Number(found[2]);
}

const matching = (pattern, check) => (text) => {
  const found = text.match(pattern);
  return !found || check(found[1].replaceAll("-", ""));
};

const CHECKS = {
  "https://schema.org/isbn": ["Identifier-isbn", fitsIsbn],
  "https://schema.org/issn": ["Identifier-issn", matching(/^([0-9]{4}-[0-9]{3}[0-9X])$/, byEleven)],
  [`${ARKG}isni`]: ["Identifier-isni", matching(/^https:\/\/isni\.org\/isni\/([0-9]{15}[0-9X])$/, doubled)],
  [`${ARKG}orcid`]: ["Identifier-orcid", matching(/^https:\/\/orcid\.org\/((?:[0-9]{4}-){3}[0-9]{3}[0-9X])$/, doubled)],
  [`${ARKG}ror`]: ["Identifier-ror", fitsRor],
};
const START = "https://schema.org/startDate";
const PAST = ["http://purl.org/dc/terms/date", "https://schema.org/foundingDate", START, `${ARKG}accreditedSince`];

/** Return the name of the rule that the value of a statement breaks; an empty text where there is none. */
export function brokenBySingleValue({ path, object }, triples) {
  if (CHECKS[path]) return CHECKS[path][1](object.iri ?? object.value) ? "" : CHECKS[path][0];
  const isRead = path === `${ARKG}dateRead`;
  if (!isRead && !PAST.includes(path)) return "";
  const date = object.value?.match(/^[0-9]{4}(-[0-9]{2}){0,2}(?![0-9])/)?.[0];
  if (!date || date <= latestToday().slice(0, date.length)) return "";
  if (isRead) return "Day-read";
  return path === START && triples.some((each) => each.object.iri === `${ARKG}Planned`) ? "" : "Day-past";
}
