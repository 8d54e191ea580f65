"""Hands texts in at the doors of a small graph that never changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from arkg.contribute import MAX_SIZE, read_all
from arkg.contribute.write import files
from arkg.names import expand
from arkg.turtle import render

if TYPE_CHECKING:
    from arkg.errors import Finding
    from arkg.formats.source import Source
    from arkg.workspace import Contribution, Workspace


def read(
    source: Source, workspace: Workspace, *, form: str | None = None, kind: str | None = None, max_size: int = MAX_SIZE
) -> tuple[Contribution, tuple[Finding, ...]]:
    """Read one file, or an open stream."""
    return read_all([source], workspace, form=form, kind=kind, max_size=max_size)


def told(finding: Finding, world: Workspace) -> str:
    """Return where something cannot be read, and what is said of it besides the message of the rule."""
    rule = expand(finding.rule, world.prefixes)
    head = world.schema.rule(rule).message.rstrip(" .") if rule else ""
    field = f" ({finding.place.field})" if finding.place.field else ""
    return f"{finding.place}{field}: {finding.message.removeprefix(f'{head}. ')}"


def hand_in(world: Workspace, name: str, content: str | bytes, **options: str | int) -> tuple[list[str], list[str]]:
    """Write a file, read it as a contribution, and give the lines of its Turtle, without prefixes, and the problems."""
    path = world.root / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    contribution, problems = read(path, world, **options)  # type: ignore[arg-type]
    text = render((each.triple for each in contribution.statements), world.prefixes)
    lines = [line for line in text.splitlines() if line and not line.startswith(("PREFIX", "."))]
    return lines, [told(each, world) for each in problems]


def statements(world: Workspace, name: str, content: str, **options: str | int) -> list[str]:
    """Return the statements of a contribution without problems, each with its line, column and field."""
    path = world.root / name
    path.write_text(content, encoding="utf-8")
    contribution, problems = read(path, world, **options)  # type: ignore[arg-type]
    assert problems == ()
    return sorted(
        f"{each.location.line}:{each.location.column} {each.location.field} {each.triple.object}"
        for each in contribution.statements
    )


def written(world: Workspace, name: str, content: str) -> dict[str, str]:
    """Return the files that a contribution without problems changes, by their paths, as they would be written."""
    path = world.root / name
    path.write_text(content, encoding="utf-8")
    contribution, problems = read(path, world)
    assert [told(each, world) for each in problems] == []
    return {world.place(each.path): each.after for each in files(world, contribution) if each.before != each.after}
