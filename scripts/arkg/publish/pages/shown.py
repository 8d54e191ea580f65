"""A term in, what a reader sees of it out: a text, a link, a date in words, an identifier with its owner's name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pyoxigraph as ox

from arkg.namespaces import ARKG
from arkg.publish.pages.lookup import local
from arkg.publish.pages.vocabulary import XSD

if TYPE_CHECKING:
    from arkg.publish.pages.lookup import Lookup
    from arkg.publish.records import Record, Value

OWNERS = (
    (r"https://doi\.org/(.+)", "DOI"),
    (r"https://ror\.org/(.+)", "ROR"),
    (r"http://www\.wikidata\.org/entity/(.+)", "Wikidata"),
    (r"https://isni\.org/isni/(.+)", "ISNI"),
    (r"https://pubmed\.ncbi\.nlm\.nih\.gov/(\d+)/", "PubMed"),
    (r"https://pmc\.ncbi\.nlm\.nih\.gov/articles/(.+)/", "PubMed Central"),
    (r"http://id\.nlm\.nih\.gov/mesh/(.+)", "MeSH"),
    (r"http://id\.loc\.gov/authorities/subjects/(.+)", "LCSH"),
    (r"https://homosaurus\.org/(.+)", "Homosaurus"),
    (r"https://sws\.geonames\.org/(\d+)/", "GeoNames"),
)
LANGUAGES = {"es": "Spanish", "fr": "French", "de": "German", "pt": "Portuguese", "zh": "Chinese"}
LONGEST_ADDRESS = 60
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


@dataclass(frozen=True, slots=True)
class Shown:
    """What stands on the page: a text, where it leads within the site (``path``) or outside (``address``).

    ``note`` is a word after it (the language of a text, a kind); ``lang`` the language where it is not English.
    """

    text: str
    path: str = ""
    address: str = ""
    note: str = ""
    lang: str = ""


def show(lookup: Lookup, value: Value) -> Shown:
    """Show a value."""
    if isinstance(value, ox.Literal):
        return show_literal(value)
    if isinstance(value, ox.NamedNode):
        return show_iri(lookup, value.value)
    return Shown(str(value))


def show_record(record: Record) -> Shown:
    """Show a record: its name, leading to its page."""
    return Shown(record.label, path=record.folder, note=record.kind)


def show_iri(lookup: Lookup, iri: str) -> Shown:
    """Show an IRI: a record, a part of one, a term of the vocabulary, or something outside."""
    whole, _, part = iri.partition("#")
    if whole in lookup.records:
        record = lookup.records[whole]
        return Shown(record.label, record.folder + (f"#{part}" if part else ""), note=record.kind)
    if iri.startswith(ARKG):
        return Shown(lookup.site.labels.get(iri) or local(iri), path=f"ns/#{local(iri)}")
    return show_outside(iri)


def show_outside(iri: str) -> Shown:
    """Show an identifier of another's by its owner and number, any other address by its host and path."""
    for pattern, owner in OWNERS:
        if found := re.fullmatch(pattern, iri):
            return Shown(f"{owner} {unquote(found[1])}", address=iri)
    if not iri.startswith(("http://", "https://")):
        return Shown(iri)
    parts = urlsplit(iri)
    text = parts.netloc.removeprefix("www.") + unquote(parts.path).rstrip("/")
    if len(text) > LONGEST_ADDRESS:
        text = text[: LONGEST_ADDRESS - 1].rstrip("/-") + "…"
    return Shown(text, address=iri)


def show_literal(value: ox.Literal) -> Shown:
    """Show a literal: a date in words, a text with its language where that is not English."""
    if value.datatype.value.removeprefix(XSD) in {"date", "gYearMonth", "gYear"}:
        return Shown(in_words(value.value))
    language = value.language or "en"
    if language.startswith("en"):
        return Shown(value.value)
    return Shown(value.value, note=LANGUAGES.get(language, language), lang=language)


def in_words(day: str) -> str:
    """Write a year, a month or a day in words: 2020, June 2020, 7 October 2020; give back what is none."""
    found = re.fullmatch(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", day)
    if not found:
        return day
    try:
        moment = date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        return day
    month = f"{MONTHS[moment.month - 1]} {moment.year}"
    return f"{moment.day} {month}" if found[3] else month if found[2] else found[1]


def year_of(value: str) -> str:
    """Return the year of a date, an empty text where it has none."""
    found = re.match(r"\d{4}", value)
    return found[0] if found else ""


def join(words: list[str]) -> str:
    """Join words as a sentence does: a, b and c."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
