"""The vocabulary and the rules in, their documentation out, drawn from the Turtle alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.names import shorten
from arkg.namespaces import ARKG, BASE
from arkg.publish.pages.lookup import choose_text, local, objects
from arkg.publish.pages.shown import Shown
from arkg.publish.pages.vocabulary import OWL, RDF, RDFS, SH, SKOS, TYPE

if TYPE_CHECKING:
    from arkg.publish.pages.lookup import Lookup
    from arkg.publish.records import Value

SHAPES = f"{BASE}shapes#"
SORTS = {f"{OWL}Class": "Classes", f"{OWL}ObjectProperty": "Properties", f"{OWL}DatatypeProperty": "Properties"}
TIES = {
    "Kind of": f"{RDFS}subClassOf",
    "Special case of": f"{RDFS}subPropertyOf",
    "Said of": f"{RDFS}domain",
    "Leads to": f"{RDFS}range",
    "Close to": f"{SKOS}closeMatch",
    "Same as": f"{OWL}equivalentClass",
}
SEVERITIES = {"Violation": "must", "Warning": "should", "Info": "may"}


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the vocabulary: anchor, name, meaning, example, and what it is tied to."""

    anchor: str
    sort: str
    label: str
    definition: str
    examples: tuple[str, ...]
    ties: tuple[tuple[str, tuple[Shown, ...]], ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: anchor, what it is called, the property it speaks of, why it exists, what to do, how strict it is."""

    anchor: str
    name: str
    path: Shown | None
    description: str
    message: str
    strictness: str


def list_terms(lookup: Lookup) -> list[tuple[str, list[Term]]]:
    """Return the terms of the vocabulary: classes, properties, then the individuals that it names."""
    store = lookup.site.repository.store("ontology")
    things = {quad.subject.value for quad in store if isinstance(quad.subject, ox.NamedNode)}
    terms = [read_term(lookup, store, iri) for iri in sorted(things) if iri.startswith(ARKG)]
    sorts = ("Classes", "Properties", "Values")
    return [(sort, [term for term in terms if term.sort == sort]) for sort in sorts]


def read_term(lookup: Lookup, store: ox.Store, iri: str) -> Term:
    """Read one term."""
    classes = [each.value for each in objects(store, ox.NamedNode(iri), TYPE) if isinstance(each, ox.NamedNode)]
    shown = (
        (label, tuple(show_term(lookup, each) for each in objects(store, ox.NamedNode(iri), term)))
        for label, term in TIES.items()
    )
    return Term(
        anchor=local(iri),
        sort=next((SORTS[each] for each in classes if each in SORTS), "Values"),
        label=lookup.site.labels.get(iri, local(iri)),
        definition=choose_text(objects(store, ox.NamedNode(iri), f"{SKOS}definition")),
        examples=tuple(
            each.value for each in objects(store, ox.NamedNode(iri), f"{SKOS}example") if isinstance(each, ox.Literal)
        ),
        ties=tuple((label, values) for label, values in shown if values),
    )


def list_rules(lookup: Lookup) -> list[tuple[str, list[Rule]]]:
    """Return the rules, under the class that they are named after."""
    store = lookup.site.repository.store("shapes")
    named = {quad.subject.value for quad in store if isinstance(quad.subject, ox.NamedNode)}
    groups: dict[str, list[Rule]] = {}
    for iri in sorted(
        each for each in named if each.startswith(SHAPES) and objects(store, ox.NamedNode(each), f"{SH}name")
    ):
        groups.setdefault(local(iri).partition("-")[0], []).append(read_rule(lookup, store, iri))
    return sorted(groups.items())


def read_rule(lookup: Lookup, store: ox.Store, iri: str) -> Rule:
    """Read one rule."""
    paths = [each for each in objects(store, ox.NamedNode(iri), f"{SH}path") if isinstance(each, ox.NamedNode)]
    severities = [
        local(each.value)
        for each in objects(store, ox.NamedNode(iri), f"{SH}severity")
        if isinstance(each, ox.NamedNode)
    ]
    return Rule(
        anchor=local(iri),
        name=choose_text(objects(store, ox.NamedNode(iri), f"{SH}name")),
        path=show_term(lookup, paths[0]) if paths else None,
        description=choose_text(objects(store, ox.NamedNode(iri), f"{SH}description")),
        message=choose_text(objects(store, ox.NamedNode(iri), f"{SH}message")),
        strictness=SEVERITIES.get(severities[0], "") if severities else "",
    )


def show_term(lookup: Lookup, value: Value) -> Shown:
    """Show a term by its short name, leading to its place on the page where it is ours."""
    if not isinstance(value, ox.NamedNode):
        return Shown(str(value))
    name = shorten(value.value, lookup.site.repository.prefixes)
    if value.value.startswith(ARKG):
        return Shown(name, path=f"ns/#{local(value.value)}")
    return Shown("a" if value.value == f"{RDF}type" else name)
