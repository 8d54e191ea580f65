"""The columns of a table of records: a name ↔ the field, or the field of a part, that stands in it."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from arkg.errors import InputFault, UnknownName
from arkg.names import nearest, squash, with_article

if TYPE_CHECKING:
    from collections.abc import Iterator

    from arkg.schema import Field, RecordType, Schema

Path = tuple["Field", ...]
DEEPEST = 4
LONGEST = 200


def paths(kind: RecordType, schema: Schema, depth: int = 1) -> Iterator[Path]:
    """Yield every field of a kind, and of its parts and their parts, that one cell can fill, the nearest first.

    A path is the field of the record, then that of the part it leads to, and so on. A field that leads to parts is a
    column itself where a part needs no more than a text.
    """
    for field in kind.fields:
        if field.constant:
            continue
        part = schema.parts[field.part] if field.part else None
        if part is None or part.main:
            yield (field,)
        if part and depth < DEEPEST:
            yield from ((field, *path) for path in paths(part, schema, depth + 1))


class Columns:
    """The columns that a table of one kind can have, by every name that they go by."""

    def __init__(self, kind: RecordType, schema: Schema) -> None:
        self.kind = kind
        self._by_name: dict[str, list[Path]] = {}
        self._paths = list(paths(kind, schema))
        for path in self._paths:
            for spelling in spellings(path):
                self._by_name.setdefault(spelling, []).append(path)

    def find(self, name: str) -> Path:
        """Return the path that the name of a column stands for; outer names may be left out where that is clear.

        Raises UnknownName for no field, InputFault where the name may stand for several.
        """
        found = self._by_name.get(squash(name), [])
        shortest = [path for path in found if len(path) == min(len(each) for each in found)]
        if len(shortest) > 1:
            full = [full_name(path) for path in shortest]
            raise InputFault(f"The column {name!r} may be {' or '.join(full)}.", remedy=f"Write e.g. {full[0]}.")
        if not shortest:
            fields = ", ".join(field.name for field in self.kind.fields if not field.constant)
            remedy = f"{with_article(self.kind.name).capitalize()} can have {fields}."
            near = nearest(name[:LONGEST], map(self.name, self._paths))
            raise UnknownName("column", name[:LONGEST], near, remedy=remedy)
        return shortest[0]

    def name(self, path: Path) -> str:
        """Return the shortest clear name of a path."""
        for start in range(len(path) - 1, 0, -1):
            name = full_name(path[start:])
            if [each for each in self._by_name[squash(name)] if len(each) <= len(path)] == [path]:
                return name
        return full_name(path)


def spellings(path: Path) -> set[str]:
    """Return every name of a path: its last field, after any of those before it."""
    outer, last = [squash(field.name) for field in path[:-1]], squash(path[-1].name)
    return {"".join(kept) + last for size in range(len(path)) for kept in combinations(outer, size)}


def full_name(path: Path) -> str:
    """Return the full name of a path."""
    return " ".join(field.name for field in path)
