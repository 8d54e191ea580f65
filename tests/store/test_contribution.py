"""What is handed in has the same findings beside files and beside a store: in memory, in a folder, at an endpoint."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox
import pytest
from hypothesis import example, given
from tests.store.test_store import serving
from tests.validate.test_contribution import Triples, costly, edits, records, retyped
from tests.validate.test_rules import CONTRIBUTIONS, world

from arkg.contribute import read_all
from arkg.errors import Location
from arkg.formats.references import FEW, Names
from arkg.namespaces import RECORDS, TYPE
from arkg.store import open_store
from arkg.store.load import load
from arkg.validate.check import check_contribution
from arkg.validate.engine.sources import StoreSource
from arkg.validate.engine.validation import ChangeValidation
from arkg.validate.findings import HierarchyChanged
from arkg.validate.graph import open_graph
from arkg.validate.messages.locations import locate
from arkg.validate.terms import SUBCLASS
from arkg.workspace import Contribution, Located

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from click.testing import Result

    from arkg.errors import Finding
    from arkg.store import Store
    from arkg.store.endpoint import Endpoint
    from arkg.validate.engine.sources import Row
    from arkg.validate.graph import Graph

INVALID = Path(__file__).parents[1] / "contributions" / "invalid"
SKOS = "http://www.w3.org/2004/02/skos/core#"


@pytest.fixture(scope="session")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, ...]]:
    """Give the small world in its three places; the endpoint gives pages of 50 rows."""
    root, memory = tmp_path_factory.mktemp("worlds"), in_memory()
    (root / "world.nt").write_text("".join(f"{quad.triple} .\n" for quad in memory), encoding="utf-8")
    load(root / "store", [root / "world.nt"])
    with serving(root / "store") as url:
        yield memory, open_store(str(root / "store"), {}), open_store(url, {"ARKG_STORE_PAGE": "50"})


@pytest.fixture(scope="session")
def graphs(worlds: tuple[Store, ...]) -> tuple[Graph, ...]:
    """Return the small world in its three places, to be validated by its rules."""
    return tuple(open_graph(world().workspace, store, world().shapes) for store in worlds)


def in_memory(*more: ox.Triple) -> ox.Store:
    """Give the small world, and more, in memory."""
    store = world().workspace.store()
    store.extend(ox.Quad(*triple) for triple in more)
    return store


def handed_in(statements: Triples) -> Contribution:
    """Give statements as a file that is handed in says them."""
    place = Location("edit.ttl", 1, 1)
    located = tuple(Located(each, place) for each in sorted(statements, key=str))
    return Contribution(located, {each.triple.subject: place for each in located}, {})  # type: ignore[misc]


def stored(store: Store) -> Names:
    """Return the names of the records in a store that is queried."""
    return Names(world().workspace, store, in_files=False)


def asked(store: Store, contribution: Contribution) -> tuple[Finding, ...]:
    """Give what is found in a contribution to the world in a store."""
    return check_contribution(open_graph(world().workspace, store, world().shapes), contribution).findings


@costly(4)
@given(edits())
@example(retyped())
def test_any_edit_has_the_findings_of_files_wherever_the_graph_stands(
    worlds: tuple[Store, ...], edited: Triples
) -> None:
    found = check_contribution(world(), handed_in(edited)).findings
    assert [asked(store, handed_in(edited)) for store in worlds] == [found] * 3


@pytest.mark.parametrize("path", CONTRIBUTIONS, ids=lambda path: path.stem)
def test_every_contribution_has_the_findings_of_files_wherever_the_graph_stands(
    graphs: tuple[Graph, ...], path: Path
) -> None:
    contribution = locate(world().workspace, path)
    found = [check_contribution(graph, contribution).findings for graph in (world(), *graphs)]
    assert found == [found[0]] * 4


MISSPELT = """\
- kind: initiative
  name: Night School
  category: Research
  run by: riverbend  University
  addresses: [Structural racsim, racism]
  evidence: [{source: https://riverbend.example/night, date read: 2026-11-22}]
- kind: initiative
  name: Day School
  category: reserch
  run by: Nobody at all
  evidence:
  - source: https://riverbend.example/day
    date read: 2026-11-22
    supports: run by
    supports value: riverbend-univercity
"""


def test_names_mean_the_records_of_the_store_and_misspelt_ones_are_told_as_for_files(
    run: Callable[..., Result], worlds: tuple[Store, Store, Endpoint], tmp_path: Path
) -> None:
    (tmp_path / "new.yaml").write_text(MISSPELT, encoding="utf-8")
    command = ["validate", str(tmp_path / "new.yaml"), "--graph", str(world().workspace.root), "--format", "json"]
    files, endpoint = run(command), run([*command, "--store", worlds[2].name])
    assert (endpoint.stdout, files.stdout.count("Did you mean")) == (files.stdout, 3)


def test_a_row_is_laid_over_the_record_that_the_store_has(tmp_path: Path) -> None:
    old = f"{RECORDS}initiative/open-wards"
    moved = [renamed(each, old, f"{old}-2") for each in records()[old]]
    (tmp_path / "new.csv").write_text("kind,slug,name\ninitiative,open-wards-2,Wide Open Wards\n", encoding="utf-8")
    contribution, _ = read_all([tmp_path / "new.csv"], world().workspace, names=stored(in_memory(*moved)))
    changed = {each.triple for each in contribution.statements} ^ {*moved}
    assert {each.predicate.value for each in changed} == {f"{SKOS}prefLabel"}


def renamed(triple: ox.Triple, old: str, new: str) -> ox.Triple:
    """Give a statement of a record as another record makes it."""
    subject, value = (
        ox.NamedNode(each.value.replace(old, new)) if isinstance(each, ox.NamedNode) else each
        for each in (triple.subject, triple.object)
    )
    return ox.Triple(cast("ox.NamedNode", subject), triple.predicate, cast("ox.NamedNode", value))


def test_a_name_that_two_records_bear_is_told_to_be_ambiguous(tmp_path: Path) -> None:
    twins = [ox.NamedNode(f"{RECORDS}institution/twin-{number}") for number in (1, 2)]
    label, kind = ox.NamedNode(f"{SKOS}prefLabel"), ox.NamedNode("urn:x")
    bearing = [ox.Triple(each, label, ox.Literal("Twin Hall", language="en")) for each in twins]
    (tmp_path / "new.yaml").write_text("kind: initiative\nname: A\nrun by: twin hall\n", encoding="utf-8")
    store = in_memory(*bearing, *(ox.Triple(each, TYPE, kind) for each in twins))
    _, problems = read_all([tmp_path / "new.yaml"], world().workspace, names=stored(store))
    assert "'twin hall' is the name of institution:twin-1 and institution:twin-2." in problems[0].message


def test_among_many_records_the_one_that_is_a_letter_away_is_named() -> None:
    concept, bias = ox.NamedNode(f"{SKOS}Concept"), ox.NamedNode(f"{RECORDS}concept/implicit-bias")
    many = [ox.Triple(ox.NamedNode(f"{RECORDS}concept/other-{number}"), TYPE, concept) for number in range(FEW + 1)]
    misspelt = ox.Triple(bias, ox.NamedNode(f"{SKOS}broader"), ox.NamedNode(f"{RECORDS}concept/structrual-racism"))
    found = asked(in_memory(*many), handed_in(frozenset([*records()[bias.value], misspelt])))
    assert [each.suggestion for each in found] == ["skos:broader concept:structural-racism ;"]


def test_a_part_to_which_its_record_does_not_lead_goes_with_the_record() -> None:
    record, part = f"{RECORDS}concept/racism", ox.NamedNode(f"{RECORDS}concept/racism#listing-1")
    stray = ox.Triple(ox.NamedNode(f"{RECORDS}resource/plain-words"), ox.NamedNode(f"{SKOS}note"), part)
    more = [ox.Triple(part, TYPE, ox.NamedNode(f"{RECORDS}x")), stray]
    edited = handed_in(frozenset(records()[record]))
    files = check_contribution(replace(world(), store=in_memory(*more)), edited).findings
    assert (asked(in_memory(*more), edited), [each.record for each in files]) == (files, ["resource:plain-words"])


def test_an_endpoint_is_asked_few_questions_about_a_contribution() -> None:
    store, questions = in_memory(), list[str]()

    def answer(question: str) -> Iterator[Row]:
        questions.append(question)
        return (cast("Row", tuple(row)) for row in cast("ox.QuerySolutions", store.query(question)))

    contribution = locate(world().workspace, INVALID / "Initiative-category.ttl")
    graph = open_graph(world().workspace, cast("Store", SimpleNamespace(rows=answer, threads=2)), world().shapes)
    questions.clear()
    check_contribution(graph, contribution)
    assert len(questions) <= 6


def test_a_change_of_classes_is_refused_and_the_classes_as_they_are_are_not() -> None:
    institution = ox.NamedNode("https://w3id.org/arkg/ns#Institution")
    stated = (quad.triple for quad in world().workspace.quads("ontology"))
    ontology = handed_in(frozenset(each for each in stated if str(each.subject).startswith("<https://w3id.org/arkg/")))
    assert asked(in_memory(), ontology) == ()
    with pytest.raises(HierarchyChanged, match="Institution>: The contribution changes"):
        asked(in_memory(), handed_in(frozenset([ox.Triple(institution, SUBCLASS, institution)])))


class Counting:
    """A store that counts the questions it is asked."""

    def __init__(self) -> None:
        self._store = in_memory()
        self.questions = 0

    def rows(self, question: str) -> object:
        """Answer."""
        self.questions += 1
        return self._store.query(question)


def test_the_names_of_many_records_are_looked_up_together(tmp_path: Path) -> None:
    names = ("Riverbend University", "riverbend-school-of-medicine", "harbor health system")
    rows = [f"initiative,Evening {number},Research,{names[number % 3]}" for number in range(40)]
    (tmp_path / "new.csv").write_text("\n".join(["kind,name,category,run by", *rows]), encoding="utf-8")
    store = Counting()
    _, problems = read_all([tmp_path / "new.csv"], world().workspace, names=stored(cast("ox.Store", store)))
    assert (problems, store.questions) == ((), 2)


def test_a_new_name_for_a_record_concerns_none_of_those_that_lead_to_it() -> None:
    old = frozenset(records()[f"{RECORDS}category/research"])
    name = next(each for each in old if each.predicate.value == f"{SKOS}prefLabel")
    new = old - {name} | {ox.Triple(name.subject, name.predicate, ox.Literal("Inquiry", language="en"))}
    affected = ChangeValidation(StoreSource(in_memory()), world().shapes, new, old).affected.values()
    assert {node for nodes in affected for node in nodes} == {name.subject}
