"""The server answers /search/?q=… with the ranking of the index: as a page without JavaScript, and as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from tests.support.probes import faults, probes
from tests.support.reading import read
from tests.support.serving import Server, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
BROWSER = "text/html,application/xhtml+xml,*/*;q=0.8"
PAGE = """<!doctype html><title>Search</title><main><input type="search" id="find" name="q">
<section class="results" data-results aria-live="polite"></section>
<div class="all-names">A–Z</div></main><footer>Foot</footer>"""


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve the graph of this repository, with a page of the search."""
    root = tmp_path_factory.mktemp("real")
    (root / "site" / "search").mkdir(parents=True)
    (root / "site" / "search" / "index.html").write_text(PAGE, encoding="utf-8")
    with serving(root, "--time-limit", "60", graph=ROOT) as found:
        yield found


def results(server: Server, query: str) -> list[str]:
    """Return the records that a query finds, as kind and slug."""
    answer = server.ask(f"/search.json?q={quote(query)}")
    return [each["record"].partition("/id/")[2] for each in json.loads(answer.content)["results"]]


def test_every_probe_finds_its_record(real: Server) -> None:
    assert faults({query: results(real, query) for query in {probe.query for probe in probes()}}) == []


def test_results_stand_in_the_published_page_without_a_script(real: Server) -> None:
    answer = real.ask("/search/?q=unconcious+bias", BROWSER)
    reading = read(answer.content)
    links = [address for tag, address in reading.links if tag == "a"]
    assert (answer.status, answer.type, links[:2]) == (
        200,
        "text/html",
        ["?q=unconscious bias", "/id/concept/implicit-bias/"],
    )
    assert ("Concepts (1)" in reading.text, "A–Z" in reading.text.partition("All names, ")[0]) == (True, False)
    assert ('value="unconcious bias"' in answer.text, "Foot" in reading.text, "<mark>" in answer.text) == (True,) * 3


def test_a_query_without_matches_leads_on(real: Server) -> None:
    answer = real.ask("/search/?q=zzyzx", BROWSER)
    assert ("No matches for “zzyzx”" in answer.text, '<a href="/institution/">' in answer.text) == (True, True)


def test_a_hostile_query_stays_a_text(real: Server) -> None:
    query = quote('"><script>alert(1)</script>racism')
    answer = real.ask(f"/search/?q={query}", BROWSER)
    assert (answer.status, "<script>alert" in answer.text) == (200, False)


def test_json_is_given_to_whoever_prefers_it(real: Server) -> None:
    answer = real.ask("/search/?q=UPenn", "application/json")
    first = json.loads(answer.content)["results"][0]
    assert (answer.type, first) == (
        "application/json",
        {
            "record": "https://w3id.org/arkg/id/institution/university-of-pennsylvania",
            "kind": "institution",
            "name": "University of Pennsylvania",
            "page": "/id/institution/university-of-pennsylvania/",
            "found": "other name",
            "reason": "UPenn",
        },
    )


def test_without_a_query_the_page_is_served(real: Server) -> None:
    assert ("A–Z" in real.ask("/search/", BROWSER).text, json.loads(real.ask("/search.json").content)["total"]) == (
        True,
        0,
    )
