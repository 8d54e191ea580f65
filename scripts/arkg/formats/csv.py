r"""CSV → records as keys and values, each with its row and its column.

The first row names the fields, below a line ``sep=;`` where a spreadsheet has written one; `|` stands between several
values (`\|` for the sign itself); `name@es` is a column in another language. An empty cell says nothing.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from arkg.errors import ArkgError, InputFault, Location, SyntaxFault
from arkg.formats.columns import Columns, Path, paths
from arkg.formats.draft import Entry, Mapping, Scalar
from arkg.formats.values.texts import MARK, find_flaw
from arkg.names import squash
from arkg.schema import POSITION

if TYPE_CHECKING:
    from collections.abc import Iterator

    from arkg.formats.draft import Draft
    from arkg.schema import Field, RecordType, Schema

OWN = ("kind", "slug", "comment")
DELIMITERS = ",;\t"
SEPARATOR = re.compile(r'"?sep=(.?)"?\s*', re.IGNORECASE)
"""The line with which Excel says by what the cells of a table are separated."""
FORMULA = re.compile(r"=|[+@-].*\(.*\)")
SPLIT = re.compile(r"(?:\\[|\\]|[^|])+")
MOST_COLUMNS = 1000


def read_table(text: str, file: str, draft: Draft) -> Iterator[Mapping]:
    """Yield the records of a CSV text (RFC 4180), row by row; note what is wrong with a heading, a row or a cell.

    Raises SyntaxFault where the text is no table.
    """
    rows = split(text, file)
    line, headings = next((row for row in rows if any(cell.strip() for cell in row[1])), (1, []))
    top = Location(file, line)
    columns = read_headings(headings, top, draft)
    if columns is None:
        return
    table = Table(columns, top, draft)
    for line, cells in rows:
        place = Location(file, line)
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(columns):
            has = "1 cell" if len(cells) == 1 else f"{len(cells)} cells"
            what = f"The row has {has}, but there are {len(columns)} columns."
            remedy = 'Put text with a comma, a quotation mark, or a line break in "…".'
            draft.note(InputFault(what, remedy=remedy), place)
            continue
        before = len(draft.findings)
        mapping = table.to_mapping(cells, place)
        if mapping.text("name") or mapping.text("slug") or len(draft.findings) == before:
            yield mapping


def split(text: str, file: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the cells of each row, with the line that it begins on."""
    line, delimiter = 1, ""
    if said := SEPARATOR.fullmatch(text.partition("\n")[0]):
        line, delimiter, text = 2, said[1], text.partition("\n")[2]
    if delimiter and delimiter not in DELIMITERS:
        what = f"The cells are separated by {delimiter!r}."
        raise SyntaxFault(
            what, file=file, line=1, remedy="Save the table with commas, semicolons or tabs between them."
        )
    first = text.lstrip("\n").partition("\n")[0]
    delimiter = delimiter or max(DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    before = line - 1
    try:
        for cells in reader:
            yield line, cells
            line = before + reader.line_num + 1
    except csv.Error as fault:
        raise to_syntax_fault(fault, file, line) from fault


def to_syntax_fault(fault: csv.Error, file: str, line: int) -> SyntaxFault:
    """Return the error for a row that cannot be read, in plain words."""
    problem = str(fault)
    if "field limit" in problem:
        return SyntaxFault(f"A cell has more than {csv.field_size_limit():,} characters.", file=file, line=line)
    if "end of data" in problem:
        return SyntaxFault("The quotation mark that opens here is never closed.", file=file, line=line)
    remedy = 'Write a quotation mark inside a text twice: "the ""Framework"""'
    return SyntaxFault(f"This row is not CSV: {problem}.", file=file, line=line, remedy=remedy)


def read_headings(headings: list[str], place: Location, draft: Draft) -> list[str] | None:
    """Return the columns; note what is wrong with them, and return None where no row can be read by them."""
    columns = [each.strip() for each in headings]
    parts = [each.partition("@") for each in columns]
    keys = [(squash(name), language.strip().lower()) for name, _, language in parts]
    names = {name for name, _ in keys}
    before = len(draft.findings)
    if len(columns) > MOST_COLUMNS:
        what = f"The table has {len(columns):,} columns."
        draft.note(InputFault(what, remedy=f"{MOST_COLUMNS} is the most."), place)
    elif not {"name", "slug"} & names:
        what = f"There is no column 'name': the first row must name the fields, not {', '.join(headings[:3])[:80]!r}."
        draft.note(InputFault(what, remedy="arkg new KIND --format csv prints a header to start from."), place)
    elif "kind" not in names and not draft.kind:
        remedy = f"Add one ({', '.join(draft.schema.record_types)}), or name the kind of all rows with --kind."
        draft.note(InputFault("There is no column 'kind'.", remedy=remedy), place)
    else:
        twice = [each for at, each in enumerate(columns) if each and keys[at] in keys[:at]]
        for each in twice:
            twin = InputFault(f"There are two columns {each!r}.", remedy="Write several values into one cell: A|B")
            draft.note(twin, replace(place, field=each))
    return columns if len(draft.findings) == before else None


class Table:
    """The columns of a table below ``top``, and the field that each is for each type of record, as far as found."""

    def __init__(self, headings: list[str], top: Location, draft: Draft) -> None:
        self._headings = [(each, squash(each.partition("@")[0])) for each in headings]
        self._top = top
        self._draft = draft
        self._columns: dict[str, Columns] = {}
        self._fields: dict[tuple[str, str], Path | None] = {}

    def to_mapping(self, cells: list[str], place: Location) -> Mapping:
        """Return the record of a row."""
        row = [(*column, cell.strip()) for column, cell in zip(self._headings, cells, strict=True)]
        given = next((value for _, name, value in row if name == "kind"), "")
        kind = self._draft.schema.find(given or self._draft.kind or "")
        entries: list[tuple[Path, Entry]] = []
        own: list[Entry] = []
        for heading, name, value in row:
            at = replace(place, field=heading)
            if not value or note_formula(value, at, self._draft):
                continue
            if kind is None or name in OWN:
                own.append(Entry(name if name in OWN else heading, at, (Scalar(value, at),)))
            elif path := self._field(heading, kind):
                entries.append((path, to_entry(path[-1], heading, value, at)))
        return Mapping((*own, *nest(entries, place)), place, partial=True)

    def _field(self, heading: str, kind: RecordType) -> Path | None:
        """Return the field that a column is for a kind; note once, at the first row, where it is none."""
        key = (kind.name, heading)
        if key not in self._fields:
            self._fields[key] = None
            if kind.name not in self._columns:
                self._columns[kind.name] = Columns(kind, self._draft.schema)
            try:
                self._fields[key] = self._columns[kind.name].find(heading.partition("@")[0].strip())
            except ArkgError as fault:
                if not heading:
                    fault.what = "A cell is in a column without a name."
                self._draft.note(fault, replace(self._top, field=heading), value=heading)
        return self._fields[key]


def note_formula(value: str, at: Location, draft: Draft) -> bool:
    """Return whether a cell holds a formula, which is noted; a quotation mark (') before it makes it a text."""
    if not FORMULA.match(value):
        return False
    what = f"The cell holds a formula, {value[:60]!r}."
    remedy = "Write its result. To mean the text itself, write ' before it (in a spreadsheet, type two: '')."
    draft.note(InputFault(what, remedy=remedy), at, value=value[:60])
    return True


def to_entry(about: Field, heading: str, cell: str, at: Location) -> Entry:
    """Return the field with the values of a cell; prose of which there is one is not split."""
    language = heading.partition("@")[2].strip()
    parts = [cell] if about.is_single else [re.sub(r"\\([|\\])", r"\1", part) for part in SPLIT.findall(cell)]
    key = f"{about.name}@{language}" if language else about.name
    return Entry(key, at, tuple(Scalar(text, at) for part in parts if (text := meant(part))))


def nest(entries: list[tuple[Path, Entry]], place: Location, depth: int = 0) -> Iterator[Entry]:
    """Yield entries, the fields of parts within a part: one of each sort."""
    inner: dict[str, list[tuple[Path, Entry]]] = {}
    for path, entry in entries:
        if len(path) == depth + 1:
            yield entry
        else:
            inner.setdefault(path[depth].name, []).append((path, entry))
    for name, parts in inner.items():
        yield Entry(name, place, (Mapping(tuple(nest(parts, place, depth + 1)), place, partial=True),))


Column = tuple[str, Path, str]
"""A key of the record itself or else the path of a field, and the language of its values."""
LIVE = re.compile(r"'*[=+@\t\r-]")
"""How a cell begins that a spreadsheet takes for a formula, or would if the mark before it were gone."""
EDGED = re.compile(r"'*\s[\s\S]*|[\s\S]*\s'*")
"""A text with a blank at an end, which a cell would lose."""


def guarded(cell: str) -> str:
    """Return a cell with a mark before what a spreadsheet would take for a formula; any other is itself."""
    return MARK + cell if LIVE.match(cell) else cell


def exact(text: str) -> str:
    """Return a text as a cell that is read back as the same text: in marks where a blank would be lost, and guarded."""
    cell = f"{MARK}{text}{MARK}" if EDGED.fullmatch(text) else text
    return cell if find_flaw(cell.lstrip(MARK)) else guarded(cell)


def meant(cell: str) -> str:
    """Return the text that a cell, or one of its values, stands for: what ``exact`` made, and any other without blanks.

    >>> [meant(exact(text)) for text in ("=1+1", " edge ", "plain", "'quoted'")]
    ['=1+1', ' edge ', 'plain', "'quoted'"]
    """
    text = cell.strip()
    if text.startswith(MARK) and LIVE.match(text[1:]) and not find_flaw(text.lstrip(MARK)):
        text = text[1:]
    inner = text[1:-1]
    return inner if text[:1] == text[-1:] == MARK and EDGED.fullmatch(inner) else text


def in_list(text: str) -> str:
    """Return a value as it stands beside others in a cell."""
    return exact(text).replace("\\", "\\\\").replace("|", "\\|")


def join(texts: list[str], field: Field) -> str:
    """Write several values into one cell."""
    return exact(texts[0]) if field.is_single else "|".join(map(in_list, texts))


def to_csv(rows: list[dict[Column, str]], kind: RecordType, schema: Schema) -> str:
    """Write rows as a table with the columns that any of them needs, and those that every record needs."""
    languages = sorted({language for row in rows for _, _, language in row} | {""})
    order: list[Column] = [("kind", (), ""), ("slug", (), "")]
    order += [("", path, language) for path in paths(kind, schema) for language in languages]
    columns = [
        (own, path, language)
        for own, path, language in order
        if any((own, path, language) in row for row in rows)
        or own
        or (not language and all(field.minimum and field.path != POSITION for field in path))
    ]
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    names = Columns(kind, schema)
    headings = (own or names.name(path) + (f"@{language}" if language else "") for own, path, language in columns)
    writer.writerow(headings)
    writer.writerows([row.get(column, "") for column in columns] for row in rows)
    return table.getvalue()
