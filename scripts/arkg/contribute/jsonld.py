"""JSON-LD 1.1 → statements, each with the place of its value as near as it can be told.

A context stands in the document itself, or is this project's own, which is read from its file: nothing is fetched.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.contribute.context import ADDRESS, FILE
from arkg.contribute.json_text import Json, Key, Node
from arkg.contribute.problem import Problem
from arkg.contribute.rdf import state
from arkg.errors import SyntaxFault, nearest
from arkg.graph import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from arkg.contribute.draft import Desk

SUGGESTED = f'Write "@context": "{ADDRESS}", which arkg answers from its own file, or put the context in the document.'


@dataclass(slots=True)
class Leaf:
    """A text of the document, the key it stands under, and the ``@id`` of the object around it."""

    place: Place
    key: str
    subject: str


@dataclass(slots=True)
class Map:
    """What stands where: texts, objects by their ``@id``, and what prefixes and keys stand for."""

    names: dict[str, str]
    leaves: dict[str, list[Leaf]] = field(default_factory=dict)
    objects: dict[str, Place] = field(default_factory=dict)

    def expand(self, text: str) -> str:
        """Give the IRI of a text that is a CURIE or a key, else the text itself."""
        prefix, colon, rest = text.partition(":")
        if colon and prefix in self.names and not rest.startswith("//"):
            return self.names[prefix] + rest
        found = self.names.get(text, text)
        return found if found == text else self.expand(found)

    def find(self, triple: ox.Triple, subject: str) -> Place | None:
        """Give the place of the value of a statement: under the right key of the right object, else the nearest."""
        value = triple.object.value if isinstance(triple.object, (ox.NamedNode, ox.Literal)) else ""
        tail = re.split(r"[#/]", value)[-1] if isinstance(triple.object, ox.NamedNode) else value
        found = self.leaves.get(value, []) or self.leaves.get(tail, [])

        def fit(leaf: Leaf) -> int:
            keyed = self.expand(leaf.key) == triple.predicate.value
            return 2 * (leaf.subject == subject) + keyed

        best = max(found, key=fit, default=None)
        return best.place if best and fit(best) else self.objects.get(subject)


def read_jsonld(text: str, file: str, desk: Desk) -> None:
    """Take the statements of a JSON-LD text.

    Raises SyntaxFault where it is no JSON-LD, nests too deeply, or asks for a context from elsewhere.
    """
    document = Json(text, file)
    own = (desk.repository.root / "ontology" / FILE).read_text(encoding="utf-8")
    inlined, contexts = inline(document, own)
    names: dict[str, str] = {}
    for context in contexts:
        names |= definitions(context)
    within = [each for each in addresses(document.root) if each.is_object]
    note_lost(document, names, [*contexts, *within], [(each.start, each.end) for each in within], desk)
    where = locate(document, names)
    try:
        quads = list(ox.parse(inlined, ox.RdfFormat.JSON_LD, rename_blank_nodes=True))
    except (SyntaxError, ValueError) as fault:
        line = getattr(fault, "lineno", 0) or 0
        raise SyntaxFault(f"This is not JSON-LD: {getattr(fault, 'msg', fault)}.", file=file, line=line) from fault
    for quad in quads:
        take(quad.triple, where, file, desk)


def take(triple: ox.Triple, where: Map, file: str, desk: Desk) -> None:
    """Take one statement, or note that it is about a thing without a name."""
    named = triple.subject.value if isinstance(triple.subject, ox.NamedNode) else ""
    place = where.find(triple, named) or Place(file, 1)
    scheme, _, rest = triple.object.value.partition(":") if isinstance(triple.object, ox.NamedNode) else ("", "", "")
    if scheme in desk.model.prefixes:
        full = desk.model.prefixes[scheme] + rest
        problem = Problem(
            place, f"The prefix {scheme}: is not declared here.", f"Write {full}", f"{scheme}:{rest}", full
        )
        desk.draft.problems.append(problem)
        return
    state(triple, place, where.objects.get(named, place), desk)


def walk(node: Node, key: Key | None = None, subject: str = "") -> Iterator[tuple[Key | None, Node, str]]:
    """Give every value, with its key and the ``@id`` of the object around it."""
    yield key, node, subject
    own = (node.get("@id") or node.get("id")) if node.is_object else None
    inner_subject = own.text if own and own.text else subject if not node.is_object or node.get("@value") else ""
    for inner_key, inner in node.members:
        yield from walk(inner, inner_key or key, inner_subject)


def inline(document: Json, own: str) -> tuple[str, list[Node]]:
    """Give the text with our own context in the place of its address, and every context of the document.

    Raises SyntaxFault for a context that would have to be fetched.
    """
    text, pieces, contexts, done = document.text, [], [], 0
    ours = Json(own, FILE).root.get("@context")
    body = re.sub(r"\s*\n\s*", " ", own[ours.start : ours.end]) if ours else "{}"
    for address in addresses(document.root):
        if address.is_object:
            contexts.append(address)
            continue
        if address.text != ADDRESS or ours is None:
            what = f"The context {address.text!r} would have to be fetched, and arkg fetches nothing."
            raise document.fault(address.start, what, SUGGESTED)
        contexts.append(ours)
        pieces += [text[done : address.start], body]
        done = address.end
    return "".join((*pieces, text[done:])), contexts


def addresses(root: Node) -> list[Node]:
    """Give every context that stands in the document: as an object, or as an address, in the order of the text."""
    found = [
        node
        for key, node, _ in walk(root)
        if key and key.name in ("@context", "@import") and (node.is_object or node.text is not None)
    ]
    return sorted(found, key=lambda node: node.start)


def definitions(context: Node) -> dict[str, str]:
    """Give what the keys of a context stand for, those of the contexts within it too."""
    found: dict[str, str] = {}
    for key, node, _ in walk(context):
        if key is None or key.name.startswith("@"):
            continue
        identifier = node.get("@id") if node.is_object else node
        if identifier and identifier.text is not None:
            found.setdefault(key.name, identifier.text)
        elif node.is_object:
            found.setdefault(key.name, key.name)
    return found


def note_lost(
    document: Json, names: dict[str, str], contexts: list[Node], spans: list[tuple[int, int]], desk: Desk
) -> None:
    """Note each key outside the ``spans`` of the contexts that none defines: it would be lost without a word."""
    if any(context.get("@vocab") for context in contexts):
        return
    for key, _, _ in walk(document.root):
        if key is None or key.name.startswith("@") or ":" in key.name or key.name in names:
            continue
        if any(start <= key.start < end for start, end in spans):
            continue
        line, column = document.place(key.start)
        classes = key.name[:1].isupper()
        near = nearest(
            key.name, (name for name in names if like(name, classes=classes) and name not in desk.model.prefixes)
        )
        remedy = f"Did you mean {' or '.join(near)}?" if near else SUGGESTED
        place = Place(document.file, line, column, key.name)
        problem = Problem(place, f"No context says what {key.name!r} means.", remedy, key.name, near[0] if near else "")
        if problem not in desk.draft.problems:
            desk.draft.problems.append(problem)


def like(name: str, *, classes: bool) -> bool:
    """Say whether a name of the context is written as those of classes are, or as those of properties."""
    return name[:1].isupper() == classes


def locate(document: Json, names: dict[str, str]) -> Map:
    """Find the texts and the objects of a document."""
    where = Map(names)
    for key, node, subject in walk(document.root):
        line, column = document.place(node.start)
        place = Place(document.file, line, column, key.name if key else "")
        own = (node.get("@id") or node.get("id")) if node.is_object else None
        if own and own.text:
            where.objects.setdefault(where.expand(own.text), Place(document.file, line, column))
        text = node.text if node.text is not None else document.text[node.start : node.end]
        if not node.members and not node.is_object:
            for form in {text, where.expand(text)}:
                where.leaves.setdefault(form, []).append(Leaf(place, key.name if key else "", where.expand(subject)))
        if own and own.text and subject:
            leaf = Leaf(place, key.name if key else "", where.expand(subject))
            where.leaves.setdefault(where.expand(own.text), []).append(leaf)
    return where
