"""A record → a sentence about it, and the few words by which lists tell it from others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from arkg.names import ALTERNATIVE
from arkg.namespaces import ARKG, DCTERMS, PREF_LABEL, SCHEMA
from arkg.publish.citations import authors
from arkg.publish.pages.view import capitalize, join, number_of, year_of

if TYPE_CHECKING:
    import pyoxigraph as ox

    from arkg.publish.pages.view import View
    from arkg.publish.site import Record

MOST_AUTHORS = 3


def summarize(view: View, record: Record) -> str:
    """Return the description of a record, or one sentence made from its facts where it has none."""
    if described := view.site.text(record.iri, f"{DCTERMS}description"):
        return described
    makers = {"institution": _institution, "initiative": _initiative, "resource": _resource}
    text = makers[record.kind](view, record) if record.kind in makers else ""
    return capitalize(text) + "." if text else ""


def _institution(view: View, record: Record) -> str:
    """Return what an institution is and where: medical school in Columbus, Ohio."""
    where = ", ".join(filter(None, [view.site.text(record.iri, f"{ARKG}city"), *names_of(places(view, record))]))
    return join(view.types(record)) + (f" in {where}" if where else "")


def _initiative(view: View, record: Record) -> str:
    """Return what an initiative is, who runs it and since when."""
    types = join(names(view, record, f"{ARKG}category"))
    return ", ".join(filter(None, [types, f"run by {join(names(view, record, f'{ARKG}runBy'))}", span(view, record)]))


def _resource(view: View, record: Record) -> str:
    """Return what a resource is, who wrote it, or else who published it, and when."""
    container = view.site.text(record.iri, f"{ARKG}containerTitle")
    people, publishers = authors(record), join(names(view, record, f"{DCTERMS}publisher"))
    who = f"by {first_authors(people)}" if people else f"published by {publishers}" if publishers else ""
    words = [join(view.types(record)), f"in {container}" if container else "", who]
    year = year_of(view.site.text(record.iri, f"{DCTERMS}issued"))
    return " ".join(filter(None, words)) + (f", {year}" if year else "")


def about(view: View, record: Record) -> list[str]:
    """Return the few words that tell a record from others in a list."""
    makers = {"event": _about_event, "initiative": _about_initiative, "institution": _about_institution}
    found = [word for word in makers.get(record.kind, _about_work)(view, record) if word]
    return [capitalize(word) for word in found[:1]] + found[1:]


def _about_initiative(view: View, record: Record) -> list[str]:
    """Return who runs an initiative, of which categories, since when, where, and its status."""
    runners, categories = (", ".join(names(view, record, f"{ARKG}{each}")) for each in ("runBy", "category"))
    status = capitalize(join([view.site.label(each.value) for each in find_status(view, record)]))
    return [runners, categories, capitalize(span(view, record)), ", ".join(names_of(places(view, record))), status]


def _about_institution(view: View, record: Record) -> list[str]:
    """Return the types of an institution and where it is."""
    where = [view.site.text(record.iri, f"{ARKG}city"), *names_of(places(view, record))]
    return [", ".join(view.types(record)), ", ".join(filter(None, where))]


def _about_event(view: View, record: Record) -> list[str]:
    """Return the date, the types and the places of an event."""
    days = [view.inline(each).text for each in record.values(f"{SCHEMA}startDate")]
    types = [view.site.label(each.value) for each in view.site.nodes(record.iri, f"{ARKG}eventType")]
    return [*days, ", ".join(types), ", ".join(names(view, record, f"{ARKG}locatedIn"))]


def _about_work(view: View, record: Record) -> list[str]:
    """Return who made a resource, in what it was published, when, and its types."""
    who = first_authors(authors(record)) or ", ".join(names(view, record, f"{DCTERMS}publisher"))
    types = view.types(record) if record.kind == "resource" else []
    year = year_of(view.site.text(record.iri, f"{DCTERMS}issued"))
    return [who, view.site.text(record.iri, f"{ARKG}containerTitle"), year, ", ".join(types)]


def names(view: View, record: Record, predicate: str) -> list[str]:
    """Return the labels of the records that a property leads to."""
    return names_of(view.site.linked(record.iri, predicate))


def names_of(records: list[Record]) -> list[str]:
    """Return the labels of records."""
    return [record.label for record in records]


def other_names(record: Record) -> list[str]:
    """Return the other names of a record, in any language."""
    values = [each for term in (PREF_LABEL, *ALTERNATIVE) for each in record.values(term.value)]
    return sorted({str(getattr(each, "value", "")) for each in values} - {record.label, ""})


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
    return join(people) if len(people) <= MOST_AUTHORS else f"{people[0]} and others"


def short(text: str, *, longest: int = 170) -> str:
    """Return a text, cut after a word where it is longer than this."""
    return text if len(text) <= longest else text[:longest].rpartition(" ")[0].rstrip(",;:–. ") + "\N{NO-BREAK SPACE}…"
