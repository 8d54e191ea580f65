"""A record in, its facts out: label and values in reading order, each with the numbers of its evidence."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.graph import NAMESPACE as ARKG
from arkg.publish.bibliography import authors
from arkg.publish.pages.evidence import marks
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
from arkg.publish.pages.world import choose_text

if TYPE_CHECKING:
    from arkg.publish.pages.world import World
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


def list_facts(world: World, record: Record) -> list[Fact]:
    """Give the facts of a record that have no section of their own, in reading order."""
    places = {predicate: place for place, predicate in enumerate(READING_ORDER)}
    said = world.said[record.iri.value]
    ordered = sorted(said, key=lambda each: (places.get(each, len(places)), each))
    facts = [make_fact(world, record, predicate) for predicate in ordered if predicate not in ELSEWHERE]
    return [fact for fact in facts if fact.values]


def make_fact(world: World, record: Record, predicate: str) -> Fact:
    """Make the fact of one property."""
    values = [
        value for value in world.values(record.iri, predicate) if not is_shown_above(world, record, predicate, value)
    ]
    if predicate == TYPE:
        shown = [Shown(word) for word in world.types(record)] if record.kind in {"institution", "resource"} else []
        return Fact(
            "Type",
            tuple(
                (Shown(sentence(each.text).rstrip(".")), tuple(marks(world, record, TYPE, values[0]))) for each in shown
            ),
        )
    if predicate in SHOWN_AMONG_FACTS:
        parts = world.nodes(record.iri, predicate)
        pairs = [(show_part(world, predicate, part), list_numbers(world, part)) for part in parts]
        return Fact(world.word(record.kind, predicate), tuple(pairs))
    pairs = [(show_fact(world, value, predicate), tuple(marks(world, record, predicate, value))) for value in values]
    if predicate != CREATOR:
        pairs.sort(key=lambda pair: (pair[0].text.casefold(), pair[0].lang))
    return Fact(world.word(record.kind, predicate), tuple(pairs))


def show_fact(world: World, value: Value, predicate: str) -> Shown:
    """Show a value of a record; an author by name."""
    if predicate == CREATOR and isinstance(value, ox.NamedNode):
        return Shown(choose_text(world.values(value, f"{FOAF}name")))
    shown = show(world, value)
    owner = world.site.labels.get(predicate, "")
    return replace(shown, text=shown.text.removeprefix(f"{owner} ")) if owner and shown.address else shown


def is_shown_above(world: World, record: Record, predicate: str, value: Value) -> bool:
    """Say whether the head of the page shows this name or description already."""
    if predicate not in {NAME, DESCRIPTION} or not isinstance(value, ox.Literal):
        return False
    return value.value in {record.label, world.text(record.iri, DESCRIPTION)}


def summarize(world: World, record: Record) -> str:
    """Give the description of a record, or one sentence made from its facts where it has none."""
    if described := world.text(record.iri, DESCRIPTION):
        return described
    return {"institution": say_institution, "initiative": say_initiative, "resource": say_resource}.get(
        record.kind, lambda _world, _record: ""
    )(world, record)


def say_institution(world: World, record: Record) -> str:
    """Say what an institution is and where: Medical school in Columbus, Ohio."""
    places = [world.text(record.iri, f"{ARKG}city"), *(place.label for place in world.linked(record.iri, LOCATED_IN))]
    where = ", ".join(place for place in places if place)
    return sentence(join(world.types(record)) + (f" in {where}" if where else ""))


def say_initiative(world: World, record: Record) -> str:
    """Say what an initiative is, who runs it and since when."""
    kinds = join([each.label for each in world.linked(record.iri, CATEGORY)])
    runners = join([each.label for each in world.linked(record.iri, RUN_BY)])
    return sentence(f"{kinds}, run by {runners}" + "".join(f", {span}" for span in [say_span(world, record)] if span))


def say_resource(world: World, record: Record) -> str:
    """Say what a resource is, who wrote it, or else who published it, and when."""
    writers = authors(record)
    named = join(writers) if len(writers) <= MOST_WRITERS else f"{writers[0]} and others"
    publishers = join([each.label for each in world.linked(record.iri, f"{DCTERMS}publisher")])
    containers = world.text(record.iri, f"{ARKG}containerTitle")
    year = year_of(world.text(record.iri, ISSUED))
    parts = [
        join(world.types(record)),
        f"in {containers}" if containers else "",
        f"by {named}" if named else f"published by {publishers}" if publishers else "",
    ]
    return sentence(" ".join(part for part in parts if part) + (f", {year}" if year else ""))


def say_span(world: World, record: Record) -> str:
    """Say from when to when: since 2020, 2020 to 2025, until 2025; nothing where no source says."""
    began, ended = year_of(world.text(record.iri, STARTED)), year_of(world.text(record.iri, ENDED))
    if ended:
        return f"{began} to {ended}" if began else f"until {ended}"
    return f"from {began}" if began else ""


def sentence(text: str) -> str:
    """Write a text as a sentence."""
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def short(text: str, *, longest: int = 170) -> str:
    """Cut a text at a word, where it is longer than this."""
    return text if len(text) <= longest else text[:longest].rpartition(" ")[0].rstrip(",;:–. ") + "\N{NO-BREAK SPACE}…"


def place_of(world: World, record: Record) -> list[Record]:
    """Give where an institution lies, or where those lie that run an initiative."""
    owners = [record] if record.kind == "institution" else world.linked(record.iri, RUN_BY)
    found = {place.iri.value: place for owner in owners for place in world.linked(owner.iri, LOCATED_IN)}
    return sorted(found.values(), key=lambda place: place.label)
