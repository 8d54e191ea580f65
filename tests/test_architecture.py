"""Imports go one way, and the command line alone speaks to the world."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import arkg

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(arkg.__file__).parent
LAYERS = (
    ("errors", "namespaces"),
    ("description", "files", "names"),
    ("schema", "turtle"),
    ("store",),
    ("workspace",),
    ("resolve",),
    ("infer", "validate", "query", "contribute", "evidence", "show", "stats"),
    ("publish",),
    ("serve",),
    ("cli",),
)
RANKS = {part: rank for rank, parts in enumerate(LAYERS) for part in parts}
SPEAKING = {"click", "rich"}
MODULES = sorted(
    path.relative_to(PACKAGE) for path in PACKAGE.rglob("*.py") if path.name != "__init__.py" or path.parent != PACKAGE
)


def part_of(module: Path) -> str:
    """Return the part of the package that a module belongs to."""
    return module.parts[0].removesuffix(".py")


def imports(module: Path) -> Iterator[str]:
    """Yield the full name of every module that a module imports, wherever in it."""
    for node in ast.walk(ast.parse((PACKAGE / module).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_a_module_imports_only_from_its_own_part_and_from_the_layers_below(module: Path) -> None:
    own = part_of(module)
    parts = {name.split(".")[1] for name in imports(module) if name.startswith("arkg.")} - {own}
    assert {part for part in parts if RANKS[part] >= RANKS[own]} == set()


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_a_module_imports_by_full_names(module: Path) -> None:
    assert [name for name in imports(module) if name.startswith(".") or name == "arkg"] == []


@pytest.mark.parametrize("module", [each for each in MODULES if part_of(each) != "cli"], ids=str)
def test_only_the_command_line_knows_the_terminal(module: Path) -> None:
    assert {name.split(".")[0] for name in imports(module)} & SPEAKING == set()
