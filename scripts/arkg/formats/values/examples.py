"""Examples of values, and which values a field takes, in the words of a reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.formats.values.dates import DATES
from arkg.formats.values.terms import to_text
from arkg.names import in_english, slug_of, with_article
from arkg.namespaces import DCTERMS, DEPRECATED, PREF_LABEL, RECORDS, TYPE
from arkg.schema import POSITION, Field, RecordType, Schema

if TYPE_CHECKING:
    from arkg.workspace import Workspace

MOST_NAMED = 30
LATER = (DEPRECATED, DCTERMS("isReplacedBy"))
"""What is said of a record long after it was new."""


def example(field: Field, kind: RecordType, workspace: Workspace) -> ox.NamedNode | ox.Literal | None:
    """Return the example of a field; for a reference, a record that exists."""
    if field.path == PREF_LABEL and kind.example:
        return name_of(kind, workspace)
    if field.path == POSITION and kind.fragment:
        return None
    term = field.example
    return existing(term, field, workspace) if isinstance(term, ox.NamedNode) and field.record_types else term


def example_text(field: Field, kind: RecordType, workspace: Workspace, schema: Schema) -> str:
    """Return the example of a field as its readers take it; an empty text where there is none."""
    term = example(field, kind, workspace)
    return to_text(term, field, schema, kind) if term else ""


def existing(term: ox.NamedNode, field: Field, workspace: Workspace) -> ox.NamedNode:
    """Return the record if the graph has it, else one of its kind that the graph has."""
    path = workspace.record_path(term)
    if path and path.is_file():
        return term
    return next(iter(records_for(field, workspace)), term)


def records_for(field: Field, workspace: Workspace) -> list[ox.NamedNode]:
    """Return the records that a field may name, by their kinds, then their slugs."""
    paths = (path for kind in field.record_types for path in sorted((workspace.root / "data" / kind).glob("*.ttl")))
    return [iri for path in paths if (iri := workspace.record_iri(path))]


def few_records(field: Field, workspace: Workspace) -> list[str]:
    """Return the slugs of the records that a field may name, where they are few enough to list."""
    slugs = [slug_of(iri) for iri in records_for(field, workspace)]
    return slugs if len(slugs) <= MOST_NAMED else []


def name_of(kind: RecordType, workspace: Workspace) -> ox.Literal:
    """Return the name of the record by which the rules of a kind explain themselves, or one made of its slug."""
    iri = ox.NamedNode(f"{RECORDS}{kind.name}/{kind.example}")
    path = workspace.record_path(iri)
    quads = workspace.parse(path) if path and path.is_file() else []
    names = (quad.object for quad in quads if quad.subject == iri and quad.predicate == PREF_LABEL)
    name = in_english(names) or kind.example.replace("-", " ").title()
    return ox.Literal(name, language="en")


def allowed(field: Field, workspace: Workspace, schema: Schema) -> str:
    """Return which values a field takes, where they are few, or in which forms."""
    if field.choices:
        return f"One of: {', '.join(schema.label(term) for term in field.choices if not is_base(term, field, schema))}"
    forms = [words for datatype, (_, words) in DATES.items() if datatype in field.datatypes]
    if forms:
        return f"Write {' or '.join(forms)}."
    if slugs := few_records(field, workspace):
        return f"One of: {', '.join(slugs)}"
    return f"The slug or the name of {with_article(field.record_types[0])}." if field.record_types else ""


def is_base(term: ox.NamedNode, field: Field, schema: Schema) -> bool:
    """Return whether a class is that of the whole kind, which goes without saying."""
    return field.path == TYPE and any(term == kind.target for kind in schema.record_types.values())
