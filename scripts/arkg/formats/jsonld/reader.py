"""JSON-LD 1.1 → statements, each with the place of its value as near as it can be told.

A context stands in the document itself, or is this project's own, which is made from the schema: nothing is fetched.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.errors import Location
from arkg.formats.draft import Problem
from arkg.formats.jsonld.context import ADDRESS, to_document
from arkg.formats.jsonld.document import Json, Map, Node, locate, walk
from arkg.formats.jsonld.dropped import SUGGESTED, Finder
from arkg.formats.rdf import parse, state
from arkg.names import to_key

if TYPE_CHECKING:
    from arkg.formats.draft import Draft


def read_jsonld(text: str, file: str, draft: Draft) -> None:
    """Read the statements of a JSON-LD text.

    Raises SyntaxFault where it is no JSON-LD, nests too deeply, or asks for a context from elsewhere.
    """
    document = Json(text, file)
    inlined, contexts = inline(document, to_document(draft.schema))
    within = [each for each in addresses(document) if each.is_object]
    where = locate(document, definitions(contexts))
    triples = parse(inlined, file, ox.RdfFormat.JSON_LD)
    fields = {to_key(field.name): field for field in draft.schema.fields()}
    finder = Finder(document, where, contexts, within, draft, fields)
    finder.note(triples)
    has_maps = any(finder.language_maps())
    literal = {field.path for field in draft.schema.fields() if field.has_language} if has_maps else set()
    for triple in triples:
        if not (isinstance(triple.object, ox.BlankNode) and triple.predicate in literal):
            take(triple, where, file, draft)


def take(triple: ox.Triple, where: Map, file: str, draft: Draft) -> None:
    """Add one statement, or note that it is about a thing without a name."""
    named = triple.subject.value if isinstance(triple.subject, ox.NamedNode) else ""
    place = where.find(triple, named) or Location(file, 1)
    scheme, _, rest = triple.object.value.partition(":") if isinstance(triple.object, ox.NamedNode) else ("", "", "")
    if scheme in draft.schema.prefixes:
        full = draft.schema.prefixes[scheme] + rest
        what = f"The prefix {scheme}: is not declared here."
        draft.problems.append(Problem(place, what, f"Write {full}", f"{scheme}:{rest}", full))
        return
    state(triple, place, where.objects.get(named, place), draft)


def inline(document: Json, own: str) -> tuple[str, list[Node]]:
    """Return the text with our own context in the place of its address, and every context of the document.

    Raises SyntaxFault for a context that would have to be fetched.
    """
    text, pieces, contexts, done = document.text, [], [], 0
    ours = Json(own, ADDRESS).values[0][0].get("@context")
    body = re.sub(r"\s*\n\s*", " ", own[ours.start : ours.end]) if ours else "{}"
    for address in addresses(document):
        if address.is_object:
            contexts.append(address)
            continue
        if address.text != ADDRESS or ours is None:
            what = f"The context {address.text!r} would have to be fetched, but arkg fetches nothing."
            raise document.fault(address.start, what, SUGGESTED)
        contexts.append(ours)
        pieces += [text[done : address.start], body]
        done = address.end
    return "".join((*pieces, text[done:])), contexts


def addresses(document: Json) -> list[Node]:
    """Return every context that stands in the document: as an object, or as an address, in the order of the text."""
    keyed = (node for node, _ in document.values if node.key in ("@context", "@import"))
    return [node for node in keyed if node.is_object or node.text is not None]


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
