"""Records as cells by column → a CSV table, as the doors read it back."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

from arkg.contribute.columns import Columns, Path, paths
from arkg.contribute.texts import MARK, find_flaw
from arkg.schema import POSITION

if TYPE_CHECKING:
    from arkg.schema import Field, RecordType, Schema

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
    single = field.is_literal and (field.maximum == 1 or field.one_per_language)
    return exact(texts[0]) if single else "|".join(map(in_list, texts))


def to_csv(rows: list[dict[Column, str]], kind: RecordType, schema: Schema) -> str:
    """Write rows as a table with the columns that any of them needs, and those that every record needs."""
    languages = sorted({language for row in rows for _, _, language in row} | {""})
    order: list[Column] = [("kind", (), ""), ("slug", (), "")]
    order += [("", path, language) for path in paths(kind, schema) for language in languages]
    columns = [column for column in order if is_needed(column) or any(column in row for row in rows)]
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    names = Columns(kind, schema)
    writer.writerow([heading(column, names) for column in columns])
    writer.writerows([row.get(column, "") for column in columns] for row in rows)
    return table.getvalue()


def is_needed(column: Column) -> bool:
    """Say whether every record needs a column."""
    own, path, language = column
    return bool(own) or (not language and all(field.minimum and field.path != POSITION for field in path))


def heading(column: Column, names: Columns) -> str:
    """Name a column, with its language after it."""
    own, path, language = column
    return own or names.name(path) + (f"@{language}" if language else "")
