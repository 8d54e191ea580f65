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
    """Return the description of a record, or one sentence made from its facts where it has none.

    It says what an institution is and where, what an initiative is, who runs it and since when, and what a resource is,
    who wrote it, or else who published it, and when.
    """
    if described := view.site.text(record.iri, f"{DCTERMS}description"):
        return described
    match record.kind:
        case "institution":
            where = _place_of(view, record)
            text = join_words(view.types(record)) + (f" in {where}" if where else "")
        case "initiative":
            types, runners = (join_words(names(view, record, f"{ARKG}{each}")) for each in ("category", "runBy"))
            text = ", ".join(filter(None, [types, f"run by {runners}", span(view, record)]))
        case "resource":
            container = view.site.text(record.iri, f"{ARKG}containerTitle")
            people, publishers = authors(record), join_words(names(view, record, f"{DCTERMS}publisher"))
            who = f"by {first_authors(people)}" if people else f"published by {publishers}" if publishers else ""
            words = [join_words(view.types(record)), f"in {container}" if container else "", who]
            text = ", ".join(filter(None, [" ".join(filter(None, words)), _published(view, record)]))
        case _:
            return ""
    return f"{capitalize(text)}."


def about(view: View, record: Record) -> list[str]:
    """Return the few words that tell a record from others in a list."""
    found = [word for word in _list_words(view, record) if word]
    return [capitalize(word) for word in found[:1]] + found[1:]


def _list_words(view: View, record: Record) -> list[str]:
    """Return what is known of the date or the author of a record, its types, where it is, and its status."""

    def named(predicate: str) -> str:
        return ", ".join(names(view, record, predicate))

    match record.kind:
        case "initiative":
            status = capitalize(join_words([view.site.label(each.value) for each in find_status(view, record)]))
            where = ", ".join(names_of(places(view, record)))
            return [named(f"{ARKG}runBy"), named(f"{ARKG}category"), capitalize(span(view, record)), where, status]
        case "institution":
            return [", ".join(view.types(record)), _place_of(view, record)]
        case "event":
            days = [view.inline(each).text for each in record.values(f"{SCHEMA}startDate")]
            types = [view.site.label(each.value) for each in record.nodes(f"{ARKG}eventType")]
            return [*days, ", ".join(types), named(f"{ARKG}locatedIn")]
    who = first_authors(authors(record)) or named(f"{DCTERMS}publisher")
    types = view.types(record) if record.kind == "resource" else []
    container = view.site.text(record.iri, f"{ARKG}containerTitle")
    return [who, container, _published(view, record), ", ".join(types)]


def _place_of(view: View, institution: Record) -> str:
    """Return where an institution is: Columbus, Ohio."""
    city = view.site.text(institution.iri, f"{ARKG}city")
    return ", ".join(filter(None, [city, *names_of(places(view, institution))]))


def _published(view: View, work: Record) -> str:
    """Return the year in which a work was published."""
    return year_of(view.site.text(work.iri, f"{DCTERMS}issued"))


def names(view: View, record: Record, predicate: str) -> list[str]:
    """Return the labels of the records that a property leads to."""
    return names_of(view.site.linked(record.iri, predicate))


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
