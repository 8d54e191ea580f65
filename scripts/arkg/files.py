"""A path → the bytes of an ordinary file, or one sentence that says why it cannot be read."""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING

from arkg.errors import InputFault

if TYPE_CHECKING:
    from pathlib import Path

MAX_SIZE = 100_000_000
LINKS = {
    errno.ELOOP: "This symbolic link leads back to itself.",
    errno.ENOENT: "This symbolic link leads to no file.",
}


def read_bytes(path: Path, name: str = "", max_size: int = MAX_SIZE) -> bytes:
    """Return the bytes of an ordinary file that is not too large; never wait for a pipe or a device.

    Raises InputFault, which calls the file by ``name``, for anything else.
    """
    with os.fdopen(descriptor(path, name or str(path), max_size), "rb") as file:
        return file.read(max_size + 1)


def check_file(path: Path, name: str = "") -> None:
    """Raise InputFault, as ``read_bytes`` does, unless a file can be read; its size does not matter."""
    os.close(descriptor(path, name or str(path), None))


def descriptor(path: Path, name: str, max_size: int | None) -> int:
    """Open an ordinary file for reading; raise InputFault for anything else."""
    try:
        opened = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except (OSError, ValueError) as fault:
        raise cannot_open(path, name, fault) from fault
    found = os.fstat(opened)
    if not stat.S_ISREG(found.st_mode) or (max_size is not None and found.st_size > max_size):
        os.close(opened)
        raise not_to_be_read(name, found, max_size or 0)
    return opened


def not_to_be_read(name: str, found: os.stat_result, max_size: int) -> InputFault:
    """Make the error for what is a folder, a device or a pipe, or too large."""
    if stat.S_ISDIR(found.st_mode):
        return InputFault("This is a folder.", where=name, remedy=f"Name the files in it, e.g. {name}/*.yaml")
    if not stat.S_ISREG(found.st_mode):
        return InputFault("This is no ordinary file.", where=name, remedy="To read a pipe, write - for its name.")
    return too_large(name, max_size)


def cannot_open(path: Path, name: str, fault: OSError | ValueError) -> InputFault:
    """Make the error for a file that cannot be opened."""
    number = fault.errno if isinstance(fault, OSError) else None
    if number in LINKS and (number == errno.ELOOP or path.is_symlink()):
        return InputFault(LINKS[number], where=name, remedy="Remove it, or let it lead to a file.")
    if number == errno.ENOENT:
        return InputFault("There is no such file.", where=name, remedy="Check its name, and the folder you are in.")
    if isinstance(fault, IsADirectoryError) or (isinstance(fault, PermissionError) and path.is_dir()):
        return InputFault("This is a folder.", where=name, remedy="Name the files in it.")
    reason = fault.strerror if isinstance(fault, OSError) else str(fault)
    return InputFault(f"The file cannot be opened: {reason}.", where=name)


def too_large(name: str, max_size: int) -> InputFault:
    """Make the error for a file above the limit."""
    return InputFault(
        f"The file has more than {max_size:,} bytes.",
        where=name,
        remedy="Split it, or raise the limit with --max-size BYTES.",
    )
