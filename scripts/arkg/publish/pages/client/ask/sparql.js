// Reads a query word by word: its form, the prefixes that it uses, and those that it declares.
const TOKEN =
  /#[^\n\r]*|<[^<>"{}|^`\\\s]*>|"""(?:"{0,2}(?:[^"\\]|\\.))*"""|'''(?:'{0,2}(?:[^'\\]|\\.))*'''|"(?:\\.|[^"\\\n\r])*"|'(?:\\.|[^'\\\n\r])*'|[?$][\p{L}\p{N}_]+|(?<prefix>[\p{L}][\p{L}\p{N}_.-]*)?:|(?<word>@?[\p{L}]+)/gsu;

/** Return the form of a query (SELECT, ASK, CONSTRUCT, DESCRIBE), an empty text where it has none. */
export function formOf(query) {
  for (const { groups } of query.matchAll(TOKEN)) {
    const word = groups.word?.toUpperCase();
    if (["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"].includes(word)) return word;
  }
  return "";
}

/** Return the query with a declaration in front for each known prefix that it uses and does not declare. */
export function declarePrefixes(query, known) {
  const declared = new Set([...query.matchAll(/\bPREFIX\s+([\p{L}\p{N}_.-]*)\s*:/giu)].map((found) => found[1]));
  const used = new Set([...query.matchAll(TOKEN)].map(({ groups }) => groups.prefix).filter(Boolean));
  const missing = [...used].filter((prefix) => known[prefix] && !declared.has(prefix)).sort();
  const lines = missing.map((prefix) => `PREFIX ${prefix}: <${known[prefix]}>\n`).join("");
  const start = query.search(/^(?!#\+)/m); // below the header of a question
  return lines ? query.slice(0, start) + lines + query.slice(start) : query;
}

/** Return an IRI as a compact one where a prefix fits, else in angle brackets. */
export function shorten(iri, known) {
  for (const [prefix, space] of Object.entries(known)) {
    if (iri.startsWith(space) && /^[\p{L}\p{N}_](?:[\p{L}\p{N}_.-]*[\p{L}\p{N}_-])?$/u.test(iri.slice(space.length))) {
      return `${prefix}:${iri.slice(space.length)}`;
    }
  }
  return `<${iri}>`;
}
