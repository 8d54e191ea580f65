"""The records related to a record: those that refer to it or to its parts, by how; and the entries that name it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from arkg.namespaces import ARKG, DCTERMS, ORG, SKOS
from arkg.publish.pages.record.evidence import EVIDENCE, SOURCE, SUPPORTS, footnotes, own_footnotes
from arkg.publish.pages.view import View, by_name, number_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import pyoxigraph as ox

    from arkg.publish.site import Record, Value

POSSIBLY = f"{ARKG}possiblyListedAs"
ROLLED = {
    f"{ARKG}runBy": f"{ORG}subOrganizationOf",
    f"{ARKG}addresses": f"{SKOS}broader",
    f"{DCTERMS}subject": f"{SKOS}broader",
    f"{ARKG}locatedIn": f"{ARKG}locatedIn",
}
"""Property → that by which what refers to a part, or to a narrower concept, counts for the whole, too."""


@dataclass(frozen=True, slots=True)
class Related:
    """A record that refers to another one; ``below`` is the part or the narrower one where it refers to that alone."""

    record: Record
    below: Record | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """The records that refer to a record, or to what is below it, in one way: its own first."""

    label: str
    related: tuple[Related, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """An initiative that an entry may mean, the reasons to think so, and their evidence on the initiative's page."""

    initiative: Record
    reasons: tuple[Value, ...]
    footnotes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a web page that lists the work of institutions; ``initiative`` is None where it names none."""

    number: int
    page: Record
    institution: Record
    category: Record
    initiative: Record | None
    candidates: tuple[Candidate, ...]
    footnotes: tuple[int, ...]


def list_groups(view: View, record: Record) -> list[Group]:
    """Return the records that refer to a record, in the reading order of the properties."""
    labels: dict[str, str] = view.wording["incoming"]
    order = list(labels)
    found: dict[tuple[int, str], dict[str, Related]] = {}
    for predicate, related in _list_related(view, record):
        kind = related.record.kind
        key = next((each for each in (f"{predicate} {kind}", predicate) if each in labels), "")
        label = labels.get(key) or f"{view.property_label('', predicate)} of"
        group = found.setdefault((order.index(key) if key else len(order), label), {})
        group.setdefault(related.record.iri.value, related)
    groups = []
    for (_, label), group in sorted(found.items(), key=lambda each: each[0]):
        own_first = sorted(group.values(), key=lambda each: (each.below is not None, by_name(each.record)))
        groups.append(Group(label, tuple(own_first)))
    return groups


def _list_related(view: View, record: Record) -> Iterator[tuple[str, Related]]:
    """Yield what refers to a record with the property, then what refers to what is below it."""
    hidden = {SOURCE, f"{SUPPORTS}Value", *view.wording["matches"]}
    for predicate, iri in view.site.backlinks.get(record.iri.value, ()):
        other = view.site.by_iri[iri]
        if predicate not in hidden and not (predicate in ROLLED and other.is_withdrawn):
            yield predicate, Related(other)
    for predicate, way in ROLLED.items():
        for below in list_below(view, record, way):
            for other in view.site.referring(below, predicate):
                if other.kind != record.kind and not other.is_withdrawn:
                    yield predicate, Related(other, below)


def list_below(view: View, record: Record, way: str) -> list[Record]:
    """Return the parts of an institution or place, or the narrower concepts of a concept, at any depth."""
    found = list_all([record], lambda each: view.site.referring(each, way))
    return sorted((each for each in found if each.kind == record.kind), key=by_name)


def list_all(records: Iterable[Record], step: Callable[[Record], list[Record]]) -> list[Record]:
    """Return the records to which steps lead from these, such as broader concepts, at any distance, without these."""
    own = list(records)
    found, pending = {each.iri: each for each in own}, [*own]
    while pending:
        for each in step(pending.pop()):
            if each.iri not in found:
                found[each.iri] = each
                pending.append(each)
    return list(found.values())[len(own) :]


def all_entries(view: View) -> list[Entry]:
    """Return the entries of all resources that list the work of institutions, in their order."""
    resources = view.site.records.get("resource", ())
    return [_read_entry(view, each, part) for each in resources for part in each.nodes(f"{ARKG}listing")]


def _read_entry(view: View, record: Record, part: ox.NamedNode) -> Entry:
    """Read one entry."""
    return Entry(
        number_of(part),
        record,
        view.site.linked(part, f"{ARKG}listsInstitution")[0],
        view.site.linked(part, f"{ARKG}category")[0],
        next(iter(view.site.linked(part, f"{ARKG}listsInitiative")), None),
        tuple(_find_candidates(view, record, part)),
        tuple(own_footnotes(view, part)),
    )


def _find_candidates(view: View, record: Record, part: ox.NamedNode) -> list[Candidate]:
    """Return the initiatives that are marked as possibly meant by an entry."""
    return [
        Candidate(each, _find_reasons(view, each, part), tuple(footnotes(view, each, POSSIBLY, part)))
        for each in view.site.referring(record, POSSIBLY)
        if part in each.values(POSSIBLY)
    ]


def _find_reasons(view: View, initiative: Record, part: ox.NamedNode) -> tuple[Value, ...]:
    """Return the notes of the evidence that an entry may mean an initiative, else those of the initiative."""
    notes = [
        note
        for each in view.site.nodes(initiative.iri, EVIDENCE)
        if any(supported.value == POSSIBLY for supported in view.site.nodes(each, SUPPORTS))
        and part in (view.site.values(each, f"{SUPPORTS}Value") or (part,))
        for note in view.site.values(each, f"{SKOS}note")
    ]
    return tuple(notes) or initiative.values(f"{SKOS}note")
