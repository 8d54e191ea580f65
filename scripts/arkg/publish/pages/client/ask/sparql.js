// Reads a query word by word: its form, the prefixes that it uses, and those that it declares.
const TOKEN =
  /#[^\n\r]*|<[^<>"{}|^`\\\s]*>|"""(?:"{0,2}(?:[^"\\]|\\.))*"""|'''(?:'{0,2}(?:[^'\\]|\\.))*'''|"(?:\\.|[^"\\\n\r])*"|'(?:\\.|[^'\\\n\r])*'|[?$][\p{L}\p{N}_]+|(?<prefix>[\p{L}][\p{L}\p{N}_.-]*)?:|(?<word>@?[\p{L}]+)/gsu;

const DECLARED = /\bPREFIX\s+([\p{L}\p{N}_.-]*)\s*:/giu;
const UPDATE = /^\s*(INSERT|DELETE|LOAD|CLEAR|DROP|CREATE|COPY|MOVE|ADD|WITH)\b/i;
const LOCAL = /^[\p{L}\p{N}_](?:[\p{L}\p{N}_.-]*[\p{L}\p{N}_-])?$/u;

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
  const declared = new Set([...query.matchAll(DECLARED)].map((found) => found[1]));
  const used = new Set([...query.matchAll(TOKEN)].map(({ groups }) => groups.prefix).filter(Boolean));
  const missing = [...used].filter((prefix) => known[prefix] && !declared.has(prefix)).sort();
  const lines = missing.map((prefix) => `PREFIX ${prefix}: <${known[prefix]}>\n`).join("");
  const start = query.search(/^(?!#\+)/m); // below the header of a question
  return lines ? query.slice(0, start) + lines + query.slice(start) : query;
}

/** Return an IRI as a compact one by the longest namespace that fits, else in angle brackets. */
export function shorten(iri, known) {
  const fits = Object.entries(known).filter(
    ([, space]) => iri.startsWith(space) && LOCAL.test(iri.slice(space.length)),
  );
  if (!fits.length) return `<${iri}>`;
  const [prefix, space] = fits.reduce((one, other) => (other[1].length > one[1].length ? other : one));
  return `${prefix}:${iri.slice(space.length)}`;
}

/** Return what is wrong with a query: line, column and words, in place of what the parser of the engine says. */
export function explain(message, query, known) {
  const [, line, column] = /^error at (\d+):(\d+): /.exec(message) ?? [];
  if (!line) return { message };
  const place = { line: Number(line), column: Number(column) };
  const body = query.replace(/^\s*(#.*|PREFIX\s.*|BASE\s.*)$/gim, "");
  if (UPDATE.test(body))
    return {
      ...place,
      message: "This is an update, but the graph is read-only. Ask with SELECT, ASK, CONSTRUCT or DESCRIBE.",
    };
  const declared = new Set([...query.matchAll(DECLARED)].map((found) => found[1]));
  const strange = [...query.matchAll(TOKEN)]
    .map(({ groups }) => groups.prefix)
    .find((prefix) => prefix && !known[prefix] && !declared.has(prefix));
  if (strange)
    return { ...place, message: `There is no prefix “${strange}:” here. Declare it: PREFIX ${strange}: <namespace>` };
  const text = query.split("\n")[line - 1] ?? "";
  const near = (/\S*$/.exec(text.slice(0, column - 1))[0] + text.slice(column - 1)).trim();
  const missing = query.split("{").length > query.split("}").length ? " Is a } missing at the end?" : "";
  return {
    ...place,
    message: `${near ? `This is not SPARQL near: ${near}` : "This is not SPARQL up to here."}${missing}`,
  };
}
