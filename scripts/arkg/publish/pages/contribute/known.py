"""The records that there are, as the form looks them up: names, classes, and what rules across records compare."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from arkg.contribute.duplicates import HOUSES, SHARED
from arkg.names import ALTERNATIVE
from arkg.namespaces import DEPRECATED, RDFS, RECORDS, SH, SKOS, TYPE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from arkg.publish.pages.view import View
    from arkg.publish.site import Record


def describe_known(view: View) -> dict[str, Any]:
    """Return the names of all records, the members of each class, and the values of each property that is compared.

    Records and their parts are named by the end of their IRIs: ``concept/racism``.
    """
    site = view.site
    records = {kind: [_describe_record(each) for each in found] for kind, found in site.records.items()}
    classes: dict[str, list[str]] = {}
    values: dict[str, dict[str, list[str]]] = {}
    compared, referred = _compared(view), _referred(view)
    for record in site.all_records():
        for triple in record.triples:
            subject, predicate, value = triple.subject, triple.predicate.value, triple.object
            if not isinstance(subject, ox.NamedNode) or not isinstance(value, (ox.NamedNode, ox.Literal)):
                continue
            if triple.predicate == TYPE and (subject == record.iri or value in referred):
                classes.setdefault(value.value, []).append(_shorten(subject))
            elif predicate in compared and subject == record.iri:
                values.setdefault(predicate, {}).setdefault(_shorten(subject), []).append(_shorten(value))
    return {
        "records": records,
        "classes": {name: sorted(each) for name, each in sorted(classes.items())},
        "values": dict(sorted(values.items())),
        "above": _classes_above(view),
    }


def _describe_record(record: Record) -> list[Any]:
    """Return the slug of a record, its name, its other names, and 1 where it is withdrawn."""
    given = [value for term in ALTERNATIVE for value in record.values(term.value)]
    others = [value.value for value in given if isinstance(value, ox.Literal)]
    found: list[Any] = [record.slug, record.label]
    withdrawn = bool(record.values(DEPRECATED.value))
    return [*found, others, 1] if withdrawn else [*found, others] if others else found


def _compared(view: View) -> set[str]:
    """Return the properties that rules across records, and the search for duplicates, compare."""
    quads = list(view.site.workspace.quads("shapes"))
    rules = {quad.subject for quad in quads if quad.predicate == SH("sparql")}
    paths = [quad.object for quad in quads if quad.subject in rules and quad.predicate == SH("path")]
    named = (path for path in paths if isinstance(path, ox.NamedNode))
    return {each.value for each in (*named, *SHARED, *HOUSES, SKOS("related"))}


def _referred(view: View) -> set[ox.NamedNode]:
    """Return the classes of parts that records refer to without having them."""
    schema = view.site.schema
    fields = (field for field in schema.fields() if not field.part)
    return {each for field in fields for each in field.classes if each in schema.parts}


def _classes_above(view: View) -> dict[str, list[str]]:
    """Return the classes above each class of the vocabulary."""
    found: dict[str, list[str]] = {}
    for quad in _subclasses(view):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
            found.setdefault(quad.subject.value, []).append(quad.object.value)
    return {name: sorted(each) for name, each in sorted(found.items())}


def _subclasses(view: View) -> Iterator[ox.Quad]:
    quads = view.site.workspace.quads("ontology")
    return (quad for quad in quads if quad.predicate == RDFS("subClassOf"))


def _shorten(value: ox.NamedNode | ox.Literal) -> str:
    """Return the end of the IRI of a record or of a part; any other value as it is."""
    return value.value.removeprefix(RECORDS)
