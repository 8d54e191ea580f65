"""The page that asks the graph without a server: questions, errors, an endless query, no connection, the keyboard."""

from __future__ import annotations

import gzip
import re
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest
from tests.browser.test_as_a_reader import ASKED, OF_COLORS, reading, violations
from tests.query.test_queries import CASES, split, stored
from tests.support.hosting import hosting

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
STATES = "SELECT ?place ?n { VALUES (?place ?n) { (place:us-ca 3) (place:us-ny 1) } }"
MANY = "SELECT ?s ?p ?o { ?s ?p ?o . ?x ?y ?z } LIMIT 10000"
KEEP_SAVED = (
    "const make = URL.createObjectURL; URL.createObjectURL = (blob) => { window.saved = blob; return make(blob); };"
)
ASK_ALL = """async (cases) => {
    const part = (id) => document.getElementById(id);
    const until = async (test) => { while (!test()) await new Promise((resolve) => setTimeout(resolve, 2)); };
    const change = (field, value, type) => {
        field.value = value;
        field.dispatchEvent(new Event(type, { bubbles: true }));
    };
    const answers = [];
    for (const [name, values] of cases) {
        part("query").value = "";
        change(part("question"), name, "change");
        await until(() => part("query").value);
        for (const [parameter, value] of Object.entries(values)) {
            const field = part(`parameter-${parameter}`);
            const options = Array.from(field.options ?? [], (option) => option.value);
            change(field, options.find((each) => each.endsWith(`:${value}`)) ?? value, "input");
            if (!field.value) change(part("question"), "", "change"); // no name to choose: the test asks by a link
        }
        part("answered").replaceChildren();
        if (!part("question").value) {
            answers.push("");
            continue;
        }
        document.querySelector("button.main").click();
        await until(() => part("result"));
        [...part("answered").querySelectorAll("button")].find(({ textContent }) => textContent === "CSV").click();
        answers.push(await window.saved.text());
    }
    return answers;
}"""
READY = "() => /^(?!(Loading|Starting|Running|$))/.test(document.getElementById('status').textContent)"


def write(page: Page, query: str) -> None:
    """Write a query in the place of the one that is there."""
    page.locator("#query").or_(page.locator(".cm-content")).first.focus()
    page.wait_for_selector(".cm-content")
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(query)


def run(page: Page) -> str:
    """Run what is asked; return what is told of the answer."""
    page.click("button.main")
    page.wait_for_function(READY)
    return page.inner_text("#status")


def ask(page: Page, query: str) -> str:
    """Ask a query; return what is told of its answer."""
    write(page, query)
    return run(page)


def saved(page: Page, name: str) -> str:
    """Save the answer in a format; return the file as text."""
    page.get_by_role("button", name=name, exact=True).click()
    text: str = page.evaluate("window.saved.text()")
    return text


@contextmanager
def asking(browser: Browser, address: str, path: str = "ask/", **choices: object) -> Iterator[Page]:
    """Open the page that asks."""
    with reading(browser, address, **choices) as page:
        page.add_init_script(KEEP_SAVED)
        page.goto(address + path)
        page.wait_for_selector("#question")
        yield page


def test_each_question_gives_its_stored_answer_in_the_page(browser: Browser, world: str) -> None:
    cases = [
        (question.name, {name: value for name, [value] in values.items()}) for question, values in map(split, CASES)
    ]
    with asking(browser, world) as page:
        given = dict(zip(CASES, page.evaluate(ASK_ALL, cases), strict=True))
        linked = [(case, {"question": name, **values}) for case, (name, values) in zip(CASES, cases, strict=True)]
        for case, asked in linked:
            if not given[case]:
                page.goto(f"{world}ask/?{urlencode(asked)}")
                page.wait_for_selector("#parameters select")
                run(page)
                given[case] = saved(page, "CSV")
    assert given == {case: stored(case) for case in CASES}


def test_nothing_is_loaded_before_it_is_asked_for_but_the_page(browser: Browser, world: str) -> None:
    loaded: dict[str, int] = {}
    compressed: list[int] = []
    with reading(browser, world) as page:
        page.on("response", lambda response: loaded.update({response.url: len(response.body())}))
        page.on("response", lambda response: compressed.append(len(gzip.compress(response.body()))))
        page.goto(f"{world}ask/", wait_until="networkidle")
        before, packed = dict(loaded), sum(compressed)
        told = page.inner_text("#cost")
        run(page)
        more = {url: size for url, size in loaded.items() if url not in before and ".gz" in url}
    promised = float(re.findall(r"([\d.]+) MB", told)[0])
    assert (packed < 30_000, len(more), round(sum(more.values()) / 1e6, 1)) == (True, 3, promised)


def test_a_syntax_error_is_shown_at_its_line(browser: Browser, world: str) -> None:
    with asking(browser, world) as page:
        told = ask(page, "SELECT ?name WHERE {\n    ?concept skos:prefLabel ?name ;;; oops\n}")
        notice = page.inner_text("#answered .notice")
        marked = page.locator(".cm-lintRange-error, .cm-lintPoint-error").count()
        line = page.locator(".cm-gutter-lint .cm-gutterElement:has(.cm-lint-marker-error)").count()
        again = ask(page, "SELECT ?x { ?x a nowhere:Thing }")
        unknown = page.inner_text("#answered .notice")
    assert (told, notice.startswith("Line 4, column"), marked, line) == ("Error in line 4.", True, 1, 1)
    assert (again, "There is no prefix “nowhere:” here." in unknown) == ("Error in line 1.", True)


def test_an_endless_query_is_stopped_and_the_next_one_answers(browser: Browser, world: str) -> None:
    with asking(browser, world) as page:
        write(page, ENDLESS)
        page.click("button.main")
        page.wait_for_function("() => document.getElementById('status').textContent === 'Running…'")
        page.wait_for_timeout(300)
        page.click("#stop")
        stopped = page.inner_text("#status"), page.is_visible("#stop")
        told = ask(page, "SELECT ?x { ?x a arkg:Concept }")
    assert (stopped, told) == (("Stopped.", False), "5 rows.")


def test_the_page_opens_and_answers_without_a_connection(
    browser: Browser, world: str, folder: Path, tmp_path: Path
) -> None:
    assert world
    shutil.copytree(folder / "some" / "where", tmp_path / "site")
    context = browser.new_context()
    page = context.new_page()
    with hosting(tmp_path) as address:
        page.goto(f"{address}site/ask/?question=initiatives-by-category&category=category:research")
        page.wait_for_selector("#parameter-category")
        first = run(page)
        page.evaluate("navigator.serviceWorker.ready.then(() => {})")
    page.reload()
    page.wait_for_selector("#parameter-category")
    chosen = page.input_value("#parameter-category")
    again, names = run(page), page.locator("#answered td a").count()
    context.close()
    assert (first, chosen, again, names > 0) == (again, "category:research", first, True)


def test_a_question_is_asked_changed_and_shared(browser: Browser, world: str) -> None:
    with asking(browser, world, width=360, permissions=["clipboard-read", "clipboard-write"]) as page:
        page.select_option("#question", label="Which initiatives in this state are active?")
        page.select_option("#parameter-place", label="South Reach")
        none = run(page)
        page.select_option("#parameter-place", label="North Reach")
        some = run(page)
        names = page.locator("#answered tbody tr").first.locator("a").all_inner_texts()
        page.click("#share")
        page.get_by_text("The link is copied.").wait_for()
        link = page.evaluate("navigator.clipboard.readText()")
        page.goto(link)
        page.wait_for_selector("#parameter-place")
        opened = (page.input_value("#question"), page.input_value("#parameter-place"))
        query = page.input_value("#query")
    assert (none, some, names) == ("0 rows.", "1 row.", ["Anti-racism Webinars", "Riverbend School of Medicine"])
    assert (link, opened) == (
        f"{world}ask/?question=active-initiatives&place=place%3Axa-nr",
        ("active-initiatives", "place:xa-nr"),
    )
    assert "VALUES ?place { <https://w3id.org/arkg/id/place/xa-nr> }" in query


def test_a_link_holds_a_query_and_the_query_that_is_shown_declares_its_prefixes(browser: Browser, world: str) -> None:
    with asking(browser, world, "ask/?query=SELECT+%3Fx+%7B+%3Fx+a+arkg%3AConcept+%7D") as page:
        told, query = run(page), page.input_value("#query")
    assert (told, query) == ("5 rows.", "PREFIX arkg: <https://w3id.org/arkg/ns#>\nSELECT ?x { ?x a arkg:Concept }")


def test_ten_thousand_rows_are_sorted_and_filtered_and_drawn_a_hundred_at_a_time(browser: Browser, world: str) -> None:
    with asking(browser, world) as page:
        told = ask(page, MANY)
        shown = [page.locator("#answered tbody tr").count()]
        page.get_by_role("button", name="Show 100 more").click()
        shown.append(page.locator("#answered tbody tr").count())
        page.locator("#answered th button").nth(2).click()
        order = page.get_attribute("#answered th >> nth=2", "aria-sort")
        page.fill("#filter", "fair clinics")
        filtered = page.inner_text("#status")
        rows = page.locator("#answered tbody tr").all_inner_texts()
    assert (told, shown, order, filtered.endswith(" of 10,000 rows.")) == (
        "10,000 rows.",
        [100, 200],
        "ascending",
        True,
    )
    assert (all("fair" in row.lower() for row in rows), len(rows) > 0) == (True, True)


def test_charts_are_offered_where_the_columns_fit(browser: Browser, world: str) -> None:
    drawn = {}
    with asking(browser, world) as page:
        for name, query, mark in (
            ("Bar chart", "", ".bar"),
            ("Map", STATES, ".q4"),
            ("Timeline", "SELECT ?x ?day { ?x schema:startDate ?day }", ".bar"),
        ):
            page.select_option("#question", "" if query else "initiatives-per-category")
            _ = ask(page, query) if query else run(page)
            page.get_by_role("button", name=name, exact=True).click()
            drawn[name] = (page.locator(f"#answered svg {mark}").count(), page.locator("#answered tbody tr").count())
    assert drawn["Map"] == (1, 2)
    assert all(marks == rows > 0 for name, (marks, rows) in drawn.items() if name != "Map")


def test_statements_and_truths_are_shown_and_saved(browser: Browser, world: str) -> None:
    with asking(browser, world) as page:
        told = [ask(page, "CONSTRUCT { ?x a arkg:Concept } WHERE { ?x a arkg:Concept }")]
        turtle = saved(page, "Turtle")
        told.append(ask(page, "ASK { ?x a arkg:Concept }"))
        told.append(ask(page, "SELECT ?l { concept:racism skos:prefLabel ?l }"))
        tsv, json = saved(page, "TSV"), saved(page, "JSON")
    assert told == ["5 statements.", "The answer is yes.", "2 rows."]
    assert ("concept:racism\n    a arkg:Concept ;\n.\n" in turtle, turtle.count("PREFIX")) == (True, 2)
    assert (tsv.split("\n")[0], '"Racism"@en' in tsv, '"xml:lang":"en"' in json) == ("?l", True, True)


@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_in_the_states_of_the_page(browser: Browser, world: str, axe: str, width: int) -> None:
    found, wide, rules = {}, {}, OF_COLORS if width == 360 else ASKED
    with asking(browser, world, width=width, color_scheme="dark" if rules == OF_COLORS else "light") as page:

        def look(name: str) -> None:
            found[name] = violations(page, axe, rules)
            wide[name] = page.evaluate("document.documentElement.scrollWidth > innerWidth")

        page.select_option("#question", "initiatives-in-place")
        page.wait_for_selector("#parameter-place")
        look("question")
        run(page)
        look("answer")
        page.select_option("#question", "")
        page.evaluate("document.getElementById('text').open = true")
        ask(page, STATES)
        page.get_by_role("button", name="Map", exact=True).click()
        look("chart")
        ask(page, "SELECT ?x { ?x a ")
        page.keyboard.press("Control+Space")
        look("error")
        page.check("input[value=other]")
        look("endpoint")
    assert (found, wide) == ({name: [] for name in found}, dict.fromkeys(found, False))


def test_the_page_is_used_by_keyboard_alone(browser: Browser, world: str) -> None:
    def active() -> str:
        return str(page.evaluate("document.activeElement.id || document.activeElement.textContent"))

    with asking(browser, world) as page:
        page.focus("#question")
        page.keyboard.type("Which initiatives are of this category")
        page.wait_for_selector("#parameter-category")
        page.keyboard.press("Tab")
        page.keyboard.type("Res")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.wait_for_selector("#editor .cm-content")
        in_editor = active()
        page.keyboard.press("Control+Enter")
        page.wait_for_function(READY)
        told = page.inner_text("#status")
        page.keyboard.press("Tab")
        kept = active()
        page.keyboard.press("Escape")
        page.keyboard.press("Tab")
        left = page.evaluate("document.activeElement.name")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_function(READY)
    assert (in_editor, told, kept, left) == ("editor", "2 rows.", "editor", "engine")
