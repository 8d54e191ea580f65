"""The pages on which a record is added or corrected: a form made of the schema and, without scripts, a template.

Two files hold what the form needs: ``form.json`` the record types and their fields, ``known.json`` the records that
there are. Both are read only by pages of this folder.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from arkg.contribute.duplicates import HOUSES, SHARED
from arkg.contribute.template import template
from arkg.description import Description
from arkg.formats.values.dates import DATES, MONTHS
from arkg.formats.values.examples import LATER, MOST_NAMED, example_text, is_base
from arkg.formats.values.joined import is_verbatim
from arkg.formats.values.terms import TRUTH
from arkg.formats.values.texts import AROUND, NOTHING
from arkg.names import ALTERNATIVE, in_english, local_name, to_words, with_article
from arkg.namespaces import RDFS, RECORDS, SH, SKOS, TYPE
from arkg.publish.forms import FORM_POLICY
from arkg.publish.pages.javascript import find_bundles
from arkg.publish.pages.record import to_script
from arkg.schema import POSITION, Field, RecordType
from arkg.turtle import READING_ORDER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from arkg.publish.pages.view import View
    from arkg.publish.site import Record

FOLDER = "contribute/"
NAMES_GROUP = "Group-name"
DATE_NAMES = ("year", "month", "day")
COMMON = ("initiative", "institution", "concept", "resource", "event")
"""The record types that most people add, in the order of the page."""


def make_contribute(view: View) -> Iterator[tuple[str, bytes]]:
    """Yield the page of all record types, one for each of them, and what the forms need."""
    schema = view.site.schema
    types = [name for name in COMMON if name in schema.record_types]
    others = [name for name in schema.record_types if name not in types]
    yield view.render(FOLDER, "contribute.html", types=types, others=others)
    for name in schema.record_types:
        context = {"policy": FORM_POLICY, "kind": name, "yaml": template(view.site.workspace, name)}
        yield view.render(f"{FOLDER}{name}/", "contribute-form.html", bundles=find_bundles(), **context)
    shapes = Description(quad.triple for quad in view.site.workspace.quads("shapes"))
    yield f"{FOLDER}form.json", to_script(_describe_form(view, shapes)).encode()
    yield f"{FOLDER}known.json", to_script(_describe_known(view, shapes)).encode()


def _describe_form(view: View, shapes: Description) -> dict[str, Any]:
    """Return all that the form is made of: types of record and of part, groups, prefixes, and how values are read."""
    site, schema = view.site, view.site.schema
    ordered = {node: shapes.one(node, SH("order")) for node in shapes.typed(SH("PropertyGroup"))}
    groups = sorted(ordered, key=lambda node: int(getattr(ordered[node], "value", 0)))
    return {
        "types": {name: _describe_type(view, each) for name, each in schema.record_types.items()},
        "parts": {each.name: _describe_type(view, each) for each in schema.parts.values()},
        "groups": [(local_name(node), in_english(shapes.all(node, RDFS("label")))) for node in groups],
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
    group = local_name(field.group) if field.group else ""
    found = {
        "name": field.name,
        "path": field.path.value,
        "rule": local_name(field.iri),
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
        "example": "" if part else example_text(field, kind, view.site.workspace, schema),
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
    return 2 * sum(bool(each.values(field.path.value)) for each in records) > len(records)


def _sort(field: Field, kind: RecordType) -> str:
    """Return which sort of value a field takes."""
    if field.part:
        return "part"
    if not field.is_literal:
        others = "property" if field.value_type else "record" if field.record_types else "iri"
        return "choice" if field.choices else others
    if field.path == POSITION and kind.fragment:
        return "position"
    if field.any_literal or field.has_language:
        return "literal" if field.any_literal else "prose"
    return "date" if set(field.datatypes) & set(DATES) else to_words(local_name(field.datatypes[0]))


def _describe_known(view: View, shapes: Description) -> dict[str, Any]:
    """Return the names of all records, the members of each class, and the values of each property that is compared.

    Records and their parts are named by the end of their IRIs: ``concept/racism``.
    """
    site = view.site
    records = {kind: [_describe_record(each) for each in found] for kind, found in site.records.items()}
    classes: dict[str, list[str]] = {}
    values: dict[str, dict[str, list[str]]] = {}
    compared, referred = _find_compared(shapes), _find_referred(view)
    for record in site.by_iri.values():
        for triple in record.triples:
            subject, predicate, value = triple.subject, triple.predicate.value, triple.object
            if not isinstance(subject, ox.NamedNode) or not isinstance(value, (ox.NamedNode, ox.Literal)):
                continue
            name = subject.value.removeprefix(RECORDS)
            if triple.predicate == TYPE and (subject == record.iri or value in referred):
                classes.setdefault(value.value, []).append(name)
            elif predicate in compared and subject == record.iri:
                values.setdefault(predicate, {}).setdefault(name, []).append(value.value.removeprefix(RECORDS))
    above: dict[str, list[str]] = {}
    for quad in site.workspace.quads("ontology"):
        below, over = quad.subject, quad.object
        if quad.predicate == RDFS("subClassOf") and isinstance(below, ox.NamedNode) and isinstance(over, ox.NamedNode):
            above.setdefault(below.value, []).append(over.value)
    return {
        "records": records,
        "classes": {name: sorted(each) for name, each in sorted(classes.items())},
        "values": dict(sorted(values.items())),
        "above": {name: sorted(each) for name, each in sorted(above.items())},
    }


def _describe_record(record: Record) -> list[Any]:
    """Return the slug of a record, its name, its other names, and 1 where it is withdrawn."""
    given = [value for term in ALTERNATIVE for value in record.values(term.value)]
    others = [value.value for value in given if isinstance(value, ox.Literal)]
    found: list[Any] = [record.slug, record.label]
    return [*found, others, 1] if record.is_withdrawn else [*found, others] if others else found


def _find_compared(shapes: Description) -> set[str]:
    """Return the properties that rules across records, and the search for duplicates, compare."""
    paths = {path for rule in shapes.having(SH("sparql")) for path in shapes.all(rule, SH("path"))}
    named = (path for path in paths if isinstance(path, ox.NamedNode))
    return {each.value for each in (*named, *SHARED, *HOUSES, SKOS("related"))}


def _find_referred(view: View) -> set[ox.NamedNode]:
    """Return the classes of parts that records refer to without having them."""
    schema = view.site.schema
    fields = (field for field in schema.fields() if not field.part)
    return {each for field in fields for each in field.classes if each in schema.parts}
