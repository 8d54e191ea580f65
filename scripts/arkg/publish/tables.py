"""The records of a kind → a CSV table for people who open spreadsheets, and what its columns mean (CSVW).

Standards: https://www.w3.org/TR/tabular-data-primer/, https://www.w3.org/TR/tabular-metadata/. A table is read, not
handed in again: names stand where records point to records, with the identifiers in a column of their own; what has
no place in one cell (a quotation, a listing) is left to the other forms.
"""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from arkg.contribute.write_table import guarded
from arkg.errors import InputFault
from arkg.namespaces import ARKG
from arkg.publish.bibliography import cite_each, describe, text, works
from arkg.publish.project import DATA_LICENCE
from arkg.schema import read_schema

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from arkg.publish.folder import Folder
    from arkg.publish.records import Record
    from arkg.publish.site import Site
    from arkg.schema import Field, RecordType, Schema

SEPARATOR = " || "
"""What stands between several values of a cell; a single | is part of many titles."""
BOM = "\ufeff"
"""The mark by which spreadsheet programs see that a file is UTF-8."""
XSD = "http://www.w3.org/2001/XMLSchema#"
DATATYPES = {f"{XSD}{name}": name for name in ("boolean", "date", "gYear", "gYearMonth", "integer", "string")}
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
SOURCE = "http://www.w3.org/ns/oa#hasSource"
EVIDENCE = f"{ARKG}evidence"
DESCRIPTION = "csv-metadata.json"
WORKS = {"works.bib": "bibtex", "works.ris": "ris", "works.json": "csl-json"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, what it means, how its cells are made and read, and the property it stands for."""

    title: str
    meaning: str
    cell: Callable[[Record], Sequence[str]]
    datatype: str = "string"
    language: str = ""
    predicate: str = ""
    several: bool = True

    @property
    def name(self) -> str:
        """Return the heading as a name that CSVW allows."""
        return re.sub(r"[^A-Za-z0-9]+", "_", self.title).strip("_")

    def describe(self) -> dict[str, Any]:
        """Return what CSVW says of the column; one that states no property of the graph is left out of RDF."""
        said: dict[str, Any] = {"name": self.name, "titles": self.title, "dc:description": self.meaning}
        said |= {"datatype": self.datatype}
        said |= {"separator": SEPARATOR} if self.several else {}
        said |= {"lang": self.language} if self.language else {}
        return said | ({"propertyUrl": self.predicate} if self.predicate else {"suppressOutput": True})


def write_tables(site: Site, folder: Folder) -> Iterator[str]:
    """Write a table of each kind, the description of all of them, and the works for reference managers."""
    schema = read_schema(site.repository)
    described = []
    for name, records in site.records.items():
        if kind := schema.record_types.get(name):
            columns = choose_columns(site, schema, kind, records)
            folder.put_texts(f"data/{name}.csv", to_csv(columns, records))
            described.append(describe_table(name, columns))
            yield f"data/{name}.csv"
    folder.put(f"data/{DESCRIPTION}", to_description(site, described).encode())
    write_works(site, folder)
    yield "data/works.bib"


def write_works(site: Site, folder: Folder) -> None:
    """Write the works for reference managers."""
    items = [describe(site, record) for record in works(site)]
    for name, form in WORKS.items():
        folder.put_texts(f"data/{name}", cite_each(items, form))


def choose_columns(site: Site, schema: Schema, kind: RecordType, records: Iterable[Record]) -> list[Column]:
    """Return the columns of a kind in which any record has something."""
    spoken: dict[str, set[str]] = {field.path.value: set() for field in kind.fields if field.has_language}
    empty = {column.title: column for column in find_columns(site, schema, kind, spoken)}
    for record in records:
        for predicate, languages in spoken.items():
            values = record.values(predicate)
            languages.update(each.language or "en" for each in values if isinstance(each, ox.Literal))
        for title in [title for title, column in empty.items() if column.cell(record)]:
            del empty[title]
    return [column for column in find_columns(site, schema, kind, spoken) if column.title not in empty]


def find_columns(
    site: Site, schema: Schema, kind: RecordType, languages: Mapping[str, Collection[str]]
) -> Iterator[Column]:
    """Return the columns of a kind: the identifier, then what its rules name, in reading order."""
    yield Column("identifier", "The persistent identifier of the record.", itself, "anyURI", several=False)
    for field in kind.fields:
        if field.constant:
            continue
        if field.part:
            yield from part_columns(schema, field)
        elif field.path.value == TYPE:
            yield Column(field.name, field.description, classes(schema, kind))
        elif field.has_language:
            yield from language_columns(field, languages[field.path.value])
        elif field.record_types or field.choices:
            yield Column(field.name, field.description, labels(site, field), several=field.maximum != 1)
            yield plain(field, f"{field.name} identifier", "anyURI")
        else:
            datatype = DATATYPES.get(field.datatypes[0].value, "string") if len(field.datatypes) == 1 else "string"
            yield plain(field, field.name, datatype if field.is_literal else "anyURI")


def itself(record: Record) -> list[str]:
    """Return the identifier of a record."""
    return [record.iri.value]


def plain(field: Field, title: str, datatype: str) -> Column:
    """Return the column of a field whose values stand as they are."""
    return Column(
        title,
        field.description,
        lambda record: [text(each) for each in record.values(field.path.value)],
        datatype,
        predicate=field.path.value,
        several=field.maximum != 1,
    )


def labels(site: Site, field: Field) -> Callable[[Record], list[str]]:
    """Return the cells of a field whose values have names."""
    return lambda record: [site.labels.get(text(each), text(each)) for each in record.values(field.path.value)]


def classes(schema: Schema, kind: RecordType) -> Callable[[Record], list[str]]:
    """Return the cells that say of what type a record is, beside its kind."""

    def cell(record: Record) -> list[str]:
        own = (each for each in record.values(TYPE) if each != kind.target)
        return [schema.label(each) for each in own if isinstance(each, ox.NamedNode)]

    return cell


def language_columns(field: Field, languages: Collection[str]) -> Iterator[Column]:
    """Return a column for each language that a record speaks here, English first."""
    for language in sorted(languages, key=lambda each: (each != "en", each)):
        yield Column(
            field.name if language == "en" else f"{field.name} ({language})",
            field.description,
            in_language(field.path.value, language),
            language=language,
            predicate=field.path.value,
            several=not field.one_per_language,
        )


def in_language(predicate: str, language: str) -> Callable[[Record], list[str]]:
    """Return the cells of what is said in one language."""
    return lambda record: [
        each.value
        for each in record.values(predicate)
        if isinstance(each, ox.Literal) and (each.language or "en") == language
    ]


def part_columns(schema: Schema, field: Field) -> Iterator[Column]:
    """Return the column of a field that leads to parts: their one text, or the sources of evidence."""
    part = schema.parts[field.part] if field.part else None
    if field.path.value == EVIDENCE:
        yield Column("source", "Where what the record says was read.", of_parts(EVIDENCE, SOURCE), "anyURI")
    elif part and part.main:
        yield Column(field.name, field.description, of_parts(field.path.value, part.main.path.value))


def of_parts(way: str, predicate: str) -> Callable[[Record], list[str]]:
    """Return the cells of what the parts of a record say, each value once."""

    def cell(record: Record) -> list[str]:
        parts = (part for part in record.values(way) if isinstance(part, ox.NamedNode))
        return list(dict.fromkeys(text(each) for part in parts for each in record.values(predicate, part)))

    return cell


def to_csv(columns: Sequence[Column], records: Iterable[Record]) -> Iterator[str]:
    """Write a table: headings, then a row for each record, texts on one line."""
    yield BOM + to_row([column.title for column in columns])
    for record in records:
        yield to_row([to_cell(column.cell(record), record) for column in columns])


def to_row(cells: Sequence[str]) -> str:
    """Write one row."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue()


def to_cell(values: Sequence[str], record: Record) -> str:
    """Write values in one cell, on one line, never as a formula; raise InputFault for one that holds the separator."""
    if any(SEPARATOR.strip() in value for value in values):
        raise InputFault(f"A value holds {SEPARATOR.strip()}, which parts values.", where=record.iri.value)
    return guarded(SEPARATOR.join(" ".join(value.split()) for value in values))


def describe_table(kind: str, columns: Sequence[Column]) -> dict[str, Any]:
    """Return what CSVW says of a table."""
    schema = {
        "columns": [column.describe() for column in columns],
        "aboutUrl": "{identifier}",
        "primaryKey": "identifier",
    }
    return {"url": f"{kind}.csv", "tableSchema": schema}


def to_description(site: Site, tables: Sequence[dict[str, Any]]) -> str:
    """Write the description of all tables."""
    said = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:title": site.project.title,
        "dc:publisher": site.project.publisher,
        "dc:modified": {"@value": site.project.released, "@type": "xsd:date"},
        "dc:license": {"@id": DATA_LICENCE},
        "dialect": {"encoding": "utf-8", "lineTerminators": ["\r\n", "\n"]},
        "tables": tables,
    }
    return json.dumps(said, ensure_ascii=False, indent=1) + "\n"
