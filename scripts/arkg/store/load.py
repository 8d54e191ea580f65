"""Load RDF files into a store on disk, built in a folder next to it and then renamed: nobody reads half a graph."""

from __future__ import annotations

import fcntl
import gzip
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, TypeAlias, cast

import pyoxigraph as ox

from arkg.errors import InputFault, StoreFault, SyntaxFault
from arkg.files import check_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

Progress: TypeAlias = "Callable[[int, int], None]"
"""Is called with the number of bytes read, and of all."""

FORMS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".trig": ox.RdfFormat.TRIG,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".jsonld": ox.RdfFormat.JSON_LD,
}
ENDINGS = f"Files end in {', '.join(FORMS)}, or these and .gz."
LARGE = 4_000_000
"""From how many bytes on a file is loaded by itself, without its statements passing through Python."""


@dataclass(slots=True)
class Counter:
    """A file that is read from its start to its end, and tells how far it is."""

    file: IO[bytes]
    tell: Callable[[int], None]

    def read(self, size: int = -1) -> bytes:
        """Read some bytes."""
        chunk = self.file.read(size)
        self.tell(len(chunk))
        return chunk


def load(target: Path, paths: Sequence[Path], *, replace: bool = False, progress: Progress | None = None) -> int:
    """Load files (folders: all the files of RDF in them) into a new store at ``target``; give its number of statements.

    The names of graphs are not kept. What an earlier load left when it was killed is cleared away. Raises InputFault
    for a file of another kind and a folder without RDF, SyntaxFault for what cannot be read, and StoreFault where
    something stands at the target (unless it is a store and ``replace`` is said), another load builds it, or it cannot
    be written.
    """
    files = [file for path in paths for file in rdf_files(path)]
    if target.exists() and not (target / "CURRENT").is_file():
        raise StoreFault("This is not a store.", where=str(target), remedy="Name a new folder.")
    if target.exists() and not replace:
        raise StoreFault("Store already exists.", where=str(target), remedy="Use --replace to overwrite it.")
    total, done = sum(file.stat().st_size for file in files), 0

    def tell(read: int) -> None:
        nonlocal done
        done += read
        if progress:
            progress(done, total)

    try:
        with building(target) as work:
            store = ox.Store(str(work / "new"))
            fill(store, files, tell)
            number = len(store)
            store.flush()
            store.optimize()  # else every million statements stay in files of their own, and each look-up reads all
            del store
            put(work, target)
    except OSError as fault:
        raise StoreFault(f"The store cannot be written: {fault}", where=str(target)) from fault
    return number


def rdf_files(path: Path) -> list[Path]:
    """Return the RDF files at a path, in the order of their names."""
    if path.is_dir():
        found = sorted(each for each in path.rglob("*") if each.is_file() and form(each))
        if not found:
            raise InputFault("There is no RDF in this folder.", where=str(path), remedy=ENDINGS)
        return found
    check_file(path)
    if form(path) is None:
        raise InputFault("Unsupported file type.", where=str(path), remedy=ENDINGS)
    return [path]


def form(path: Path) -> ox.RdfFormat | None:
    """Return the form of RDF that a file's name speaks of."""
    return FORMS.get(Path(path.name.removesuffix(".gz")).suffix)


@contextmanager
def building(target: Path) -> Iterator[Path]:
    """Return an empty folder beside the target to build in; raise StoreFault where another process builds there."""
    work = target.absolute().parent / f".{target.name}.loading"
    work.mkdir(parents=True, exist_ok=True)
    with (work / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as fault:
            raise StoreFault(
                "Another load is building this store.", where=str(target), remedy="Wait for it."
            ) from fault
        for left in ("new", "old"):
            shutil.rmtree(work / left, ignore_errors=True)
        try:
            yield work
        finally:
            shutil.rmtree(work, ignore_errors=True)


def put(work: Path, target: Path) -> None:
    """Move what was built to its place; move back what was there if that fails."""
    if target.exists():
        target.rename(work / "old")
    try:
        (work / "new").rename(target)
    except OSError:
        if (work / "old").exists():
            (work / "old").rename(target)
        raise


def fill(store: ox.Store, files: Iterable[Path], tell: Callable[[int], None]) -> None:
    """Load large files one by one, and all small ones at once."""
    small = []
    for path in files:
        form_of = cast("ox.RdfFormat", form(path))
        if path.stat().st_size < LARGE or form_of.supports_datasets:
            small.append(path)
            continue
        with reading(path, tell) as file:
            store.bulk_load(file, form_of, to_graph=ox.DefaultGraph())
    store.bulk_extend(quad for path in small for quad in parsed(path, tell))


def parsed(path: Path, tell: Callable[[int], None]) -> Iterator[ox.Quad]:
    """Yield the statements of a file, in the default graph."""
    with reading(path, tell) as file:
        for quad in ox.parse(file, form(path), rename_blank_nodes=True):
            yield ox.Quad(quad.subject, quad.predicate, quad.object)


@contextmanager
def reading(path: Path, tell: Callable[[int], None]) -> Iterator[IO[bytes]]:
    """Open a file, compressed or not, and tell how many bytes are read; what goes wrong is a fault of that file."""
    try:
        with path.open("rb") as raw:
            counted = cast("IO[bytes]", Counter(raw, tell))
            yield cast("IO[bytes]", gzip.GzipFile(fileobj=counted)) if path.suffix == ".gz" else counted
    except SyntaxError as fault:
        raise SyntaxFault(
            f"This cannot be read: {fault.msg}", file=str(path), line=fault.lineno or 0, column=fault.offset or 0
        ) from fault
    except (gzip.BadGzipFile, EOFError) as fault:
        raise InputFault(f"This gzip file is damaged: {fault}", where=str(path)) from fault
