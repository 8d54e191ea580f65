"""A JSON-LD 1.1 context (https://www.w3.org/TR/json-ld11/) → the terms by which things can be said shortly.

Of a context it reads what ``ontology/context.jsonld`` has: prefixes, names of keywords, terms with ``@id``, ``@type``,
``@language`` and ``@container`` (``@language``, ``@set``), and contexts that hold for one type or under one term.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from arkg.errors import InputFault

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Term:
    """A term of a context: a key of the objects, the property it stands for, and how its values are read."""

    name: str
    iri: str
    type: str = ""
    language: str = ""
    containers: tuple[str, ...] = ()
    inner: Scope | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """The terms that hold at one place: by property, in the order in which they are preferred."""

    terms: Mapping[str, tuple[Term, ...]]
    names: Mapping[str, str]
    """IRI → the term or compact IRI that stands for it, as far as found."""
    typed: Mapping[str, Scope] = field(default_factory=dict)
    """Class → the terms that hold within its instances only."""

    def within(self, types: Iterable[str]) -> Scope:
        """Return the scope of an object of these classes; its terms do not reach the objects inside it."""
        inner = [self.typed[each] for each in sorted(types) if each in self.typed]
        return overlay(self, inner) if inner else self


@dataclass(frozen=True, slots=True)
class Context:
    """A context document: its text as it is published, its prefixes, the scope it opens, and names of keywords."""

    document: Mapping[str, Any]
    prefixes: Mapping[str, str]
    scope: Scope
    keywords: Mapping[str, str]
    scopes: dict[tuple[str, ...], Scope] = field(default_factory=dict)
    """Classes of an object → its scope, as far as found."""

    def compact(self, iri: str) -> str:
        """Return the shortest way to write an IRI as a class, or as the value of a key that takes terms."""
        return self.scope.names.get(iri) or self.shorten(iri)

    def shorten(self, iri: str) -> str:
        """Return a compact IRI, else the IRI."""
        for prefix, space in self.prefixes.items():
            if iri.startswith(space) and len(iri) > len(space) and ":" not in iri[len(space) :]:
                return f"{prefix}:{iri[len(space) :]}"
        return iri


def narrow(context: Context, nodes: Any) -> dict[str, Any]:
    """Return as much of a context as these objects need."""
    words = set(find_words(nodes))
    kept = {name: said for name, said in context.document.items() if name in words or str(said).startswith("@")}
    kept |= {name: said for name, said in context.document.items() if name.startswith("@")}
    used = {word.partition(":")[0] for word in (*words, *find_words(kept)) if ":" in word}
    return {name: said for name, said in context.document.items() if name in kept or name in used}


def find_words(value: Any) -> Iterator[str]:
    """Return every key and every text in a document."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, each in value.items():
            yield name
            yield from find_words(each)
    elif isinstance(value, list):
        for each in value:
            yield from find_words(each)


def read_context(path: Path) -> Context:
    """Read a context; raise InputFault where there is none."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))["@context"]
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise InputFault("No JSON-LD context can be read.", where=str(path), remedy="Restore it from git.") from fault
    return make_context(document)


def make_context(document: Any) -> Context:
    """Read what the ``@context`` of a document defines."""
    spaces = {
        name: value
        for name, said in document.items()
        if (value := str(said.get("@id") if isinstance(said, dict) else said)).endswith(("/", "#", ":", "?", "_"))
        and "://" in value
    }
    prefixes = dict(sorted(spaces.items(), key=lambda each: (-len(each[1]), each[0])))
    keywords = {said: name for name, said in document.items() if isinstance(said, str) and said.startswith("@")}
    return Context(document, prefixes, make_scope(document, prefixes), keywords)


def make_scope(document: Any, prefixes: Mapping[str, str]) -> Scope:
    """Read the terms of a context, and those of the contexts inside it."""
    terms: dict[str, list[Term]] = {}
    typed: dict[str, Scope] = {}
    for name, said in document.items():
        if name.startswith("@") or name in prefixes or said is None:
            continue
        entry = {"@id": said} if isinstance(said, str) else said
        iri = expand(str(entry.get("@id", name)), prefixes)
        if iri.startswith("@") or "@reverse" in entry:
            continue
        inner = make_scope(entry["@context"], prefixes) if "@context" in entry else None
        if inner and name[:1].isupper():
            typed[iri] = inner
        terms.setdefault(iri, []).append(make_term(name, iri, entry, inner, prefixes))
    names = {iri: found[0].name for iri, found in terms.items() if len(found) == 1}
    return Scope({iri: tuple(found) for iri, found in terms.items()}, names, typed)


def make_term(name: str, iri: str, entry: Mapping[str, Any], inner: Scope | None, prefixes: Mapping[str, str]) -> Term:
    """Read the definition of one term."""
    container = entry.get("@container", ())
    return Term(
        name,
        iri,
        expand(str(entry.get("@type", "")), prefixes),
        str(entry.get("@language") or "").lower(),
        (container,) if isinstance(container, str) else tuple(container),
        inner,
    )


def expand(name: str, prefixes: Mapping[str, str]) -> str:
    """Return the IRI of a compact IRI; a keyword or an IRI stays as it is."""
    prefix, colon, local = name.partition(":")
    return prefixes[prefix] + local if colon and prefix in prefixes and not local.startswith("//") else name


def overlay(outer: Scope, inner: Sequence[Scope]) -> Scope:
    """Lay scopes over another: a term of the same name, or for the same property, goes before the outer one."""
    new = {term.name for scope in inner for terms in scope.terms.values() for term in terms}
    merged: dict[str, list[Term]] = {}
    for scope in inner:
        for iri, terms in scope.terms.items():
            merged.setdefault(iri, []).extend(terms)
    for iri, terms in outer.terms.items():
        merged.setdefault(iri, []).extend(term for term in terms if term.name not in new)
    return Scope({iri: tuple(terms) for iri, terms in merged.items() if terms}, outer.names, outer.typed)
