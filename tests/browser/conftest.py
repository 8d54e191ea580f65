"""A browser, and the publications it reads: that of the small world and that of the real graph, under a sub-path."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import sync_playwright
from tests.support.hosting import hosting
from tests.support.publication import ROOT, bundle, make_world, published_once

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

    from arkg.workspace import Workspace

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
FLAGS = ("--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--force-color-profile=srgb")


@pytest.fixture(scope="session", autouse=True)
def _bundles() -> None:
    """Bundle the JavaScript of the pages, unless it is unchanged."""
    bundle()


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder that is served."""
    return tmp_path_factory.mktemp("served")


@pytest.fixture(scope="session")
def address(folder: Path) -> Iterator[str]:
    """Serve the folder, and give its address."""
    with hosting(folder) as address:
        yield address


@pytest.fixture(scope="session")
def world(address: str, folder: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Publish the small world two folders deep, and give its address."""
    (folder / "some").mkdir()
    (folder / "some" / "where").symlink_to(
        published_once(tmp_path_factory, "world", make_world(tmp_path_factory.mktemp("world")))
    )
    return f"{address}some/where/"


@pytest.fixture(scope="session")
def real(address: str, folder: Path, checkout: Workspace, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Publish the real graph, and give its address."""
    (folder / "real").symlink_to(published_once(tmp_path_factory, "real", checkout))
    return f"{address}real/"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start the browser of this machine, without a window."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    assert found, "Chromium is needed: install the Debian package chromium-headless-shell, or chromium."
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=found, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """Give the source of axe-core, which npm brings."""
    path = ROOT / "node_modules" / "axe-core" / "axe.min.js"
    assert path.is_file(), "axe-core is needed: run npm ci."
    return path.read_text(encoding="utf-8")
