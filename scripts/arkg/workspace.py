"""The graph of a checkout or of the installed package: its files, each parsed once, and what is written in them."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast
from urllib.parse import quote

import pyoxigraph as ox

from arkg.errors import GraphNotFound, SyntaxFault
from arkg.files import read_bytes
from arkg.names import PREFERRED, in_english
from arkg.namespaces import RECORDS
from arkg.turtle import Document, read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from arkg.errors import Location
    from arkg.schema import Schema
    from arkg.store import Store

SUFFIXES = {"ontology": ".ttl", "data": ".ttl", "shapes": ".ttl", "queries": ".rq"}
INSTALLED = Path(__file__).parent / "graph_files"
SOURCE = Path(__file__).parents[2]
"""The checkout that holds this package, where it is installed from one as it is (``pip install --editable``)."""

Parsed = TypeVar("Parsed")


@dataclass(frozen=True, slots=True)
class Located:
    """A statement, and the location of its value."""

    triple: ox.Triple
    location: Location


@dataclass(frozen=True, slots=True)
class Contribution:
    """The statements of one or more files, whatever their format, and where each record in them begins."""

    statements: tuple[Located, ...]
    records: dict[ox.NamedNode, Location]
    """Every subject (records and their parts) → the first line of its description."""
    comments: dict[ox.NamedNode, str]
    """Records → the opening comment of their file, if they have one."""
    forms: dict[str, str] = field(default_factory=dict)
    """Files → their format (``yaml``, ``csv``, ``json-ld``, …); for one that is not named, Turtle."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """A folder with ontology, data, shapes and queries, and the prefixes that ``ontology/prefixes.ttl`` defines.

    Only a ``writable`` workspace may be changed: one that was found only because the package belongs to it is not.
    """

    root: Path
    writable: bool
    prefixes: Mapping[str, str]
    _parsed: dict[tuple[object, ...], object] = field(default_factory=dict, repr=False, compare=False)
    """What was parsed, by what, the path, and the state of the file when it was read."""

    def files(self, *parts: str) -> tuple[Path, ...]:
        """Return the files of these parts (all four when none is named), part by part in the order of their paths."""
        return tuple(
            path
            for part in parts or tuple(SUFFIXES)
            for path in sorted((self.root / part).rglob(f"*{SUFFIXES[part]}"), key=Path.as_posix)
        )

    @property
    def kinds(self) -> tuple[str, ...]:
        """Return the kinds of record, which are the folders under ``data``."""
        return tuple(sorted(folder.name for folder in (self.root / "data").iterdir() if folder.is_dir()))

    @property
    def records(self) -> tuple[ox.NamedNode, ...]:
        """Return the IRI of every record, in order of kind and slug."""
        return tuple(iri for path in self.files("data") if (iri := self.record_iri(path)))

    def record_iri(self, path: Path) -> ox.NamedNode | None:
        """Return the IRI of the record that belongs at ``path``; None if no record can be there.

        What cannot stand in an IRI is written as its percent-encoding, so that no record bears the name of such a file.
        """
        data, full = f"{(self.root / 'data').absolute().as_posix()}/", path.absolute().as_posix()
        kind, _, name = full.removeprefix(data).partition("/")
        if not full.startswith(data) or "/" in name or not name.endswith(".ttl"):
            return None
        return ox.NamedNode(f"{RECORDS}{quote(os.fsencode(kind))}/{quote(os.fsencode(name.removesuffix('.ttl')))}")

    def record_path(self, iri: ox.NamedNode) -> Path | None:
        """Return the file where the record of ``iri`` (or the record it is a part of) belongs; None for other IRIs."""
        kind, _, slug = iri.value.partition("#")[0].removeprefix(RECORDS).partition("/")
        known = iri.value.startswith(RECORDS) and kind and slug and "/" not in slug and slug not in {".", ".."}
        return self.root / "data" / kind / f"{slug}.ttl" if known else None

    def place(self, path: Path) -> str:
        """Return the name of a file for people: relative to the root of the graph, or as it is if it is outside."""
        root, full = f"{self.root.as_posix().rstrip('/')}/", path.absolute().as_posix()
        return full.removeprefix(root) if full.startswith(root) else path.as_posix()

    def read(self, path: Path) -> str:
        """Return the text of a file, whose lines end with a line feed.

        Raises InputFault for what is no file, SyntaxFault with the line of the first byte that is not UTF-8.
        """
        name = self.place(path)
        return decode(read_bytes(path, name), name).replace("\r\n", "\n")

    def quads(self, *parts: str) -> Iterator[ox.Quad]:
        """Yield every triple of these parts, as written, file by file; raise SyntaxFault for what is not Turtle."""
        for path in self.files(*parts):
            yield from self.parse(path)

    def parse(self, path: Path) -> list[ox.Quad]:
        """Return every triple of a Turtle file, as written; raise SyntaxFault for what is not Turtle."""
        return self._once(_parse, path)

    def document(self, path: Path) -> Document:
        """Return a Turtle file with the location of each statement; raise SyntaxFault for what is not Turtle."""
        return self._once(read, path)

    @property
    def schema(self) -> Schema:
        """Return the schema that the shapes and the ontology declare."""
        key = ("schema", *map(_state, self.files("ontology", "shapes")))
        if key not in self._parsed:
            from arkg.description import Description  # noqa: PLC0415 - a query needs no schema
            from arkg.schema import Schema  # noqa: PLC0415 - as above

            shapes = Description(each.triple for each in self.quads("shapes"))
            self._parsed[key] = Schema(shapes, self.quads("ontology"), self.prefixes)
        return self._parsed[key]  # type: ignore[return-value]

    def _once(self, parser: Callable[..., Parsed], path: Path) -> Parsed:
        """Return what a parser makes of a file, from the cache if the file has not changed since."""
        key = (parser, _state(path))
        if key not in self._parsed:
            self._parsed[key] = parser(self.read(path), file=self.place(path), known_prefixes=self.prefixes)
        return self._parsed[key]  # type: ignore[return-value]

    def store(self, *parts: str) -> ox.Store:
        """Load these parts (ontology and data when none is named) into a store in memory, in its default graph."""
        store = ox.Store()
        for path in self.files(*(parts or ("ontology", "data"))):
            if kept := self._parsed.get((_parse, _state(path))) if self._parsed else None:
                store.extend(cast("list[ox.Quad]", kept))
            else:
                self.load(store, path)
        return store

    def load(self, store: ox.Store, path: Path) -> None:
        """Load a Turtle file into a store without parsing it in Python, unless it is to be explained what is wrong."""
        text = self.read(path)
        try:
            store.load(text.encode(), ox.RdfFormat.TURTLE)
        except SyntaxError:
            store.extend(_parse(text, file=self.place(path), known_prefixes=self.prefixes))


def find(start: Path, chosen: Path | None = None) -> Workspace:
    """Find the graph: the folder chosen, else the nearest one from ``start`` upwards, else that of the package.

    That is the copy inside an installed wheel, or the checkout of an editable installation. Raises GraphNotFound where
    none of these holds the four parts, and where the nearest checkout lacks one: it is not passed over.
    """
    if chosen is not None:
        return open_folder(chosen.absolute(), writable=True)
    for folder in (start.absolute(), *start.absolute().parents):
        if (folder / "ontology" / "prefixes.ttl").is_file() or len(missing_parts(folder)) <= 1:
            return open_folder(folder, writable=True)
    of_package = SOURCE if missing_parts(INSTALLED) and not missing_parts(SOURCE) else INSTALLED
    return open_folder(of_package, writable=False)


def open_folder(root: Path, *, writable: bool) -> Workspace:
    """Open the folder as a workspace; raise GraphNotFound naming the parts it lacks."""
    if missing := missing_parts(root):
        raise GraphNotFound(
            f"There is no graph in this folder: {' and '.join(missing)} missing.",
            where=str(root),
            remedy="Run arkg inside a checkout of the graph, or name its folder with --graph DIR.",
        )
    return Workspace(root, writable, read_prefixes(root / "ontology" / "prefixes.ttl"))


def missing_parts(folder: Path) -> list[str]:
    """Return the parts of a graph that this folder lacks."""
    return [part for part in SUFFIXES if not (folder / part).is_dir()]


def read_prefixes(path: Path) -> dict[str, str]:
    """Return the prefixes that a Turtle file declares, in the order of their names."""
    if not path.is_file():
        raise GraphNotFound(
            "The file that defines the prefixes is missing.",
            where=str(path),
            remedy="Each prefix is one PREFIX line of that file.",
        )
    text = decode(read_bytes(path), path.name)
    try:
        parser = ox.parse(text, ox.RdfFormat.TURTLE)
        for _ in parser:
            pass
        return dict(sorted(parser.prefixes.items()))
    except SyntaxError:
        return read(text, file=path.name).prefixes  # is slower, and raises an error that explains what is wrong


def choose_label(store: Store, node: ox.NamedNode | ox.BlankNode) -> str:
    """Return the preferred label of a thing, in English if it has one, else an empty text."""
    for term in PREFERRED:
        if label := in_english(quad.object for quad in store.quads_for_pattern(node, term, None)):
            return label
    return ""


def decode(content: bytes, place: str) -> str:
    """Return the text of these bytes; raise SyntaxFault with the line of the first byte that is not UTF-8."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as fault:
        before = content[: fault.start]
        raise SyntaxFault(
            f"The byte 0x{content[fault.start]:02X} is not UTF-8.",
            file=place,
            line=before.count(b"\n") + 1,
            column=len(before) - before.rfind(b"\n"),
            remedy="Save the file as UTF-8.",
        ) from fault


def _state(path: Path) -> tuple[object, ...]:
    """Return what changes with a file."""
    try:
        state = path.stat()
    except OSError:
        return (path,)
    return path, state.st_mtime_ns, state.st_size, state.st_ino


def _parse(text: str, *, file: str, known_prefixes: Mapping[str, str]) -> list[ox.Quad]:
    """Return the triples of a Turtle text; raise SyntaxFault with file, line, column and what to fix."""
    try:
        return list(ox.parse(text, ox.RdfFormat.TURTLE, rename_blank_nodes=True))
    except SyntaxError as fault:
        read(text, file=file, known_prefixes=known_prefixes)  # is slower, and explains in plain words what is wrong
        raise SyntaxFault(
            f"This is not Turtle: {fault.msg}", file=file, line=fault.lineno or 0, column=fault.offset or 0
        ) from fault
