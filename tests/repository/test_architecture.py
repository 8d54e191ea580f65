"""Imports go down only and through the faces of packages, folders stay small, docstrings say what is returned."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import arkg

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(arkg.__file__).parent
TESTS = Path(__file__).parents[1]
LAYERS = (
    "errors namespaces",
    "description files names",
    "turtle schema",
    "store",
    "workspace search",
    "formats",
    "infer query reports",
    "contribute",
    "validate",
    "publish",
    "serve",
    "cli",
)
RANKS = {part: rank for rank, parts in enumerate(LAYERS) for part in parts.split()}
OF_TERMINAL = {"click", "rich"}
MOST_MODULES = 9
TREES = {
    path.relative_to(PACKAGE): ast.parse(path.read_text(encoding="utf-8")) for path in sorted(PACKAGE.rglob("*.py"))
}


def part_of(module: Path) -> str:
    """Return the part of the package that a module belongs to: the verb or the subject it is about."""
    return module.parts[0].removesuffix(".py")


def imports() -> Iterator[tuple[Path, str]]:
    """Yield every module, with the full name of each module that it imports, wherever in it."""
    for module, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                yield from ((module, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield module, "." * node.level + (node.module or "")


def documented(package: str) -> set[str]:
    """Return the modules of a package that its docstring names for others: the ``module`` in double backquotes."""
    docstring = ast.get_docstring(TREES[Path(package) / "__init__.py"]) or ""
    return set(re.findall(r"``(\w+)``", docstring))


def test_imports_go_down_one_layer_after_the_other() -> None:
    found = {
        f"{module}: {name}"
        for module, name in imports()
        if name.startswith("arkg.") and (part := name.split(".")[1]) != part_of(module)
        if RANKS[part] >= RANKS[part_of(module)]
    }
    assert found == set()


def test_imports_from_another_package_use_its_face_or_a_module_that_its_docstring_names() -> None:
    found = {
        f"{module}: {name}"
        for module, name in imports()
        if name.count(".") > 1 and name.startswith("arkg.") and name.split(".")[1] != part_of(module)
        if name.split(".")[2] not in documented(name.split(".")[1])
    }
    assert found == set()


def test_imports_have_full_names_and_only_the_command_line_uses_the_terminal() -> None:
    relative = {f"{module}: {name}" for module, name in imports() if name.startswith(".") or name == "arkg"}
    terminal = {f"{module}: {name}" for module, name in imports() if name.split(".")[0] in OF_TERMINAL}
    assert (relative, {each for each in terminal if not each.startswith("cli/")}) == (set(), set())


def test_a_folder_has_at_most_nine_modules_unless_each_is_a_command() -> None:
    modules = [*PACKAGE.rglob("*.py"), *TESTS.rglob("*.py")]
    counts = Counter(module.parent for module in modules if module.name != "__init__.py")
    large = {folder for folder, count in counts.items() if count > MOST_MODULES}
    assert large - {PACKAGE / "cli"} == set()


def test_docstrings_say_what_is_returned_or_done() -> None:
    found = {
        f"{module}: {docstring.splitlines()[0]}"
        for module, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Module)
        if (docstring := ast.get_docstring(node)) and re.match(r"(Give|Say|Tell)\b", docstring)
    }
    assert found == set()
