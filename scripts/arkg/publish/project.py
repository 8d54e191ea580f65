"""What a publication says about the project: the settings of ``project.toml`` and the version of the package."""

from __future__ import annotations

import importlib.metadata
import tomllib
from dataclasses import dataclass
from pathlib import Path

SETTINGS = Path(__file__).with_name("project.toml")
DATA_LICENCE = "https://creativecommons.org/publicdomain/zero/1.0/"


@dataclass(frozen=True, slots=True)
class Project:
    """The project and its release; ``repository`` and ``contact`` are addresses, empty where they are not set.

    ``issued`` (the first release) and ``released`` (this one) are days as ``2026-11-22``.
    """

    title: str
    description: str
    publisher: str
    issued: str
    released: str
    version: str
    repository: str = ""
    contact: str = ""


def read_project(released: str = "", path: Path = SETTINGS) -> Project:
    """Read the settings; the version is that of the installed package, the day that of ``released`` where it is one."""
    settings = {key: str(value) for key, value in tomllib.loads(path.read_text(encoding="utf-8")).items()}
    settings |= {"released": released} if released else {}
    return Project(**settings, version=importlib.metadata.version("arkg"))
