"""A folder that is written next to its target and moved there when complete, with the permanent files of releases."""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from arkg.errors import InputFault

if TYPE_CHECKING:
    from collections.abc import Iterator

SUMS = "SHA256SUMS"
RELEASES = "release/"
KEPT = re.compile(r"\.nojekyll|CNAME|release/.*")
"""What stays when a new publication takes the place of an old one: what hosts ask for, and the releases."""
PERMANENT = ("ns.", "shapes.", "shapes-core.", "query.", "context.jsonld", "data/")
"""The files that are kept with each release."""
DUMPS = ("data/arkg.", "data/arkg-inferred.")
"""Of these, the compressed ones alone."""


@dataclass(frozen=True, slots=True)
class Written:
    """A file of the publication as it was written: path within the folder, size in bytes, SHA-256 in hexadecimal."""

    path: str
    size: int
    sha256: str


@dataclass(slots=True)
class Folder:
    """A folder under way, and what is written in it so far."""

    root: Path
    written: dict[str, Written] = field(default_factory=dict)
    _folders: set[str] = field(default_factory=set)

    def put(self, path: str, content: bytes) -> Written:
        """Write one file; raise InputFault for a path that was written before or leads out of the folder."""
        inner = path.rpartition("/")[0]
        if path in self.written or ".." in path.split("/") or path.startswith("/"):
            raise InputFault("This file cannot be written: it exists, or is outside the publication.", where=path)
        if inner not in self._folders:
            (self.root / inner).mkdir(parents=True, exist_ok=True)
            self._folders.add(inner)
        (self.root / path).write_bytes(content)
        self.written[path] = Written(path, len(content), hashlib.sha256(content).hexdigest())
        return self.written[path]

    def files(self) -> tuple[Written, ...]:
        """Return every file that was written, in the order of the paths."""
        return tuple(self.written[path] for path in sorted(self.written))

    def keep_release(self, version: str) -> str:
        """Copy the permanent files of a release, with their checksums, to its folder; return the path of that.

        The vocabulary names its version there (``owl:versionIRI``): vocabulary, rules and questions in every form, the
        tables, and the compressed dumps. A later publication leaves them where they are.
        """
        start, sums = release_folder(version), ""
        for path in sorted(self.written):
            if path.startswith(PERMANENT) and (path.endswith(".gz") or not path.startswith(DUMPS)):
                sums += f"{self.put(start + path, (self.root / path).read_bytes()).sha256}  {path}\n"
        self.put(start + SUMS, sums.encode())
        return start


def compress(content: bytes, level: int) -> bytes:
    """Return the gzip of a file: by libdeflate, whose bytes do not depend on the machine or on the zlib it has."""
    import deflate  # noqa: PLC0415 - only publishing needs it

    return bytes(deflate.gzip_compress(content, level))


def release_folder(version: str) -> str:
    """Return the folder of the permanent files of a release."""
    return f"{RELEASES}{version}/"


@contextmanager
def replacing(target: Path) -> Iterator[Folder]:
    """Return a folder to write in, and put it in the place of ``target`` when all went well; else leave all as it was.

    Earlier releases, and what the host asks for, are carried over. What a publication that was killed left behind is
    put back where it was, or cleared away.

    Raises InputFault where something other than an earlier publication stands there, where another publication is
    under way, or where nothing can be written.
    """
    place = target.absolute().resolve()
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with _locked_folder(place, target) as work:
            _check_target(place, target)
            (work / "new").mkdir()
            folder = Folder(work / "new")
            yield folder
            _carry_over(place, folder)
            sums = "".join(f"{each.sha256}  {path}\n" for path, each in sorted(folder.written.items()))
            folder.put(SUMS, sums.encode())
            _check_target(place, target)
            if place.exists():
                place.rename(work / "old")
            (work / "new").rename(place)
    except OSError as fault:
        raise InputFault(f"Nothing can be written here: {fault.strerror}.", where=str(target)) from fault


@contextmanager
def _locked_folder(place: Path, target: Path) -> Iterator[Path]:
    """Return an empty folder beside a place, locked while it is used, and with nothing left of those who died in it.

    It has a name of its own each time: a process that outlives a killed publication writes nowhere else.
    """
    lock_folder = place.parent / f".{place.name}.publishing"
    lock_folder.mkdir(exist_ok=True)
    lock = os.open(lock_folder, os.O_RDONLY)
    try:
        if not _is_locked(lock, lock_folder):
            raise InputFault("Another publication is in progress here.", where=str(target), remedy="Wait for it.")
        _put_back(lock_folder, place)
        try:
            yield Path(tempfile.mkdtemp(dir=lock_folder))
        finally:
            _put_back(lock_folder, place)
            shutil.rmtree(lock_folder, ignore_errors=True)
    finally:
        os.close(lock)


def _is_locked(lock: int, lock_folder: Path) -> bool:
    """Return whether a folder could be locked, and still exists: whoever had the lock may just have removed it."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return lock_folder.stat().st_ino == os.fstat(lock).st_ino
    except (BlockingIOError, FileNotFoundError):
        return False


def _carry_over(place: Path, folder: Folder) -> None:
    """Copy what outlives a publication: releases other than those written anew, and what the host asks for."""
    anew = tuple({release_folder(path.split("/")[1]) for path in folder.written if path.startswith(RELEASES)})
    old = _read_sums(place / SUMS)
    for path in sorted(path for path in _list_files(place) if KEPT.fullmatch(path) and path not in folder.written):
        if not (path.startswith(anew) and path in old):
            folder.put(path, (place / path).read_bytes())


def _list_files(place: Path) -> set[str]:
    """Return the path of every file in a folder."""
    return {path.relative_to(place).as_posix() for path in place.rglob("*") if not path.is_dir()}


def _put_back(lock_folder: Path, place: Path) -> None:
    """Move what a publication that failed or was killed had moved away back to its place, and remove all else."""
    for left in lock_folder.iterdir():
        if (left / "old").exists() and not place.exists():
            (left / "old").rename(place)
        shutil.rmtree(left, ignore_errors=True)


def _check_target(place: Path, target: Path) -> None:
    """Raise InputFault unless nothing, an empty folder, or an earlier publication and what outlives it stands here."""
    if not place.exists():
        return
    if not place.is_dir():
        raise InputFault("This is a file, not a folder.", where=str(target), remedy="Name a new folder.")
    found = _list_files(place)
    strange = sorted(path for path in found - _read_sums(place / SUMS) if not KEPT.fullmatch(path))
    if strange or (not found and any(place.iterdir())):
        raise InputFault(
            f"This folder has files that no earlier publication wrote{f', such as {strange[0]}' if strange else ''}.",
            where=str(target),
            remedy="Name a new or empty folder, or one that arkg publish wrote.",
        )


def _read_sums(sums: Path) -> set[str]:
    """Return the files that a list of checksums names, itself among them; none where there is no such list."""
    if not sums.is_file():
        return set()
    lines = sums.read_text(encoding="utf-8", errors="replace").splitlines()
    return {SUMS, *(line.partition("  ")[2] for line in lines)}
