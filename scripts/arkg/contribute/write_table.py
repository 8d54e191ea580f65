"""Records as cells by column → a CSV table, as the doors read it back."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

from arkg.contribute.columns import Columns, Path, paths
from arkg.contribute.fields import POSITION

if TYPE_CHECKING:
    from arkg.contribute.fields import Field, Kind, Model

Column = tuple[str, Path, str]
"""A key of the record itself or else the path of a field, and the language of its values."""


def join(texts: list[str], field: Field) -> str:
    """Write several values into one cell."""
    single = field.is_literal and (field.maximum == 1 or field.one_a_language)
    cell = texts[0] if single else "|".join(text.replace("\\", "\\\\").replace("|", "\\|") for text in texts)
    return f"'{cell}" if re.match(r"'*[=+@-]", cell) else cell


def to_csv(rows: list[dict[Column, str]], kind: Kind, model: Model) -> str:
    """Write rows as a table with the columns that any of them needs, and those that every record needs."""
    languages = sorted({language for row in rows for _, _, language in row} | {""})
    order: list[Column] = [("kind", (), ""), ("slug", (), "")]
    order += [("", path, language) for path in paths(kind, model) for language in languages]
    columns = [column for column in order if is_needed(column) or any(column in row for row in rows)]
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    names = Columns(kind, model)
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
