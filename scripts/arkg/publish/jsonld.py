"""The triples of a record → one JSON-LD object, its parts nested where they are used.

Standard: https://www.w3.org/TR/json-ld11/. What no term of the context can say is said with an expanded value, so
nothing is lost.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeAlias

import pyoxigraph as ox

from arkg.publish.context import overlay

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from arkg.publish.context import Context, Scope, Term

TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
XSD = "http://www.w3.org/2001/XMLSchema#"
SMALL = re.compile(r"0|-?[1-9][0-9]{0,14}")
"""The whole numbers that JSON readers everywhere keep as they are written."""
NATIVE = {(f"{XSD}boolean", "true"): True, (f"{XSD}boolean", "false"): False}

Value: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
About: TypeAlias = "dict[str, dict[str, list[Value]]]"


def frame(context: Context, head: str, triples: Iterable[ox.Triple]) -> list[dict[str, Any]]:
    """Return the object of the record ``head`` with its parts nested, then an object for whatever it does not lead to.

    The parts stand where they are first named; each is written once, and named by its identifier elsewhere.
    """
    about: About = {}
    for triple in triples:
        about.setdefault(name_of(triple.subject), {}).setdefault(triple.predicate.value, []).append(triple.object)
    order = [head, *about]
    return [describe(context, subject, about, context.scope) for subject in order if subject in about]


def describe(context: Context, subject: str, about: About, outer: Scope) -> dict[str, Any]:
    """Write a subject, taking it and the parts it leads to out of ``about``."""
    said = about.pop(subject)
    types = [thing.value for thing in said.pop(TYPE, ()) if isinstance(thing, ox.NamedNode)]
    scope = scope_of(context, types, outer)
    node: dict[str, Any] = {context.keywords.get("@id", "@id"): subject}
    if types:
        # a class with terms of its own first: readers that apply one context only apply that of the first class
        classes = [context.compact(each) for each in sorted(types, key=lambda each: each not in context.scope.typed)]
        node[context.keywords.get("@type", "@type")] = classes[0] if len(classes) == 1 else classes
    for predicate, values in said.items():
        terms = scope.terms.get(predicate, ())
        for value in values:
            term = choose(terms, value)
            add(node, term or context.shorten(predicate), value, to_json(context, term, value, about, outer))
    return node


def scope_of(context: Context, types: Sequence[str], outer: Scope) -> Scope:
    """Return the scope of an object of these classes, found once for each set of classes."""
    if outer is not context.scope:
        return outer.within(types)
    key = tuple(types)
    if key not in context.scopes:
        context.scopes[key] = outer.within(types)
    return context.scopes[key]


def choose(terms: Sequence[Term], value: Value) -> Term | None:
    """Return the first term that says this value shortly, else the first that can hold it at all."""
    if not terms:
        return None
    if len(terms) == 1 and "@language" not in terms[0].containers:
        return terms[0]
    able = [term for term in terms if "@language" not in term.containers or has_language(value)]
    return next((term for term in able if fits(term, value)), able[0] if able else None)


def has_language(value: Value) -> bool:
    """Return whether a value is a text in a language."""
    return isinstance(value, ox.Literal) and bool(value.language)


def fits(term: Term, value: Value) -> bool:
    """Return whether the term alone tells how to read the value."""
    if not isinstance(value, ox.Literal):
        return term.type in {"@id", "@vocab"}
    if value.language:
        return "@language" in term.containers or term.language == value.language
    return term.type == value.datatype.value or (not term.type and value.datatype.value == f"{XSD}string")


def to_json(context: Context, term: Term | None, value: Value, about: About, outer: Scope) -> Any:
    """Write a value under a term (None: under an IRI)."""
    if isinstance(value, ox.Literal):
        return to_text(context, term, value)
    name = name_of(value)
    if name in about:
        return describe(context, name, about, overlay(outer, [term.inner]) if term and term.inner else outer)
    if term and term.type == "@vocab":
        return (term.inner.names.get(name) if term.inner else None) or context.compact(name)
    return name if term and term.type == "@id" else {context.keywords.get("@id", "@id"): name}


def to_text(context: Context, term: Term | None, value: ox.Literal) -> Any:
    """Write a literal: as a bare text or number where the term tells the rest, else with its language or datatype."""
    text, language = value.value, value.language
    if language:
        if term and (term.language == language or "@language" in term.containers):
            return text
        return {"@value": text, "@language": language}
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


def add(node: dict[str, Any], key: Term | str, value: Any, raw: Any) -> None:
    """Put a value under its key: alone, or in a list with those already there; under its language in a language map."""
    written = raw
    name = key if isinstance(key, str) else key.name
    if not isinstance(key, str) and "@language" in key.containers:
        node, name = node.setdefault(name, {}), value.language
    if name in node:
        if not isinstance(node[name], list):
            node[name] = [node[name]]
        node[name].append(written)
    else:
        always = not isinstance(key, str) and "@set" in key.containers
        node[name] = [written] if always else written


def name_of(term: Value) -> str:
    """Return an IRI, or the label of a blank node with its mark."""
    return term.value if isinstance(term, ox.NamedNode) else str(term)
