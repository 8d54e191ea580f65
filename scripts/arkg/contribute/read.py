"""Read files, each in its format, into one contribution."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.contribute.build import Builder, begin
from arkg.errors import ArkgError, InputFault, Location, SyntaxFault
from arkg.formats.csv import read_table
from arkg.formats.draft import Draft
from arkg.formats.issue_form import read_form
from arkg.formats.jsonld.reader import read_jsonld
from arkg.formats.rdf import note_nameless, read_lines, read_turtle
from arkg.formats.rdfxml import read_rdfxml
from arkg.formats.references import Names
from arkg.formats.source import MAX_SIZE, Source, name_of, read_source
from arkg.formats.yaml import read_yaml
from arkg.names import nearest, squash
from arkg.turtle import unmerged
from arkg.workspace import Contribution, Located

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from arkg.errors import Finding
    from arkg.formats.draft import Mapping
    from arkg.workspace import Workspace

FORMS = {
    ".ttl": "turtle",
    ".nt": "n-triples",
    ".nq": "n-quads",
    ".trig": "trig",
    ".jsonld": "json-ld",
    ".json": "json-ld",
    ".rdf": "rdf/xml",
    ".xml": "rdf/xml",
    ".owl": "rdf/xml",
    ".yaml": "yaml",
    ".yml": "yaml",
    ".csv": "csv",
    ".tsv": "csv",
    ".md": "form",
}
"""The suffixes of file names → the forms they stand for, which ``form`` (and ``--as``) can name too."""

SHEETS = (".xlsx", ".xls", ".ods", ".numbers")
"""The suffixes of what spreadsheet programs save by themselves."""

STARTS = {
    "yaml": r"(---|%YAML|(- )?(kind|name|slug): )",
    "csv": r"\"?(kind|name|slug)\"?[,;\t]",
    "json-ld": r"[{\[]\s*[\"{]",
    "rdf/xml": r"<\?xml|<rdf:RDF",
    "turtle": r"(?i)(@prefix|prefix [\w-]*:)",
}
"""How texts of each form usually begin."""
LONGEST_START = 1000


def read_all(  # noqa: PLR0913 - each has its default
    sources: Iterable[Source],
    workspace: Workspace,
    *,
    form: str | None = None,
    kind: str | None = None,
    max_size: int = MAX_SIZE,
    names: Names | None = None,
) -> tuple[Contribution, tuple[Finding, ...]]:
    """Read files into one contribution, whose records may refer to each other, and note what cannot be read.

    ``kind`` is the kind of the CSV rows and YAML records that name none; ``max_size`` is in bytes, for each file.
    Records are referred to by ``names``, by default of those in the files of the workspace.
    """
    draft = Draft(workspace, names or Names(workspace), kind)
    builders = [builder for source in sources for builder in take_in(source, draft, form, max_size)]
    draft.names.take(draft.statements)
    draft.names.expect(each for builder in builders for each in builder.references())
    for builder in builders:
        builder.build()
    note_nameless(draft)
    in_order = sorted(draft.findings, key=lambda each: (each.place.file, each.place.line, each.place.column))
    located = tuple(Located(triple, place) for triple, place in draft.statements.items())
    return Contribution(located, draft.records, draft.comments, draft.forms), tuple(in_order)


def take_in(source: Source, draft: Draft, form: str | None, max_size: int) -> list[Builder]:
    """Read a file into the draft, or note why it cannot be read; return the records still to be looked up."""
    name, before = name_of(source, draft.workspace), draft.size
    chosen, text = form or "", ""
    try:
        chosen = find_form(source, name, form)
        text = read_source(source, name, max_size)
        draft.forms[name] = chosen
        if chosen not in RDF_TEXTS and (conflict := unmerged(text, name)):
            raise conflict
        builders = list(begin(list(READERS[chosen](text, name, draft) or ()), draft))
        if not builders and draft.size == before:
            raise InputFault("The file has no content.", remedy="arkg new KIND prints a template to start from.")
    except SyntaxFault as fault:
        meant = looks_like(text)
        known = meant in {"", chosen} or {meant, chosen} <= {*RDF_TEXTS}
        if not known:
            fault.remedy = f"It looks like {meant}: say so with --as {meant}."
        draft.note(fault, replace(fault.place, file=fault.place.file or name))
    except ArkgError as fault:
        draft.note(fault, Location(name))
    else:
        return builders
    return []


READERS: dict[str, Callable[[str, str, Draft], Iterator[Mapping] | None]] = {
    "yaml": read_yaml,
    "csv": read_table,
    "form": read_form,
    "turtle": read_turtle,
    "n-triples": partial(read_lines, form=ox.RdfFormat.N_TRIPLES),
    "n-quads": partial(read_lines, form=ox.RdfFormat.N_QUADS),
    "trig": partial(read_turtle, trig=True),
    "json-ld": read_jsonld,
    "rdf/xml": read_rdfxml,
}
"""What reads the texts of each form: it yields records, or takes statements into the draft."""


def looks_like(text: str) -> str:
    """Return the form that the beginning of a text shows it to be in; an empty text where it does not."""
    start = text[:LONGEST_START].lstrip()
    return next((form for form, pattern in STARTS.items() if re.match(pattern, start)), "")


RDF_TEXTS = ("turtle", "n-triples", "n-quads", "trig")
"""Forms that begin alike."""


def find_form(source: Source, name: str, form: str | None) -> str:
    """Return the form that is asked for, else the one that a file's suffix stands for; raise InputFault for none."""
    known = sorted({*FORMS.values()})
    if form:
        by_name = {squash(each): each for each in known} | {squash(suffix): each for suffix, each in FORMS.items()}
        if squash(form) in by_name:
            return by_name[squash(form)]
        near = " or ".join(nearest(form, known)) or ", ".join(known)
        raise InputFault(f"There is no format {form!r}.", remedy=f"Write --as with one of: {near}.")
    suffix = Path(name).suffix.lower() if isinstance(source, Path) else ""
    if suffix in FORMS:
        return FORMS[suffix]
    if suffix in SHEETS:
        raise InputFault("This is a spreadsheet.", where=name, remedy="Save the table as CSV, in UTF-8.")
    what = f"Unsupported file type {suffix!r}." if suffix else "The format of this text is unknown."
    raise InputFault(what, where=name, remedy=f"Name its format with --as: {', '.join(known)}.")
