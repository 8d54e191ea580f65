"""The records of a kind in, their list out: rows to read, facets with exact counts, and the same rows as CSV."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from arkg.graph import NAMESPACE as ARKG
from arkg.publish.pages.columns import COLUMNS, FACETS, authors, status
from arkg.publish.pages.facts import place_of, say_span, short, summarize
from arkg.publish.pages.shown import Shown, show_record, year_of
from arkg.publish.pages.vocabulary import CATEGORY, DCTERMS, DESCRIPTION, ISSUED, OTHER_NAME, OWL, RUN_BY
from arkg.publish.pages.world import by_name, name_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from arkg.publish.pages.world import World
    from arkg.publish.records import Record

AT_ONCE = 8
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Option:
    """A value of a facet: its number in the page, its value in the address, its words, and how many rows have it."""

    number: int
    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Facet:
    """A heading by which readers narrow the list, the first of its options, and the others."""

    key: str
    label: str
    options: tuple[Option, ...]
    more: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A record in the list: its names, some words about it, a summary, the numbers of its options."""

    shown: Shown
    others: str
    about: tuple[str, ...]
    summary: str
    numbers: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A list: its facets and its rows."""

    facets: tuple[Facet, ...]
    rows: tuple[Row, ...]


def current(world: World, kind: str) -> list[Record]:
    """Give the records of a kind in order of their names, those left out that another took the place of."""
    records = world.site.records.get(kind, ())
    return sorted((each for each in records if not world.values(each.iri, f"{OWL}deprecated")), key=by_name)


def make_list(world: World, kind: str) -> Listed:
    """Make the list of a kind."""
    records = current(world, kind)
    facets: list[Facet] = []
    numbers: dict[str, list[int]] = {record.iri.value: [] for record in records}
    first = 0
    for key, label, choices in FACETS.get(kind, ()):
        chosen = {record.iri.value: choices(world, record) for record in records}
        options = make_options(key, chosen.values(), first)
        first += len(options)
        by_value = {option.value: option.number for option in options}
        for iri, each in chosen.items():
            numbers[iri] += [by_value[value] for value, _ in each]
        facets.append(Facet(key, label, tuple(options[:AT_ONCE]), tuple(options[AT_ONCE:])))
    rows = tuple(make_row(world, record, numbers[record.iri.value]) for record in records)
    return Listed(tuple(facets), rows)


def make_options(key: str, chosen: Iterable[list[tuple[str, str]]], first: int) -> list[Option]:
    """Count the values of a facet: the most frequent first, years from the latest, what is not stated last."""
    counts: dict[tuple[str, str], int] = {}
    for each in chosen:
        for choice in each:
            counts[choice] = counts.get(choice, 0) + 1
    ordered = sorted(counts, key=lambda each: (-counts[each], name_key(each[1])))
    if key == "year":
        ordered.sort(reverse=True)
    ordered.sort(key=lambda each: each[0] == "none")
    return [
        Option(first + place, value, label[:1].upper() + label[1:], counts[value, label])
        for place, (value, label) in enumerate(ordered)
    ]


def make_row(world: World, record: Record, numbers: list[int]) -> Row:
    """Make the row of a record."""
    return Row(
        shown=show_record(record),
        others="; ".join(other_names(world, record)),
        about=tuple(capitalized([word for word in say_about(world, record) if word])),
        summary=short(summarize(world, record)) if world.text(record.iri, DESCRIPTION) else "",
        numbers=" ".join(str(number) for number in numbers),
    )


def capitalized(words: list[str]) -> list[str]:
    """Begin the first of these words with a capital letter."""
    return [word[:1].upper() + word[1:] if not place else word for place, word in enumerate(words)]


def other_names(world: World, record: Record) -> list[str]:
    """Give what else a record is called, in any language."""
    said = [each for term in (OTHER_NAME, f"{OTHER_NAME[:-8]}prefLabel") for each in world.values(record.iri, term)]
    return sorted({str(getattr(each, "value", "")) for each in said} - {record.label, ""})


def say_about(world: World, record: Record) -> list[str]:
    """Give the few words that tell a record from its like."""
    places = ", ".join(place.label for place in place_of(world, record))
    if record.kind == "initiative":
        runners = ", ".join(each.label for each in world.linked(record.iri, RUN_BY))
        kinds = ", ".join(each.label for each in world.linked(record.iri, CATEGORY))
        return [runners, kinds, say_span(world, record), places, status(world, record)]
    if record.kind == "institution":
        city = world.text(record.iri, f"{ARKG}city")
        return [", ".join(world.types(record)), ", ".join(part for part in (city, places) if part)]
    publishers = ", ".join(each.label for each in world.linked(record.iri, f"{DCTERMS}publisher"))
    container = world.text(record.iri, f"{ARKG}containerTitle")
    who = first_of(authors(world, record).split("; ")) or publishers
    return [who, container, year_of(world.text(record.iri, ISSUED)), ", ".join(world.types(record))]


def first_of(people: list[str], *, most: int = 3) -> str:
    """Name up to three authors, else the first and others."""
    return ", ".join(people) if len(people) <= most else f"{people[0]} and others"


def to_csv(world: World, kind: str) -> str:
    """Write the rows of the list as CSV (RFC 4180, with line feeds), in the order of the list, one line each."""
    columns = COLUMNS[kind]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["identifier", "name", *(label for label, _ in columns)])
    for record in current(world, kind):
        cells = [record.iri.value, record.label, *(cell(world, record) for _, cell in columns)]
        writer.writerow([harmless(cell) for cell in cells])
    return text.getvalue()


def harmless(cell: str) -> str:
    """Put a cell on one line, and keep a spreadsheet from reading it as a formula."""
    line = " ".join(cell.split())
    return f"'{line}" if line.startswith(FORMULA) else line
