// The records that a new one may be a second one of, as `arkg.contribute.duplicates` finds them.
import { likeness, squash } from "./text.js";
import { typeOf } from "./names.js";

const PAGE = "http://xmlns.com/foaf/0.1/page";
const RUN_BY = "https://w3id.org/arkg/ns#runBy";
const PART_OF = "http://www.w3.org/ns/org#subOrganizationOf";
const NAMES = ["http://www.w3.org/2004/02/skos/core#prefLabel", "http://www.w3.org/2004/02/skos/core#altLabel", "https://w3id.org/arkg/ns#acronym"];
const IDENTIFIERS = ["ror", "wikidata", "isni", "doi", "pmid", "pmcid", "grid"].map((name) => `https://w3id.org/arkg/ns#${name}`);
const SHARED = [...IDENTIFIERS, "https://schema.org/isbn", PAGE];
const MOST = 3;

/** Return [record, reason] for the few records that share with a new one what two records seldom do. */
export function findDuplicates({ iri, triples }, known, names, form) {
  const own = iri.slice(form.records.length);
  if (names.isKnown(own)) return [];
  const said = triples.filter((each) => each.subject === iri);
  const found = new Map();
  const add = (record, reason) => record !== own && found.size < MOST && !found.has(record) && found.set(record, reason);
  for (const { path, object } of said.filter((each) => SHARED.includes(each.path))) {
    const wanted = foldAddress(object.iri ?? object.value);
    for (const [record, values] of Object.entries(known.values[path] || {})) {
      const isOfType = path !== PAGE || typeOf(record) === typeOf(own);
      if (isOfType && values.some((value) => foldAddress(value) === wanted)) add(record, `it has the same ${path.split(/[#/]/).at(-1)}, ${object.iri ?? object.value}`);
    }
  }
  const houses = housesOf(said.filter((each) => each.path === RUN_BY).map((each) => each.object.iri?.slice(form.records.length)), known);
  for (const { object } of said.filter((each) => NAMES.includes(each.path))) {
    for (const [record, name] of alike(object.value, typeOf(own), known)) {
      const theirs = housesOf(known.values[RUN_BY]?.[record] || [], known);
      if (!houses.size || !theirs.size || [...houses].some((each) => theirs.has(each))) add(record, `its name is ‘${name}’`);
    }
  }
  return [...found];
}

const foldAddress = (text) => text.toLowerCase().replace(/^https?:\/\/(?:www\.)?/, "").replace(/\/+$/, "");

function housesOf(institutions, known) {
  const found = new Set(institutions.filter(Boolean));
  for (const each of found) for (const above of known.values[PART_OF]?.[each] || []) found.add(above);
  return found;
}

function* alike(text, type, known) {
  const own = squash(text);
  for (const [slug, name, others = []] of known.records[type] || []) {
    for (const each of [name, ...(Array.isArray(others) ? others : [])]) {
      const folded = squash(each);
      const isNear = folded.length > 4 && folded.length <= 200 && digits(folded) === digits(own) && likeness(folded, own) >= 0.9 && areSpelt(each, text);
      if (folded === own || isNear) yield [`${type}/${slug}`, each];
    }
  }
}

const digits = (text) => text.replace(/[^0-9]/g, "");

/** Return whether the words in which two names differ may be one word spelt in two ways, or are in one name alone. */
function areSpelt(one, other) {
  const words = [one, other].map((each) => each.toLowerCase().match(/[\p{L}\p{N}_]+/gu) || []);
  const left = words.map((mine, at) => mine.filter((word) => !words[1 - at].includes(word)).join(""));
  return !left[0] || !left[1] || (left[0][0] === left[1][0] && likeness(left[0], left[1]) > 0.75);
}
