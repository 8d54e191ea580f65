"""A record → a sentence about it, and the few words by which lists tell it from others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from arkg.names import join_words
from arkg.namespaces import ARKG, DCTERMS, SCHEMA
from arkg.publish.citations import authors
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
    return view.templates.get_template(template).render(
        record=record,
        linked=lambda way: site.linked(record.iri, view.expand(way).value),
        text=lambda way: site.text(record.iri, view.expand(way).value),
        values=lambda way: record.values(view.expand(way).value),
        types=view.types(record),
        places=located,
        place=", ".join(filter(None, [*city, *names_of(located)])),
        span=span(view, record),
        status=find_status(view, record),
        authors=first_authors(authors(record)),
        published=year_of(site.text(record.iri, f"{DCTERMS}issued")),
    )


def names_of(records: list[Record]) -> list[str]:
    """Return the labels of records."""
    return [record.label for record in records]


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


def is_removed(view: View, record: Record) -> bool:
    """Return whether the latest status of an initiative is that its page was removed."""
    return any(each.value == f"{ARKG}PageRemoved" for each in find_status(view, record))


def span(view: View, record: Record) -> str:
    """Return from when to when: started 2020, 2020–2025, ended 2025; an empty text where no source says."""
    started, ended = (year_of(view.site.text(record.iri, f"{SCHEMA}{each}Date")) for each in ("start", "end"))
    if started and ended:
        return f"{started}–{ended}" if started != ended else started
    return f"started {started}" if started else f"ended {ended}" if ended else ""


def first_authors(people: list[str]) -> str:
    """Return up to three authors, else the first and others."""
    return join_words(people) if len(people) <= MOST_AUTHORS else f"{people[0]} and others"
