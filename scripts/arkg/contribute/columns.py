"""The columns of a table of records: a name ↔ the field, or the field of a part, that stands in it."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from arkg.contribute.fields import squash
from arkg.errors import InputFault, UnknownName

if TYPE_CHECKING:
    from collections.abc import Iterator

    from arkg.contribute.fields import Field, Kind, Model

Path = tuple["Field", ...]
DEEPEST = 4


def paths(kind: Kind, model: Model, depth: int = 1) -> Iterator[Path]:
    """Give every field of a kind, and of its parts and their parts, that one cell can fill, the nearest first.

    A path is the field of the record, then that of the part it leads to, and so on. A field that leads to parts is a
    column itself where a part needs no more than a text.
    """
    for field in kind.fields:
        if field.constant:
            continue
        part = model.parts[field.part] if field.part else None
        if part is None or part.main:
            yield (field,)
        if part and depth < DEEPEST:
            yield from ((field, *path) for path in paths(part, model, depth + 1))


def find_column(name: str, kind: Kind, model: Model) -> Path:
    """Give the path that the name of a column stands for; outer names may be left out where that is clear.

    Raises UnknownName for no field, InputFault where the name may stand for several.
    """
    wanted = squash(name)
    found = [path for path in paths(kind, model) if wanted in spellings(path)]
    nearest = [path for path in found if len(path) == min(len(each) for each in found)]
    if len(nearest) > 1:
        full = [full_name(path) for path in nearest]
        raise InputFault(f"The column {name!r} may be {' or '.join(full)}.", remedy=f"Write e.g. {full[0]}.")
    if not nearest:
        known = [short_name(path, kind, model) for path in paths(kind, model)]
        raise UnknownName("column", name, known, remedy=f"A table of {kind.name}s can have {', '.join(known)}.")
    return nearest[0]


def spellings(path: Path) -> set[str]:
    """Give every name of a path: its last field, after any of those before it."""
    outer, last = [squash(field.name) for field in path[:-1]], squash(path[-1].name)
    return {"".join(kept) + last for size in range(len(path)) for kept in combinations(outer, size)}


def full_name(path: Path) -> str:
    """Name a path in full."""
    return " ".join(field.name for field in path)


def short_name(path: Path, kind: Kind, model: Model) -> str:
    """Name a path as shortly as is clear."""
    for start in range(len(path) - 1, 0, -1):
        name = full_name(path[start:])
        wanted = squash(name)
        found = [each for each in paths(kind, model) if wanted in spellings(each)]
        if [each for each in found if len(each) <= len(path)] == [path]:
            return name
    return full_name(path)
