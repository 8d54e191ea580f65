// What the editor suggests: words of SPARQL, variables of the query, classes and properties of the vocabulary.

const WORDS = (
  "SELECT DISTINCT CONSTRUCT DESCRIBE ASK WHERE FROM OPTIONAL UNION MINUS FILTER BIND VALUES AS GROUP ORDER BY HAVING " +
  "LIMIT OFFSET ASC DESC NOT EXISTS IN UNDEF PREFIX GRAPH COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT STR LANG DATATYPE IRI " +
  "BOUND IF COALESCE REGEX REPLACE CONTAINS STRSTARTS STRENDS STRLEN SUBSTR LCASE UCASE CONCAT YEAR MONTH ABS ROUND true false"
).split(" ");

/** Return a source of completions for what is known of the graph. */
export function completeFrom({ terms, prefixes }) {
  const words = WORDS.map((label) => ({ label, type: "keyword" }));
  const named = terms.map(([label, type, detail, info]) => ({
    label,
    type,
    detail,
    info: info || undefined,
    boost: 99,
  }));
  const spaces = Object.keys(prefixes).map((prefix) => ({
    label: `${prefix}:`,
    type: "namespace",
    detail: "prefix",
    boost: -99,
  }));
  return (context) => {
    const variable = context.matchBefore(/[?$]\w*/);
    if (variable) return { from: variable.from, options: variablesOf(context), validFor: /^[?$]\w*$/ };
    const word = context.matchBefore(/[\p{L}][\p{L}\p{N}_-]*:?[\p{L}\p{N}_-]*/u);
    if (!word && !context.explicit) return null;
    return {
      from: word?.from ?? context.pos,
      options: [...named, ...words, ...spaces],
      validFor: /^[\p{L}\p{N}_:-]*$/u,
    };
  };
}

function variablesOf(context) {
  const text = context.state.sliceDoc(0, context.state.doc.length);
  const own = context.matchBefore(/[?$]\w*/).text;
  return [...new Set(text.match(/[?$]\w+/g))]
    .filter((label) => label !== own)
    .map((label) => ({ label, type: "variable" }));
}
