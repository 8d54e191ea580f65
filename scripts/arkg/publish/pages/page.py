"""A page: its address, what its head says, how templates make it into bytes, and the JavaScript that it may run.

The package was built with bundles of JavaScript or without: ``scripts/bundle.py`` makes them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from arkg.names import plural, with_article
from arkg.publish.folder import compress
from arkg.publish.forms import POLICY, form_of
from arkg.publish.pages.summary import short
from arkg.publish.pages.view import Inline, american_date, capitalize, in_bytes, join

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from jinja2 import Environment

    from arkg.publish.forms import Form
    from arkg.publish.pages.view import View

MANIFEST = "manifest.json"
LICENSES = "licenses.txt"
BESIDE_PAGE = ("worker", "offline")
"""The ends of names of entry points that belong beside their page: a service worker controls what is in its folder."""
LEVEL = 9


@dataclass(frozen=True, slots=True)
class Page:
    """What the head of a page says; ``path`` is its folder, ``data`` its description as JSON-LD.

    ``forms`` are the files that hold the same in other forms.
    """

    path: str
    title: str
    description: str
    crumbs: tuple[Inline, ...] = ()
    forms: tuple[tuple[str, Form], ...] = ()
    data: str = ""
    file: str = "index.html"


@dataclass(frozen=True, slots=True)
class Renderer:
    """Makes pages from templates and from the site."""

    templates: Environment
    view: View

    def make(self, page: Page, template: str, **context: Any) -> tuple[str, bytes]:
        """Return the path and the bytes of a page."""
        site = self.view.site
        common = {
            "page": page,
            "policy": POLICY,
            "address": self._address(page),
            "root": self._root(page),
            "kinds": site.records,
            "project": site.project,
            "base": site.base,
            "served": site.served,
        }
        return page.path + page.file, self.templates.get_template(template).render(common | context).encode()

    def _root(self, page: Page) -> str:
        """Return the path from a page to the root: relative, except on the page for addresses that do not exist."""
        if page.file != "404.html":
            return "../" * page.path.count("/")
        host = self.view.site.base.partition("://")[2]
        return f"/{host.partition('/')[2]}" if host else "./"

    def _address(self, page: Page) -> str:
        """Return the address of the page; empty where the base is not known, or any address may show the page."""
        base = self.view.site.base
        return base + page.path if base and page.file == "index.html" else ""


def make_renderer(view: View) -> Renderer:
    """Return what makes pages: every text is escaped, and a name that no page gives is an error."""
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415 - only publishing needs it

    templates = Environment(
        loader=PackageLoader("arkg.publish.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    templates.filters |= {
        "capitalize_first": capitalize,
        "bytes": in_bytes,
        "date": american_date,
        "form": form_of,
        "inline": view.inline,
        "number": "{:,}".format,
        "plural": plural,
        "short": short,
        "sentence_list": join,
        "with_article": with_article,
    }
    return Renderer(templates, view)


def find_bundles() -> dict[str, str]:
    """Return entry point → the path of its bundle within the site; empty where the package was built without npm.

    The name of an entry point begins with that of its page: ``ask-worker.js``.
    """
    manifest = _folder() / MANIFEST
    if not manifest.is_file():
        return {}
    entries: dict[str, str] = json.loads(manifest.read_text(encoding="utf-8"))["entries"]
    return {name: f"{_place(name)}/{file}" for name, file in entries.items()}


def _place(entry: str) -> str:
    """Return the folder of the site in which the bundle of an entry point stands."""
    page, _, part = PurePosixPath(entry).stem.partition("-")
    return page if part in BESIDE_PAGE else "static"


@cache
def read_bundles() -> dict[str, bytes]:
    """Return the path within the site and the bytes of every bundle and of its licenses.

    WebAssembly is compressed: not every host compresses what it sends.
    """
    paths = {PurePosixPath(path).name: path for path in find_bundles().values()}
    files = {file.name: file.read_bytes() for file in _folder().iterdir()} if paths else {}
    paths[LICENSES] = f"static/{LICENSES}"
    found = {paths[name]: content for name, content in files.items() if name in paths}
    packed = {
        f"static/{name}.gz": compress(content, LEVEL) for name, content in files.items() if name.endswith(".wasm")
    }
    return dict(sorted((found | packed).items()))


def _folder() -> Traversable:
    """Return the folder of the bundles, which may not exist."""
    return resources.files("arkg.publish.pages") / "bundles"
