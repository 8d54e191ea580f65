"""A reader's walk over the graph as `arkg serve` gives it: from the first page to a source, an answer and the data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.browser.test_as_a_reader import reading, violations
from tests.serving import Server, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve the small world with the pages that are made on the way."""
    with serving(tmp_path_factory.mktemp("walk"), pages=True) as found:
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


def test_an_iri_leads_a_browser_to_its_page_and_a_query_to_its_answer(browser: Browser, server: Server) -> None:
    with reading(browser, server.base) as page:
        answer = page.goto(f"{server.base}/arkg/id/concept/racism")
        found = (answer.status if answer else 0, page.url, page.inner_text("h1"))
        page.goto(f"{server.base}/sparql")
        page.fill("#query", "SELECT (COUNT(*) AS ?n) { ?concept a arkg:Concept }")
        page.get_by_role("button", name="Ask").click()
        answered = page.inner_text("tbody td")
    assert (found, answered) == ((200, f"{server.base}/id/concept/racism/", "Racism"), "5")


@pytest.mark.parametrize("script", [True, False])
def test_a_question_is_asked_of_the_server_with_and_without_a_script(
    browser: Browser, server: Server, axe: str, *, script: bool
) -> None:
    address = f"{server.base}/query/initiatives-by-category/"
    with reading(browser, server.base, java_script_enabled=script) as page:
        page.goto(address)
        page.select_option("select[name=category]", label="Clinical Care")
        page.get_by_role("button", name="Answer").click()
        page.wait_for_url(f"{address}?category=category%3Aclinical-care")
        page.goto(f"{address}?category=category:clinical-care")
        value, names = page.input_value("select[name=category]"), page.locator("#answered tbody td").all_inner_texts()
        cited = page.locator("#answered a[href*='.csv?category=category']").count()
        found = violations(page, axe) if script else []
    assert (value, "Clinical Care" in names, cited, found) == ("category:clinical-care", True, 1, [])
