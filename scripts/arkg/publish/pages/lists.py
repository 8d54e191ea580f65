"""The records of a kind in, their list out: rows to read, facets with exact counts, and the same rows as CSV."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from arkg.namespaces import ARKG
from arkg.publish.pages.columns import COLUMNS, FACETS, authors, status
from arkg.publish.pages.facts import place_of, say_span, short, summarize
from arkg.publish.pages.lookup import by_name, name_key
from arkg.publish.pages.shown import Shown, show_record, year_of
from arkg.publish.pages.vocabulary import CATEGORY, DCTERMS, DESCRIPTION, ISSUED, OTHER_NAME, OWL, RUN_BY

if TYPE_CHECKING:
    from collections.abc import Iterable

    from arkg.publish.pages.lookup import Lookup
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


def current(lookup: Lookup, kind: str) -> list[Record]:
    """Return the records of a kind in order of their names, those left out that another took the place of."""
    records = lookup.site.records.get(kind, ())
    return sorted((each for each in records if not lookup.values(each.iri, f"{OWL}deprecated")), key=by_name)


def make_list(lookup: Lookup, kind: str) -> Listed:
    """Make the list of a kind."""
    records = current(lookup, kind)
    facets: list[Facet] = []
    numbers: dict[str, list[int]] = {record.iri.value: [] for record in records}
    first = 0
    for key, label, choices in FACETS.get(kind, ()):
        chosen = {record.iri.value: choices(lookup, record) for record in records}
        options = make_options(key, chosen.values(), first)
        first += len(options)
        by_value = {option.value: option.number for option in options}
        for iri, each in chosen.items():
            numbers[iri] += [by_value[value] for value, _ in each]
        facets.append(Facet(key, label, tuple(options[:AT_ONCE]), tuple(options[AT_ONCE:])))
    rows = tuple(make_row(lookup, record, numbers[record.iri.value]) for record in records)
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


def make_row(lookup: Lookup, record: Record, numbers: list[int]) -> Row:
    """Make the row of a record."""
    return Row(
        shown=show_record(record),
        others="; ".join(other_names(lookup, record)),
        about=tuple(capitalized([word for word in say_about(lookup, record) if word])),
        summary=short(summarize(lookup, record)) if lookup.text(record.iri, DESCRIPTION) else "",
        numbers=" ".join(str(number) for number in numbers),
    )


def capitalized(words: list[str]) -> list[str]:
    """Begin the first of these words with a capital letter."""
    return [word[:1].upper() + word[1:] if not place else word for place, word in enumerate(words)]


def other_names(lookup: Lookup, record: Record) -> list[str]:
    """Return what else a record is called, in any language."""
    said = [each for term in (OTHER_NAME, f"{OTHER_NAME[:-8]}prefLabel") for each in lookup.values(record.iri, term)]
    return sorted({str(getattr(each, "value", "")) for each in said} - {record.label, ""})


def say_about(lookup: Lookup, record: Record) -> list[str]:
    """Return the few words that tell a record from its like."""
    places = ", ".join(place.label for place in place_of(lookup, record))
    if record.kind == "initiative":
        runners = ", ".join(each.label for each in lookup.linked(record.iri, RUN_BY))
        kinds = ", ".join(each.label for each in lookup.linked(record.iri, CATEGORY))
        return [runners, kinds, say_span(lookup, record), places, status(lookup, record)]
    if record.kind == "institution":
        city = lookup.text(record.iri, f"{ARKG}city")
        return [", ".join(lookup.types(record)), ", ".join(part for part in (city, places) if part)]
    publishers = ", ".join(each.label for each in lookup.linked(record.iri, f"{DCTERMS}publisher"))
    container = lookup.text(record.iri, f"{ARKG}containerTitle")
    who = first_of(authors(lookup, record).split("; ")) or publishers
    return [who, container, year_of(lookup.text(record.iri, ISSUED)), ", ".join(lookup.types(record))]


def first_of(people: list[str], *, most: int = 3) -> str:
    """Name up to three authors, else the first and others."""
    return ", ".join(people) if len(people) <= most else f"{people[0]} and others"


def to_csv(lookup: Lookup, kind: str) -> str:
    """Write the rows of the list as CSV (RFC 4180, with line feeds), in the order of the list, one line each."""
    columns = COLUMNS[kind]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["identifier", "name", *(label for label, _ in columns)])
    for record in current(lookup, kind):
        cells = [record.iri.value, record.label, *(cell(lookup, record) for _, cell in columns)]
        writer.writerow([harmless(cell) for cell in cells])
    return text.getvalue()


def harmless(cell: str) -> str:
    """Put a cell on one line, and keep a spreadsheet from reading it as a formula."""
    line = " ".join(cell.split())
    return f"'{line}" if line.startswith(FORMULA) else line
