"""The facts of a record: label and values in reading order, each value with the numbers of its evidence."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.namespaces import ARKG, DCTERMS, FOAF, PREF_LABEL, SKOS, TYPE
from arkg.publish.pages.record.evidence import find_copies, footnotes, own_footnotes
from arkg.publish.pages.summary import is_removed
from arkg.publish.pages.view import Inline, capitalize

if TYPE_CHECKING:
    from arkg.publish.pages.view import View
    from arkg.publish.site import Record, Value

CREATOR = f"{DCTERMS}creator"
DESCRIPTION = f"{DCTERMS}description"
PAGE = f"{FOAF}page"
UNWORDED = {TYPE.value, f"{ARKG}evidence", f"{SKOS}note"}
"""The properties of a part that its words leave out."""


@dataclass(frozen=True, slots=True)
class FactValue:
    """A value as it is shown, with the numbers of its footnotes.

    ``words`` are texts and links, each after its preposition; a part has several, and its fragment as ``anchor``.
    """

    words: list[tuple[str, Inline]]
    footnotes: list[int]
    anchor: str = ""
    notes: tuple[Value, ...] = ()


def list_facts(view: View, record: Record) -> list[tuple[str, list[FactValue]]]:
    """Return the facts of a record that have no section of their own, in reading order: labels and values."""
    own = [each for each in record.properties if each not in view.wording["sections"]]
    facts = [
        (view.property_label(record.kind, predicate), _list_values(view, record, predicate))
        for predicate in view.order(record.kind, own)
    ]
    return [(label, values) for label, values in facts if values]


def _list_values(view: View, record: Record, predicate: str) -> list[FactValue]:
    """Return the values of a property: parts in their order, others in that of their text."""
    values = [each for each in record.values(predicate) if not _is_in_head(view, record, predicate, each)]
    if predicate == TYPE.value:
        types = view.types(record) if record.kind in {"institution", "resource"} else []
        numbers = footnotes(view, record, predicate, values[0])
        return [FactValue([("", Inline(capitalize(each)))], numbers) for each in types]
    parts = [
        each for each in values if isinstance(each, ox.NamedNode) and each.value.startswith(f"{record.iri.value}#")
    ]
    if parts:
        return [_show_part(view, record, predicate, each) for each in parts]
    if predicate == PAGE and is_removed(view, record):
        return [_show_removed(view, record, each) for each in values if isinstance(each, ox.NamedNode)]
    shown = [(_show(view, predicate, each), footnotes(view, record, predicate, each)) for each in values]
    shown.sort(key=lambda each: (each[0].text.casefold(), each[0].lang))
    return [FactValue([("", inline)], numbers) for inline, numbers in shown]


def _is_in_head(view: View, record: Record, predicate: str, value: Value) -> bool:
    """Return whether the head of the page shows this name or description already."""
    if predicate not in {PREF_LABEL.value, DESCRIPTION} or not isinstance(value, ox.Literal):
        return False
    return value.value in {record.label, view.site.text(record.iri, DESCRIPTION)}


def _show(view: View, predicate: str, value: Value) -> Inline:
    """Return a value: a term with a capital letter, an identifier without the name of its scheme."""
    shown = view.inline(value)
    if isinstance(value, ox.NamedNode) and value.value.startswith(ARKG):
        return replace(shown, text=capitalize(shown.text))
    scheme = view.site.label(predicate)
    return replace(shown, text=shown.text.removeprefix(f"{scheme} ")) if scheme and shown.address else shown


def _show_removed(view: View, record: Record, page: ox.NamedNode) -> FactValue:
    """Return the address of a page that is no longer online, with the copies of it."""
    words = [("", view.inline(page)), ("", Inline("no longer online"))]
    words += [("copy at ", copy) for copy in find_copies(view, record, page)]
    return FactValue(words, footnotes(view, record, PAGE, page))


def _show_part(view: View, record: Record, predicate: str, part: ox.NamedNode) -> FactValue:
    """Return a part: an author by name, any other in words; with its own evidence, if it has any."""
    named = Inline(view.site.text(part, f"{FOAF}name"))
    words = [("", named)] if predicate == CREATOR else _describe_part(view, record, part)
    numbers = own_footnotes(view, part) or footnotes(view, record, predicate, part)
    return FactValue(words, numbers, part.value.partition("#")[2], view.site.values(part, f"{SKOS}note"))


def _describe_part(view: View, record: Record, part: ox.NamedNode) -> list[tuple[str, Inline]]:
    """Return a part in words: Full accreditation, by a board, as of April 2018."""
    own = [predicate for subject, predicate in record.statements if subject == part.value and predicate not in UNWORDED]
    words = [
        (view.wording["phrases"].get(predicate, ""), view.inline(value))
        for predicate in view.order("", own)
        for value in record.values(predicate, part)
    ]
    return [(before, replace(inline, text=capitalize(inline.text))) for before, inline in words[:1]] + words[1:]
