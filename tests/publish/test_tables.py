"""Tables say what the records say, as CSVW describes them; works can be cited in every form."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from csvw import CSVW
from tests.support.publication import bibliography

from arkg.errors import InputFault
from arkg.publish import Record, Site, publish
from arkg.publish.citations import FORMS
from arkg.publish.tables import to_cell

if TYPE_CHECKING:
    from pathlib import Path

    from arkg.workspace import Workspace


@pytest.fixture(scope="module")
def data(world: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("published") / "site"
    publish(world, target, pages=False)
    return target / "data"


def find(site: Site, kind: str, slug: str) -> Record:
    """Give one record."""
    return next(each for each in site.records[kind] if each.slug == slug)


def read(path: Path) -> list[dict[str, str]]:
    """Read a table as a spreadsheet program does."""
    return list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))


def test_a_reader_of_csvw_finds_the_tables_well_described(data: Path) -> None:
    described = CSVW(str(data / "csv-metadata.json"), validate=True)
    assert (described.is_valid, list(described.warnings)) == (True, [])


def test_there_is_a_table_of_each_kind_with_a_row_for_each_record(data: Path, site: Site) -> None:
    tables = {path.stem: [row["identifier"] for row in read(path)] for path in sorted(data.glob("*.csv"))}
    assert tables == {kind: [record.iri.value for record in records] for kind, records in site.records.items()}


def test_every_table_is_described_column_by_column(data: Path) -> None:
    described = json.loads((data / "csv-metadata.json").read_text(encoding="utf-8"))["tables"]
    assert {table["url"]: [each["titles"] for each in table["tableSchema"]["columns"]] for table in described} == {
        path.name: list(read(path)[0]) for path in sorted(data.glob("*.csv"))
    }


def test_the_cells_of_a_table_give_back_what_the_records_say(data: Path, site: Site) -> None:
    described = json.loads((data / "csv-metadata.json").read_text(encoding="utf-8"))["tables"]
    differing = [
        (record.iri.value, column["titles"])
        for table in described
        for record, row in zip(site.records[table["url"][:-4]], read(data / table["url"]), strict=True)
        for column in table["tableSchema"]["columns"]
        if "propertyUrl" in column
        if " || ".join(
            " ".join(each.value.split())  # type: ignore[union-attr]
            for each in record.values(column["propertyUrl"])
            if column.get("lang") in {None, getattr(each, "language", None)}
        )
        != row[column["titles"]]
    ]
    assert differing == []


def test_a_table_names_what_it_points_to(data: Path) -> None:
    article = next(row for row in read(data / "resource.csv") if row["name"] == "Streets and Lungs")
    columns = ("name (es)", "type", "author", "about", "about identifier", "published", "part of", "source")
    assert {column: article[column] for column in columns} == {
        "name (es)": "Calles y pulmones",
        "type": "scholarly article",
        "author": "Dee Invented",
        "about": "Racism || Residential segregation",
        "about identifier": "https://w3id.org/arkg/id/concept/racism || "
        "https://w3id.org/arkg/id/concept/residential-segregation",
        "published": "2022-05-10",
        "part of": "Housing and Health",
        "source": "https://doi.org/10.99999/housing.2022.7",
    }


def test_a_value_that_would_be_read_as_two_is_refused(site: Site) -> None:
    with pytest.raises(InputFault, match="which separates values"):
        to_cell(["one || two"], find(site, "concept", "racism"))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-x", "@SUM(A1)", "'=1+1"])
def test_no_cell_is_a_live_formula(site: Site, text: str) -> None:
    record = find(site, "concept", "racism")
    cells = [to_cell(values, record) for values in ([text], [text, "x"], ["x", text])]
    assert cells == [f"'{text}", f"'{text} || x", f"x || {text}"]


WORK = {
    "bibtex": """@article{streets-and-lungs,
  author = {Invented, Dee},
  title = {{Streets and Lungs}},
  journal = {Journal of Imagined Medicine},
  volume = {12},
  number = {5},
  pages = {41--47},
  year = {2022},
  month = {5},
  doi = {10.99999/housing.2022.7},
  issn = {9999-9994},
  pmid = {999000007},
  pmcid = {PMC999000007},
  url = {https://doi.org/10.99999/housing.2022.7},
}
""",
    "ris": """TY  - JOUR
ID  - streets-and-lungs
AU  - Invented, Dee
TI  - Streets and Lungs
PY  - 2022
DA  - 2022/05/10
T2  - Journal of Imagined Medicine
VL  - 12
IS  - 5
DO  - 10.99999/housing.2022.7
AN  - 999000007
C2  - PMC999000007
UR  - https://doi.org/10.99999/housing.2022.7
SP  - 41
EP  - 47
SN  - 9999-9994
ER  -<end>""".replace("<end>", " \n").replace("\n", "\r\n"),
}


@pytest.mark.parametrize("form", sorted(WORK))
def test_a_resource_is_cited_as_the_work_it_is(site: Site, form: str) -> None:
    assert bibliography(site, [find(site, "resource", "streets-and-lungs")], form) == WORK[form]


def test_csl_json_says_what_a_reference_manager_asks(site: Site) -> None:
    assert json.loads(bibliography(site, [find(site, "resource", "streets-and-lungs")], "csl-json")) == [
        {
            "id": "streets-and-lungs",
            "type": "article-journal",
            "title": "Streets and Lungs",
            "author": [{"family": "Invented", "given": "Dee"}],
            "container-title": "Journal of Imagined Medicine",
            "volume": "12",
            "issue": "5",
            "page": "41-47",
            "issued": {"date-parts": [[2022, 5, 10]]},
            "DOI": "10.99999/housing.2022.7",
            "ISSN": "9999-9994",
            "PMID": "999000007",
            "PMCID": "PMC999000007",
            "URL": "https://doi.org/10.99999/housing.2022.7",
        }
    ]


def test_every_other_record_is_cited_as_an_entry_of_this_release(site: Site) -> None:
    year, month, day = site.project.released.split("-")
    assert json.loads(bibliography(site, [find(site, "concept", "racism")], "csl-json")) == [
        {
            "id": "concept-racism",
            "type": "entry",
            "title": "Racism (concept)",
            "container-title": site.project.title,
            "publisher": site.project.publisher,
            "version": site.project.version,
            "issued": {"date-parts": [[int(year), int(month), int(day)]]},
            "URL": "https://w3id.org/arkg/id/concept/racism",
        }
    ]


@pytest.mark.parametrize("form", sorted(FORMS))
def test_every_record_can_be_cited_in_every_form(site: Site, form: str) -> None:
    assert [record for record in site.by_iri.values() if not bibliography(site, [record], form).strip()] == []


def test_the_lists_of_works_hold_every_work(data: Path, site: Site) -> None:
    slugs = [work.slug for work in site.current("resource")]
    bib = (data / "works.bib").read_text(encoding="utf-8")
    ris = (data / "works.ris").read_bytes().decode()
    assert [line.partition("{")[2].rstrip(",") for line in bib.splitlines() if line.startswith("@")] == slugs
    assert [line.removeprefix("ID  - ") for line in ris.split("\r\n") if line.startswith("ID")] == slugs
    assert [item["id"] for item in json.loads((data / "works.json").read_text(encoding="utf-8"))] == slugs


def test_tex_prints_a_title_as_it_is_written(site: Site) -> None:

    record = replace(find(site, "resource", "streets-and-lungs"), label=r"50% of {A & B}_C #1 \ ~x^2$")
    assert (
        r"title = {{50\% of \{A \& B\}\_C \#1 \textbackslash{} \textasciitilde{}x\textasciicircum{}2\$}}"
        in bibliography(site, [record], "bibtex")
    )


def test_a_form_of_citation_that_does_not_exist_is_refused(site: Site) -> None:
    with pytest.raises(InputFault, match="no form of citation"):
        bibliography(site, [], "endnote")
