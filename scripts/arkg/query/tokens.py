"""Reads a query word by word, to find what Oxigraph would not tell: a call to another machine, an unknown prefix.

Oxigraph follows SERVICE to the network and offers no switch against it; FROM stays in the store. Where SPARQL's
words end is almost beyond doubt: only ``<`` may open an IRI or compare, and Oxigraph may then see a comment or a
string begin where this reading saw an IRI. Such a query may not speak of a service at all.
"""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

from arkg.errors import InputFault

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TOKEN = re.compile(
    r"""
    (?P<comment>\#[^\n\r]*)
    | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
    | (?P<long>\"{3}(?:\"{0,2}(?:[^"\\]|\\.))*\"{3} | '{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3})
    | (?P<string>"(?:\\.|[^"\\\n\r])*" | '(?:\\.|[^'\\\n\r])*')
    | (?P<variable>[?$]\w+)
    | (?P<name>(?P<prefix>[^\W\d_][\w-]*)?:[\w%-]*)
    | (?P<tag>@[A-Za-z]+)
    | (?P<word>[^\W\d_]+)
    """,
    re.DOTALL | re.VERBOSE,
)


def refuse_remote(text: str, place: str) -> None:
    """Raise InputFault for a query that holds a SERVICE clause, or that cannot be proved to hold none."""
    plain = re.sub(r"\\u([0-9A-Fa-f]{4})|\\U00([0-9A-Fa-f]{6})", unescape, text)
    if "service" in plain.lower() and (calls_service(text) or calls_service(plain)):
        raise InputFault(
            "The query calls a SERVICE, but arkg queries no other machine.",
            where=place,
            remedy="Leave out the SERVICE clause; if the word is not a clause, write it in a string on one line.",
        )


def calls_service(text: str) -> bool:
    """Return whether the word SERVICE occurs outside names, strings and comments, or whether that is in doubt."""
    tokens = list(TOKEN.finditer(text))
    iris = [token["iri"] for token in tokens if token["iri"]]
    strings = [token["long"] for token in tokens if token["long"]]
    if any("'" in iri for iri in iris) or (
        any("#" in iri for iri in iris) and any("\n" in string or "\r" in string for string in strings)
    ):
        return True
    return any("service" in token["word"].lower() for token in tokens if token["word"])


def unescape(found: re.Match[str]) -> str:
    """Return the character of a Unicode escape; a code point beyond Unicode stays as it is."""
    code = int(found[1] or found[2], 16)
    return chr(code) if code <= sys.maxunicode else found[0]


def undeclared_prefix(text: str, prefixes: Mapping[str, str]) -> str:
    """Return the first prefix the query uses without declaring it, where ``prefixes`` does not either; else nothing."""
    declared = {*prefixes, *re.findall(r"(?i)\bPREFIX\s+([\w.-]*)\s*:", text)}
    return next((prefix for prefix in used_prefixes(text) if prefix not in declared), "")


def used_prefixes(text: str) -> Iterator[str]:
    """Yield the prefixes of the names in a query, one by one as they stand."""
    yield from (token["prefix"] or "" for token in TOKEN.finditer(text) if token["name"])


MOST = {"{": 500, "(": 2000, "[": 500, "as": 500, "operator": 1000}
"""How often each may occur in a query; a few thousand of one exhaust the stack of Oxigraph's parser or optimizer."""
DEEPEST = 64
LONGEST = 100_000
OPENING, CLOSING = "{([", "})]"
VOLATILE = re.compile("now|rand|uuid|struuid|bnode", re.IGNORECASE)
SIGNS = re.compile(r"<<\(|\)>>|[{}()\[\]]|\|\||&&|[!+*/|^=<>-]")


def refuse_huge(text: str, place: str) -> None:
    """Raise InputFault for a query so long, so deeply nested or of so many parts that to parse it would be a risk."""
    if len(text) > LONGEST:
        raise InputFault(
            f"The query has {len(text):,} characters; the limit is {LONGEST:,}.", where=place, remedy="Split it."
        )
    if is_small(text):
        return
    counts, deepest = measure(text)
    if deepest > DEEPEST:
        raise InputFault(
            f"The query is nested {deepest} deep; the limit is {DEEPEST}.", where=place, remedy="Make it flatter."
        )
    for sign, most in MOST.items():
        if counts[sign] > most:
            name = {"as": "AS", "operator": "operators"}.get(sign, sign)
            raise InputFault(
                f"The query has {counts[sign]} × {name}; the limit is {most}.", where=place, remedy="Split it."
            )


def is_small(text: str) -> bool:
    """Return whether a query is within the limits wherever its words begin and end, as almost every one is."""
    few = sum(map(text.count, OPENING)) <= DEEPEST and text.lower().count("as") <= MOST["as"]
    return few and len(SIGNS.findall(text)) <= MOST["operator"]


def measure(text: str) -> tuple[dict[str, int], int]:
    """Count the brackets, operators and AS of a query, outside its names, strings and comments, and how deep it is."""
    counts = dict.fromkeys(MOST, 0)
    depth = deepest = start = 0
    for token in (*TOKEN.finditer(text), None):
        for sign in SIGNS.findall(text[start : token.start()] if token else text[start:]):
            opened = sum(sign.count(each) for each in OPENING)
            depth += opened - sum(sign.count(each) for each in CLOSING)
            deepest = max(deepest, depth)
            counts[sign if sign in counts else "operator"] += sign not in CLOSING and ">>" not in sign
        if token:
            start = token.end()
            counts["as"] += (token["word"] or "").lower() == "as"
    return counts, deepest


def graphs_asked(text: str, prefixes: Mapping[str, str]) -> Iterator[str]:
    """Yield the IRIs behind FROM and FROM NAMED, a name whose prefix nobody declares as it stands."""
    if "from" not in text.lower():
        return
    declared = {**prefixes, **dict(re.findall(r"(?i)\bPREFIX\s+([\w.-]*):\s*<([^<>\s]*)>", text))}
    words = [token for token in TOKEN.finditer(text) if not token["comment"]]
    for number, token in enumerate(words):
        if (token["word"] or "").upper() != "FROM":
            continue
        rest = words[number + 1 :]
        named = bool(rest) and (rest[0]["word"] or "").upper() == "NAMED"
        graph = rest[named] if len(rest) > named else None
        if graph and graph["iri"]:
            yield graph["iri"][1:-1]
        elif graph and graph["name"]:
            name = re.match(r"[^\s{]*[^\s{.]", text[graph.start() :])
            prefix, _, local = name[0].partition(":") if name else ("", "", "")
            yield f"{declared.get(prefix, f'{prefix}:')}{local}"


def is_volatile(text: str) -> bool:
    """Return whether a query may give another answer the next time, though the graph is the same."""
    if not VOLATILE.search(text):
        return False
    return any(VOLATILE.fullmatch(token["word"] or "") for token in TOKEN.finditer(text))
