"""What the tests share: the checkout, a small graph, and the command line in this process."""

from __future__ import annotations

import gc
import os
import shutil
from functools import partial
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from tests.support.publication import ROOT, SMALL, make_world

from arkg.cli import arkg
from arkg.publish import Site, build_site
from arkg.workspace import Workspace, find

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pyoxigraph as ox
    from click.testing import Result

gc.set_threshold(100_000, 20, 100)
"""Many tests build graphs of small objects, through which the collector would look again and again."""
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
"""Many tests start processes, each of which would compile all our modules again."""


@pytest.fixture(scope="session")
def checkout() -> Workspace:
    """Give the real graph of this checkout."""
    return find(ROOT)


@pytest.fixture(scope="session")
def small() -> Workspace:
    """Give the small graph that stands in ``tests/small``."""
    return find(ROOT, SMALL)


@pytest.fixture(scope="session")
def small_store(small: Workspace) -> ox.Store:
    """Give the small graph, loaded; for reading only."""
    return small.store()


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Give the small world as a graph of its own: our ontology, rules and questions over its records."""
    return make_world(tmp_path_factory.mktemp("world"))


@pytest.fixture(scope="session")
def site(world: Workspace) -> Site:
    """Give what every published file of the small world is made from."""
    return build_site(world)


@pytest.fixture
def copy(tmp_path: Path) -> Workspace:
    """Give a copy of the small graph that a test may change."""
    return find(ROOT, shutil.copytree(SMALL, tmp_path / "graph"))


@pytest.fixture
def run() -> Callable[..., Result]:
    """Give a function that runs arkg with these arguments, and gives its exit code, stdout and stderr."""
    return partial(CliRunner().invoke, arkg, prog_name="arkg")
