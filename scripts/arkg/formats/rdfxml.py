"""RDF/XML (https://www.w3.org/TR/rdf-syntax-grammar/) → statements, each with the line of its element.

A document type is refused before anything is read, so that no entity is ever replaced or fetched.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.parsers import expat

import pyoxigraph as ox

from arkg.errors import Location, SyntaxFault
from arkg.formats.rdf import Places, parse, state
from arkg.namespaces import RDF, TYPE

if TYPE_CHECKING:
    from arkg.formats.draft import Draft

DECLARATION = re.compile(r"<\?xml[^>]*\?>")
DEEPEST = 100


def read_rdfxml(text: str, file: str, draft: Draft) -> None:
    """Read the statements of an RDF/XML text; raise SyntaxFault where it is none, or has a document type."""
    places = Elements(text, file)
    for triple in parse(DECLARATION.sub("", text, count=1), file, ox.RdfFormat.RDF_XML):
        place = places.find(triple)
        named = triple.subject.value if isinstance(triple.subject, ox.NamedNode) else ""
        state(triple, place, places.subjects.get(named, place), draft)


class Elements(Places):
    """Reads the elements of an XML text, for where subjects, properties and their values stand.

    Raises SyntaxFault where the text is no XML or nests deeper than ``DEEPEST``.
    """

    def __init__(self, text: str, file: str) -> None:
        super().__init__(file)
        self._open: list[tuple[str, Location, str]] = []
        self._text: list[str] = []
        self._parser = expat.ParserCreate(encoding="UTF-8", namespace_separator="")
        self._parser.XmlDeclHandler = self._declaration
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text.append
        try:
            self._parser.Parse(text.encode(), True)  # noqa: FBT003 - expat's signature
        except expat.ExpatError as fault:
            what = f"This is not XML: {expat.errors.messages.get(fault.code, str(fault))}."
            raise SyntaxFault(what, file=self._file, line=fault.lineno, column=fault.offset + 1) from fault

    def _declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding and encoding.lower() not in ("utf-8", "utf8", "us-ascii", "ascii"):
            what = f"The first line says that the file is in {encoding}, but it is read as UTF-8."
            raise self._fault(what, 'Save it as UTF-8 and write encoding="UTF-8".')

    def _doctype(self, *_declared: object) -> None:
        """Refuse a document type, which can define entities, before any is read."""
        remedy = "Leave out <!DOCTYPE …> with its entities, and write the addresses in full."
        raise self._fault("Document types are not supported.", remedy)

    def _fault(self, what: str, remedy: str = "") -> SyntaxFault:
        return SyntaxFault(what, file=self._file, line=self._parser.CurrentLineNumber, remedy=remedy)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._open) > DEEPEST:
            raise self._fault(f"More than {DEEPEST} elements are nested.")
        place = Location(self._file, self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1)
        about = attributes.get(f"{RDF}about", "")
        if about:
            self.subjects.setdefault(about, place)
            self.note(about, TYPE.value, name, place)
            if self._open and not self._open[-1][2]:
                self._note(self._open[-1][0], about, place)
        self._open.append((name, place, about))
        if (resource := attributes.get(f"{RDF}resource")) is not None:
            self._note(name, resource, place)
        self._text.clear()

    def _end(self, _name: str) -> None:
        name, place, _ = self._open[-1]
        self._note(name, "".join(self._text), place)
        self._open.pop()
        self._text.clear()

    def _note(self, name: str, value: str, place: Location) -> None:
        """Add the value of a property of the innermost open element that is a subject."""
        subject = next((about for _, _, about in reversed(self._open) if about), "")
        self.note(subject, name, value, place)
