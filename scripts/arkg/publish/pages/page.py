"""A page: its address, what its head says, and how templates make it into bytes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from arkg.names import plural, with_article
from arkg.publish.forms import POLICY, form_of
from arkg.publish.pages.summary import short
from arkg.publish.pages.view import Inline, american_date, capitalize, in_bytes, join

if TYPE_CHECKING:
    from jinja2 import Environment

    from arkg.publish.forms import Form
    from arkg.publish.pages.view import View


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
