"""A record of an earlier version of the vocabulary → the same record in the terms of today, by updates in SPARQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.turtle import read, render

if TYPE_CHECKING:
    from arkg.workspace import Workspace

FOLDER = "ontology/migrations"


def migrate(text: str, workspace: Workspace, *, file: str = "") -> str:
    """Return a record in Turtle, in the house layout, in the terms of today; the text as it is where it uses no others.

    The updates of ``ontology/migrations`` run in the order of their versions.

    Raises:
        SyntaxFault: the text is not Turtle.
    """
    document = read(text, file=file, known_prefixes=workspace.prefixes)
    before = {each.triple for each in document.statements}
    after = update(before, workspace)
    return text if after == before else render(after, workspace.prefixes, comment=document.comment)


def update(triples: set[ox.Triple], workspace: Workspace) -> set[ox.Triple]:
    """Return the statements of a record after every update."""
    store = ox.Store()
    store.extend(ox.Quad(each.subject, each.predicate, each.object) for each in triples)
    for path in sorted((workspace.root / FOLDER).glob("*.ru")):
        store.update(path.read_text(encoding="utf-8"))
    return {quad.triple for quad in store}
