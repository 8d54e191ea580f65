"""JSON-LD 1.1 → statements, each with the place of its value as near as it can be told.

A context stands in the document itself, or is this project's own, which is made from the schema: nothing is fetched.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.errors import Location
from arkg.formats.jsonld.context import ADDRESS, to_document
from arkg.formats.jsonld.document import DEEPEST, Json, Node, walk
from arkg.formats.jsonld.undefined import SUGGESTED, Undefined
from arkg.formats.rdf import Places, parse, state
from arkg.formats.values.terms import LANGUAGE
from arkg.names import to_key
from arkg.namespaces import TYPE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from arkg.formats.draft import Draft
    from arkg.schema import RecordType, Schema


PREDICATES = dict.fromkeys(("@type", "type"), TYPE.value)


def read_jsonld(text: str, file: str, draft: Draft) -> None:
    """Read the statements of a JSON-LD text.

    Raises SyntaxFault where it is no JSON-LD, nests too deeply, or asks for a context from elsewhere.
    """
    document = Json(text, file)
    inlined, contexts = inline(document, draft.schema)
    names = definitions(contexts)
    places = locate(document, names)
    triples = parse(inlined, file, ox.RdfFormat.JSON_LD, lenient=True)
    undefined = Undefined(names, places, draft, kinds_of(triples, draft.schema))
    unread: set[object] = set()
    """What stands under a key that is undefined."""
    for triple in triples:
        is_unread = triple.subject in unread
        finding = None if is_unread else undefined.find(triple)
        if is_unread or finding:
            unread |= {triple.object} if isinstance(triple.object, ox.BlankNode) else set()
            draft.findings |= {finding: None} if finding else {}
            continue
        place = places.find(triple)
        named = triple.subject.value if isinstance(triple.subject, ox.NamedNode) else ""
        state(strict(triple), place, places.subjects.get(named, place), draft)


def kinds_of(triples: Iterable[ox.Triple], schema: Schema) -> dict[object, RecordType]:
    """Return the kinds of the subjects that have a type."""
    kinds: dict[object, RecordType] = {
        each.target: each for each in (*schema.record_types.values(), *schema.parts.values())
    }
    typed = (each for each in triples if each.predicate == TYPE and each.object in kinds)
    return {each.subject: kinds[each.object] for each in typed}


def strict(triple: ox.Triple) -> ox.Triple:
    """Return a statement with its language tag in lower case, as every other parser makes it."""
    value = triple.object
    if not (isinstance(value, ox.Literal) and value.language) or value.direction:
        return triple
    return ox.Triple(triple.subject, triple.predicate, ox.Literal(value.value, language=value.language))


def inline(document: Json, schema: Schema) -> tuple[str, list[Node]]:
    """Return the text with our own context in the place of its address, and every context of the document.

    An object that gives a text by its languages becomes a list of texts, as our context means it. Raises SyntaxFault
    for a context that would have to be fetched.
    """
    text, pieces, contexts, done = document.text, [], [], 0
    own = to_document(schema)
    ours = Json(own, ADDRESS).values[0][0].named["@context"]
    spoken = {to_key(field.name) for field in schema.fields() if field.has_language}
    for node, _ in document.values:
        is_context = node.key in ("@context", "@import")
        if is_context and node.text == ADDRESS:
            contexts.append(ours)
            new = re.sub(r"\s*\n\s*", " ", own[ours.start : ours.end])
        elif is_context and node.text is not None:
            what = f"The context {node.text!r} would have to be fetched, but arkg fetches nothing."
            raise document.fault(node.start, what, SUGGESTED)
        elif node.key in spoken and (texts := texts_by_language(node)):
            new = json.dumps(texts)
        else:
            contexts += [node] if is_context and node.is_object else []
            continue
        pieces += [text[done : node.start], new]
        done = node.end
    return "".join((*pieces, text[done:])), contexts


def texts_by_language(node: Node) -> list[dict[str, str]]:
    """Return the texts of an object that gives them by their languages; none of any other."""
    if not all(name == "@none" or LANGUAGE.fullmatch(name) for name in node.named):
        return []
    texts = ((name, each.text) for name, value in node.named.items() for each in (value, *value.members))
    return [
        {"@value": text, "@language": "en" if name == "@none" else name} for name, text in texts if text is not None
    ]


def definitions(contexts: list[Node]) -> dict[str, str]:
    """Return what the keys of contexts stand for, those of the contexts within them too; the last one decides."""
    found: dict[str, str] = {}
    for context in contexts:
        own: dict[str, str] = {}
        for node, _ in walk(context):
            identifier = node.get("@id") if node.is_object else node
            meaning = identifier.text if identifier else node.key
            if node.key and not node.key.startswith("@") and meaning is not None:
                own.setdefault(node.key, meaning)
        found |= own
    return found


def expand(text: str, names: dict[str, str]) -> str:
    """Return the IRI of a text that is a CURIE or a key, else the text itself."""
    for _ in range(DEEPEST):  # a context may define keys in a circle
        prefix, colon, rest = text.partition(":")
        if colon and prefix in names and not rest.startswith("//"):
            return names[prefix] + rest
        if names.get(text, text) == text:
            return text
        text = names[text]
    return text


def locate(document: Json, names: dict[str, str]) -> Places:
    """Find the objects and the values of a document, under what their keys and texts stand for."""
    places = Places(document.file)
    for node, around in document.values:
        place, own = Location(document.file, *document.place(node.start), node.key), node.get("@id", "id")
        subject, predicate = expand(around, names), PREDICATES.get(node.key) or expand(node.key, names)
        if own and own.text:
            full = expand(own.text, names)
            places.subjects.setdefault(full, replace(place, field=""))
            places.note(subject, predicate, full, place)
        elif node.is_object:
            places.note(subject, predicate, "", place)
        elif not node.members:
            text = document.text[node.start : node.end] if node.text is None else node.text
            for form in {text, expand(text, names)}:
                places.note(subject, predicate, form, place)
    return places
