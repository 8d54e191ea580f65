"""What may have been meant: names like the one that was written, and values that a rule would accept."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.formats.values.terms import completions
from arkg.names import local_name, nearest, nearest_names
from arkg.namespaces import LANG_STRING, RECORDS
from arkg.validate.terms import fits

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from arkg.schema import Rule, Schema
    from arkg.validate.terms import Term

HOST = re.compile(r"[\w-]+([.][\w-]+)+(/|$)")
"""How an address begins that has no scheme."""


def by_name(terms: Iterable[ox.NamedNode]) -> dict[str, ox.NamedNode]:
    """Return terms by the ends of their IRIs; of those with one name, the last."""
    return {local_name(each): each for each in terms}


def near_terms(name: str, known: Mapping[str, ox.NamedNode]) -> tuple[ox.NamedNode, ...]:
    """Return the terms with a name like this one, best first; ``known`` holds every name and what bears it."""
    return tuple(dict.fromkeys(known[each] for each in nearest(name, known)))


def near_records(name: str, known: Mapping[str, ox.NamedNode]) -> tuple[ox.NamedNode, ...]:
    """Return the records that a name may mean, best first; ``known`` holds every name and what bears it."""
    return tuple(dict.fromkeys(known[each] for each in nearest_names(name, known)))


def accepted(value: Term, rule: Rule) -> ox.NamedNode | ox.Literal | None:
    """Return what the writer of a value may have meant and the rule accepts; None where that is not plain."""
    if rule.classes or rule.choices or isinstance(value, ox.BlankNode):
        return None
    if rule.datatypes:
        return next((new for new in as_typed(value, rule) if new != value), None)
    if isinstance(value, ox.Literal) and value.value.startswith(("http://", "https://")) and rule.fits(value.value):
        return to_iri(value.value)
    if rule.prefixes:
        found = list(dict.fromkeys(completions(value.value, rule)))
        return to_iri(found[0]) if len(found) == 1 else None
    fitting = (each for each in addresses(value.value) if rule.pattern and rule.fits(each) and each != value.value)
    return next(filter(None, map(to_iri, fitting)), None)


def as_typed(value: ox.Literal | ox.NamedNode, rule: Rule) -> Iterator[ox.Literal]:
    """Yield the same text, or what of it is of the rule's pattern, with the datatypes that the rule admits."""
    whole = re.fullmatch(r"\^(.*)\$", rule.pattern)
    inside = re.search(whole[1], value.value) if whole else None
    language = value.language if isinstance(value, ox.Literal) else ""
    hyphenated = re.sub(r"\s*[\u2010-\u2015\u2212]\s*", "-", value.value)
    texts = [value.value, hyphenated, value.value.partition("T")[0], *filter(None, [inside and inside[0]])]
    texts += [re.sub(r"[-\s]", "", value.value), value.value.upper()] if rule.pattern else []
    for datatype in rule.datatypes:
        for text in texts:
            if datatype == LANG_STRING:
                new = ox.Literal(text, language=language or "en")
            else:
                new = ox.Literal(text, datatype=datatype)
            if text and rule.fits(text) and fits(text, datatype):
                yield new


def addresses(text: str) -> Iterator[str]:
    """Yield other spellings of an address: without a slash at its end, with the other scheme, or with one at all."""
    for each in (text.strip(), text.strip().rstrip("/")):
        yield each
        yield re.sub("^http:", "https:", each)
        yield re.sub("^https:", "http:", each)
        if HOST.match(each):
            yield f"https://{each}"


def to_iri(text: str) -> ox.NamedNode | None:
    """Make an IRI of a text, where it is one."""
    try:
        return ox.NamedNode(text)
    except ValueError:
        return None


def identifier(iri: ox.NamedNode, rule: Rule, schema: Schema) -> ox.NamedNode | None:
    """Return an identifier of the form that the rule asks for, made from the one that was written, or None."""
    record, _, part = iri.value.partition("#")
    targets = schema.targets(rule.iri)
    if fragment := next((name for name, target in schema.fragments.items() if target in targets), None):
        number = re.search(r"[0-9]+$", part)
        made = to_iri(f"{record}#{fragment}-{number[0] if number else 1}")
    elif kind := next((name for name, each in schema.record_types.items() if each.target in targets), None):
        slug = re.sub(r"[^a-z0-9]+", "-", record.rstrip("/").rpartition("/")[2].lower()).strip("-")
        made = to_iri(f"{RECORDS}{kind}/{slug}")
    else:
        return None
    return made if made and made != iri and rule.fits(made.value) else None
