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
    store = ox.Store()
    store.extend(ox.Quad(*triple) for triple in before)
    for path in sorted((workspace.root / FOLDER).glob("*.ru")):
        store.update(path.read_text(encoding="utf-8"))
    after = {quad.triple for quad in store}
    return text if after == before else render(after, workspace.prefixes, comment=document.comment)
