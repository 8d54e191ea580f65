"""Ask the graph a question, or list the questions."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import pyoxigraph as ox

from arkg.cli._common import (
    examples,
    graph_option,
    looking_for_records,
    progress,
    store_option,
    talk,
    write,
    write_table,
)
from arkg.errors import InputFault
from arkg.files import check_file
from arkg.query import (
    FORMATS,
    SEARCH,
    Answer,
    Question,
    Table,
    answer,
    cells,
    find_question,
    questions,
    read_question,
    render,
)
from arkg.workspace import Workspace, decode, find

if TYPE_CHECKING:
    from arkg.store import Store

ASKED = "asked_"
QUESTION = "arkg.question"
MOST = 1_000_000
"""How many statements of a store are copied into memory, to be asked with what they entail."""


class Ask(click.Command):
    """A command that stands for one command for each question, with an option for each of its parameters."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: object
    ) -> click.Context:
        """Read the question first, and make the context of its own command."""
        plain = click.Context(self, parent, info_name, ignore_unknown_options=True)
        given, _, _ = self.make_parser(plain).parse_args([*args])
        name, graph = given.get("name"), given.get("workspace")
        if not isinstance(name, str):
            return super().make_context(info_name, args, parent, **extra)
        if name.startswith("-") and name != "-":
            option = name.partition("=")[0]
            raise click.UsageError(f"Name the question before {option}: arkg query NAME {option} …")
        question = read(find(Path.cwd(), Path(graph) if isinstance(graph, str) else None), name)
        options = (param for param in self.params if isinstance(param, click.Option))
        own = click.Command(
            self.name,
            callback=self.callback,
            params=[click.Argument(["name"], metavar=""), *to_options(question), *options],
            options_metavar=f"{question.name} [OPTIONS]",
            help=f"{question.summary}\n\n{question.description}",
            epilog=examples(to_example(question)),
        )
        context = own.make_context(info_name, args, parent, **extra)
        context.meta[QUESTION] = question
        return context


def read(workspace: Workspace, name: str) -> Question:
    """Read a question: from stdin for "-", the text itself where it is SPARQL, from a file, else by its name."""
    if "{" in name:
        return read_question("-", name, "query")
    if name == "-":
        return read_question("-", decode(sys.stdin.buffer.read(), "stdin"), "stdin")
    path = Path(name)
    if path.suffix != ".rq" and len(path.parts) == 1:
        return find_question(workspace, name)
    try:
        check_file(path)
    except InputFault as fault:
        fault.remedy = "Name a file with a query, or a question: arkg query lists them."
        raise
    return read_question(path.stem, workspace.read(path), workspace.place(path))


def to_options(question: Question) -> list[click.Parameter]:
    """Return an option for each parameter of the question; given more than once, it takes several values."""
    return [
        click.Option(
            [f"--{parameter.name.replace('_', '-')}", ASKED + parameter.name],
            multiple=True,
            metavar="TEXT" if parameter.type == SEARCH else parameter.type.upper(),
            help=f"{parameter.description} For example: {parameter.example}",
        )
        for parameter in question.parameters
    ]


def to_example(question: Question) -> str:
    """Return the command that asks the question with the examples of its header."""
    options = (f" --{each.name.replace('_', '-')} {shlex.quote(each.example)}" for each in question.parameters)
    return f"arkg query {question.name}{''.join(options)}"


@click.command(
    cls=Ask,
    epilog=examples(
        "arkg query",
        "arkg query initiatives-by-category --category research",
        "arkg query definitions-of-concept --concept racism --format csv",
        "arkg query 'SELECT ?class { ?class a owl:Class }'",
    ),
)
@click.argument("name", required=False)
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default=None,
    help="Output format; by default table, or ttl for statements.",
)
@click.option("--inferred", is_flag=True, help="Query also what the graph entails (OWL 2 RL).")
@store_option
@graph_option
@click.pass_context
def command(  # noqa: PLR0913 - one for each option
    ctx: click.Context,
    /,
    name: str | None,
    form: str | None,
    workspace: Workspace,
    store: Store | None,
    *,
    inferred: bool,
    **asked: Any,
) -> None:
    """Ask the graph a question, and print the answer.

    NAME is a question of the graph, a SPARQL query, a file with one, or - for a query on stdin. Without it, the
    questions are listed. A question has options of its own: arkg query NAME --help.
    """
    if name is None:
        rows = tuple((ox.Literal(each.name), ox.Literal(each.summary)) for each in questions(workspace))
        put(Table(("question", "asks"), rows), form, workspace)
        return
    with progress("Loading the graph"):
        asked_of = load(workspace, inferred=inferred) if store is None else store
        if store is not None and inferred:
            asked_of = with_entailed(store)
    values = {key.removeprefix(ASKED): list(value) for key, value in asked.items()}
    with progress("Asking"), looking_for_records():
        found = answer(workspace, asked_of, ctx.meta[QUESTION], values)
    put(found, form, workspace)


def load(workspace: Workspace, *, inferred: bool) -> ox.Store:
    """Load ontology and data into a store, with what they entail where that is asked for."""
    store = workspace.store()
    if inferred:
        from arkg.infer import entailed  # noqa: PLC0415 - few questions need it

        store.bulk_extend(ox.Quad(*triple) for triple in entailed(workspace.quads("ontology", "data"), warn=talk))
    return store


def with_entailed(store: Store, *, most: int = MOST) -> ox.Store:
    """Copy a store into memory, with what it entails; raise InputFault for one of more than so many statements."""
    if (number := len(store)) > most:
        raise InputFault(
            f"{number:,} statements are too many to copy into memory; the limit is {most:,}.",
            where="--inferred",
            remedy="Load what they entail, too: arkg infer --store … --format nt > inferred.nt, then "
            "arkg load DIR … inferred.nt, and ask that store without --inferred",
        )
    from arkg.infer import entailed_by_store  # noqa: PLC0415 - few questions need it

    copy = ox.Store()
    copy.bulk_extend(ox.Quad(each.subject, each.predicate, each.object) for each in store)
    copy.bulk_extend(ox.Quad(*triple) for triple in entailed_by_store(store, warn=talk))
    return copy


def put(found: Answer, form: str | None, workspace: Workspace) -> None:
    """Print an answer: a table with lines where a person reads it, else plain text."""
    if (
        form in {None, "table"}
        and isinstance(found, Table)
        and write_table(found.columns, cells(found, workspace.prefixes))
    ):
        return
    write(render(found, form or "", workspace.prefixes))
