"""The numbers of the graph are true of its files."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.names import expand
from arkg.reports.stats import count

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result

    from arkg.workspace import Workspace


def test_every_record_is_counted_once_under_its_kind(checkout: Workspace) -> None:
    counted = {kind: len(list((checkout.root / "data" / kind).glob("*.ttl"))) for kind in checkout.kinds}
    assert count(checkout).records == counted


def test_statements_are_those_of_the_files(checkout: Workspace) -> None:
    texts = (path.read_bytes() for path in checkout.files("data"))
    assert count(checkout).statements == sum(len(list(ox.parse(text, format=ox.RdfFormat.TURTLE))) for text in texts)


def test_identifiers_are_counted_by_the_records_that_bear_them(checkout: Workspace) -> None:
    store = checkout.store()
    stats = count(checkout)
    properties = {"ROR": "arkg:ror", "DOI": "arkg:doi", "ISBN": "schema:isbn"}
    counted = {
        scheme: len({quad.subject for quad in store.quads_for_pattern(None, expand(name, checkout.prefixes), None)})
        for scheme, name in properties.items()
    }
    assert {scheme: stats.identifiers[scheme] for scheme in counted} == counted


def test_json_has_the_same_numbers_as_the_table(run: Callable[..., Result], checkout: Workspace) -> None:
    root = ["--graph", str(checkout.root)]
    numbers = json.loads(run(["stats", "--format", "json", *root]).stdout)
    table = dict(line.split("  ", 1) for line in run(["stats", *root]).stdout.splitlines())
    assert {f"{kind} records": f"{many:,}" for kind, many in numbers["records"].items()}.items() <= {
        what: many.strip() for what, many in table.items()
    }.items()
