"""A record in, its facts out: label and values in reading order, each with the numbers of its evidence."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.namespaces import ARKG
from arkg.publish.bibliography import authors
from arkg.publish.pages.evidence import marks
from arkg.publish.pages.lookup import choose_text
from arkg.publish.pages.parts import SHOWN_AMONG_FACTS, list_numbers, show_part
from arkg.publish.pages.shown import Shown, join, show, year_of
from arkg.publish.pages.vocabulary import (
    CATEGORY,
    CREATOR,
    DCTERMS,
    DEFINITION,
    DESCRIPTION,
    ENDED,
    EVIDENCE,
    FOAF,
    ISSUED,
    LISTING,
    LOCATED_IN,
    MATCHES,
    NAME,
    NOTE,
    OWL,
    POSSIBLY,
    READING_ORDER,
    RUN_BY,
    SKOS,
    STARTED,
    TYPE,
)

if TYPE_CHECKING:
    from arkg.publish.pages.lookup import Lookup
    from arkg.publish.records import Record, Value

MOST_WRITERS = 3
ELSEWHERE = {
    *MATCHES,
    DEFINITION,
    EVIDENCE,
    LISTING,
    NOTE,
    POSSIBLY,
    f"{DCTERMS}isReplacedBy",
    f"{OWL}deprecated",
    f"{SKOS}inScheme",
}


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and its values, each with the numbers of the evidence that supports it."""

    label: str
    values: tuple[tuple[Shown, tuple[int, ...]], ...]


def list_facts(lookup: Lookup, record: Record) -> list[Fact]:
    """Return the facts of a record that have no section of their own, in reading order."""
    places = {predicate: place for place, predicate in enumerate(READING_ORDER)}
    said = lookup.said[record.iri.value]
    ordered = sorted(said, key=lambda each: (places.get(each, len(places)), each))
    facts = [make_fact(lookup, record, predicate) for predicate in ordered if predicate not in ELSEWHERE]
    return [fact for fact in facts if fact.values]


def make_fact(lookup: Lookup, record: Record, predicate: str) -> Fact:
    """Make the fact of one property."""
    values = [
        value for value in lookup.values(record.iri, predicate) if not is_shown_above(lookup, record, predicate, value)
    ]
    if predicate == TYPE:
        shown = [Shown(word) for word in lookup.types(record)] if record.kind in {"institution", "resource"} else []
        return Fact(
            "Type",
            tuple(
                (Shown(sentence(each.text).rstrip(".")), tuple(marks(lookup, record, TYPE, values[0])))
                for each in shown
            ),
        )
    if predicate in SHOWN_AMONG_FACTS:
        parts = lookup.nodes(record.iri, predicate)
        pairs = [(show_part(lookup, predicate, part), list_numbers(lookup, part)) for part in parts]
        return Fact(lookup.word(record.kind, predicate), tuple(pairs))
    pairs = [(show_fact(lookup, value, predicate), tuple(marks(lookup, record, predicate, value))) for value in values]
    if predicate != CREATOR:
        pairs.sort(key=lambda pair: (pair[0].text.casefold(), pair[0].lang))
    return Fact(lookup.word(record.kind, predicate), tuple(pairs))


def show_fact(lookup: Lookup, value: Value, predicate: str) -> Shown:
    """Show a value of a record; an author by name."""
    if predicate == CREATOR and isinstance(value, ox.NamedNode):
        return Shown(choose_text(lookup.values(value, f"{FOAF}name")))
    shown = show(lookup, value)
    owner = lookup.site.labels.get(predicate, "")
    return replace(shown, text=shown.text.removeprefix(f"{owner} ")) if owner and shown.address else shown


def is_shown_above(lookup: Lookup, record: Record, predicate: str, value: Value) -> bool:
    """Return whether the head of the page shows this name or description already."""
    if predicate not in {NAME, DESCRIPTION} or not isinstance(value, ox.Literal):
        return False
    return value.value in {record.label, lookup.text(record.iri, DESCRIPTION)}


def summarize(lookup: Lookup, record: Record) -> str:
    """Return the description of a record, or one sentence made from its facts where it has none."""
    if described := lookup.text(record.iri, DESCRIPTION):
        return described
    return {"institution": say_institution, "initiative": say_initiative, "resource": say_resource}.get(
        record.kind, lambda _lookup, _record: ""
    )(lookup, record)


def say_institution(lookup: Lookup, record: Record) -> str:
    """Say what an institution is and where: Medical school in Columbus, Ohio."""
    places = [lookup.text(record.iri, f"{ARKG}city"), *(place.label for place in lookup.linked(record.iri, LOCATED_IN))]
    where = ", ".join(place for place in places if place)
    return sentence(join(lookup.types(record)) + (f" in {where}" if where else ""))


def say_initiative(lookup: Lookup, record: Record) -> str:
    """Say what an initiative is, who runs it and since when."""
    kinds = join([each.label for each in lookup.linked(record.iri, CATEGORY)])
    runners = join([each.label for each in lookup.linked(record.iri, RUN_BY)])
    return sentence(f"{kinds}, run by {runners}" + "".join(f", {span}" for span in [say_span(lookup, record)] if span))


def say_resource(lookup: Lookup, record: Record) -> str:
    """Say what a resource is, who wrote it, or else who published it, and when."""
    writers = authors(record)
    named = join(writers) if len(writers) <= MOST_WRITERS else f"{writers[0]} and others"
    publishers = join([each.label for each in lookup.linked(record.iri, f"{DCTERMS}publisher")])
    containers = lookup.text(record.iri, f"{ARKG}containerTitle")
    year = year_of(lookup.text(record.iri, ISSUED))
    parts = [
        join(lookup.types(record)),
        f"in {containers}" if containers else "",
        f"by {named}" if named else f"published by {publishers}" if publishers else "",
    ]
    return sentence(" ".join(part for part in parts if part) + (f", {year}" if year else ""))


def say_span(lookup: Lookup, record: Record) -> str:
    """Say from when to when: since 2020, 2020 to 2025, until 2025; nothing where no source says."""
    began, ended = year_of(lookup.text(record.iri, STARTED)), year_of(lookup.text(record.iri, ENDED))
    if ended:
        return f"{began} to {ended}" if began else f"until {ended}"
    return f"from {began}" if began else ""


def sentence(text: str) -> str:
    """Write a text as a sentence."""
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def short(text: str, *, longest: int = 170) -> str:
    """Cut a text at a word, where it is longer than this."""
    return text if len(text) <= longest else text[:longest].rpartition(" ")[0].rstrip(",;:–. ") + "\N{NO-BREAK SPACE}…"


def place_of(lookup: Lookup, record: Record) -> list[Record]:
    """Return where an institution lies, or where those lie that run an initiative."""
    owners = [record] if record.kind == "institution" else lookup.linked(record.iri, RUN_BY)
    found = {place.iri.value: place for owner in owners for place in lookup.linked(owner.iri, LOCATED_IN)}
    return sorted(found.values(), key=lambda place: place.label)
