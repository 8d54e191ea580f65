"""The query of a SHACL-SPARQL rule: what it reads around its focus node, and how it runs for all of them at once.

Its analysis takes rdflib, and thirty milliseconds, so that it may be kept in a folder, as all that rdflib is asked.
It is found by the text of the query and by the code and the libraries that made it, so that none is ever out of date. A
file that cannot be read or written is as good as none.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field, fields, is_dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import pyoxigraph as ox

from arkg.namespaces import OWL, RDF, RDFS, SH, XSD
from arkg.validate.compiler.algebra import Analysis, analyse
from arkg.validate.compiler.paths import Alternative, Read, Repeat, Sequence, Step, write
from arkg.validate.findings import RuleFault
from arkg.validate.terms import ONTOLOGY, is_true

if TYPE_CHECKING:
    from collections.abc import Callable

    from arkg.description import Description
    from arkg.validate.compiler.paths import Path as PropertyPath
    from arkg.validate.terms import Term

SKIPPED = (
    r"<[^<>\s\"{}|^`\\]*>"
    r"|\"\"\".*?\"\"\"|'''.*?'''"
    r"|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'"
    r"|#[^\n]*"
)
"""IRIs, strings and comments, in which a word or a parenthesis means nothing."""
CONDITION = r"\bFILTER\b(?!\s*(?:NOT\s+)?EXISTS\b)"
TOKEN = re.compile(f"(?P<skipped>{SKIPPED})|(?P<filter>{CONDITION})|[()]", re.IGNORECASE | re.DOTALL)
PROLOGUE = re.compile(r"(?:\s|#[^\n]*\n|PREFIX\s+[\w.-]*:\s*<[^>]*>|BASE\s*<[^>]*>)*", re.IGNORECASE)
REFUSED = re.compile(r"[$?](?:shapesGraph|currentShape)\b")
ARTICLES = {"select": "a SELECT", "ask": "an ASK"}
PATH = re.compile(r"(?<=[\s{}()])[$?]PATH")
"""What stands for the path of a shape, as pySHACL finds it."""

Made = TypeVar("Made")


@dataclass(frozen=True)
class Query:
    """A SELECT query about ``$this`` (SHACL, 5), with the prefixes that its constraint declares."""

    node: Term
    text: str
    prefixes: tuple[tuple[str, str], ...]
    deactivated: bool
    analyses: Analyses = field(compare=False, repr=False)

    @cached_property
    def analysis(self) -> Analysis:
        """Return what the query reads and whether it can run unbound."""
        return self.analyses.find(self)

    @property
    def uses_path(self) -> bool:
        """Return whether the query asks for the path of a shape that it was not given."""
        return PATH.search(self.text) is not None

    @property
    def declarations(self) -> str:
        """Return everything that has to stand before SELECT."""
        declared = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in self.prefixes)
        return declared + self.text.removesuffix(self.body)

    @property
    def body(self) -> str:
        """Return the query from SELECT on."""
        return PROLOGUE.sub("", self.text, count=1)

    @property
    def relaxed(self) -> str:
        """Return the query from SELECT on, each of its filters letting through what it cannot decide.

        Where one engine fails to compare two values, another may find that they break the rule. EXISTS always decides.
        """
        text = self.body
        written, last = "", 0
        start, depth = -1, 0
        for token in TOKEN.finditer(text):
            if token["filter"]:
                start, depth = token.end(), 0
            elif start >= 0 and not token["skipped"]:
                depth += 1 if token[0] == "(" else -1
                if depth == 0:
                    written += f"{text[last:start]}(COALESCE(({text[start : token.end()]}), true))"
                    start, last = -1, token.end()
        return written + text[last:]


def read_query(
    shapes: Description, node: Term, analyses: Analyses, kind: str = "select", path: PropertyPath | None = None
) -> Query:
    """Return the query at ``node``, of sh:select or sh:ask, parsed; ``path`` takes the place of ``$PATH`` in it.

    Raises RuleFault for a query that pySHACL cannot run.
    """
    found = shapes.all(node, SH(kind))
    if len(found) != 1 or not isinstance(found[0], ox.Literal) or found[0].datatype != XSD("string"):
        example = f'sh:{kind} "{kind.upper()} …" .'
        raise RuleFault("A SPARQL rule has one query.", node=node, remedy=f"Give it one: {example}")
    text = found[0]
    if refused := REFUSED.search(text.value):
        raise RuleFault(f"{refused[0]} cannot be used here.", node=node, remedy="Write the IRI out.")
    off = any(is_true(value) for value in shapes.all(node, SH("deactivated")))
    written = text.value if path is None else PATH.sub(lambda _: write(path), text.value)
    query = Query(node, written, tuple(sorted(declared_prefixes(shapes, node).items())), off, analyses)
    if not query.body.upper().startswith(kind.upper()):
        raise RuleFault(f"The query of sh:{kind} must be {ARTICLES[kind]} query.", node=node)
    _ = query.analysis
    return query


def declared_prefixes(shapes: Description, node: Term) -> dict[str, str]:
    """Return the prefixes pySHACL knows in a query: three of its own, those of any ontology, those it names."""
    prefixes: dict[str, str] = {"rdf": RDF, "rdfs": RDFS, "owl": OWL}
    named = shapes.all(node, SH("prefixes"))
    ontologies = [subject for subject in shapes.typed(ONTOLOGY) if named]
    for owner in (*ontologies, *named):
        for declaration in shapes.all(owner, SH("declare")):
            said = [shapes.all(declaration, SH(name)) for name in ("prefix", "namespace")]
            if any(len(values) != 1 or not isinstance(values[0], ox.Literal) for values in said):
                raise RuleFault("A declaration of a prefix has one sh:prefix and one sh:namespace.", node=node)
            prefixes[said[0][0].value] = said[1][0].value
    return prefixes


CODE = Path(__file__).parents[1]
LIBRARIES = ("pyoxigraph", "rdflib")
"""What an analysis depends on besides the query: the code of validation, and the libraries."""


class Analyses:
    """What rdflib says of queries and of terms; in a ``folder``, asked once for all processes."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._made_by: list[str] = []
        if folder:
            code = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(CODE.rglob("*.py"))))
            self._made_by = [code.hexdigest(), *map(version, LIBRARIES)]

    def find(self, query: Query) -> Analysis:
        """Return the analysis of a query; raise RuleFault for a query that pySHACL cannot run."""
        return self._once([query.prefixes, query.text], Analysis, lambda: analyse(query))

    def holds(self, question: Callable[[ox.NamedNode], bool], term: ox.NamedNode) -> bool:
        """Return the answer to a question about a term."""
        return self._once([question.__name__, term.value], bool, lambda: question(term))

    def _once(self, about: list[object], kind: type[Made], make: Callable[[], Made]) -> Made:
        if self._folder is None:
            return make()
        key = hashlib.sha256(json.dumps([*self._made_by, *about]).encode()).hexdigest()
        path = self._folder / f"{key}.json"
        found = read_kept(path)
        if not isinstance(found, kind):
            found = make()
            write_kept(path, found)
        return found


def read_kept(path: Path) -> object:
    """Return the analysis, or the answer, in a file; None where there is none."""
    try:
        found = from_json(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    is_damaged = isinstance(found, Analysis) and not all(isinstance(each, Read) for each in found.reads)
    return None if is_damaged else found


def write_kept(path: Path, found: object) -> None:
    """Write an analysis, or an answer, into a file, in one step, so that no process reads a part of it."""
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(to_json(found), file)
        Path(name).replace(path)


def to_json(part: object) -> object:
    """Return an analysis, or a part of one, as JSON has it: objects as lists that begin with their class."""
    if isinstance(part, ox.NamedNode):
        return ["NamedNode", part.value]
    if isinstance(part, tuple | frozenset):
        return [type(part).__name__, *map(to_json, part)]
    if is_dataclass(part):
        return [type(part).__name__, *(to_json(getattr(part, each.name)) for each in fields(part))]
    return part


def from_json(stored: object) -> object:
    """Return what JSON holds; raise KeyError or TypeError for anything else."""
    if not isinstance(stored, list):
        return stored
    name, *parts = stored
    inner = [from_json(each) for each in parts]
    return COLLECTIONS[name](inner) if name in COLLECTIONS else CLASSES[name](*inner)


COLLECTIONS: dict[str, Callable[[list[object]], object]] = {"tuple": tuple, "frozenset": frozenset}
CLASSES: dict[str, Callable[..., object]] = {
    each.__name__: each for each in (Alternative, Analysis, Read, Repeat, Sequence, Step, ox.NamedNode)
}
