"""Write triples in the house layout of Turtle: one statement a line, in an order that never depends on chance."""

from __future__ import annotations

import math
import re
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from arkg.errors import InputFault
from arkg.namespaces import DCTERMS, FIRST, FOAF, NIL, ORG, RDF, RDFS, REST, SH, SKOS, TYPE, XSD
from arkg.turtle.document import plain_comment, read
from arkg.turtle.parser import DEEPEST
from arkg.turtle.tokens import is_plain_local

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from arkg.turtle.document import Topic
    from arkg.turtle.parser import Subject

    Value = ox.NamedNode | ox.BlankNode | ox.Literal
    Key = tuple[int, str, float, str, str]

WIDTH = 120

READING_ORDER = (
    f"{RDF}type",
    # what it is called
    f"{SKOS}prefLabel",
    f"{RDFS}label",
    f"{FOAF}name",
    f"{DCTERMS}title",
    f"{SKOS}altLabel",
    f"{SKOS}notation",
    f"{SH}path",
    f"{SH}name",
    # what it means
    f"{SKOS}definition",
    f"{DCTERMS}description",
    f"{RDF}value",
    f"{SKOS}example",
    f"{SKOS}scopeNote",
    f"{SKOS}note",
    f"{SH}description",
    # where it stands
    f"{RDFS}subClassOf",
    f"{RDFS}subPropertyOf",
    f"{RDFS}domain",
    f"{RDFS}range",
    f"{SKOS}broader",
    f"{SKOS}narrower",
    f"{SKOS}related",
    f"{ORG}subOrganizationOf",
    f"{DCTERMS}isPartOf",
    f"{SH}targetClass",
    f"{SH}property",
)
"""The properties that come first, in the order they are read in; all others follow by IRI."""

_RANK = {iri: rank for rank, iri in enumerate(READING_ORDER)}
_NUMBERS = (f"{XSD}integer", f"{XSD}decimal", f"{XSD}double")
_PART = re.compile(r"([^#]*#.*?)([0-9]{1,9})")
_NUMBER = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"


class Tangle(InputFault):
    """A blank node that cannot be written where it is used, and so needs an IRI: ``node``."""

    def __init__(self, node: Subject, what: str, *, where: str = "") -> None:
        super().__init__(what, where=where, remedy="Give it an IRI, such as that of its record with #part-1.")
        self.node = node


def layout(text: str, prefixes: Mapping[str, str], *, file: str = "") -> str:
    """Return the house layout of a Turtle text, which is its own layout again.

    The opening comment stays at the top; every other comment moves to the line above what it is about. ``prefixes``
    tells how each namespace is spelt. A text that states nothing is there for its prefixes, and keeps them.

    Raises:
        SyntaxFault: the text is not Turtle.
        Tangle: a blank node is used other than once.
    """
    document = read(text, file=file, known_prefixes=prefixes)
    if not document.statements:
        return _join(document.comment, document.prefixes, _lines_of(document.remarks.get(None, ())))
    try:
        triples = [each.triple for each in document.statements]
        return render(triples, prefixes, comment=document.comment, remarks=document.remarks)
    except Tangle as fault:
        line = next(
            each.line for each in document.statements if fault.node in (each.triple.subject, each.triple.object)
        )
        raise Tangle(fault.node, fault.what, where=f"{file}:{line}" if file else f"{line}") from fault


def render(
    triples: Iterable[ox.Triple],
    prefixes: Mapping[str, str],
    *,
    comment: str = "",
    remarks: Mapping[Topic, tuple[str, ...]] | None = None,
) -> str:
    """Write triples in the house layout, under an opening comment, with remarks above what they are about.

    Raises:
        Tangle: a blank node is used other than once, or nests too deeply.
        InputFault: a triple has what Turtle 1.1 cannot say (a triple as a value, a text with a direction).
    """
    writer = _Writer(triples, prefixes, remarks or {})
    blocks = [*writer.blocks(), *_lines_of(writer.remarks.get(None, ()))]
    return _join(comment, {prefix: prefixes[prefix] for prefix in writer.terms.used}, blocks)


def _join(comment: str, prefixes: Mapping[str, str], blocks: Iterable[str]) -> str:
    """Return comment, prefixes and blocks below each other, with an empty line between those there are."""
    plain = plain_comment(comment)
    opening = "".join(f"# {line}".rstrip() + "\n" for line in plain.split("\n")) if plain else ""
    declared = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in sorted(prefixes.items()))
    return "\n".join(part for part in (opening, declared, *blocks) if part)


def _lines_of(remarks: tuple[str, ...], indent: str = "") -> list[str]:
    """Return remarks as one text of a line each, or nothing for none."""
    return ["".join(f"{indent}{each}\n" for each in remarks)] if remarks else []


class _Written(NamedTuple):
    """A value as written on one line, and the members if it is a list."""

    text: str
    members: tuple[str, ...] = ()


class _Writer:
    """The statements about each subject, and the blank nodes not yet written where they are used."""

    def __init__(
        self, triples: Iterable[ox.Triple], prefixes: Mapping[str, str], remarks: Mapping[Topic, tuple[str, ...]]
    ) -> None:
        self.terms = TermWriter(prefixes)
        self.remarks = remarks
        self._about: dict[Subject, dict[ox.NamedNode, list[Value]]] = {}
        for triple in dict.fromkeys(triples):
            subject, value = triple.subject, triple.object
            if isinstance(subject, ox.Triple) or isinstance(value, ox.Triple):
                term = subject if isinstance(subject, ox.Triple) else value
                raise InputFault(f"Turtle 1.1 cannot speak about the triple {term}.", remedy="Leave it out.")
            self._about.setdefault(subject, {}).setdefault(triple.predicate, []).append(value)
        self._unwritten = self._find_blank_nodes()

    def blocks(self) -> Iterator[str]:
        """Write the block of each subject that has an IRI, in the order of the IRIs."""
        subjects = [subject for subject in self._about if isinstance(subject, ox.NamedNode)]
        for subject in sorted(subjects, key=lambda each: iri_key(each.value)):
            yield self._block(subject)
        for node in self._unwritten:
            raise Tangle(node, "This blank node is used only by itself, in a circle.")

    def _block(self, subject: ox.NamedNode) -> str:
        """Write a subject and a line for each statement about it, with the remarks on each."""
        lines = [*_lines_of(self.remarks.get(subject, ())), f"{self.terms.name(subject.value)}\n"]
        for predicate, value, written in self._statements(subject, 1):
            if self.remarks:
                lines += _lines_of(self.remarks.get(ox.Triple(subject, predicate, value), ()), "    ")
            lines.append(_line(self._property(predicate), written))
        return f"{''.join(lines)}.\n"

    def _find_blank_nodes(self) -> dict[ox.BlankNode, None]:
        """Return the blank nodes in the order given; raise Tangle for one that is not used once."""
        said = (value for about in self._about.values() for values in about.values() for value in values)
        values = [value for value in said if isinstance(value, ox.BlankNode)]
        nodes = dict.fromkeys([*(node for node in self._about if isinstance(node, ox.BlankNode)), *values])
        uses = Counter(values)
        for node in nodes:
            if uses[node] != 1:
                often = f"{uses[node]} times" if uses[node] else "nowhere"
                raise Tangle(node, f"A blank node is written where it is used, but this one is used {often}.")
        return nodes

    def _statements(self, subject: Subject, depth: int) -> list[tuple[ox.NamedNode, Value, _Written]]:
        """Write what is said about a subject, in reading order."""
        rows = []
        about = self._about.get(subject, {})
        for predicate in sorted(about, key=lambda each: (_RANK.get(each.value, len(_RANK)), each.value)):
            written = [(predicate, value, self._value(value, depth)) for value in about[predicate]]
            rows += written if len(written) == 1 else sorted(written, key=lambda row: value_key(row[1], row[2].text))
        return rows

    def _property(self, predicate: ox.NamedNode) -> str:
        return "a" if predicate == TYPE else self.terms.name(predicate.value)

    def _value(self, value: Value, depth: int) -> _Written:
        if isinstance(value, ox.NamedNode):
            return _Written("()" if value == NIL else self.terms.name(value.value))
        if isinstance(value, ox.Literal):
            return _Written(self.terms.literal(value))
        if depth > DEEPEST:
            raise Tangle(value, f"This blank node is nested in more than {DEEPEST} others.")
        return self._list(value, depth) or self._node(value, depth)

    def _node(self, node: ox.BlankNode, depth: int) -> _Written:
        del self._unwritten[node]
        rows = self._statements(node, depth + 1)
        inner = " ; ".join(f"{self._property(predicate)} {written.text}" for predicate, _, written in rows)
        return _Written(f"[ {inner} ]" if inner else "[]")

    def _list(self, head: ox.BlankNode, depth: int) -> _Written | None:
        """Write an RDF list as such, or nothing where its cells say more or less than a list's do."""
        cells: list[ox.BlankNode] = []
        members: list[Value] = []
        cell: Value = head
        while isinstance(cell, ox.BlankNode):
            about = self._about.get(cell, {})
            if about.keys() != {FIRST, REST} or sum(map(len, about.values())) > len(about):
                return None
            cells.append(cell)
            members += about[FIRST]
            cell = about[REST][0]
        if cell != NIL:
            return None
        for written in cells:
            del self._unwritten[written]
        texts = tuple(self._value(member, depth + 1).text for member in members)
        return _Written(f"( {' '.join(texts)} )", texts)


def _line(predicate: str, written: _Written) -> str:
    """Return the line of a statement; a list too long for it gets a line for each member."""
    line = f"    {predicate} {written.text} ;"
    if not written.members or (len(line) <= WIDTH and "\n" not in line):
        return f"{line}\n"
    members = "".join(f"        {member}\n" for member in written.members)
    return f"    {predicate} (\n{members}    ) ;\n"


def iri_key(iri: str, positions: Mapping[str, int] | None = None) -> tuple[str, float, str]:
    """Return what IRIs are sorted by: parts by their number, #author-2 before #author-10, or by their positions."""
    numbered = _PART.fullmatch(iri) if "#" in iri else None
    return (numbered[1], (positions or {}).get(iri, int(numbered[2])), iri) if numbered else (iri, -1, "")


def value_key(value: Value | ox.Triple, text: str = "", positions: Mapping[str, int] | None = None) -> Key:
    """Return what values are sorted by: IRIs, blank nodes by ``text``, literals by language, number and text."""
    if isinstance(value, ox.NamedNode):
        return 0, *iri_key(value.value, positions), ""
    if isinstance(value, ox.Literal):
        datatype = value.datatype.value
        number = float(value.value) if datatype in _NUMBERS and re.fullmatch(_NUMBER, value.value) else math.inf
        return 2, value.language or "", number, value.value, datatype
    return 1, text, 0, "", ""


# Terms


_SHORT = {
    f"{XSD}boolean": "true|false",
    f"{XSD}integer": "0|-?[1-9][0-9]*",
    f"{XSD}decimal": r"-?(?:0|[1-9][0-9]*)\.(?:0|[0-9]*[1-9])",
    f"{XSD}double": r"-?[1-9]\.(?:0|[0-9]*[1-9])E(?:0|-?[1-9][0-9]*)",
}
"""The canonical spellings (XML Schema 1.1, part 2) of the values that need no quotation marks."""

_ESCAPES = {"\\": r"\\", "\t": r"\t", "\b": r"\b", "\n": r"\n", "\r": r"\r", "\f": r"\f", '"': r"\""}
_UNSEEN = r"\\\x00-\x1f\x7f-\xa0\xad\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff\U0010fffe\U0010ffff"
"""The backslash, and what cannot be told from a space or from nothing: controls, blanks, and format characters."""
_BASIC_PLANE = 0xFFFF
"""The last character that is written with four digits."""
_ESCAPED_IN_LINE = f'["{_UNSEEN}]'
_ESCAPED_IN_LINES = rf'(?!\n)[{_UNSEEN}]|"(?=""|\Z)'


class TermWriter:
    """Writes IRIs and literals in the house layout; ``used`` are the prefixes needed so far."""

    __slots__ = ("_spell", "used")

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self.used: set[str] = set()
        longest_first = sorted(prefixes.items(), key=lambda item: (-len(item[1]), item[0]))
        self._spell = _speller(tuple(longest_first))

    def name(self, iri: str) -> str:
        """Spell an IRI as a short name where a prefix covers it and nothing needs an escape, else in full."""
        prefix, name = self._spell(iri)
        self.used.update(prefix)
        return name

    def literal(self, literal: ox.Literal) -> str:
        """Spell a literal: bare where it is canonical, else in quotation marks with its language or datatype.

        Raises:
            InputFault: the literal has a direction, which Turtle 1.1 cannot say.
        """
        if literal.direction:
            raise InputFault(f"Turtle 1.1 cannot say the direction of {literal}.", remedy="Leave the direction out.")
        if literal.language:
            return f"{_quoted(literal.value)}@{literal.language}"
        datatype = literal.datatype.value
        if datatype == f"{XSD}string":
            return _quoted(literal.value)
        if datatype in _SHORT and re.fullmatch(_SHORT[datatype], literal.value):
            return literal.value
        return f"{_quoted(literal.value)}^^{self.name(datatype)}"


@lru_cache(8)
def _speller(namespaces: tuple[tuple[str, str], ...]) -> Callable[[str], tuple[tuple[str, ...], str]]:
    """Return what spells IRIs by these namespaces, and remembers them."""

    @lru_cache(1 << 16)
    def spell(iri: str) -> tuple[tuple[str, ...], str]:
        """Return the prefix that covers an IRI, if there is one, and how the IRI is spelt."""
        for prefix, namespace in namespaces:
            if iri.startswith(namespace) and is_plain_local(iri[len(namespace) :]):
                return (prefix,), f"{prefix}:{iri[len(namespace) :]}"
        return (), f"<{iri}>"

    return spell


def _quoted(text: str) -> str:
    """Return a text between quotation marks, three of them where it has several lines."""
    marks, escaped = ('"""', _ESCAPED_IN_LINES) if "\n" in text else ('"', _ESCAPED_IN_LINE)
    return marks + re.sub(escaped, _escape, text) + marks


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    return _ESCAPES.get(match[0]) or (f"\\u{code:04X}" if code <= _BASIC_PLANE else f"\\U{code:08X}")
