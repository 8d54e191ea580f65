"""The shapes → the JSON-LD context (https://www.w3.org/TR/json-ld11/) in which records can be written by readable keys.

A key is the name of a field, run together: ``runBy``. One that means different things for different kinds, or that
another kind calls differently, has its meaning from the ``type`` of the record it stands in.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from arkg.names import local_name, shorten, to_key
from arkg.namespaces import BASE, TYPE, XSD

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pyoxigraph as ox

    from arkg.schema import Field, RecordType, Schema

ADDRESS = f"{BASE}context.jsonld"
NATIVE = XSD.terms("integer", "boolean", "string")


def build_context(schema: Schema) -> dict[str, Any]:
    """Return the context: what each key and each class stands for."""
    kinds = [*schema.record_types.values(), *schema.parts.values()]
    keys = {kind.target: {to_key(each.name): each for each in kind.fields if each.path != TYPE} for kind in kinds}
    meanings: dict[str, list[object]] = {}
    keys_of: dict[ox.NamedNode, set[str]] = {}
    for key, field in (item for own in keys.values() for item in own.items()):
        meanings.setdefault(key, []).append(to_definition(field, schema))
        keys_of.setdefault(field.path, set()).add(key)
    several = {key for found in keys_of.values() if len(found) > 1 for key in found}
    plain = {key for key, found in meanings.items() if found.count(found[0]) == len(found)}
    plain -= several.union(schema.prefixes)
    hidden = {key: own[key] for own in keys.values() for key in own if key in schema.prefixes}
    terms: dict[str, object] = {key: meanings[key][0] for key in plain}
    for field in (each for own in keys.values() for each in own.values() if each.value_type):
        called = {key: shorten(each.path.value, schema.prefixes) for key, each in sorted(hidden.items())}
        terms[to_key(field.name)] = {**to_definition(field, schema), "@context": called}  # its values are keys
    for kind in kinds:
        own = keys[kind.target]
        scoped = {key: to_definition(own[key], schema, hides=key in hidden) for key in sorted(own) if key not in plain}
        types = (each for each in kind.fields if each.path == TYPE and not each.constant)
        for term in (kind.target, *(choice for each in types for choice in each.choices)):
            iri = shorten(term.value, schema.prefixes)
            terms[to_name(term, kind, kinds)] = {"@id": iri, "@context": scoped} if scoped else iri
    header: dict[str, object] = {"@version": 1.1, "id": "@id", "type": "@type"}
    return {**header, **schema.prefixes, **dict(sorted(terms.items()))}


def to_document(schema: Schema) -> str:
    """Return the context document that is published at ``ADDRESS``."""
    return json.dumps({"@context": build_context(schema)}, ensure_ascii=False, indent=2) + "\n"


def to_name(term: ox.NamedNode, kind: RecordType, kinds: Iterable[RecordType]) -> str:
    """Return the name of a class of a kind; where another kind is called so, its own kind's name stands before it."""
    name = local_name(term)
    taken = any(local_name(each.target) == name and each.target != term for each in kinds)
    return f"{local_name(kind.target)}{name}" if taken else name


def to_definition(field: Field, schema: Schema, *, hides: bool = False) -> dict[str, object]:
    """Define the key of a field: the property, and what its values are, where it is one thing.

    A key that ``hides`` the prefix of the same name takes slugs: "category": "research". One with a list of choices
    takes what they are called.
    """
    definition: dict[str, object] = {"@id": shorten(field.path.value, schema.prefixes)}
    if field.choices or field.value_type:
        definition["@type"] = "@vocab"
    elif not field.is_literal:
        definition["@type"] = "@id"
    elif field.has_language:
        definition["@language"] = "en"
    elif len(field.datatypes) == 1 and field.datatypes[0] not in NATIVE:
        definition["@type"] = shorten(field.datatypes[0].value, schema.prefixes)
    if hides:
        return {**definition, "@type": "@vocab", "@context": {"@vocab": schema.prefixes[to_key(field.name)]}}
    if field.choices:
        called = {schema.label(choice): shorten(choice.value, schema.prefixes) for choice in field.choices}
        return {**definition, "@context": dict(sorted(called.items()))}
    return definition
