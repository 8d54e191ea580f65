"""The records of a kind → a CSV table for people who open spreadsheets, and what its columns mean (CSVW).

Standards: https://www.w3.org/TR/tabular-data-primer/, https://www.w3.org/TR/tabular-metadata/. A table is read, not
handed in again: names stand where records point to records, with the identifiers in a column of their own; what has
no place in one cell (a quotation, a listing) is left to the other forms.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.errors import InputFault
from arkg.formats.csv import guarded
from arkg.namespaces import ARKG, OA, TYPE, XSD
from arkg.publish.citations import bibliography, text
from arkg.publish.forms import fill_json, to_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from arkg.publish.folder import Folder
    from arkg.publish.site import Record, Site
    from arkg.schema import Field, RecordType

    Cell = Callable[[Record], Sequence[str]]
    """The values of a record in a column."""

SEPARATOR = " || "
"""The separator of several values in a cell; a single | is part of many titles."""
BOM = "\ufeff"
"""The mark by which spreadsheet programs see that a file is UTF-8."""
DATATYPES = {f"{XSD}{name}": name for name in ("boolean", "date", "gYear", "gYearMonth", "integer", "string")}
SOURCE = f"{OA}hasSource"
EVIDENCE = f"{ARKG}evidence"
WORKS = {"works.bib": "bibtex", "works.ris": "ris", "works.json": "csl-json"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, what it means, how its cells are made and read, and the property it stands for."""

    title: str
    meaning: str
    cell: Cell
    datatype: str = "string"
    language: str = ""
    predicate: str = ""
    several: bool = True

    @property
    def name(self) -> str:
        """Return the heading as a name that CSVW allows."""
        return re.sub(r"[^A-Za-z0-9]+", "_", self.title).strip("_")


def write_tables(site: Site, folder: Folder) -> Iterator[str]:
    """Write a table of each record type, the description of all of them, and the works for reference managers."""
    tables = {}
    for name, records in site.records.items():
        if kind := site.schema.record_types.get(name):
            tables[name] = choose_columns(site, kind, records)
            folder.put(f"data/{name}.csv", to_csv(tables[name], records).encode())
            yield f"data/{name}.csv"
    described = fill_json("csv-metadata.json", tables=tables, separator=SEPARATOR, **site.about)
    folder.put("data/csv-metadata.json", to_json(described))
    for name, form in WORKS.items():
        folder.put(f"data/{name}", bibliography(site, site.current("resource"), form).encode())
    yield "data/works.bib"


def choose_columns(site: Site, kind: RecordType, records: Sequence[Record]) -> list[Column]:
    """Return the columns of a record type in which any record has a value: the identifier, then its fields."""
    identifier = Column("identifier", "The persistent identifier of the record.", _own_iri, "anyURI", several=False)
    found = (column for field in kind.fields for column in _make_columns(site, kind, field, records))
    return [identifier, *(column for column in found if any(map(column.cell, records)))]


def _own_iri(record: Record) -> list[str]:
    """Return the identifier of a record."""
    return [record.iri.value]


def _make_columns(site: Site, kind: RecordType, field: Field, records: Iterable[Record]) -> Iterator[Column]:
    """Yield the columns of a field."""
    if field.part:
        yield from _part_columns(site, field)
    elif field.path == TYPE:
        yield Column(field.name, field.description, _types(site, kind))
    elif field.has_language:
        yield from _language_columns(field, records)
    elif field.record_types or field.choices:
        yield Column(field.name, field.description, _labels(site, field), several=field.maximum != 1)
        yield _plain_column(field, f"{field.name} identifier", "anyURI")
    else:
        datatype = DATATYPES.get(field.datatypes[0].value, "string") if len(field.datatypes) == 1 else "string"
        yield _plain_column(field, field.name, datatype if field.is_literal else "anyURI")


def _plain_column(field: Field, title: str, datatype: str) -> Column:
    """Return the column of a field whose values are written as they are."""
    return Column(
        title,
        field.description,
        lambda record: [text(each) for each in record.values(field.path.value)],
        datatype,
        predicate=field.path.value,
        several=field.maximum != 1,
    )


def _labels(site: Site, field: Field) -> Cell:
    """Return the cells of a field whose values have labels."""
    return lambda record: [site.label(text(each)) or text(each) for each in record.values(field.path.value)]


def _types(site: Site, kind: RecordType) -> Cell:
    """Return the cells of the types of a record, other than its record type."""
    return lambda record: [
        site.schema.label(each)
        for each in record.values(TYPE.value)
        if each != kind.target and isinstance(each, ox.NamedNode)
    ]


def _language_columns(field: Field, records: Iterable[Record]) -> Iterator[Column]:
    """Yield a column for each language in which any record has this field, English first."""
    values = (value for record in records for value in record.values(field.path.value))
    languages = {each.language or "en" for each in values if isinstance(each, ox.Literal)}
    for language in sorted(languages, key=lambda each: (each != "en", each)):
        yield Column(
            field.name if language == "en" else f"{field.name} ({language})",
            field.description,
            _in_language(field.path.value, language),
            language=language,
            predicate=field.path.value,
            several=not field.one_per_language,
        )


def _in_language(predicate: str, language: str) -> Cell:
    """Return the cells of the values in one language."""
    return lambda record: [
        each.value
        for each in record.values(predicate)
        if isinstance(each, ox.Literal) and (each.language or "en") == language
    ]


def _part_columns(site: Site, field: Field) -> Iterator[Column]:
    """Yield the column of a field that leads to parts: their one text, or the sources of evidence."""
    part = site.schema.parts[field.part] if field.part else None
    if field.path.value == EVIDENCE:
        yield Column("source", "The sources of the record.", _of_parts(EVIDENCE, SOURCE), "anyURI")
    elif part and part.main:
        yield Column(field.name, field.description, _of_parts(field.path.value, part.main.path.value))


def _of_parts(way: str, predicate: str) -> Cell:
    """Return the cells of the values of the parts of a record, each value once."""

    def cell(record: Record) -> list[str]:
        parts = (part for part in record.values(way) if isinstance(part, ox.NamedNode))
        return list(dict.fromkeys(text(each) for part in parts for each in record.values(predicate, part)))

    return cell


def to_csv(columns: Sequence[Column], records: Iterable[Record]) -> str:
    """Return a table (RFC 4180): headings, then a row for each record, each on one line."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([column.title for column in columns])
    writer.writerows([to_cell(column.cell(record), record) for column in columns] for record in records)
    return BOM + out.getvalue()


def to_cell(values: Sequence[str], record: Record) -> str:
    """Write values in one cell, on one line, never as a formula; raise InputFault for one that holds the separator."""
    if any(SEPARATOR.strip() in value for value in values):
        raise InputFault(f"A value holds {SEPARATOR.strip()}, which parts values.", where=record.iri.value)
    return guarded(SEPARATOR.join(" ".join(value.split()) for value in values))
