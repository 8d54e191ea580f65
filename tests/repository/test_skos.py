"""What is published of the real concepts is what tools for SKOS look for: the checks of qSKOS, in SPARQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pyoxigraph as ox
import pytest

from arkg.infer import entailed, for_skos

if TYPE_CHECKING:
    from arkg.workspace import Workspace

PREFIXES = """
PREFIX arkg: <https://w3id.org/arkg/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
FLAWS = {
    "a concept without a definition as plain text": """
        ?it a arkg:Concept . FILTER NOT EXISTS { ?it skos:definition ?text FILTER(LANG(?text) = "en") }
    """,
    "a concept without a preferred label": """
        ?it a skos:Concept . FILTER NOT EXISTS { ?it skos:prefLabel ?label }
    """,
    "a concept without a scheme": "?it a skos:Concept . FILTER NOT EXISTS { ?it skos:inScheme ?scheme }",
    "a concept that no top concept leads to": """
        ?it a arkg:Concept . FILTER NOT EXISTS { arkg:Concepts skos:hasTopConcept/skos:narrower* ?it }
    """,
    "a concept that stands alone: in no tree, related to nothing, and in no collection": """
        ?it a arkg:Concept .
        FILTER NOT EXISTS { ?it skos:broader|skos:narrower|skos:related|^skos:member ?other }
    """,
    "a concept in no collection": "?it a arkg:Concept . FILTER NOT EXISTS { ?collection skos:member ?it }",
    "a top concept below another one": "?it skos:topConceptOf arkg:Concepts ; skos:broader ?broader .",
    "a top concept that its scheme does not name": """
        ?it skos:topConceptOf ?scheme . FILTER NOT EXISTS { ?scheme skos:hasTopConcept ?it }
    """,
    "a concept broader than itself": "?it skos:broader+ ?it .",
    "a broader concept that is not narrower the other way round": """
        ?it skos:broader ?broader . FILTER NOT EXISTS { ?broader skos:narrower ?it }
    """,
    "a relation that is stated on one side alone": """
        ?it skos:related ?other . FILTER NOT EXISTS { ?other skos:related ?it }
    """,
    "a concept related to one above or below it": "?it skos:related ?other ; skos:broader+ ?other .",
    "two concepts with one preferred label": """
        ?it a arkg:Concept ; skos:prefLabel ?label . ?other a arkg:Concept ; skos:prefLabel ?label .
        FILTER(?it != ?other)
    """,
    "a mapping to an entry without a label": """
        ?concept skos:exactMatch|skos:closeMatch|skos:broadMatch|skos:narrowMatch|skos:relatedMatch ?it .
        FILTER(!STRSTARTS(STR(?it), "http://www.wikidata.org/"))
        FILTER NOT EXISTS { ?it skos:prefLabel ?label }
    """,
}


@pytest.fixture(scope="module")
def published(checkout: Workspace) -> ox.Store:
    """Return the real graph as both dumps together hold it."""
    store = checkout.store()
    store.extend(ox.Quad(*each) for each in for_skos(checkout, store))
    store.extend(ox.Quad(*each) for each in entailed(store))
    return store


@pytest.mark.parametrize("flaw", FLAWS)
def test_no_concept_has_this_flaw(published: ox.Store, flaw: str) -> None:
    rows = cast("ox.QuerySolutions", published.query(f"{PREFIXES} SELECT DISTINCT ?it WHERE {{ {FLAWS[flaw]} }}"))
    assert sorted(str(row[0]) for row in rows) == []
