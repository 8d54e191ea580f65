"""What may have been meant: names like the one that was written, and values that a rule would accept."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.errors import fold, nearest
from arkg.validate.literals import fits
from arkg.validate.terms import LANG_STRING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from arkg.validate.rules import Rule
    from arkg.validate.terms import Term

ALIKE = 0.8
ENOUGH = 0.5
MOST = 3
REWRITES = (
    (r"^http:", "https:"),
    (r"^https:", "http:"),
    (r"/$", ""),
    (r"$", "/"),
    (r"^(?:https?://(?:dx[.])?doi[.]org/|doi:\s*)", "https://doi.org/"),
    (r"^(?=10[.])", "https://doi.org/"),
    (r"^(?:https?://)?(?:www[.])?ror[.]org/", "https://ror.org/"),
    (r"^(?=0[a-z0-9]{8}$)", "https://ror.org/"),
    (r"^(?:https?://(?:www[.])?wikidata[.]org/(?:wiki|entity)/)?(?=Q[0-9]+$)", "http://www.wikidata.org/entity/"),
    (r"^https?://(?:www[.])?isni[.]org/(?:isni/)?", "https://isni.org/isni/"),
    (r"^(?=PMC[0-9]+$)(.*)$", r"https://pmc.ncbi.nlm.nih.gov/articles/\1/"),
    (
        r"^https?://www[.]ncbi[.]nlm[.]nih[.]gov/pmc/articles/(PMC[0-9]+)/?$",
        r"https://pmc.ncbi.nlm.nih.gov/articles/\1/",
    ),
    (r"^https?://www[.]ncbi[.]nlm[.]nih[.]gov/pubmed/([0-9]+)/?$", r"https://pubmed.ncbi.nlm.nih.gov/\1/"),
    (r"^([0-9]+)$", r"https://pubmed.ncbi.nlm.nih.gov/\1/"),
    (r"[-\s]", ""),
    (r"^(?!https?://)(?=[\w-]+([.][\w-]+)+(/|$))", "https://"),
)
"""Ways in which well-known identifiers are written; a rule's own pattern says which of them it accepts."""


def near_names(name: str, known: Mapping[str, ox.NamedNode]) -> tuple[ox.NamedNode, ...]:
    """Give what bears a name like this one, best first; ``known`` holds every name and what bears it.

    A name is like another as a whole, or in most of its words: ``webinars`` is like ``webinar-and-training``.
    """
    alike = nearest(name, known) or by_words(fold(name).split("-"), known)
    return tuple(dict.fromkeys(known[each] for each in alike))[:MOST]


def by_words(words: list[str], known: Iterable[str]) -> list[str]:
    """Give the names most of whose words, or most of these words, are alike."""
    scored = []
    for name in known:
        others = [word for word in fold(name).split("-") if len(word) > MOST]
        same = sum(bool(difflib.get_close_matches(word, others, 1, ALIKE)) for word in words)
        if same > ENOUGH * len(words):
            scored.append((-same / max(len(words), len(others)), name))
    return [name for _, name in sorted(scored)[:MOST]]


def accepted(value: Term, rule: Rule) -> ox.NamedNode | ox.Literal | None:
    """Give what the writer of a value may have meant and the rule accepts; None where that is not plain."""
    if rule.datatypes:
        return next(as_typed(value, rule), None) if isinstance(value, ox.Literal) else None
    if rule.classes or rule.choices or isinstance(value, ox.BlankNode):
        return None
    if isinstance(value, ox.Literal) and value.value.startswith(("http://", "https://")) and rule.fits(value.value):
        return to_iri(value.value)
    fitting = (text for text in spellings(value.value) if rule.pattern and rule.fits(text) and text != value.value)
    return next((iri for text in fitting if (iri := to_iri(text))), None)


def as_typed(value: ox.Literal, rule: Rule) -> Iterator[ox.Literal]:
    """Give the same text with the datatypes that the rule admits and the text is of."""
    texts = [value.value, *(re.sub(r"[-\s]", "", value.value) for _ in [rule] if rule.pattern)]
    for datatype in rule.datatypes:
        for text in texts:
            if datatype == LANG_STRING:
                new = ox.Literal(text, language=value.language or "en")
            else:
                new = ox.Literal(text, datatype=datatype)
            if new != value and rule.fits(text) and fits(text, datatype):
                yield new


def spellings(text: str) -> Iterator[str]:
    """Give other spellings of an identifier, after one rewriting or two."""
    once = [re.sub(pattern, new, text, count=0 if pattern == r"[-\s]" else 1) for pattern, new in REWRITES]
    yield text
    yield from once
    for each in dict.fromkeys(once):
        yield from (re.sub(pattern, new, each, count=1) for pattern, new in REWRITES if pattern != r"[-\s]")


def to_iri(text: str) -> ox.NamedNode | None:
    """Make an IRI of a text, where it is one."""
    try:
        return ox.NamedNode(text)
    except ValueError:
        return None


def to_slug(text: str) -> str:
    """Make of a name what can end an identifier: lower-case letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
