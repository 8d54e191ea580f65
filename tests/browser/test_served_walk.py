"""A reader's walk over the graph as `arkg serve` gives it: from the first page to a source, an answer and the data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.browser.test_as_a_reader import reading, violations
from tests.support.serving import ENDLESS, Server, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser


COUNT = "SELECT%20(COUNT(*)%20AS%20%3Fn)%20%7B%20%3Fx%20a%20arkg%3AConcept%20%7D"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve the small world with the pages that are made on the way."""
    with serving(tmp_path_factory.mktemp("walk"), "--time-limit", "2", pages=True) as found:
        found.wait_for("The pages are made.")
        yield found


def test_a_reader_walks_from_home_to_a_source_an_answer_and_the_data(browser: Browser, server: Server) -> None:
    seen = []
    with reading(browser, server.base) as page:
        page.goto(f"{server.base}/")
        page.fill("#find", "systemic racism")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search/?q=*")
        page.locator("[data-results] li a").first.click()
        seen.append(page.inner_text("h1"))
        page.locator("section[aria-label=Definitions] a[href*='resource/']").first.click()
        seen.append(page.inner_text(".kind"))
        page.goto(f"{server.base}/query/")
        page.locator("a[href$='initiatives-by-category/']").first.click()
        seen.append(page.inner_text("section[aria-label=Answer] thead th >> nth=0"))
        page.goto(f"{server.base}/")
        page.get_by_role("link", name="Dumps, tables, and checksums").click()
        seen.append(page.inner_text("h1"))
        told = page.locator(f"a[href='{server.base}/sparql'], code:has-text('{server.base}/sparql')").count()
    assert (seen, told > 0) == (["Structural racism", "Resource · book", "category", "Data"], True)


def test_the_server_searches_for_browsers_without_a_script(browser: Browser, server: Server) -> None:
    with reading(browser, server.base, java_script_enabled=False) as page:
        page.goto(f"{server.base}/about/")
        page.fill("#q-header", "systemic racism")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search/?q=*")
        first = page.locator("[data-results] li").first.inner_text().split()
        page.locator("[data-results] li a").first.click()
        name = page.inner_text("h1")
    assert (first, name) == (["Structural", "racism", "Systemic", "racism"], "Structural racism")


def test_an_iri_leads_a_browser_to_its_page_and_a_query_to_its_answer(browser: Browser, server: Server) -> None:
    with reading(browser, server.base) as page:
        answer = page.goto(f"{server.base}/arkg/id/concept/racism")
        found = (answer.status if answer else 0, page.url, page.inner_text("h1"))
        page.goto(f"{server.base}/sparql?query={COUNT}")
        asked = page.url
        page.wait_for_selector("#answered tbody td")
        answered = page.inner_text("#answered tbody td")
    assert found == (200, f"{server.base}/id/concept/racism/", "Racism")
    assert (asked, answered) == (f"{server.base}/ask/?query={COUNT}", "5")


@pytest.mark.parametrize(
    ("query", "selector", "words"),
    [
        ("SELECT ?name { concept:racism skos:prefLabel ?name }", "#answered td", "Racism"),
        ("CONSTRUCT { ?x a arkg:Concept } WHERE { ?x a arkg:Concept }", "#answered pre", "a arkg:Concept"),
        ("ASK { concept:racism a arkg:Concept }", "#answered p", "The answer is yes."),
        ("SELECT ?name {\n ?x oops", "#answered .notice", "query:2:9"),
        (ENDLESS, "#answered .notice", "2 s"),
    ],
)
def test_without_javascript_the_server_answers_in_the_page(
    browser: Browser, server: Server, query: str, selector: str, words: str
) -> None:
    failed = "SELECT ?name {" in query and "oops" in query
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{server.base}/ask/")
    page.fill("#query", query)
    page.get_by_role("button", name="Run").click()
    page.wait_for_selector(selector)
    found, kept = page.locator(selector).all_inner_texts(), page.input_value("#query")
    examples = page.locator("#examples + ul a").count()
    context.close()
    assert (any(words in each for each in found), examples > 0) == (True, True)
    assert kept == (query if query != ENDLESS else kept) or failed


def test_without_javascript_a_question_is_asked_by_its_address(browser: Browser, server: Server) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{server.base}/ask/?question=active-initiatives&place=xa-nr")
    row, query = page.inner_text("#answered tbody tr"), page.input_value("#query")
    page.goto(f"{server.base}/ask/?question=active-initiatives&plaice=xa-nr")
    wrong = page.inner_text("#answered .notice")
    context.close()
    assert ("Anti-racism Webinars" in row, "/id/place/xa-nr> }" in query, "plaice" in wrong) == (True, True, True)


def test_a_reader_chooses_who_answers(browser: Browser, server: Server, world: str) -> None:
    answers = {}
    with reading(browser, server.base) as page:
        page.goto(f"{server.base}/ask/?query={COUNT}")
        page.wait_for_selector("#answered td")
        answers["server"] = page.inner_text("#answered td")
        page.check("input[value=page]")
        page.click("button.main")
        page.wait_for_function("() => document.getElementById('status').textContent === '1 row.'")
        answers["page"] = page.inner_text("#answered td")
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{world}ask/?query={COUNT}")
    page.check("input[value=other]")
    page.fill("#address", f"{server.base}/sparql")
    page.click("button.main")
    page.wait_for_selector("#answered td")
    answers["other"] = page.inner_text("#answered td")
    linked = page.url
    page.fill("#query", "SELECT nothing")
    page.wait_for_selector(".cm-content")
    page.click("button.main")
    page.wait_for_selector("#answered .notice")
    told, own = page.inner_text("#answered .notice pre"), server.query("SELECT nothing").text
    context.close()
    assert (answers, linked.endswith("%2Fsparql")) == ({"server": "5", "page": "5", "other": "5"}, True)
    assert " ".join(told.split()) == " ".join(own.split())


@pytest.mark.parametrize("script", [True, False])
def test_a_question_is_asked_of_the_server_with_and_without_a_script(
    browser: Browser, server: Server, axe: str, *, script: bool
) -> None:
    address = f"{server.base}/query/initiatives-by-category/"
    with reading(browser, server.base, java_script_enabled=script) as page:
        page.goto(address)
        page.select_option("select[name=category]", label="Clinical Care")
        page.get_by_role("button", name="Answer").click()
        page.wait_for_url(f"{address}?category=category%3Aclinical-care*")
        page.goto(f"{address}?category=category:clinical-care")
        value, names = page.input_value("select[name=category]"), page.locator("#answered tbody td").all_inner_texts()
        cited = page.locator("#answered a[href*='.csv?category=category']").count()
        found = violations(page, axe) if script else []
        page.goto(f"{address}?category=clinical-care")  # as someone types it
        typed = page.input_value("select[name=category]"), page.locator("#answered tbody td").all_inner_texts()
    assert (value, "Clinical Care" in names, cited, found) == ("category:clinical-care", True, 1, [])
    assert typed == (value, names)


def test_only_pages_with_an_engine_may_run_one(server: Server) -> None:
    policies = {
        path: server.ask(path).headers["content-security-policy"] for path in ("/", "/ask/", "/contribute/place/")
    }
    assert [path for path, policy in policies.items() if "'wasm-unsafe-eval'" in policy] == [
        "/ask/",
        "/contribute/place/",
    ]


def test_a_form_is_checked_by_the_server_that_serves_it(browser: Browser, server: Server) -> None:
    with reading(browser, server.base) as page:
        page.goto(f"{server.base}/contribute/category/")
        page.fill("#f-name-0", "Patient Advocacy")
        page.fill("#f-evidence-0-source-0", "https://riverbend.example/advocacy")
        page.fill("#f-evidence-0-date-read-0", "2026-11-20")
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Check on this server").click()
        answer = page.locator("#outcome pre[role=status]", has_text="triples")
        answer.wait_for()
        told = answer.inner_text()
    assert told.startswith("OK: 1 record ")
