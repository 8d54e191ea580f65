"""The schema as the form reads it: record types, parts, their fields, and what is known of the values of each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from arkg.formats.values.dates import DATES, MONTHS
from arkg.formats.values.examples import LATER, MOST_NAMED, example, is_base
from arkg.formats.values.joined import is_verbatim
from arkg.formats.values.terms import TRUTH, to_text
from arkg.formats.values.texts import AROUND, NOTHING
from arkg.names import to_words, with_article
from arkg.namespaces import RDFS, RECORDS, SH
from arkg.schema import POSITION
from arkg.turtle import READING_ORDER

if TYPE_CHECKING:
    from arkg.publish.pages.view import View
    from arkg.schema import Field, RecordType

NAMES_GROUP = "Group-name"
DATE_NAMES = ("year", "month", "day")
COMMON = ("initiative", "institution", "concept", "resource", "event")
"""The record types that most people add, in the order of the page."""


def describe_form(view: View) -> dict[str, Any]:
    """Return all that the form is made of: types of record and of part, groups, prefixes, and how values are read."""
    site, schema = view.site, view.site.schema
    return {
        "types": {name: _describe_type(view, each) for name, each in schema.record_types.items()},
        "parts": {each.name: _describe_type(view, each) for each in schema.parts.values()},
        "groups": _describe_groups(view),
        "prefixes": dict(sorted(site.workspace.prefixes.items())),
        "order": list(READING_ORDER),
        "records": RECORDS,
        "shapes": site.workspace.prefixes["shape"],
        "values": {
            "dates": {
                datatype.value: [name, form]
                for (datatype, (form, _)), name in zip(DATES.items(), DATE_NAMES, strict=True)
            },
            "months": list(MONTHS),
            "nothing": sorted(NOTHING),
            "around": AROUND,
            "truth": TRUTH,
        },
    }


def _describe_type(view: View, kind: RecordType) -> dict[str, Any]:
    """Return a type of record or of part."""
    found = {
        "label": kind.label,
        "article": with_article(kind.label),
        "class": kind.target.value,
        "example": kind.example,
        "fragment": kind.fragment,
        "main": kind.main.name if kind.main else "",
        "fields": [_describe_field(view, kind, each) for each in kind.fields],
    }
    return {key: value for key, value in found.items() if value}


def _describe_field(view: View, kind: RecordType, field: Field) -> dict[str, Any]:
    """Return a field; what is empty is left out."""
    schema = view.site.schema
    part = schema.parts[field.part] if field.part else None
    shown = None if part else example(field, kind, view.site.workspace)
    group = field.group.value.rpartition("#")[2] if field.group else ""
    found = {
        "name": field.name,
        "path": field.path.value,
        "rule": field.iri.value.rpartition("#")[2],
        "help": field.description,
        "message": field.message,
        "min": field.minimum,
        "max": field.maximum,
        "group": group,
        "sort": _sort(field, kind),
        "part": part.name if part else "",
        "types": list(field.record_types) if not part else [],
        "datatypes": [each.value for each in field.datatypes],
        "choices": [[each.value, schema.label(each)] for each in field.choices if not is_base(each, field, schema)],
        "constant": field.constant.value if field.constant else "",
        "pattern": field.pattern,
        "prefixes": list(field.prefixes),
        "example": to_text(shown, field, schema, kind) if shown else "",
        "once": field.one_per_language,
        "long": bool(field.has_language and group != NAMES_GROUP) or is_verbatim(field),
        "later": field.path in LATER,
        "options": _options(view, field),
        "common": _is_common(view, kind, field),
    }
    return {key: value for key, value in found.items() if value not in ("", [], None, False, 0)}


def _options(view: View, field: Field) -> list[tuple[str, str]]:
    """Return the slugs and the names of the records that a field may name, where they are few and seldom added."""
    is_closed = len(field.record_types) == 1 and not field.part and field.record_types[0] not in COMMON
    found = view.site.records.get(field.record_types[0], ()) if is_closed else ()
    return [(each.slug, each.label) for each in found] if len(found) <= MOST_NAMED else []


def _is_common(view: View, kind: RecordType, field: Field) -> bool:
    """Return whether most records of a type have a field."""
    records = view.site.records.get(kind.name, ())
    return 2 * sum(bool(each.values(field.path.value)) for each in records) > len(records) > 0


def _sort(field: Field, kind: RecordType) -> str:
    """Return which sort of value a field takes."""
    if field.part:
        return "part"
    if field.is_literal:
        return _sort_of_literal(field, kind)
    if field.choices:
        return "choice"
    return "property" if field.value_type else "record" if field.record_types else "iri"


def _sort_of_literal(field: Field, kind: RecordType) -> str:
    """Return which sort of text, number or date a field takes."""
    if field.path == POSITION and kind.fragment:
        return "position"
    if field.any_literal or field.has_language:
        return "literal" if field.any_literal else "prose"
    name = re.split(r"[#/]", field.datatypes[0].value)[-1]
    return "date" if set(field.datatypes) & set(DATES) else to_words(name)


def _describe_groups(view: View) -> list[tuple[str, str]]:
    """Return the local name and the label of each group of fields, in their order."""
    said: dict[tuple[str, str], str] = {}
    for quad in view.site.workspace.quads("shapes"):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal):
            said[quad.subject.value, quad.predicate.value] = quad.object.value
    label, order = RDFS("label").value, SH("order").value
    groups = [node for node, predicate in said if predicate == label and (node, order) in said]
    groups.sort(key=lambda node: int(said[node, order]))
    return [(node.rpartition("#")[2], said[node, label]) for node in groups]
