"""Random rules over the vocabulary of ``random_graphs``, most of them ill-formed: any SHACL term with any value."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import pyoxigraph as ox
from hypothesis import strategies as st
from tests.randomized.graphs import TYPE, ex, typed

from arkg.namespaces import FIRST, NIL, REST, SH
from arkg.validate.terms import words

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal
Statement: TypeAlias = tuple[ox.NamedNode | ox.BlankNode, ox.NamedNode, Term]

TERMS = sorted(
    words(
        "path property node not qualifiedValueShape and or xone in languageIn ignoredProperties class datatype "
        "nodeKind hasValue equals disjoint lessThan lessThanOrEquals minCount maxCount minLength maxLength "
        "minInclusive maxExclusive qualifiedMinCount qualifiedMaxCount qualifiedValueShapesDisjoint uniqueLang "
        "pattern flags closed deactivated severity sparql targetClass targetSubjectsOf targetNode message "
        "propety js rule target"
    )
)
LONGEST = ox.NamedNode("http://example.org/longest")
LISTS: dict[str, ox.NamedNode | ox.BlankNode] = {
    "empty": NIL,
    "good": ox.BlankNode("good"),
    "loop": ox.BlankNode("loop"),
    "open": ox.BlankNode("open"),
}
VALUES: tuple[Term, ...] = (
    *(ex(name) for name in ("A", "p", "q", "shape", "other", "query", "unknown")),
    *(SH(name) for name in ("IRI", "Iri", "Literal", "Violation")),
    *(ox.BlankNode(name) for name in ("path", "around", "nothing")),
    *LISTS.values(),
    *(ox.Literal(text) for text in ("", "en", "[a", r"^\p{Lu}", "(?P<x>", "a{2,1}", "i", "sx", "SELECT $this WHERE {")),
    *(ox.Literal("SELECT $this WHERE { FILTER(isIRI($this)) }"), ox.Literal("a", language="en")),
    *(typed(text, kind) for text, kind in (("1", "integer"), ("-1", "integer"), ("x", "integer"), ("1.5", "decimal"))),
    *(typed(text, "boolean") for text in ("true", "false", "maybe")),
    *(ox.NamedNode(f"http://www.w3.org/2001/XMLSchema#{name}") for name in ("date", "int")),
)
GIVEN: tuple[Statement, ...] = (
    (ex("shape"), SH("targetClass"), ex("A")),
    (LISTS["good"], FIRST, ex("other")),
    (LISTS["good"], REST, NIL),
    (LISTS["loop"], FIRST, ex("other")),
    (LISTS["loop"], REST, LISTS["loop"]),
    (LISTS["open"], FIRST, ex("p")),
    (ox.BlankNode("path"), SH("inversePath"), ex("p")),
    (ox.BlankNode("around"), SH("zeroOrMorePath"), ox.BlankNode("around")),
    (ex("query"), SH("select"), ox.Literal("SELECT $this WHERE { $this ?verb ?value }")),
)


def rules() -> SearchStrategy[list[ox.Triple]]:
    """Return random shapes graphs of two shapes that may use each other."""
    nodes, kinds = st.sampled_from((ex("shape"), ex("other"))), st.sampled_from(("NodeShape", "PropertyShape", "Shape"))
    said = st.tuples(nodes, st.sampled_from(TERMS).map(SH), st.sampled_from(VALUES))
    typed_as = st.tuples(nodes, st.just(TYPE), kinds.map(SH))
    path = st.tuples(nodes, st.just(SH("path")), st.sampled_from((ex("p"), ox.BlankNode("path"))))
    drawn = st.lists(st.one_of(said, said, said, typed_as, path), min_size=1, max_size=5)
    return st.builds(lambda *each: [ox.Triple(*one) for one in (*GIVEN, *each[0], *each[1])], drawn, components())


def components() -> SearchStrategy[list[Statement]]:
    """Return no constraint component, or one that may lack a part, and its parameter at a shape."""
    component, parameter, validator = ex("component"), ex("parameter"), ex("validator")
    statements: tuple[Statement, ...] = (
        (component, SH("parameter"), parameter),
        (parameter, SH("path"), LONGEST),
        (component, SH("validator"), validator),
        (validator, SH("ask"), ox.Literal("ASK { FILTER(STRLEN(STR($value)) < $longest) }")),
        (parameter, SH("optional"), typed("true", "boolean")),
        (component, SH("nodeValidator"), ex("query")),
        (ex("shape"), LONGEST, typed("13", "integer")),
    )
    declared: tuple[Statement, ...] = ((component, TYPE, SH("ConstraintComponent")), *statements[:4], statements[-1])
    broken = st.lists(st.sampled_from(statements)).map(lambda each: [declared[0], *each])
    return st.one_of(st.just([]), st.just([]), st.just([*declared]), broken)
