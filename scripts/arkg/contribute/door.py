"""Opens the door that a file's form asks for, and gathers what comes through into one contribution."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from arkg.contribute.build import Builder, Raw, begin
from arkg.contribute.draft import Draft
from arkg.contribute.fields import Model, read_model
from arkg.contribute.intake import MAX_SIZE, Source, name_of, read_source
from arkg.contribute.names import Names
from arkg.contribute.problem import Problem, from_error
from arkg.contribute.rdf import read_turtle
from arkg.contribute.yaml import read_yaml
from arkg.errors import ArkgError, InputFault, SyntaxFault, nearest
from arkg.graph import Contribution, Place

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pyoxigraph as ox

    from arkg.graph import Repository

FORMS = {
    ".ttl": "turtle",
    ".yaml": "yaml",
    ".yml": "yaml",
}
"""The suffixes of file names → the forms they stand for, which ``form`` (and ``--as``) can name too."""


def read(
    source: Source,
    repository: Repository,
    *,
    form: str | None = None,
    kind: str | None = None,
    max_size: int = MAX_SIZE,
    store: ox.Store | None = None,
) -> tuple[Contribution, tuple[Problem, ...]]:
    """Read one file (or an open stream) as ``form``, else as its suffix says; see ``read_all``."""
    return read_all([source], repository, form=form, kind=kind, max_size=max_size, store=store)


def read_all(
    sources: Iterable[Source],
    repository: Repository,
    *,
    form: str | None = None,
    kind: str | None = None,
    max_size: int = MAX_SIZE,
    store: ox.Store | None = None,
) -> tuple[Contribution, tuple[Problem, ...]]:
    """Read files into one contribution, whose records may refer to each other, and give the problems met.

    ``kind`` is the kind of the CSV rows and YAML records that name none; ``max_size`` is in bytes, for each file.
    Names of records are looked up in ``store``, which holds the graph, or in the files of the repository.
    """
    model, draft, names = read_model(repository), Draft(), Names(repository, store)
    raws: list[Raw] = []
    for source in sources:
        name = name_of(source, repository)
        try:
            chosen = find_form(source, name, form)
            name, text = read_source(source, repository, max_size)
            raws += open_door(chosen, text, name, model, kind, draft, names)
        except SyntaxFault as fault:
            draft.problems.append(from_error(fault, Place(fault.file or name, fault.line, fault.column)))
        except ArkgError as fault:
            draft.problems.append(from_error(fault, Place(name)))
    for raw in raws:
        Builder(raw, model, names, draft).build()
    return draft.finish(), tuple(sorted(draft.problems, key=by_place))


def open_door(  # noqa: PLR0913 - a door may need each of them
    form: str, text: str, file: str, model: Model, kind: str | None, draft: Draft, names: Names
) -> list[Raw]:
    """Take what a text says into the draft; give the records whose values are still to be looked up."""
    if form == "yaml":
        return list(begin(list(read_yaml(text, file)), model, kind, draft, names))
    read_turtle(text, file, model, draft)
    return []


def find_form(source: Source, name: str, form: str | None) -> str:
    """Give the form that is asked for, else the one that a file's suffix stands for; raise InputFault for none."""
    known = sorted({*FORMS.values()})
    if form:
        folded = FORMS.get(f".{form.lower()}", form.lower())
        if folded in known:
            return folded
        near = " or ".join(nearest(form, known)) or ", ".join(known)
        raise InputFault(f"There is no form {form!r}.", remedy=f"Write --as with one of: {near}.")
    suffix = Path(name).suffix.lower() if isinstance(source, Path) else ""
    if suffix in FORMS:
        return FORMS[suffix]
    what = f"Nothing is known of files that end in {suffix!r}." if suffix else "The form of this text is not known."
    raise InputFault(what, where=name, remedy=f"Say what it is with --as: {', '.join(known)}.")


def by_place(problem: Problem) -> tuple[str, int, int]:
    """Order problems by file and line."""
    return problem.place.file, problem.place.line, problem.place.column
