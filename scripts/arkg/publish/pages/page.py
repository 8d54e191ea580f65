"""A page: where it stands, what its head says, and how it becomes bytes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from arkg.publish.pages.shown import Shown, in_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jinja2 import Environment

    from arkg.publish.site import Site

MENU = (
    ("concept/", "Concepts"),
    ("initiative/", "Initiatives"),
    ("institution/", "Institutions"),
    ("resource/", "Resources"),
    ("query/", "Questions"),
    ("data/", "Data"),
    ("about/", "About"),
    ("search/", "Search"),
)
FOOTER = (
    ("figures/", "In figures"),
    ("event/", "Events"),
    ("category/", "Categories"),
    ("pillar/", "Pillars"),
    ("place/", "Places"),
    ("collection/", "Collections"),
    ("ns/", "Vocabulary"),
    ("shapes/", "Rules"),
    ("about/#accessibility", "Accessibility"),
    ("about/#corrections", "Corrections"),
    ("feed.xml", "Feed"),
)


@dataclass(frozen=True, slots=True)
class Form:
    """Another form of what a page shows: its path, media type and name."""

    path: str
    type: str
    label: str


@dataclass(frozen=True, slots=True)
class Page:
    """What the head of a page says; ``path`` is its folder, ``data`` its description as JSON-LD."""

    path: str
    title: str
    description: str
    crumbs: tuple[Shown, ...] = ()
    forms: tuple[Form, ...] = ()
    data: str = ""
    file: str = "index.html"


@dataclass(frozen=True, slots=True)
class Renderer:
    """What makes pages: the templates, and the site that all pages speak of."""

    templates: Environment
    site: Site

    def make(self, page: Page, template: str, **context: Any) -> tuple[str, bytes]:
        """Return the path and the bytes of a page."""
        root = self.root(page)
        site = {
            "page": page,
            "address": self.address(page),
            "root": root,
            "menu": MENU,
            "footer": [each for each in FOOTER if self.stands(each[0])],
            "project": self.site.project,
            "released": in_words(self.site.project.released),
        }
        text = self.templates.get_template(template).render(site | context)
        return page.path + page.file, text.encode()

    def root(self, page: Page) -> str:
        """Return the way from a page to the root: relative, but for the page that stands for any missing one."""
        if page.file != "404.html":
            return "../" * page.path.count("/")
        host = self.site.base.partition("://")[2]
        return f"/{host.partition('/')[2]}" if self.site.base else "./"

    def address(self, page: Page) -> str:
        """Return where the page can be read; empty where the address of the site is not known, or is any address."""
        return self.site.base + page.path if self.site.base and page.file == "index.html" else ""

    def stands(self, path: str) -> bool:
        """Return whether a page of the footer exists: that of a kind does where there are records of it."""
        kind = path.rstrip("/")
        return kind not in {"category", "pillar", "place", "collection", "event"} or bool(self.site.records.get(kind))


def load_templates() -> Environment:
    """Load the templates: every text is escaped, and a name that no page gives is an error."""
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415 - only publishing needs it

    return Environment(
        loader=PackageLoader("arkg.publish.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def paragraphs(texts: Mapping[str, str]) -> str:
    """Return texts as paragraphs under their headings, as a message has them."""
    return "\n\n".join(f"{heading}: {text}" for heading, text in texts.items())
