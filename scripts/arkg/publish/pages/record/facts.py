"""The facts of a record: label and values in reading order, each value with the numbers of its evidence."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.namespaces import ARKG, DCTERMS, FOAF, PREF_LABEL, TYPE
from arkg.publish.pages.record.evidence import footnotes, own_footnotes
from arkg.publish.pages.view import Inline, capitalize

if TYPE_CHECKING:
    from arkg.publish.pages.view import View
    from arkg.publish.records import Record, Value

CREATOR = f"{DCTERMS}creator"
DESCRIPTION = f"{DCTERMS}description"
UNWORDED = {TYPE.value, f"{ARKG}evidence"}
"""The properties of a part that its words leave out."""


@dataclass(frozen=True, slots=True)
class FactValue:
    """A value as it is shown, with the numbers of its footnotes; ``anchor`` is the fragment of a part."""

    shown: Inline
    footnotes: list[int]
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A property of a record with its values."""

    label: str
    values: list[FactValue]


def list_facts(view: View, record: Record) -> list[Fact]:
    """Return the facts of a record that have no section of their own, in reading order."""
    own = [each for each in record.properties if each not in view.wording["sections"]]
    facts = [
        Fact(view.property_label(record.kind, predicate), _list_values(view, record, predicate))
        for predicate in view.order(record.kind, own)
    ]
    return [fact for fact in facts if fact.values]


def _list_values(view: View, record: Record, predicate: str) -> list[FactValue]:
    """Return the values of a property: parts in their order, others in that of their text."""
    values = [each for each in record.values(predicate) if not _is_in_head(view, record, predicate, each)]
    if predicate == TYPE.value:
        types = view.types(record) if record.kind in {"institution", "resource"} else []
        return [FactValue(Inline(capitalize(each)), footnotes(view, record, predicate, values[0])) for each in types]
    parts = [
        each for each in values if isinstance(each, ox.NamedNode) and each.value.startswith(f"{record.iri.value}#")
    ]
    if parts:
        return [_show_part(view, record, predicate, each) for each in parts]
    shown = [FactValue(_show(view, predicate, each), footnotes(view, record, predicate, each)) for each in values]
    return sorted(shown, key=lambda each: (each.shown.text.casefold(), each.shown.lang))


def _is_in_head(view: View, record: Record, predicate: str, value: Value) -> bool:
    """Return whether the head of the page shows this name or description already."""
    if predicate not in {PREF_LABEL.value, DESCRIPTION} or not isinstance(value, ox.Literal):
        return False
    return value.value in {record.label, view.site.text(record.iri, DESCRIPTION)}


def _show(view: View, predicate: str, value: Value) -> Inline:
    """Return a value; an identifier without the name of its scheme, which the label has."""
    shown = view.inline(value)
    scheme = view.site.label(predicate)
    return replace(shown, text=shown.text.removeprefix(f"{scheme} ")) if scheme and shown.address else shown


def _show_part(view: View, record: Record, predicate: str, part: ox.NamedNode) -> FactValue:
    """Return a part: an author by name, any other in words; with its own evidence, if it has any."""
    words = view.site.text(part, f"{FOAF}name") if predicate == CREATOR else _describe_part(view, record, part)
    numbers = own_footnotes(view, part) or footnotes(view, record, predicate, part)
    return FactValue(Inline(words), numbers, part.value.partition("#")[2])


def _describe_part(view: View, record: Record, part: ox.NamedNode) -> str:
    """Return a part in words: Active, as of July 27, 2022 (Day of the launch)."""
    own = [predicate for subject, predicate in record.statements if subject == part.value and predicate not in UNWORDED]
    words = [
        view.wording["phrases"].get(predicate, "{}").format(view.inline(value).text.rstrip("."))
        for predicate in view.order("", own)
        for value in record.values(predicate, part)
    ]
    return ", ".join(words).replace(", (", " (")
