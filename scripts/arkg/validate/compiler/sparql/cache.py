"""Analyses of queries, kept in a folder: analyzing one takes rdflib, and thirty milliseconds.

An analysis is found by the text of its query and by the code and the libraries that made it, so that none is ever out
of date. A file that cannot be read or written is as good as none.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from arkg.validate.compiler.paths import Alternative, Read, Repeat, Sequence, Step
from arkg.validate.compiler.sparql.algebra import Analysis, analyse

if TYPE_CHECKING:
    from arkg.validate.compiler.paths import Path as PropertyPath
    from arkg.validate.compiler.sparql.query import Query

CODE = Path(__file__).parents[1]
LIBRARIES = ("pyoxigraph", "rdflib")


class Analyses:
    """Analyses of queries, each made once; in a ``folder``, once for all processes."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._found: dict[str, Analysis] = {}
        self._maker = made_by() if folder else ""

    def find(self, query: Query) -> Analysis:
        """Return the analysis of a query; raise RuleFault for a query that pySHACL cannot run."""
        text = json.dumps([self._maker, query.prefixes, query.text])
        key = hashlib.sha256(text.encode()).hexdigest()
        if key not in self._found:
            path = self._folder / f"{key}.json" if self._folder else None
            found = read(path) if path else None
            if found is None:
                found = analyse(query)
                if path:
                    write(path, found)
            self._found[key] = found
        return self._found[key]


def made_by() -> str:
    """Return what an analysis depends on besides the query: the code of the compiler, and the libraries."""
    code = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(CODE.rglob("*.py"))))
    return " ".join([code.hexdigest(), *map(version, LIBRARIES)])


def read(path: Path) -> Analysis | None:
    """Return the analysis in a file; None where there is none."""
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        reads = [
            Read(None if prefix is None else tuple(map(from_json, prefix)), step_from_json(*step))
            for prefix, step in stored["reads"]
        ]
        return Analysis(frozenset(reads), unbound=stored["unbound"])
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return None


def write(path: Path, analysis: Analysis) -> None:
    """Write an analysis into a file, in one step, so that no process reads a part of it."""
    reads = [
        (None if each.prefix is None else [*map(to_json, each.prefix)], to_json(each.step)[1:])
        for each in sorted(analysis.reads, key=str)
    ]
    text = json.dumps({"reads": reads, "unbound": analysis.unbound})
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).replace(path)


def to_json(path: PropertyPath) -> list[Any]:
    """Return a path as JSON has it."""
    match path:
        case Step(predicate, inverse):
            return ["step", predicate and predicate.value, inverse]
        case Sequence(parts):
            return ["sequence", *map(to_json, parts)]
        case Alternative(parts):
            return ["alternative", *map(to_json, parts)]
        case Repeat(inner, times):
            return ["repeat", to_json(inner), times]


def from_json(stored: list[Any]) -> PropertyPath:
    """Return the path that JSON holds; raise ValueError for anything else."""
    match stored:
        case ["step", predicate, bool() as inverse]:
            return step_from_json(predicate, inverse)
        case ["sequence", *parts]:
            return Sequence(tuple(map(from_json, parts)))
        case ["alternative", *parts]:
            return Alternative(tuple(map(from_json, parts)))
        case ["repeat", list() as inner, str() as times]:
            return Repeat(from_json(inner), times)
    raise ValueError(stored)


def step_from_json(predicate: str | None, inverse: bool) -> Step:  # noqa: FBT001 - a pair in JSON
    """Return the step that JSON holds."""
    return Step(None if predicate is None else ox.NamedNode(predicate), inverse)
