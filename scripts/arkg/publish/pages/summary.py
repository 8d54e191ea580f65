"""A record → a sentence about it, and the few words by which lists tell it from others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from arkg.names import join_words
from arkg.namespaces import ARKG, DCTERMS, FOAF, SCHEMA
from arkg.publish.pages.view import capitalize, number_of, year_of

if TYPE_CHECKING:
    import pyoxigraph as ox

    from arkg.publish.pages.view import View
    from arkg.publish.site import Record

MOST_AUTHORS = 3


def summarize(view: View, record: Record) -> str:
    """Return the description of a record, or one sentence made from its facts where it has none (``summary.txt``)."""
    return view.site.text(record.iri, f"{DCTERMS}description") or capitalize(_fill(view, "summary.txt", record).strip())


def about(view: View, record: Record) -> list[str]:
    """Return the few words that tell a record from others in a list (``words.txt``)."""
    found = [each for each in _fill(view, "words.txt", record).split("\n") if each]
    return [capitalize(each) for each in found[:1]] + found[1:]


def _fill(view: View, template: str, record: Record) -> str:
    """Return what a template says of a record, by what its properties lead to and by what follows from them."""
    site, located = view.site, places(view, record)
    city = [site.text(record.iri, f"{ARKG}city")] if record.kind == "institution" else []
    names = (site.text(part, f"{FOAF}name") for part in record.nodes(f"{DCTERMS}creator"))
    people = [each for each in names if each]
    authors = join_words(people) if len(people) <= MOST_AUTHORS else f"{people[0]} and others"
    started, ended = (year_of(site.text(record.iri, f"{SCHEMA}{each}Date")) for each in ("start", "end"))
    span = f"started {started}" if started else f"ended {ended}" if ended else ""
    if started and ended:
        span = f"{started}–{ended}" if started != ended else started
    return view.templates.get_template(template).render(
        record=record,
        linked=lambda way: site.linked(record.iri, view.expand(way).value),
        text=lambda way: site.text(record.iri, view.expand(way).value),
        values=lambda way: record.values(view.expand(way).value),
        types=view.types(record),
        places=located,
        place=", ".join(filter(None, [*city, *(each.label for each in located)])),
        span=span,
        status=find_status(view, record),
        authors=authors,
        published=year_of(site.text(record.iri, f"{DCTERMS}issued")),
    )


def places(view: View, record: Record) -> list[Record]:
    """Return where an institution is located, or where those are that run an initiative."""
    owners = [record] if record.kind == "institution" else view.site.linked(record.iri, f"{ARKG}runBy")
    found = {place.slug: place for owner in owners for place in view.site.linked(owner.iri, f"{ARKG}locatedIn")}
    return sorted(found.values(), key=lambda place: place.label)


def find_status(view: View, record: Record) -> list[ox.NamedNode]:
    """Return the latest dated status of an initiative, else the status that version 0.1 gave it."""
    dated = [
        (view.site.text(part, f"{DCTERMS}date"), number_of(part), status)
        for part in view.site.nodes(record.iri, f"{ARKG}datedStatus")
        for status in view.site.nodes(part, f"{ARKG}status")
    ]
    return [max(dated, key=lambda each: each[:2])[2]] if dated else view.site.nodes(record.iri, f"{ARKG}status")
