"""The query of a SHACL-SPARQL rule: what it reads around its focus node, and how it runs for all of them at once."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.namespaces import OWL, RDF, RDFS, SH, XSD
from arkg.validate.compiler.paths import write
from arkg.validate.faults import RuleFault
from arkg.validate.terms import ONTOLOGY, is_true

if TYPE_CHECKING:
    from arkg.description import Description
    from arkg.validate.compiler.paths import Path
    from arkg.validate.compiler.sparql.algebra import Analysis
    from arkg.validate.compiler.sparql.cache import Analyses
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
        return declared + self.text[: self._start]

    @property
    def body(self) -> str:
        """Return the query from SELECT on."""
        return self.text[self._start :]

    @property
    def relaxed(self) -> str:
        """Return the query from SELECT on, each of its filters letting through what it cannot decide.

        Where one engine fails to compare two values, another may find that they break the rule.
        """
        text = self.body
        written, last = [], 0
        for start, end in filters(text):
            written += [text[last:start], f"(COALESCE(({text[start:end]}), true))"]
            last = end
        return "".join([*written, text[last:]])

    @property
    def _start(self) -> int:
        prologue = PROLOGUE.match(self.text)
        return prologue.end() if prologue else 0


def filters(text: str) -> list[tuple[int, int]]:
    """Find what stands between each FILTER of a query and the end of its condition, EXISTS left aside."""
    found: list[tuple[int, int]] = []
    start, depth = -1, 0
    for token in TOKEN.finditer(text):
        if token["skipped"]:
            continue
        if token["filter"]:
            start, depth = token.end(), 0
        elif start >= 0:
            depth += 1 if token[0] == "(" else -1
            if depth == 0:
                found.append((start, token.end()))
                start = -1
    return found


def read_query(
    shapes: Description, node: Term, analyses: Analyses, kind: str = "select", path: Path | None = None
) -> Query:
    """Return the query at ``node``, of sh:select or sh:ask, parsed; ``path`` takes the place of ``$PATH`` in it.

    Raises RuleFault for a query that pySHACL cannot run.
    """
    found = shapes.all(node, SH(kind))
    if len(found) != 1 or not isinstance(found[0], ox.Literal) or found[0].datatype != XSD("string"):
        example = f'sh:{kind} "{kind.upper()} …" .'
        raise RuleFault("A SPARQL rule has one query.", where=str(node), remedy=f"Give it one: {example}")
    text = found[0]
    if refused := REFUSED.search(text.value):
        raise RuleFault(f"{refused[0]} cannot be used here.", where=str(node), remedy="Write the IRI out.")
    off = any(is_true(value) for value in shapes.all(node, SH("deactivated")))
    written = text.value if path is None else PATH.sub(lambda _: write(path), text.value)
    query = Query(node, written, tuple(sorted(declared_prefixes(shapes, node).items())), off, analyses)
    if not query.body.upper().startswith(kind.upper()):
        raise RuleFault(f"The query of sh:{kind} must be {ARTICLES[kind]} query.", where=str(node))
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
                raise RuleFault("A declaration of a prefix has one sh:prefix and one sh:namespace.", where=str(node))
            prefixes[said[0][0].value] = said[1][0].value
    return prefixes
