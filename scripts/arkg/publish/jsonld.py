"""Records as JSON-LD 1.1 (https://www.w3.org/TR/json-ld11/): compact objects by the terms of a context.

Parts are nested where they are used. A value that no term of the context covers is written as an expanded value, so
that nothing is lost. Of a context this reads what that of the schema has: prefixes, aliases of keywords, terms with
``@id``, ``@type`` and ``@language``, the terms of a class, and the names of the values of a property.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

import pyoxigraph as ox

from arkg.namespaces import TYPE, XSD
from arkg.query import bare

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from arkg.publish.site import Value

    Properties: TypeAlias = Mapping[str, Sequence[Value]]
    """Property → values."""
    Terms: TypeAlias = Mapping[str, Sequence["Term"]]
    """Property or class → its terms, in the order in which they are preferred."""

SMALL = re.compile(r"0|-?[1-9][0-9]{0,14}")
"""The integers that JSON readers everywhere keep as they are written."""
NATIVE = {(f"{XSD}boolean", "true"): True, (f"{XSD}boolean", "false"): False}


@dataclass(frozen=True, slots=True)
class Term:
    """A term of a context: a key of the objects, how its values are read, and the terms of the context inside it."""

    name: str
    type: str = ""
    language: str = ""
    inner: Terms = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Context:
    """A context document: its text as it is published, its prefixes, its terms, and names of keywords."""

    document: Mapping[str, Any]
    prefixes: Mapping[str, str]
    terms: Terms
    keywords: Mapping[str, str]
    always: frozenset[str]
    """The names of entries that tell how all others are read."""
    words: Mapping[str, set[str]]
    """Name of an entry → every key and every text in it."""
    _within: dict[tuple[str, ...], Terms] = field(default_factory=dict)
    """Classes of an object → the terms that hold in it, as far as found."""
    _short: dict[str, str] = field(default_factory=dict)
    """IRI → how it is written, as far as found."""

    def compact(self, iri: str, *inner: Terms) -> str:
        """Return the shortest way to write an IRI as a class, or as the value of a key with ``inner`` terms."""
        found = (each[iri][0].name for each in (*inner, self.terms) if len(each.get(iri, ())) == 1)
        return next(found, None) or self.shorten(iri)

    def shorten(self, iri: str) -> str:
        """Return a compact IRI, else the IRI."""
        if iri not in self._short:
            spaces = self.prefixes.items()
            fits = ((prefix, iri[len(space) :]) for prefix, space in spaces if iri.startswith(space))
            self._short[iri] = next((f"{prefix}:{local}" for prefix, local in fits if local and ":" not in local), iri)
        return self._short[iri]

    def within(self, classes: Iterable[str]) -> Terms:
        """Return the terms that hold in an object of these classes: their own go before others of the same name."""
        key = tuple(sorted(classes))
        if key not in self._within:
            merged: dict[str, list[Term]] = {}
            own = [item for each in key for term in self.terms.get(each, ()) for item in term.inner.items()]
            for iri, terms in own:
                merged.setdefault(iri, []).extend(terms)
            hidden = {term.name for terms in merged.values() for term in terms}
            for iri, terms in self.terms.items():
                merged.setdefault(iri, []).extend(term for term in terms if term.name not in hidden)
            self._within[key] = merged
        return self._within[key]


def make_context(document: Any) -> Context:
    """Read what the ``@context`` of a document defines."""
    ids = {name: str(entry.get("@id") if isinstance(entry, dict) else entry) for name, entry in document.items()}
    spaces = {name: iri for name, iri in ids.items() if "://" in iri and iri.endswith(("/", "#", ":", "?", "_"))}
    prefixes = dict(sorted(spaces.items(), key=lambda each: (-len(each[1]), each[0])))
    keywords = {value: name for name, value in document.items() if isinstance(value, str) and value.startswith("@")}
    always = frozenset(name for name, value in document.items() if name.startswith("@") or str(value).startswith("@"))
    words = {name: _add_words(entry, set()) for name, entry in document.items()}
    return Context(document, prefixes, _read_terms(document, prefixes), keywords, always, words)


def _read_terms(document: Any, prefixes: Mapping[str, str]) -> Terms:
    """Read the terms of a context, and those of the contexts inside it."""
    terms: dict[str, list[Term]] = {}
    for name, value in document.items():
        entry = {"@id": value} if isinstance(value, str) else value
        iri = name if name.startswith("@") else _expand(str(entry.get("@id", name)), prefixes)
        if name not in prefixes and not iri.startswith("@"):
            inner = _read_terms(entry.get("@context", {}), prefixes)
            type_ = _expand(str(entry.get("@type", "")), prefixes)
            terms.setdefault(iri, []).append(Term(name, type_, entry.get("@language", ""), inner))
    return terms


def _expand(name: str, prefixes: Mapping[str, str]) -> str:
    """Return the IRI of a compact IRI; a keyword or an IRI stays as it is."""
    prefix, colon, local = name.partition(":")
    return prefixes[prefix] + local if colon and prefix in prefixes and not local.startswith("//") else name


def narrow(context: Context, nodes: Any) -> dict[str, Any]:
    """Return as much of a context as these objects need."""
    words = _add_words(nodes, set())
    kept = context.always | (words & context.document.keys())
    words.update(kept, *(context.words[name] for name in kept))
    kept |= {word.partition(":")[0] for word in words if ":" in word}
    return {name: value for name, value in context.document.items() if name in kept}


def _add_words(value: Any, words: set[str]) -> set[str]:
    """Add every key and every text in a document to a set, and return it."""
    if isinstance(value, str):
        words.add(value)
    elif isinstance(value, dict | list):
        words.update(value if isinstance(value, dict) else ())
        for each in value.values() if isinstance(value, dict) else value:
            _add_words(each, words)
    return words


def frame(context: Context, head: str, statements: Mapping[str, Properties]) -> list[dict[str, Any]]:
    """Return the object of the record ``head`` with its parts nested, then an object for whatever it does not lead to.

    The parts stand where they are first named; each is written once, and named by its identifier elsewhere.
    """
    about = dict(statements)
    return [_describe(context, subject, about) for subject in (head, *statements) if subject in about]


def _describe(context: Context, subject: str, about: dict[str, Properties]) -> dict[str, Any]:
    """Write a subject, taking it and the parts it leads to out of ``about``."""
    properties = about.pop(subject)
    types = [thing.value for thing in properties.get(TYPE.value, ()) if isinstance(thing, ox.NamedNode)]
    node: dict[str, Any] = {context.keywords.get("@id", "@id"): subject}
    if types:
        # a class with terms of its own first: readers that apply one context only apply that of the first class
        types.sort(key=lambda each: not any(term.inner for term in context.terms.get(each, ())))
        classes = [context.compact(each) for each in types]
        node[context.keywords.get("@type", "@type")] = single(classes)
    lists: dict[str, list[Any]] = {}
    known = context.within(types)
    for predicate, values in properties.items():
        if predicate == TYPE.value:
            continue
        terms = known.get(predicate, ())
        for value in values:
            term = terms[0] if terms else None
            if len(terms) > 1:
                term = next((each for each in terms if _fits(each, value)), term)
            key = term.name if term else context.shorten(predicate)
            lists.setdefault(key, []).append(_to_json(context, term, value, about))
    return node | {key: single(values) for key, values in lists.items()}


def by_property(triples: Iterable[ox.Triple]) -> dict[str, dict[str, list[Value]]]:
    """Return subject → property → values."""
    found: dict[str, dict[str, list[Value]]] = {}
    for triple in triples:
        found.setdefault(bare(triple.subject), {}).setdefault(triple.predicate.value, []).append(triple.object)
    return found


def single(values: list[Any]) -> Any:
    """Return the only value of a list, else the list."""
    return values[0] if len(values) == 1 else values


def _fits(term: Term, value: Value) -> bool:
    """Return whether the term alone says how to read the value."""
    if not isinstance(value, ox.Literal):
        return term.type in {"@id", "@vocab"}
    if value.language:
        return term.language == value.language
    return term.type == value.datatype.value or (not term.type and value.datatype.value == f"{XSD}string")


def _to_json(context: Context, term: Term | None, value: Value, about: dict[str, Properties]) -> Any:
    """Write a value under a term (None: under an IRI)."""
    if isinstance(value, ox.Literal):
        return _to_json_literal(context, term, value)
    name = bare(value)
    if name in about:
        return _describe(context, name, about)
    if term and term.type == "@vocab":
        return context.compact(name, term.inner)
    return name if term and term.type == "@id" else {context.keywords.get("@id", "@id"): name}


def _to_json_literal(context: Context, term: Term | None, value: ox.Literal) -> Any:
    """Write a literal: as a bare text or number where the term tells the rest, else with its language or datatype."""
    text, language = value.value, value.language
    if language:
        return text if term and term.language == language else {"@value": text, "@language": language}
    datatype = value.datatype.value
    if datatype == f"{XSD}string":
        is_bare = not term or (not term.language and term.type in {"", datatype})
        return text if is_bare else {"@value": text}
    native = int(text) if datatype == f"{XSD}integer" and SMALL.fullmatch(text) else NATIVE.get((datatype, text))
    if term and native is not None and term.type in {"", datatype}:
        return native
    if not term or term.type != datatype:
        return {"@value": text, "@type": context.compact(datatype)}
    return text
