"""The statements of a record → its file: where it stands, and what is written in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.contribute.build import LONGEST_SLUG, SLUG
from arkg.errors import InputFault
from arkg.names import in_english, slug_of
from arkg.namespaces import ARKG, PREF_LABEL, RECORDS, SHAPE
from arkg.turtle import read, render

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from arkg.workspace import Contribution, Workspace


@dataclass(frozen=True, slots=True)
class File:
    """The file of a record: its text as it stands (None where there is none yet) and as it is to be."""

    record: ox.NamedNode
    path: Path
    before: str | None
    after: str


def files(workspace: Workspace, contribution: Contribution) -> tuple[File, ...]:
    """Return the files that a contribution makes or changes, in the order of their paths.

    Raises InputFault for a statement about what is no record of this graph, or whose identifier is no file name.
    """
    about: dict[ox.NamedNode | None, list[ox.Triple]] = {}
    for each in contribution.statements:
        subject = each.triple.subject
        record = ox.NamedNode(subject.value.partition("#")[0]) if isinstance(subject, ox.NamedNode) else None
        about.setdefault(record, []).append(each.triple)
    found = [to_file(workspace, each, triples, contribution) for each, triples in about.items() if each]
    if None in about:
        raise InputFault(
            "A blank node does not belong to any record.", remedy="Give it an IRI: that of its record with #part-1."
        )
    return tuple(sorted(found, key=lambda file: file.path.as_posix()))


def to_file(workspace: Workspace, record: ox.NamedNode, triples: list[ox.Triple], contribution: Contribution) -> File:
    """Return the file of a record; without a comment, it keeps the one it has, or opens with the record's name."""
    kind, _, slug = record.value.removeprefix(RECORDS).partition("/")
    path = workspace.record_path(record)
    if path is None or not SLUG.fullmatch(kind) or not SLUG.fullmatch(slug) or len(slug) > LONGEST_SLUG:
        named = f"A record is named {RECORDS}KIND/SLUG, the slug in small letters, digits and hyphens."
        by_hand = "Terms and rules are not added: edit ontology/ or shapes/, and run arkg validate."
        ours = record.value.startswith((ARKG.rstrip("#"), SHAPE.rstrip("#")))
        raise InputFault("This is not a record of this graph.", where=record.value, remedy=by_hand if ours else named)
    before = workspace.read(path) if path.is_file() else None
    comment = contribution.comments.get(record) or kept_comment(before, record) or opening(record, triples)
    return File(record, path, before, render(triples, workspace.prefixes, comment=comment))


def opening(record: ox.NamedNode, triples: Iterable[ox.Triple]) -> str:
    """Return the comment that a record's file opens with when nobody has written one: its name, as a sentence."""
    names = (each.object for each in triples if each.subject == record and each.predicate == PREF_LABEL)
    name = " ".join(in_english(names).split()) or slug_of(record)
    return name if name.endswith((".", "!", "?")) else f"{name}."


def kept_comment(before: str | None, record: ox.NamedNode) -> str:
    """Return the comment of a file that exists, unless it is only the name that the record had."""
    if before is None:
        return ""
    document = read(before)
    comment = document.comment
    return "" if comment == opening(record, [each.triple for each in document.statements]) else comment
