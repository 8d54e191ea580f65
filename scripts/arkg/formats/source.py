"""A file, a path or a stream → its text, within a limit of size; or what is wrong with it."""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import IO, TYPE_CHECKING

from arkg.errors import SyntaxFault
from arkg.files import MAX_SIZE, read_bytes, too_large
from arkg.workspace import decode

if TYPE_CHECKING:
    from arkg.workspace import Workspace

__all__ = ["MAX_SIZE", "Source", "name_of", "read_source"]

WHAT = {b"%PDF": "a PDF", b"PK\x03\x04": "a ZIP archive or a spreadsheet (.xlsx, .ods)", b"\x1f\x8b": "compressed"}
WIDE = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
"""The byte order marks of wide encodings, as spreadsheets save "Unicode text"; those of UTF-32 come first."""
BOM = "\ufeff"
SAVE = "Save it as text in UTF-8 (in Excel: CSV UTF-8)."

Source = Path | IO[bytes] | IO[str]


def read_source(source: Source, name: str, max_size: int) -> str:
    """Return the text of a source, in which lines end with a line feed.

    Raises InputFault for what is no file or too large, SyntaxFault for what is no text in Unicode.
    """
    if isinstance(source, Path):
        content = read_bytes(source, name, max_size)
    else:
        taken = source.read(max_size + 1)
        content = taken.encode(errors="surrogatepass") if isinstance(taken, str) else taken
        if len(content) > max_size:
            raise too_large(name, max_size)
    return to_text(content, name)


def to_text(content: bytes, name: str) -> str:
    """Return the text of these bytes, lines ended by LF, CRLF or CR: UTF-8, or UTF-16 and UTF-32 with their mark."""
    for mark, what in WHAT.items():
        if content.startswith(mark):
            raise SyntaxFault(f"This is {what}, not a text.", file=name, remedy=SAVE)
    wide = next((encoding for mark, encoding in WIDE.items() if content.startswith(mark)), "")
    try:
        text = (content.decode(wide) if wide else from_utf8(content, name)).lstrip(BOM)
    except UnicodeDecodeError as fault:
        raise SyntaxFault(f"The file is not well-formed {wide.upper()}.", file=name, remedy=SAVE) from fault
    if not text.strip():
        raise SyntaxFault("The file is empty.", file=name, remedy="arkg new KIND prints a template to start from.")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def name_of(source: Source, workspace: Workspace) -> str:
    """Return the name by which a finding speaks of a source."""
    return workspace.place(source) if isinstance(source, Path) else "stdin"


def from_utf8(content: bytes, name: str) -> str:
    """Decode UTF-8; name the encoding that it is more likely in where it is not."""
    if (zero := content.find(b"\0")) >= 0:
        line = content.count(b"\n", 0, zero) + 1
        wide = 0.4 < content.count(b"\0") / len(content) < 0.6  # noqa: PLR2004 - half of the bytes, as in UTF-16
        remedy = f"It looks like UTF-16 without a byte order mark. {SAVE}" if wide else ""
        raise SyntaxFault("There is a zero byte here: this is not a text file.", file=name, line=line, remedy=remedy)
    try:
        return decode(content, name)
    except SyntaxFault as fault:
        has_c1 = any(0x80 <= byte < 0xA0 for byte in content[:100_000])  # noqa: PLR2004 - no letters in ISO 8859-1
        fault.remedy = f"It looks like {'Windows-1252' if has_c1 else 'ISO 8859-1 (Latin-1)'}. {SAVE}"
        raise
