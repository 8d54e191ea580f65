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
from arkg.publish.citations import FORMS, describe, write
from arkg.publish.forms import fill_json, to_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from arkg.publish.folder import Folder
    from arkg.publish.site import Record, Site
    from arkg.schema import Field, RecordType

    Cell = Callable[[Record], Sequence[str]]
    """The values of a record in a column."""

MARK = "||"
SEPARATOR = f" {MARK} "
"""The separator of several values in a cell; a single | is part of many titles."""
DATATYPES = {f"{XSD}{name}": name for name in ("boolean", "date", "gYear", "gYearMonth", "integer", "string")}
SOURCE = f"{OA}hasSource"
EVIDENCE = f"{ARKG}evidence"


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
    works = [describe(site, each) for each in site.current("resource")]
    for form, (_, suffix) in FORMS.items():
        folder.put(f"data/works.{suffix}", write(works, form).encode())
    yield "data/works.bib"


def choose_columns(site: Site, kind: RecordType, records: Sequence[Record]) -> list[Column]:
    """Return the columns of a record type in which any record has a value: the identifier, then its fields."""
    identifier = Column(
        "identifier", "The persistent identifier of the record.", lambda each: [each.iri.value], "anyURI", several=False
    )
    found = (column for field in kind.fields for column in _make_columns(site, kind, field, records))
    return [identifier, *(column for column in found if any(map(column.cell, records)))]


def _make_columns(site: Site, kind: RecordType, field: Field, records: Iterable[Record]) -> Iterator[Column]:
    """Yield the columns of a field: of one that leads to parts, their one text, or the sources of evidence."""
    path, named, several = field.path.value, (field.name, field.description), field.maximum != 1
    part = site.schema.parts[field.part] if field.part else None
    if path == EVIDENCE:
        yield Column("source", "The sources of the record.", _of_parts(EVIDENCE, SOURCE), "anyURI")
    elif part:
        yield from [Column(*named, _of_parts(path, part.main.path.value))] if part.main else []
    elif field.path == TYPE:
        own = kind.target
        yield Column(*named, lambda each: [site.schema.label(one) for one in each.nodes(TYPE.value) if one != own])
    elif field.has_language:
        yield from _language_columns(field, records)
    elif field.record_types or field.choices:
        yield Column(*named, lambda each: [site.label(value) or value for value in each.texts(path)], several=several)
        yield _plain_column(field, f"{field.name} identifier", "anyURI")
    else:
        datatype = DATATYPES.get(field.datatypes[0].value, "string") if len(field.datatypes) == 1 else "string"
        yield _plain_column(field, field.name, datatype if field.is_literal else "anyURI")


def _plain_column(field: Field, title: str, datatype: str) -> Column:
    """Return the column of a field whose values are written as they are."""
    path, several = field.path.value, field.maximum != 1
    return Column(title, field.description, lambda each: each.texts(path), datatype, predicate=path, several=several)


def _language_columns(field: Field, records: Iterable[Record]) -> Iterator[Column]:
    """Yield a column for each language in which any record has this field, English first."""
    path, several = field.path.value, not field.one_per_language
    values = (value for record in records for value in record.values(path))
    found = {each.language or "en" for each in values if isinstance(each, ox.Literal)}
    for language in sorted(found, key=lambda each: (each != "en", each)):
        title = field.name if language == "en" else f"{field.name} ({language})"

        def cell(record: Record, language: str = language) -> list[str]:
            literals = (each for each in record.values(path) if isinstance(each, ox.Literal))
            return [each.value for each in literals if (each.language or "en") == language]

        yield Column(title, field.description, cell, language=language, predicate=path, several=several)


def _of_parts(way: str, predicate: str) -> Cell:
    """Return the cells of the values of the parts of a record, each value once."""

    def cell(record: Record) -> list[str]:
        return list(dict.fromkeys(each for part in record.nodes(way) for each in record.texts(predicate, part)))

    return cell


def to_csv(columns: Sequence[Column], records: Iterable[Record]) -> str:
    """Return a table: headings, then a row for each record."""
    rows = ([to_cell(column.cell(record), record) for column in columns] for record in records)
    return write_rows([column.title for column in columns], rows)


def write_rows(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return rows as CSV (RFC 4180), with the mark by which spreadsheet programs see that it is UTF-8."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([headings, *rows])
    return f"\ufeff{out.getvalue()}"


def to_cell(values: Sequence[str], record: Record) -> str:
    """Write values in one cell, on one line, never as a formula; raise InputFault for one that holds the separator."""
    if any(MARK in value for value in values):
        raise InputFault(f"A value holds {MARK}, which separates values.", where=record.iri.value)
    return guarded(SEPARATOR.join([" ".join(value.split()) for value in values])) if values else ""
