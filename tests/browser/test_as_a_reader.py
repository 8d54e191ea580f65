"""The pages as a reader meets them: on a phone and a desk, in the light and the dark, by keyboard, without a script."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
from contextlib import contextmanager
from itertools import product
from typing import TYPE_CHECKING, Any, Literal

import pybtex.database
import pytest
import rispy
from tests.support.publication import ROOT

from arkg.publish import read_project

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page, Route

TEMPLATES = {
    "home": "",
    "concepts": "concept/",
    "map": "concept/map/",
    "search": "search/",
    "initiatives": "initiative/",
    "institutions": "institution/",
    "resources": "resource/",
    "places": "place/",
    "concept": "id/concept/racism/",
    "narrower concept": "id/concept/residential-segregation/",
    "initiative": "id/initiative/fair-clinics/",
    "withdrawn": "id/initiative/anti-racism-lectures/",
    "institution": "id/institution/lakeside-teaching-hospital/",
    "accredited institution": "id/institution/riverbend-school-of-medicine/",
    "event": "id/event/ruling-on-admissions/",
    "resource": "id/resource/streets-and-lungs/",
    "page with entries": "id/resource/anti-racism-page/",
    "category": "id/category/clinical-care/",
    "collection": "id/collection/words-of-the-page/",
    "questions": "query/",
    "question": "query/initiatives-by-category/",
    "ask": "ask/",
    "figures": "figures/",
    "contribute": "contribute/",
    "form": "contribute/initiative/",
    "data": "data/",
    "release": f"release/{read_project().version}/",
    "vocabulary": "ns/",
    "rules": "shapes/",
    "about": "about/",
    "missing": "404.html",
}
REAL = (
    "",
    "concept/",
    "initiative/",
    "id/concept/racism/",
    "id/resource/aamc-anti-racism-resources/",
    "figures/",
    "data/",
)
WIDTHS = (1280, 360)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
SETTINGS = tuple(product(WIDTHS, SCHEMES))
HEIGHT = 800
ASKED = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OF_COLORS = ["color-contrast", "link-in-text-block"]
"""The rules of axe that may find in the dark what they do not find in the light."""


@contextmanager
def reading(browser: Browser, origin: str, **choices: Any) -> Iterator[Page]:
    """Open a page, and assert at the end that it asked nothing of another origin and that no script failed."""
    width = choices.pop("width", 1280)
    context = browser.new_context(viewport={"width": width, "height": HEIGHT}, **choices)
    page = context.new_page()
    asked: list[str] = []
    failed: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: failed.append(str(error)))
    page.on("console", lambda message: failed.append(message.text) if message.type == "error" else None)
    yield page
    context.close()
    strange = [each for each in asked if not each.startswith((origin, "blob:", "about:", "data:"))]
    assert (strange, failed) == ([], [])


def violations(page: Page, axe: str, asked: list[str] = ASKED) -> list[str]:
    """Return what axe finds by the rules or tags of rules asked for, as rule and place."""
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(axe)
    found = page.evaluate("asked => axe.run({runOnly: asked, resultTypes: ['violations']})", asked)
    return [
        f"{each['id']}: {node['target']} {node['failureSummary']}"
        for each in found["violations"]
        for node in each["nodes"]
    ]


@pytest.fixture(scope="module")
def page(browser: Browser, world: str) -> Iterator[Page]:
    """Open a page that one test after the other leads somewhere."""
    with reading(browser, world) as page:
        yield page


@pytest.mark.parametrize("name", TEMPLATES)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(page: Page, world: str, axe: str, name: str) -> None:
    found = {}
    page.set_viewport_size({"width": WIDTHS[0], "height": HEIGHT})
    page.goto(world + TEMPLATES[name])
    for width, scheme in SETTINGS:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.emulate_media(color_scheme=scheme)
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        found[width, scheme] = (violations(page, axe, OF_COLORS if scheme == "dark" else ASKED), wide)
    assert found == dict.fromkeys(SETTINGS, ([], False))


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_in_the_states_of_a_list(browser: Browser, world: str, axe: str, width: int) -> None:
    found: dict[str, list[str]] = {}
    with reading(browser, world, width=width) as page:
        page.goto(f"{world}initiative/")
        page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
        found["facets open"] = violations(page, axe)
        page.locator("input[name=category]").first.check()
        found["narrowed"] = violations(page, axe)
        page.fill("#q", "zzz")
        found["nothing fits"] = violations(page, axe)
        page.goto(f"{world}id/concept/racism/#definition-1")
        page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
        page.click("button[data-copy=iri]")
        found["citations open"] = violations(page, axe)
    assert found == {name: [] for name in ("facets open", "narrowed", "nothing fits", "citations open")}


def test_axe_finds_nothing_in_the_real_graph(browser: Browser, real: str, axe: str) -> None:
    with reading(browser, real, width=360) as page:
        found = {}
        for path in REAL:
            page.goto(real + path)
            wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
            found[path] = (violations(page, axe), wide)
    assert found == {path: ([], False) for path in REAL}


def shown(page: Page) -> list[str]:
    """Give the names of the rows that are seen."""
    return page.locator("[data-rows] li:visible .name").all_inner_texts()


def test_a_list_is_narrowed_by_keyboard_alone(browser: Browser, world: str) -> None:
    with reading(browser, world) as page:
        page.goto(f"{world}initiative/")
        page.keyboard.press("Tab")
        skip = page.evaluate("document.activeElement.textContent")
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        page.keyboard.type("clinics")
        by_words = shown(page)
        for _ in "clinics":
            page.keyboard.press("Backspace")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
        chosen = page.evaluate("document.activeElement.name + '=' + document.activeElement.value")
        state = page.evaluate("location.search")
        by_facet, status = len(shown(page)), page.inner_text(".tools [role=status]")
        page.reload()
        kept = len(shown(page))
    assert (skip, by_words, state) == ("Skip to content", ["Fair Clinics"], f"?{chosen}")
    assert (by_facet, status.startswith(f"{by_facet} of "), kept) == (by_facet, True, by_facet)


def names_in(path: Path) -> list[str]:
    """Give the names of the records in a file that was saved."""
    text = path.read_text(encoding="utf-8-sig")
    match path.suffix:
        case ".csv":
            return [row["name"] for row in csv.DictReader(io.StringIO(text))]
        case ".json":
            return [item["title"] for item in json.loads(text)]
        case ".ris":
            return [entry["title"] for entry in rispy.loads(text)]
    entries = pybtex.database.parse_string(text, "bibtex").entries.values()
    return [re.sub(r"[{}\\]", "", entry.fields["title"]) for entry in entries]


def test_what_is_shown_is_what_is_saved(browser: Browser, real: str, tmp_path: Path) -> None:
    saved = {}
    with reading(browser, real, accept_downloads=True) as page:
        page.goto(f"{real}initiative/?q=medicine&state=us-ca&sort=year")
        page.wait_for_selector("[data-rows]:not([aria-busy])")
        names = shown(page)
        for suffix in ("csv", "bib", "ris", "json"):
            page.focus(f"[data-export={suffix}]")
            with page.expect_download() as waiting:
                page.keyboard.press("Enter")
            waiting.value.save_as(tmp_path / f"saved.{suffix}")
            saved[suffix] = [each.removesuffix(" (initiative)") for each in names_in(tmp_path / f"saved.{suffix}")]
    assert (len(names) > 1, saved) == (True, dict.fromkeys(saved, names))


def test_the_concepts_that_are_shown_by_any_name_are_saved_once(browser: Browser, real: str, tmp_path: Path) -> None:
    with reading(browser, real, accept_downloads=True) as page:
        page.goto(f"{real}concept/?q=bias")
        page.wait_for_selector("[data-rows]:not([aria-busy])")
        names = page.locator("[data-rows] li:visible a").all_inner_texts()
        with page.expect_download() as waiting:
            page.click("[data-export=bib]")
        waiting.value.save_as(tmp_path / "saved.bib")
    saved = [each.removesuffix(" (concept)") for each in names_in(tmp_path / "saved.bib")]
    assert (len(names) > len(set(names)) > 1, sorted(saved)) == (True, sorted(set(names)))


def test_the_question_of_the_search_has_the_box_of_the_search(browser: Browser, real: str) -> None:
    with reading(browser, real) as page:
        page.goto(f"{real}query/search/")
        boxes = page.locator("input[type=search]").count()
        page.fill("main input[type=search]", "racsim")
        page.press("main input[type=search]", "Enter")
        page.wait_for_url("**/search/?q=racsim")
        first = page.locator(".results a.name").first.inner_text()
    assert (boxes, first) == (1, "Racism")


def test_what_is_chosen_stands_first_and_can_be_taken_back(browser: Browser, real: str) -> None:
    with reading(browser, real) as page:
        page.goto(f"{real}initiative/?state=us-tx&category=policy")
        first = page.locator("fieldset:has(legend:text('Place')) input").first.get_attribute("value")
        chips = page.locator(".chips button").all_inner_texts()
        page.focus(".chips button >> nth=0")
        page.keyboard.press("Enter")
        left = page.evaluate("[location.search, document.activeElement.textContent]")
        page.keyboard.press("Enter")
        end = page.evaluate("[location.search, document.activeElement.id]")
    assert (first, chips) == ("us-tx", ["Category: Policy ×", "Place: Texas ×"])
    assert (left, end) == (["?state=us-tx", "Place: Texas ×"], ["", "q"])


def test_a_broader_value_includes_what_is_below_it_unless_a_reader_says_no(browser: Browser, real: str) -> None:
    with reading(browser, real) as page:
        page.goto(f"{real}initiative/?concept=racism")
        wide = len(shown(page))
        page.uncheck("input[name=below]")
        narrow, state = len(shown(page)), page.evaluate("location.search")
        counted = page.locator("input[name=concept][value=racism] ~ b").inner_text()
        page.reload()
        kept = len(shown(page))
    assert (wide > narrow == kept == int(counted) > 0, state) == (True, "?concept=racism&below=no")


def test_a_list_is_sorted_with_what_is_not_stated_last(browser: Browser, real: str) -> None:
    with reading(browser, real) as page:
        page.goto(f"{real}resource/?sort=year")
        rows = page.locator("[data-rows] li").all_inner_texts()
        page.select_option("#sort", "")
        names, state = shown(page), page.evaluate("location.search")
        page.goto(f"{real}resource/")
        plain = shown(page)
    years = [re.findall(r"· (\d{4})(?: ·|\n|$)", row)[-1:] for row in rows]
    dated = [year[0] for year in years if year]
    assert (dated == sorted(dated, reverse=True), len(dated) > 100, names == plain, state) == (True, True, True, "")


def answer_rows(page: Page) -> int:
    """Give the number of rows of the answer that are seen."""
    return page.locator("#answered tbody tr:visible").count()


def test_a_question_is_asked_by_keyboard_and_its_address_holds_the_answer(
    browser: Browser, world: str, axe: str, tmp_path: Path
) -> None:
    with reading(browser, world, width=360, accept_downloads=True) as page:
        page.goto(f"{world}query/initiatives-by-category/")
        every = answer_rows(page)
        page.focus("select[name=category]")
        page.keyboard.type("Clin")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_url("**/query/initiatives-by-category/?category=category%3Aclinical-care")
        page.get_by_text("Link to this answer").wait_for()
        chosen, found, told = answer_rows(page), violations(page, axe), page.inner_text("#answered [role=status]")
        with page.expect_download() as waiting:
            page.click("[data-table]")
        waiting.value.save_as(tmp_path / "saved.csv")
        page.reload()
        page.get_by_text("Link to this answer").wait_for()
        kept, value = answer_rows(page), page.input_value("select[name=category]")
        page.goto(f"{world}query/initiatives-by-category/?category=clinical-care")  # as someone types it
        page.get_by_text("Link to this answer").wait_for()
        typed = answer_rows(page), page.input_value("select[name=category]")
        page.go_back()
        page.get_by_text("Link to this answer").wait_for()
        page.go_back()
        page.get_by_text("Link to this answer").wait_for(state="detached")
        back = answer_rows(page)
    saved = list(csv.reader(io.StringIO((tmp_path / "saved.csv").read_text(encoding="utf-8-sig"))))[1:]
    assert (every > chosen == kept == len(saved) > 0, back, found) == (True, every, [])
    assert (told.startswith(f"{chosen} row"), value, typed) == (True, "category:clinical-care", (chosen, value))


def test_an_answer_that_comes_late_does_not_replace_that_of_a_later_address(browser: Browser, world: str) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    with reading(browser, world) as page:
        page.goto(f"{world}query/initiatives-by-category/")
        every = answer_rows(page)
        page.route("**/initiatives-by-category.json", hold)
        page.select_option("select[name=category]", "category:clinical-care")
        with page.expect_request("**/initiatives-by-category.json"):
            page.get_by_role("button", name="Answer").click()
        page.go_back()
        with page.expect_response("**/initiatives-by-category.json"):
            held[0].continue_()
        page.wait_for_timeout(100)
        assert answer_rows(page) == every


def test_a_part_of_a_name_is_found_and_what_nobody_has_is_said(browser: Browser, real: str) -> None:
    with reading(browser, real) as page:
        page.goto(f"{real}query/works-by-author/?author=camara+phyllis")
        page.get_by_text("Link to this answer").wait_for()
        authors = {row.split("\t")[1] for row in page.locator("#answered tbody tr").all_inner_texts()}
        page.fill("input[name=author]", "zzz")
        page.keyboard.press("Enter")
        page.get_by_text("No record answers this question.").wait_for()
    assert authors == {"Camara Phyllis Jones"}


def test_the_counts_of_other_facets_follow_a_choice(browser: Browser, real: str) -> None:
    with reading(browser, real) as page:
        page.goto(f"{real}institution/?kind=medical-school")
        rows = len(shown(page))
        box = page.locator("input[name=initiatives][value=some]")
        promised = int(box.locator("xpath=following-sibling::b").inner_text())
        box.check()
        kept = len(shown(page))
        page.click("button[type=reset]")
        page.wait_for_url(f"{real}institution/")
        everything = len(shown(page))
    assert (0 < promised == kept < rows < everything) is True


def test_a_search_from_home_finds_by_another_name(browser: Browser, world: str) -> None:
    with reading(browser, world) as page:
        page.goto(world)
        page.fill("#find", "systémic")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search/?q=*")
        first = page.locator("[data-results] li").first
        first.wait_for()
        found = (first.locator(".name").inner_text(), first.locator("p").inner_text())
    assert found == ("Structural racism", "Systemic racism")


def test_a_text_is_copied(browser: Browser, world: str) -> None:
    with reading(browser, world, permissions=["clipboard-read", "clipboard-write"]) as page:
        page.goto(f"{world}id/concept/racism/")
        page.focus("button[data-copy=iri]")
        page.keyboard.press("Enter")
        page.get_by_text("Copied").wait_for()
        copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == "https://w3id.org/arkg/id/concept/racism"


def test_without_a_script_everything_is_there(browser: Browser, world: str) -> None:
    with reading(browser, world, java_script_enabled=False) as page:
        page.goto(f"{world}initiative/")
        rows = page.locator("[data-rows] li").count()
        seen = page.locator("[data-rows] li:visible").count()
        facets = page.locator("fieldset:visible").count()
        usable = page.locator("fieldset input:enabled").count()
        told = page.locator("noscript").first.inner_text()
        page.goto(world)
        page.fill("#find", "racism")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search/?q=*")
        names = page.locator(".names li:visible").count()
    assert (rows == seen > 0, facets > 0, usable, names > rows) == (True, True, 0, True)
    assert "need JavaScript" in told


@pytest.mark.parametrize("path", ["initiative/", "concept/"])
def test_a_list_is_printed_whole_without_what_only_a_screen_needs(browser: Browser, world: str, path: str) -> None:
    with reading(browser, world, width=794) as page:
        page.goto(world + path)
        rows = page.locator("[data-rows] li").count()
        page.emulate_media(media="print")
        printed = page.locator("[data-rows] li:visible").count()
        controls = page.locator("input:visible, button:visible, .facets:visible, header nav:visible").count()
    assert (printed == rows > 0, controls) == (True, 0)


def test_the_longest_concept_is_half_as_long_on_a_phone_as_it_was(browser: Browser, real: str) -> None:
    with reading(browser, real, width=360) as page:
        page.goto(f"{real}id/concept/racism/")
        height = page.evaluate("document.documentElement.scrollHeight")
    assert height <= 15_088 / 2


LONGEST = (
    "concept/racism",
    "concept/structural-racism",
    "concept/anti-racism",
    "resource/aamc-anti-racism-resources",
    "institution/liaison-committee-on-medical-education",
)


def test_the_longest_records_are_printed_on_three_pages(browser: Browser, real: str) -> None:
    numbers = {}
    with reading(browser, real) as page:
        for record in LONGEST:
            page.goto(f"{real}id/{record}/")
            numbers[record] = len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4")))
    assert {record: number for record, number in numbers.items() if not 1 <= number <= 3} == {}


def test_the_map_of_concepts_is_walked_by_keyboard(browser: Browser, world: str) -> None:
    with reading(browser, world, width=360) as page:
        page.goto(f"{world}concept/map/")
        page.focus("a[data-concept=racism]")
        chosen = []
        for key in ("ArrowRight", "ArrowLeft"):
            page.keyboard.press(key)
            chosen.append(page.evaluate("document.activeElement.dataset.concept"))
        below = page.evaluate("document.querySelector('[data-above=racism]').dataset.concept")
        page.keyboard.press("Enter")
        page.wait_for_url("**/id/concept/racism/")
    assert chosen == [below, "racism"]


def test_a_page_without_an_address_learns_it(browser: Browser, world: str) -> None:
    with reading(browser, world) as page:
        page.goto(f"{world}data/")
        code, note = page.inner_text("#curl"), page.locator("[data-address]").is_visible()
    assert (f"{world}data/arkg.nt.gz" in code, "ADDRESS" in code, note) == (True, False, False)


def test_every_stop_of_the_keyboard_is_seen(browser: Browser, world: str) -> None:
    with reading(browser, world, width=360) as page:
        page.goto(f"{world}id/resource/anti-racism-page/")
        stops = page.locator(
            "a:not([tabindex]):visible, button:visible, summary:visible, [tabindex='0']:visible"
        ).count()
        hidden = []
        for _ in range(stops):
            page.keyboard.press("Tab")
            seen = page.evaluate(
                "(() => { const it = document.activeElement, width = it.getBoundingClientRect().width;"
                " return width > 0 && getComputedStyle(it).outlineStyle !== 'none' ? '' : it.outerHTML; })()"
            )
            hidden += [seen] if seen else []
    assert hidden == []


def test_a_page_does_not_jump_while_it_loads(browser: Browser, real: str) -> None:
    watch = (
        "new PerformanceObserver(list => { for (const each of list.getEntries()) window.moved += each.value; })"
        ".observe({type: 'layout-shift', buffered: true})"
    )
    moved = {}
    with reading(browser, real, width=360) as page:
        page.add_init_script(f"window.moved = 0; {watch}")
        for path in REAL:
            page.goto(real + path)
            page.wait_for_timeout(150)
            moved[path] = page.evaluate("window.moved") <= 0.02
    assert moved == dict.fromkeys(REAL, True)


def test_pages_are_valid_html(real: str, world: str, folder: Path) -> None:
    checker = ROOT / "node_modules" / ".bin" / "html-validate"
    assert (checker.is_file(), bool(real and world)) == (True, True), "html-validate is needed: run npm ci."
    config = ROOT / "tests" / "browser" / "htmlvalidate.cjs"
    chosen = [folder / "some" / "where", *(folder / "real" / path / "index.html" for path in REAL)]
    command = [str(checker), "--config", str(config), "--formatter", "text", *map(str, chosen)]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (told.stdout, told.stderr, told.returncode) == ("", "", 0)
