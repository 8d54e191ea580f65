"""Texts of files → the files, all of them or none, whatever ends the program halfway.

A journal beside the files says what stood there before any is replaced. It is removed when all are: where it is found,
a write was cut off (by kill -9, say), and what it says is put back.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
from typing import TYPE_CHECKING

from arkg.errors import InputFault

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

JOURNAL = ".arkg-add.json"


def write_all(root: Path, texts: Mapping[Path, str]) -> None:
    """Write every file below a folder or, where one cannot be written, none; raise InputFault with the reason."""
    with undisturbed(), alone(root):
        try:
            note(root, texts)
            replace_all(texts)
            (root / JOURNAL).unlink()
        except OSError as fault:
            roll_back(root)
            where = str(fault.filename or "")
            raise InputFault(f"Nothing was written: {fault.strerror}.", where=where) from fault


def undo(root: Path) -> bool:
    """Undo what a write that was cut off had begun, and say whether there was one."""
    if not (root / JOURNAL).exists():
        return False
    with undisturbed(), alone(root):
        return roll_back(root)


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """Hold back what would end the program halfway (Ctrl-C, a kill) until this block is done, where a system can."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextlib.contextmanager
def alone(root: Path) -> Iterator[None]:
    """Keep other programs from writing to a folder, where a system can; raise InputFault where one is at it."""
    try:
        import fcntl  # noqa: PLC0415 - Windows has none
    except ImportError:
        yield
        return
    folder = os.open(root, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as fault:
        raise InputFault("Another arkg add is writing to this graph.", remedy="Wait until it is done.") from fault
    finally:
        os.close(folder)


def note(root: Path, paths: Iterable[Path]) -> None:
    """Write the journal: what stands in each file now, and which folders are new."""
    missing = dict.fromkeys(each for path in paths for each in reversed(path.parents) if not each.exists())
    journal = {
        "process": os.getpid(),
        "files": {path.relative_to(root).as_posix(): read(path) for path in paths},
        "folders": [folder.relative_to(root).as_posix() for folder in missing],
    }
    new = root / f"{JOURNAL}.new"
    new.write_text(json.dumps(journal), encoding="utf-8")
    new.replace(root / JOURNAL)


def replace_all(texts: Mapping[Path, str]) -> None:
    """Put every file in its place, when all of them stand beside their places."""
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        beside(path, os.getpid()).write_bytes(text.encode())
    for path in texts:
        beside(path, os.getpid()).replace(path)


def roll_back(root: Path) -> bool:
    """Put everything back as the journal says it was, and say whether there is a journal."""
    if not (root / JOURNAL).exists():
        return False
    journal = json.loads((root / JOURNAL).read_text(encoding="utf-8"))
    files = {within(root, name): before for name, before in journal["files"].items()}
    folders = [within(root, name) for name in journal["folders"]]
    for path, before in files.items():
        with contextlib.suppress(OSError):
            beside(path, int(journal["process"])).unlink()
        if before is None and path.exists():
            path.unlink()
        elif before != read(path):
            path.write_bytes(before.encode(errors="surrogateescape"))
    for folder in reversed(folders):
        with contextlib.suppress(OSError):
            folder.rmdir()
    (root / JOURNAL).unlink()
    return True


def within(root: Path, name: str) -> Path:
    """Return a place in the data; raise InputFault for any other, since a journal may have come with a checkout."""
    path, data = (root / name).resolve(), (root / "data").resolve()
    if path != data and not path.is_relative_to(data):
        raise InputFault(
            f"This journal of an arkg add would write outside the data: {name}",
            where=JOURNAL,
            remedy="Nothing was undone. Find out who put it there, and remove it.",
        )
    return path


def read(path: Path) -> str | None:
    """Return what stands in a file, so that it can be put back to the byte; None where there is no file."""
    return path.read_bytes().decode(errors="surrogateescape") if path.exists() else None


def beside(path: Path, process: int) -> Path:
    """Name the new file that stands beside an old one until it takes its place."""
    return path.with_name(f".{path.name}.{process}")
