"""What is entailed about our records is all there, and nothing else is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from tests.benchmarks.graphs.generator import write
from tests.randomized.axioms import ID, OWL, odd_graphs, plain_graphs
from tests.randomized.graphs import stored

from arkg.cli.query import with_entailed
from arkg.errors import InputFault
from arkg.infer import ENGINES, by_reference, entailed, entailed_by_store
from arkg.infer.rules import BEYOND, BEYOND_AS_CLASS
from arkg.store import open_store
from arkg.store.load import load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from click.testing import Result

    from arkg.workspace import Workspace

    Run = Callable[..., Result]

BEYOND_RULES = Path(__file__).parent / "beyond"
SAME = BEYOND_RULES / "sameAs.ttl"
TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


@pytest.fixture(scope="module")
def loaded(world: Workspace, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the folder of a store of the small world."""
    target = tmp_path_factory.mktemp("loaded") / "store"
    load(target, world.files("ontology", "data"))
    return str(target)


@pytest.mark.parametrize("engine", ENGINES)
def test_the_small_graph_entails_exactly_what_was_read_and_approved(small: Workspace, engine: str) -> None:
    lines = [f"{triple} ." for triple in entailed(small.quads("ontology", "data"), engine=engine)]
    assert lines == (small.root / "entailed.nt").read_text(encoding="utf-8").splitlines()


def sample(graph: Iterable[ox.Quad]) -> list[ox.Quad]:
    """Return two statements of each kind: alike in predicate, and in the classes of subject and object or datatype."""
    statements, kinds = list(graph), dict[object, list[ox.Quad]]()
    classes = classes_of(statements)

    def kind(term: object) -> object:
        return term.datatype if isinstance(term, ox.Literal) else classes.get(term, type(term))

    for each in statements:
        thing = each.object if each.predicate == TYPE else kind(each.object)
        kinds.setdefault((each.predicate, kind(each.subject), thing), []).append(each)
    return [each for alike in kinds.values() for each in alike[:2]]


def classes_of(statements: Iterable[ox.Quad | ox.Triple]) -> dict[Any, frozenset[Any]]:
    """Return the classes of each subject."""
    found: dict[Any, set[Any]] = {}
    for each in statements:
        if each.predicate == TYPE:
            found.setdefault(each.subject, set()).add(each.object)
    return {subject: frozenset(classes) for subject, classes in found.items()}


def test_no_axiom_of_the_ontology_needs_two_statements_about_records_save_that_classes_are_disjoint(
    checkout: Workspace,
) -> None:
    """Else a sample of the real graph is not enough for the next two tests: they need what the axiom relates."""
    terms = {term for each in checkout.quads("ontology") for term in (each.predicate, each.object)}
    used = {term.value.removeprefix(OWL) for term in terms if isinstance(term, ox.NamedNode) and OWL in term.value}
    kinds = {"AnnotationProperty", "Class", "DatatypeProperty", "ObjectProperty", "Ontology"}
    assert used == kinds | {"deprecated", "disjointWith", "inverseOf", "versionIRI", "versionInfo"}


def test_the_rules_compiled_from_the_ontology_find_what_the_reference_engine_finds_in_the_real_graph(
    checkout: Workspace,
) -> None:
    """The reference engine takes half a minute for the whole graph, and a second for statements of all its kinds."""
    graph = [*checkout.quads("ontology"), *sample(checkout.quads("ontology", "data"))]
    assert len(found := entailed(graph, warn=pytest.fail)) > 500
    assert found == by_reference(graph).entailed


def test_they_find_the_same_in_the_small_world(world: Workspace) -> None:
    graph = list(world.quads("ontology", "data"))
    assert entailed(graph, warn=pytest.fail) == by_reference(graph).entailed


def test_they_find_the_same_in_a_generated_graph(tmp_path: Path) -> None:
    write(tmp_path / "graph.nt", 2000)
    graph = list(ox.parse(path=tmp_path / "graph.nt", format=ox.RdfFormat.N_TRIPLES))
    assert entailed(graph, warn=pytest.fail) == by_reference(graph).entailed


@settings(max_examples=60, deadline=None)
@given(plain_graphs())
def test_rules_compiled_from_any_ontology_find_what_the_reference_engine_finds(graph: frozenset[ox.Triple]) -> None:
    assert entailed(graph, warn=pytest.fail) == by_reference(graph).entailed


@settings(max_examples=60, deadline=None, derandomize=True)  # of a few graphs, owlrl takes minutes
@given(odd_graphs())
def test_what_no_rule_covers_is_not_left_out(graph: frozenset[ox.Triple]) -> None:
    assert entailed(graph) == by_reference(graph).entailed


@pytest.mark.parametrize("path", sorted(BEYOND_RULES.iterdir()), ids=lambda path: path.stem)
def test_where_rules_do_not_do_the_reference_engine_answers_and_it_is_said(path: Path) -> None:
    graph, told = list(ox.parse(path=path)), list[str]()
    found = entailed(graph, warn=told.append)
    assert (len(found) > 0, found, len(told)) == (True, by_reference(graph).entailed, 1)


def test_each_term_that_no_rule_covers_is_tried() -> None:
    tried = {path.stem for path in BEYOND_RULES.iterdir()}
    assert {term.value.removeprefix(OWL) for term in BEYOND | BEYOND_AS_CLASS} - tried == set()


def test_nothing_is_entailed_of_nothing() -> None:
    found = [entailed([], engine=engine) for engine in ENGINES]
    assert [*found, entailed_by_store(ox.Store())] == [(), (), ()]


def test_a_small_store_is_read_into_the_reference_engine_where_rules_do_not_do() -> None:
    graph, told = [quad.triple for quad in ox.parse(path=SAME)], list[str]()
    found = entailed_by_store(stored(graph), warn=told.append)
    sentence = f"No compiled rule covers <{ID}concept/a> <{OWL}sameAs> <{ID}concept/b>: the reference engine answers."
    assert (found, told) == (entailed(graph), [sentence])


def test_a_large_store_is_refused_where_rules_do_not_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("arkg.infer.entail.BEARABLE", 1)
    with pytest.raises(InputFault, match="the reference engine is slow for 2 statements"):
        entailed_by_store(stored(quad.triple for quad in ox.parse(path=SAME)))


def test_a_store_that_does_not_fit_in_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("arkg.store.MOST", 1)
    with pytest.raises(InputFault, match=r"The store holds 2 statements\. Inference works in memory, on at most 1"):
        entailed_by_store(stored(quad.triple for quad in ox.parse(path=SAME)))


def test_the_real_graph_contradicts_nothing(checkout: Workspace) -> None:
    """Members of the same classes are alike: the reference engine is given one of each."""
    graph = list(checkout.quads("ontology", "data"))
    classes = classes_of([*graph, *entailed(graph, warn=pytest.fail)])
    alike = {each: subject for subject, each in classes.items()}
    members = [ox.Triple(subject, TYPE, cls) for each, subject in alike.items() for cls in each]
    assert by_reference([*checkout.quads("ontology"), *members]).contradictions == ()


def test_a_record_of_two_disjoint_classes_is_a_contradiction(small: Workspace) -> None:
    institution = ox.NamedNode("https://w3id.org/arkg/ns#Institution")
    both = ox.Quad(ox.NamedNode(f"{ID}initiative/reading-circle"), TYPE, institution)
    (message,) = by_reference([*small.quads("ontology", "data"), both]).contradictions
    assert "reading-circle" in message


def test_an_unknown_engine_is_refused() -> None:
    with pytest.raises(InputFault, match="Engines are compiled and owlrl"):
        entailed([], engine="hermit")


@pytest.mark.parametrize(("form", "engine"), [("ttl", "compiled"), ("nt", "compiled"), ("nt", "owlrl")])
def test_a_store_gives_the_same_text_as_the_files(
    run: Run, world: Workspace, loaded: str, form: str, engine: str
) -> None:
    command = ["infer", "--graph", str(world.root), "--format", form, "--engine", engine]
    assert run([*command, "--store", loaded]).output == run(command).output


def test_what_a_store_entails_is_found_only_where_it_is_asked_for(run: Run, world: Workspace, loaded: str) -> None:
    query = "ASK { ?any a org:Organization }"
    command = ["query", "-", "--graph", str(world.root), "--store", loaded]
    assert [run([*command, *more], input=query).stdout for more in ((), ("--inferred",))] == ["no\n", "yes\n"]


def test_a_store_that_memory_may_not_hold_is_not_asked_for_what_it_entails(loaded: str) -> None:
    with pytest.raises(InputFault, match="too many to copy into memory; the limit is 10"):
        with_entailed(open_store(loaded, {}), most=10)
