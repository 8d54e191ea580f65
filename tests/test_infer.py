"""What is entailed about our records is all there, and nothing else is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from arkg.errors import InputFault
from arkg.infer import ENGINES, Verdict, by_reference, contradictions, entailed

if TYPE_CHECKING:
    from arkg.graph import Repository

ID = "https://w3id.org/arkg/id/"
OWL = "http://www.w3.org/2002/07/owl#"


@pytest.mark.parametrize("engine", ENGINES)
def test_the_small_graph_entails_exactly_what_was_read_and_approved(small: Repository, engine: str) -> None:
    lines = [f"{triple} ." for triple in entailed(small.quads("ontology", "data"), engine=engine)]
    assert lines == (small.root / "entailed.nt").read_text(encoding="utf-8").splitlines()


@pytest.fixture(scope="module")
def verdict(checkout: Repository) -> Verdict:
    """Give what the reference engine makes of the real graph."""
    return by_reference(checkout.quads("ontology", "data"))


def test_both_engines_entail_the_same_of_the_real_graph(checkout: Repository, verdict: Verdict) -> None:
    assert entailed(checkout.quads("ontology", "data"), engine="compiled") == verdict.entailed


def test_nothing_is_entailed_of_nothing() -> None:
    assert [entailed([], engine=engine) for engine in ENGINES] == [(), ()]


def test_the_real_graph_contradicts_nothing(verdict: Verdict) -> None:
    assert verdict.contradictions == ()


def test_a_record_of_two_disjoint_classes_is_a_contradiction(small: Repository) -> None:
    both = ox.Quad(
        ox.NamedNode(f"{ID}initiative/reading-circle"),
        ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"),
        ox.NamedNode("https://w3id.org/arkg/ns#Institution"),
    )
    (message,) = contradictions([*small.quads("ontology", "data"), both])
    assert "reading-circle" in message


def test_an_unknown_engine_is_refused() -> None:
    with pytest.raises(InputFault, match="Engines are compiled and owlrl"):
        entailed([], engine="hermit")
