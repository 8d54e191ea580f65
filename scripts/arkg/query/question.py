"""Reads a question (a .rq file with a ``#+`` YAML header) and binds values to its parameters."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import pyoxigraph as ox

from arkg.errors import InputFault, SyntaxFault, UnknownName
from arkg.formats.references import resolve
from arkg.names import nearest
from arkg.namespaces import XSD

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from arkg.store import Store
    from arkg.workspace import Workspace

    Finder: TypeAlias = Callable[[str], Sequence[ox.NamedNode]]

Term: TypeAlias = ox.NamedNode | ox.Literal
Value: TypeAlias = Term | tuple[Term, ...]
"""What a parameter is bound to: a term, or the text, the record and the position that a search finds."""

DATATYPES = {
    "text": (r"(?s).*", "string", "any text"),
    "integer": (r"[+-]?[0-9]+", "integer", "a whole number"),
    "year": (r"[0-9]{4}", "gYear", "a year of four digits"),
    "date": (r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "date", "a date as 2020-10-31"),
    "language": (r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*", "string", "a language tag as en or pt-BR"),
}
SEARCH = "search"
LANGUAGE = "language"
IN_ENGLISH = re.compile(r"""(?<=LANG\(\?)(?P<variable>\w+)\) = "en"(?=\))""")
"""How a query asks for names in English; the parameter ``language`` puts another tag in that place."""
TYPES = ("iri", SEARCH, *DATATYPES)
RESERVED = frozenset({"format", "graph", "help", "inferred", "store"})


@dataclass(frozen=True, slots=True)
class Parameter:
    """A variable that the asker may bind: its type is iri, text, search, integer, year, date or language.

    Every question that asks for names in English has a parameter of the last type, whatever its header says: the tag of
    another language (RFC 5646) takes the place of ``"en"``.

    A search binds three variables: the text, ?record to what it finds, ?position to the place of that, from 1 on.
    ``kind`` says among which records an iri's short name is looked up (several kinds: separated by blanks).
    ``column`` is the column of the answer that holds the value, or a text of which the value is a part; empty where
    none does.
    """

    name: str
    type: str
    description: str
    example: str
    kinds: tuple[str, ...] = ()
    column: str = ""
    is_part: bool = False


IN_LANGUAGE = Parameter(LANGUAGE, LANGUAGE, "The language of names, by its tag; English unless it is given.", "en")


@dataclass(frozen=True, slots=True)
class Question:
    """A SPARQL query with what its header says of it; ``place`` is its file as a reader knows it."""

    name: str
    text: str
    place: str
    summary: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    columns: tuple[tuple[str, str], ...] = ()


def questions(workspace: Workspace) -> tuple[Question, ...]:
    """Return the questions of the repository, in order of their names."""
    return tuple(
        read_question(path.stem, workspace.read(path), workspace.place(path)) for path in workspace.files("queries")
    )


def find_question(workspace: Workspace, name: str) -> Question:
    """Return the question of this name; raise UnknownName where there is none."""
    files = {path.stem: path for path in workspace.files("queries")}
    if name not in files:
        raise UnknownName("question", name, nearest(name, files), remedy="Run arkg query to list the questions.")
    return read_question(name, workspace.read(files[name]), workspace.place(files[name]))


def read_question(name: str, text: str, place: str) -> Question:
    """Read a query and its header, which may be missing; raise SyntaxFault for a header that cannot be read."""
    header = read_header(text, place)
    declared: Mapping[str, Any] = header.get("parameters", {})
    return Question(
        name=name,
        text=text,
        place=place,
        summary=str(header.get("summary", "")).strip(),
        description=str(header.get("description", "")).strip(),
        tags=tuple(str(tag) for tag in header.get("tags") or ()),
        parameters=(
            *(read_parameter(key, value, place) for key, value in declared.items()),
            *([IN_LANGUAGE] if IN_ENGLISH.search(text) and LANGUAGE not in declared else []),
        ),
        columns=tuple((key, str(value)) for key, value in header.get("columns", {}).items()),
    )


def read_header(text: str, place: str) -> Mapping[str, Any]:
    """Return what the ``#+`` lines at the top of a query say, as YAML; raise SyntaxFault with the line of a fault."""
    lines: list[str] = []
    for line in text.splitlines():
        if not line.startswith("#+"):
            break
        lines.append(line.removeprefix("#+").removeprefix(" "))
    if not lines:
        return {}
    import yaml  # noqa: PLC0415 - only questions with a header need it

    try:
        header = yaml.safe_load("\n".join(lines))
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark
        row, column = (mark.line + 1, mark.column + 4) if mark else (0, 0)
        raise SyntaxFault(f"The header is not YAML: {fault.problem}.", file=place, line=row, column=column) from fault
    if not isinstance(header, dict):
        raise SyntaxFault("The header is not a YAML mapping.", file=place, line=1, remedy="Begin with #+ summary: …")
    for key in ("parameters", "columns"):
        declared = header.get(key) or {}
        if not isinstance(declared, dict):
            raise SyntaxFault(
                f"{key} of the header is not a mapping.", file=place, remedy=f"Write #+ {key}: with name: … below."
            )
        header[key] = {str(name): each for name, each in declared.items()}
    return header


def strip_header(text: str) -> str:
    r"""Return a query without its ``#+`` lines.

    >>> strip_header("#+ summary: Is it?\n\nASK {}")
    'ASK {}'
    """
    return re.sub(r"\A(#\+.*\n)+\n*", "", text)


def read_parameter(name: str, said: Any, place: str) -> Parameter:
    """Read what a header says of one parameter; raise SyntaxFault or UnknownName where it cannot be offered."""
    if not isinstance(said, dict):
        raise SyntaxFault(
            f"The parameter {name} has no type.", file=place, remedy="Give it a type, description, example."
        )
    kind_of_value = str(said.get("type", "text"))
    if kind_of_value not in TYPES:
        raise UnknownName(
            "type of parameter",
            kind_of_value,
            nearest(kind_of_value, TYPES),
            where=place,
            remedy=f"Types are {', '.join(TYPES)}.",
        )
    if name in RESERVED or not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise SyntaxFault(f"A parameter cannot be called {name}.", file=place, remedy="Choose another lower-case word.")
    return Parameter(
        name=name,
        type=kind_of_value,
        description=str(said.get("description", "")).strip(),
        example=str(said.get("example", "")),
        kinds=tuple(str(said.get("kind", "")).split()),
        column=str(said.get("column", "")),
        is_part=said.get("match") == "part",
    )


def to_term(workspace: Workspace, parameter: Parameter, value: str, store: Store) -> ox.NamedNode | ox.Literal:
    """Return the term that a typed value means; raise UnknownName or InputFault for a value of another type."""
    if parameter.type == "iri":
        return resolve(workspace, value, kinds=parameter.kinds, store=store)
    pattern, datatype, wanted = DATATYPES[parameter.type]
    if not re.fullmatch(pattern, value):
        raise InputFault(
            f"{value!r} is not {wanted}.", where=f"--{parameter.name}", remedy=f"For example {parameter.example}."
        )
    return ox.Literal(value, datatype=XSD(datatype))


def to_values(
    workspace: Workspace, parameter: Parameter, typed: Sequence[str], store: Store, find: Finder | None = None
) -> list[Value]:
    """Return the terms that typed values of a parameter mean, and the rows that a search finds.

    ``find`` searches the store; without it, an index is made. Raises as ``to_term``, and InputFault for a store that is
    too large for one.
    """
    if parameter.type != SEARCH or not typed:
        return [to_term(workspace, parameter, each, store) for each in typed]
    from arkg.search import make_index  # noqa: PLC0415 - only a search needs it

    find = find or make_index(store).find
    found = [(text, record, place) for text in typed for place, record in enumerate(find(text), start=1)]
    return [(ox.Literal(text), record, ox.Literal(place)) for text, record, place in found]


def bind(question: Question, values: Mapping[str, Sequence[Value]]) -> str:
    """Return the query with ``VALUES ?name { UNDEF }`` filled in for every parameter that has values, else taken out.

    A line that ends in ``# where ?name is given`` is taken out along with it: one that an unbound parameter makes slow.
    For a search, that is ``VALUES (?name ?record ?position) { (UNDEF UNDEF UNDEF) }``, and it may have found nothing.
    Engines differ over UNDEF: Jena 6.0 loses rows of a nested OPTIONAL, and Virtuoso 7 loses the variable.

    Raises UnknownName for a parameter the question does not have, SyntaxFault for one it never opens.
    """
    text, parameters = question.text, {parameter.name: parameter for parameter in question.parameters}
    for name in sorted({*parameters, *values}):
        if name not in parameters:
            raise unknown_parameter(question, name)
        if parameters[name].type == LANGUAGE:
            text = translate(text, values.get(name) or ())
            continue
        found = values.get(name)
        text = fill(question, text, parameters[name], None if not found and parameters[name].type != SEARCH else found)
    return text


def translate(text: str, languages: Sequence[Value]) -> str:
    """Return the query for names in this language, as it stands for none; raise InputFault for several."""
    if len(languages) > 1:
        raise InputFault("Several languages are given.", where=f"--{LANGUAGE}", remedy="Name one.")
    return IN_ENGLISH.sub(rf"\g<variable>) = {languages[0]}", text) if languages else text


def widen(question: Question, name: str, terms: Sequence[Term]) -> str:
    """Return the query for each of these values at once: its first column is the value of the parameter."""
    text = bind(question, {name: terms})
    return re.sub(r"^SELECT (DISTINCT )?", rf"SELECT \g<1>?{name} ", text, count=1, flags=re.MULTILINE)


def fill(question: Question, text: str, parameter: Parameter, values: Sequence[Value] | None) -> str:
    """Return a query with values in place of the UNDEF of a parameter, wherever it opens it; for None, without."""
    variables, undefined = f"?{parameter.name}", "UNDEF"
    if parameter.type == SEARCH:
        variables, undefined = f"(?{parameter.name} ?record ?position)", "(UNDEF UNDEF UNDEF)"
    rows = (f"({' '.join(map(str, each))})" if isinstance(each, tuple) else str(each) for each in values or ())
    filled = "" if values is None else f"VALUES {variables} {{ {' '.join(rows)} }}"
    if values is None:
        text = re.sub(rf"^.*# where \?{parameter.name} is given\n", "", text, flags=re.MULTILINE)
    opening = rf"^(?P<indent>[^#\n]*?)VALUES\s+{re.escape(variables)}\s*\{{\s*{re.escape(undefined)}\s*\}}"
    bound, times = re.subn(opening, lambda found: found["indent"] + filled, text, flags=re.MULTILINE)
    if values is not None and not times:
        raise SyntaxFault(
            f"The query never opens its parameter {parameter.name}.",
            file=question.place,
            remedy=f"Open its WHERE clause with VALUES {variables} {{ {undefined} }}",
        )
    return bound


def unknown_parameter(question: Question, name: str) -> UnknownName:
    """Make the error for a parameter that the question does not have."""
    names = [parameter.name for parameter in question.parameters]
    has = f"It has {', '.join('--' + name for name in names)}." if names else "It has none."
    return UnknownName("parameter", name, nearest(name, names), where=question.name, remedy=has)
