"""Records as JSON-LD 1.1 (https://www.w3.org/TR/json-ld11/): compact objects by the terms of a context.

Parts are nested where they are used. A value that no term of the context covers is written as an expanded value, so
that nothing is lost. Of a context this reads what that of the schema has: prefixes, aliases of keywords, terms with
``@id``, ``@type`` and ``@language``, and type-scoped and property-scoped contexts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

import pyoxigraph as ox

from arkg.namespaces import TYPE, XSD

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from arkg.publish.site import Value

    About: TypeAlias = dict[str, dict[str, list[Value]]]
    """Subject → property → values."""

SMALL = re.compile(r"0|-?[1-9][0-9]{0,14}")
"""The integers that JSON readers everywhere keep as they are written."""
NATIVE = {(f"{XSD}boolean", "true"): True, (f"{XSD}boolean", "false"): False}


@dataclass(frozen=True, slots=True)
class Term:
    """A term of a context: a key of the objects, the property it stands for, and how its values are read."""

    name: str
    iri: str
    type: str = ""
    language: str = ""
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
        return _overlay(self, inner) if inner else self


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
    words = set(_find_words(nodes))
    kept = {name: value for name, value in context.document.items() if name in words or str(value).startswith("@")}
    kept |= {name: value for name, value in context.document.items() if name.startswith("@")}
    used = {word.partition(":")[0] for word in (*words, *_find_words(kept)) if ":" in word}
    return {name: value for name, value in context.document.items() if name in kept or name in used}


def _find_words(value: Any) -> Iterator[str]:
    """Return every key and every text in a document."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, each in value.items():
            yield name
            yield from _find_words(each)
    elif isinstance(value, list):
        for each in value:
            yield from _find_words(each)


def make_context(document: Any) -> Context:
    """Read what the ``@context`` of a document defines."""
    ids = {name: str(entry.get("@id") if isinstance(entry, dict) else entry) for name, entry in document.items()}
    spaces = {name: iri for name, iri in ids.items() if "://" in iri and iri.endswith(("/", "#", ":", "?", "_"))}
    prefixes = dict(sorted(spaces.items(), key=lambda each: (-len(each[1]), each[0])))
    keywords = {value: name for name, value in document.items() if isinstance(value, str) and value.startswith("@")}
    return Context(document, prefixes, _make_scope(document, prefixes), keywords)


def _make_scope(document: Any, prefixes: Mapping[str, str]) -> Scope:
    """Read the terms of a context, and those of the contexts inside it."""
    terms: dict[str, list[Term]] = {}
    typed: dict[str, Scope] = {}
    for name, value in document.items():
        if name.startswith("@") or name in prefixes or value is None:
            continue
        entry = {"@id": value} if isinstance(value, str) else value
        iri = _expand(str(entry.get("@id", name)), prefixes)
        if iri.startswith("@") or "@reverse" in entry:
            continue
        inner = _make_scope(entry["@context"], prefixes) if "@context" in entry else None
        if inner and name[:1].isupper():
            typed[iri] = inner
        terms.setdefault(iri, []).append(_make_term(name, iri, entry, inner, prefixes))
    names = {iri: found[0].name for iri, found in terms.items() if len(found) == 1}
    return Scope({iri: tuple(found) for iri, found in terms.items()}, names, typed)


def _make_term(name: str, iri: str, entry: Mapping[str, Any], inner: Scope | None, prefixes: Mapping[str, str]) -> Term:
    """Read the definition of one term."""
    return Term(
        name,
        iri,
        _expand(str(entry.get("@type", "")), prefixes),
        str(entry.get("@language") or "").lower(),
        inner,
    )


def _expand(name: str, prefixes: Mapping[str, str]) -> str:
    """Return the IRI of a compact IRI; a keyword or an IRI stays as it is."""
    prefix, colon, local = name.partition(":")
    return prefixes[prefix] + local if colon and prefix in prefixes and not local.startswith("//") else name


def _overlay(outer: Scope, inner: Sequence[Scope]) -> Scope:
    """Lay scopes over another: a term of the same name, or for the same property, goes before the outer one."""
    new = {term.name for scope in inner for terms in scope.terms.values() for term in terms}
    merged: dict[str, list[Term]] = {}
    for scope in inner:
        for iri, terms in scope.terms.items():
            merged.setdefault(iri, []).extend(terms)
    for iri, terms in outer.terms.items():
        merged.setdefault(iri, []).extend(term for term in terms if term.name not in new)
    return Scope({iri: tuple(terms) for iri, terms in merged.items() if terms}, outer.names, outer.typed)


def frame(context: Context, head: str, triples: Iterable[ox.Triple]) -> list[dict[str, Any]]:
    """Return the object of the record ``head`` with its parts nested, then an object for whatever it does not lead to.

    The parts stand where they are first named; each is written once, and named by its identifier elsewhere.
    """
    about: About = {}
    for triple in triples:
        about.setdefault(_name_of(triple.subject), {}).setdefault(triple.predicate.value, []).append(triple.object)
    order = [head, *about]
    return [_describe(context, subject, about, context.scope) for subject in order if subject in about]


def _describe(context: Context, subject: str, about: About, outer: Scope) -> dict[str, Any]:
    """Write a subject, taking it and the parts it leads to out of ``about``."""
    properties = about.pop(subject)
    types = [thing.value for thing in properties.pop(TYPE.value, ()) if isinstance(thing, ox.NamedNode)]
    scope = _find_scope(context, types, outer)
    node: dict[str, Any] = {context.keywords.get("@id", "@id"): subject}
    if types:
        # a class with terms of its own first: readers that apply one context only apply that of the first class
        classes = [context.compact(each) for each in sorted(types, key=lambda each: each not in context.scope.typed)]
        node[context.keywords.get("@type", "@type")] = classes[0] if len(classes) == 1 else classes
    lists: dict[str, list[Any]] = {}
    for predicate, values in properties.items():
        terms = scope.terms.get(predicate, ())
        for value in values:
            term = _choose_term(terms, value)
            key = term.name if term else context.shorten(predicate)
            lists.setdefault(key, []).append(_to_json(context, term, value, about, outer))
    return node | {key: values[0] if len(values) == 1 else values for key, values in lists.items()}


def _find_scope(context: Context, types: Sequence[str], outer: Scope) -> Scope:
    """Return the scope of an object of these classes, found once for each set of classes."""
    if outer is not context.scope:
        return outer.within(types)
    key = tuple(types)
    if key not in context.scopes:
        context.scopes[key] = outer.within(types)
    return context.scopes[key]


def _choose_term(terms: Sequence[Term], value: Value) -> Term | None:
    """Return the first term under which the value is written shortest, else the first."""
    return next((term for term in terms if _fits(term, value)), terms[0] if terms else None)


def _fits(term: Term, value: Value) -> bool:
    """Return whether the term alone says how to read the value."""
    if not isinstance(value, ox.Literal):
        return term.type in {"@id", "@vocab"}
    if value.language:
        return term.language == value.language
    return term.type == value.datatype.value or (not term.type and value.datatype.value == f"{XSD}string")


def _to_json(context: Context, term: Term | None, value: Value, about: About, outer: Scope) -> Any:
    """Write a value under a term (None: under an IRI)."""
    if isinstance(value, ox.Literal):
        return _to_json_literal(context, term, value)
    name = _name_of(value)
    if name in about:
        return _describe(context, name, about, _overlay(outer, [term.inner]) if term and term.inner else outer)
    if term and term.type == "@vocab":
        return (term.inner.names.get(name) if term.inner else None) or context.compact(name)
    return name if term and term.type == "@id" else {context.keywords.get("@id", "@id"): name}


def _to_json_literal(context: Context, term: Term | None, value: ox.Literal) -> Any:
    """Write a literal: as a bare text or number where the term tells the rest, else with its language or datatype."""
    text, language = value.value, value.language
    if language:
        return text if term and term.language == language else {"@value": text, "@language": language}
    datatype = value.datatype.value
    if datatype == f"{XSD}string":
        bare = term is not None and not term.language and (term.type in {"", datatype})
        return text if bare or term is None else {"@value": text}
    native = int(text) if datatype == f"{XSD}integer" and SMALL.fullmatch(text) else NATIVE.get((datatype, text))
    if term and native is not None and term.type in {"", datatype}:
        return native
    if not term or term.type != datatype:
        return {"@value": text, "@type": context.compact(datatype)}
    return text


def _name_of(term: Value) -> str:
    """Return an IRI, or the label of a blank node with its mark."""
    return term.value if isinstance(term, ox.NamedNode) else str(term)
