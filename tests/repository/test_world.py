"""The small world has one of everything, so that no rule and no question lacks something to look at."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.reports.evidence import check

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from arkg.workspace import Workspace

ROOT = Path(__file__).parents[2]
PAGE = "https://example.org/anti-racism-page"
TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
NOT_OF_RECORDS = {"deprecated", "ontology", "relations", "shapes"}
"""The files of rules about terms, about rules, across records, and about what records said in version 0.1."""


def spoken_of(checkout: Workspace, term: str) -> AbstractSet[object]:
    """Give what the rules for records name with this SHACL term."""
    files = (path for path in checkout.files("shapes") if path.stem not in NOT_OF_RECORDS)
    said = (quad for path in files for quad in checkout.parse(path))
    named = ox.NamedNode(f"http://www.w3.org/ns/shacl#{term}")
    return {quad.object for quad in said if quad.predicate == named and isinstance(quad.object, ox.NamedNode)}


def test_the_world_has_every_property_that_a_record_can_have(checkout: Workspace, world: Workspace) -> None:
    assert spoken_of(checkout, "path") - {quad.predicate for quad in world.quads("data")} == set()


def test_the_world_has_every_kind_of_record_and_of_part(checkout: Workspace, world: Workspace) -> None:
    kinds = {quad.object for quad in world.quads("data") if quad.predicate == TYPE}
    assert spoken_of(checkout, "targetClass") - kinds == set()


def test_the_world_quotes_its_page_truly_and_whole(world: Workspace) -> None:
    report = check(world, PAGE, (ROOT / "tests" / "world-page.txt").read_text(encoding="utf-8"))
    assert (report.quotations > 0, report.false, report.unquoted) == (True, (), ())
