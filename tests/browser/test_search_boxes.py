"""The search of the pages finds what the search in Python finds, and works by keyboard, phone and screen reader."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.browser.test_as_a_reader import reading, violations
from tests.support.probes import faults, probes

from arkg.search import SearchIndex, read_documents

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from arkg.workspace import Workspace

SEARCH = """async queries => {
    const { load } = await import("./static/search.js");
    const index = await load(queries.join());
    return queries.map(query => {
        const { hits, meant } = index.search(query);
        return [meant, hits.map(({ kind, slug, place, reason }) => [`${kind}/${slug}`, place, reason])];
    });
}"""
DOCUMENTS = """async () => {
    const index = await (await import("./static/search.js")).load();
    return index.documents.map(({ kind, slug, names, labels, about, broader, partners, said, text }) =>
        [`${index.kinds[kind]}/${slug}`, names, labels, about, broader, partners, said, text]);
}"""
MORE = (
    "structural",
    "medicin",
    "st louis",
    "housing health equity",
    "Chisom Washington",
    "zzyzx",
    "the",
    "VP&S",
    "ß",
    "what is bias",
)


def test_the_page_finds_what_python_finds_in_the_same_order(browser: Browser, real: str, checkout: Workspace) -> None:
    index = SearchIndex(read_documents(checkout.store()))
    queries = sorted({probe.query for probe in probes()} | {each.names[0] for each in index.documents[::9]} | {*MORE})
    with reading(browser, real) as page:
        page.goto(real)
        found = dict(zip(queries, page.evaluate(SEARCH, queries), strict=True))
    expected = {query: _to_list(index, query) for query in queries}
    assert faults({query: [record for record, _, _ in hits] for query, (_, hits) in found.items()}) == []
    assert {query: each for query, each in found.items() if each != expected[query]} == {}


def _to_list(index: SearchIndex, query: str) -> list[Any]:
    """Return what Python finds as the page tells it."""
    found = index.search(query)
    return [found.meant, [[index.documents[hit.number].path, hit.place, hit.reason] for hit in found.hits]]


def test_the_page_reads_each_record_as_python_does(browser: Browser, real: str, checkout: Workspace) -> None:
    documents = read_documents(checkout.store())
    with reading(browser, real) as page:
        page.goto(real)
        found = page.evaluate(DOCUMENTS)
    expected = [
        [each.path, *map(list, (each.names, each.labels, each.about, each.broader, each.partners, each.said))]
        for each in documents
    ]
    left_out = [set(text) - set(each.text) for (*_, text), each in zip(found, documents, strict=True)]
    assert ([each[:-1] for each in found], set().union(*left_out)) == (expected, set())


def options(page: Page) -> list[str]:
    """Wait for the options, and return them."""
    page.locator("[role=option]").first.wait_for()
    return page.locator("[role=option]").all_inner_texts()


def test_a_record_is_found_by_keyboard_alone(browser: Browser, real: str) -> None:
    asked: list[str] = []
    with reading(browser, real) as page:
        page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
        page.goto(f"{real}about/")
        before = [name for name in asked if name in {"index.json", "search.js"}]
        for _ in range(3):
            page.keyboard.press("Tab")
        page.keyboard.type("unconcious bias")
        shown = options(page)
        note = page.inner_text("header .options p")
        page.keyboard.press("ArrowDown")
        box = page.locator("#q-header")
        active = page.locator(f"#{box.get_attribute('aria-activedescendant')}")
        chosen = (active.get_attribute("aria-selected"), active.inner_text(), box.get_attribute("aria-expanded"))
        page.keyboard.press("Escape")
        closed = (box.get_attribute("aria-expanded"), page.locator("[role=option]:visible").count())
        page.keyboard.press("ArrowDown")
        options(page)
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_url("**/id/concept/implicit-bias/")
    assert (before, asked.count("index.json"), asked.count("identifiers.txt")) == ([], 1, 0)
    assert (note, shown[0]) == ("Did you mean “unconscious bias”?", "Implicit bias\nUnconscious bias")
    assert (chosen, closed) == (("true", shown[0], "true"), ("false", 0))


@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_in_the_states_of_the_search(browser: Browser, world: str, axe: str, width: int) -> None:
    found: dict[str, Any] = {}
    with reading(browser, world, width=width, color_scheme="dark") as page:
        page.goto(f"{world}about/")
        for text in ("racsim", "zzyzx"):
            page.fill("#q-header", text)
            options(page)
            page.keyboard.press("ArrowDown")
            found[text] = violations(page, axe)
        for text in ("racism", "zzyzx", "structural zebras"):
            page.goto(f"{world}search/?q={text}")
            page.locator("[data-results] h2").wait_for()
            wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
            found[f"results: {text}"] = violations(page, axe) or wide
    assert {state: each for state, each in found.items() if each} == {}


def test_results_are_grouped_with_counts_and_matched_words_are_marked(browser: Browser, real: str) -> None:
    with reading(browser, real) as page:
        page.goto(f"{real}search/?q=OSU")
        page.locator("[data-results] h2").wait_for()
        heading, first = page.inner_text("[data-results] h3 >> nth=0"), page.locator("[data-results] .name").first
        rows = page.locator("[data-results] h3 >> nth=0 >> xpath=following-sibling::ol[1]/li").count()
        found = (first.inner_text(), first.locator("mark").all_inner_texts())
    assert found == ("The Ohio State University", ["Ohio", "State", "University"])
    assert heading == f"Institutions ({rows})"


def test_where_nothing_is_found_the_options_lead_on(browser: Browser, real: str) -> None:
    with reading(browser, real) as page:
        page.goto(f"{real}about/")
        page.fill("#q-header", "zzyzx")
        shown = options(page)
        note = page.inner_text("header .options p")
        page.get_by_role("option", name="Institutions").click()
        page.wait_for_url("**/institution/")
    assert (note, shown[:2]) == ("No matches for “zzyzx”.", ["Concepts", "Initiatives"])


@pytest.mark.parametrize(
    ("path", "text", "name"),
    [
        ("institution/", "UPenn", "University of Pennsylvania"),
        ("resource/", "unconscious bias", "Implicit bias in healthcare professionals: a systematic review"),
        ("initiative/", "racsim", "Racism and Bias Initiative"),
    ],
)
def test_a_list_is_narrowed_by_the_same_search(browser: Browser, real: str, path: str, text: str, name: str) -> None:
    with reading(browser, real) as page:
        page.goto(f"{real}{path}?q={text}")
        page.wait_for_selector("[data-rows]:not([aria-busy])")
        names = page.locator("[data-rows] li:visible .name").all_inner_texts()
        rows = page.locator("[data-rows] li").count()
    assert (name in names, len(names) < rows) == (True, True)
