"""The index as the pages load it, in as little room as possible; ``static/search.js`` reads it.

Texts are lines, one a record, with tabs between several. Words of descriptions are sorted, each without the letters
with which it begins as the one before; the records that have it follow as the gaps between their numbers. What the
pages can find out by themselves is left out: stems of names, most of a slug, and words that a record has already from
its names, subjects or partners. Identifiers are a file of their own, since few readers type one.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from rapidfuzz.distance import Prefix

from arkg.search.words import rules, to_stems

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from arkg.search.documents import Document

_IN_SERVICES_ONLY = re.compile(r"grid\.[0-9.]+[a-f]?[0-9a-f]*|[0-9]{15}[0-9x]|\d{4}-?\d{4}-?\d{4}-?\d{3}[\dx]")
"""Identifiers that services match and nobody types: GRID and ISNI."""
_LONGEST_BEGINNING = 9
"""Of how many letters at most the beginning of a word is left out, so that one digit says it."""


def to_json(documents: Sequence[Document]) -> str:
    """Return the index of documents, which are sorted by type, without their identifiers."""
    known, words = rules(), _find_words(documents)
    bearers = (",".join(str(number - last) for last, number in pairwise((0, *numbers))) for numbers in words.values())
    content = {
        "rules": {key: known[key] for key in ("prefixes", "joined", "letters", "spellings", "unread")},
        "synonyms": [[each["says"], each["means"]] for each in known["synonyms"]],
        "kinds": list(Counter(each.kind for each in documents).items()),
        "names": _to_lines(each.names for each in documents),
        "slugs": _to_lines([shorten_slug(each.slug, each.names[0])] for each in documents),
        "labels": _to_lines(each.labels for each in documents),
        "said": _to_lines(each.said for each in documents),
        "about": _to_lines(map(str, each.about) for each in documents),
        "broader": _to_lines(map(str, each.broader) for each in documents),
        "partners": _to_lines(map(str, each.partners) for each in documents),
        "words": " ".join(_leave_out_beginnings(words)),
        "bearers": " ".join(bearers),
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def to_identifiers_text(documents: Sequence[Document]) -> str:
    """Return the identifiers that readers type: a line for each document, with tabs between several."""
    return _to_lines([text for text in each.identifiers if not _IN_SERVICES_ONLY.fullmatch(text)] for each in documents)


def shorten_slug(slug: str, name: str) -> str:
    """Return a slug with ``first.number`` for words of the name that are in it; an empty text where it is the name.

    >>> shorten_slug("aap-racism-and-health", "Racism & Health: A Plan"), shorten_slug("racism", "Racism")
    ('aap-0.3', '')
    """
    known, words = _slug_words(name), slug.split("-")
    if known == words:
        return ""
    found, place = [], 0
    while place < len(words):
        first = known.index(words[place]) if words[place] in known else 0
        shared = Prefix.similarity(known[first:], words[place:])
        found.append(f"{first}.{shared}" if shared else words[place])
        place += shared or 1
    return "-".join(found)


def _slug_words(name: str) -> list[str]:
    """Return the words that the slug of a name has, as the pages know them."""
    plain = "".join(each for each in unicodedata.normalize("NFKD", name) if unicodedata.category(each) != "Mn")
    return re.findall(r"[a-z0-9]+", re.sub("['’]", "", plain.lower().replace("&", " and ")))


def _to_lines(rows: Iterable[Iterable[str]]) -> str:
    """Return rows of texts as lines, with tabs between texts."""
    return "\n".join("\t".join(re.sub(r"[\t\n\r]", " ", each) for each in row) for row in rows)


def _find_words(documents: Sequence[Document]) -> dict[str, list[int]]:
    """Return the words of descriptions, sorted, with the documents that do not have them from elsewhere."""
    found: dict[str, list[int]] = {}
    for number, each in enumerate(documents):
        others = [documents[other].names[0] for other in (*each.about, *each.partners)]
        known = {word for text in (*each.names, *each.labels, *each.said, *others) for word in to_stems(text)}
        for word in each.text:
            if word not in known:
                found.setdefault(word, []).append(number)
    return dict(sorted(found.items()))


def _leave_out_beginnings(words: Iterable[str]) -> Iterable[str]:
    """Yield each word as the number of letters with which it begins as the one before, and the rest."""
    before = ""
    for word in words:
        shared = min(Prefix.similarity(before, word), _LONGEST_BEGINNING)
        yield f"{shared}{word[shared:]}"
        before = word
