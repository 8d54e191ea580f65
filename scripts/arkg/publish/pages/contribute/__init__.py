"""The pages on which a record is added or corrected: a form made of the schema and, without scripts, a template.

Two files hold what the form needs: ``form.json`` the record types and their fields, ``known.json`` the records that
there are. Both are read only by pages of this folder.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from arkg.contribute.template import template
from arkg.names import with_article
from arkg.publish.forms import FORM_POLICY
from arkg.publish.pages.bundles import find_bundles
from arkg.publish.pages.contribute.fields import COMMON, describe_form
from arkg.publish.pages.contribute.known import describe_known
from arkg.publish.pages.page import Page
from arkg.publish.pages.record.structured import to_script
from arkg.publish.pages.view import Inline

if TYPE_CHECKING:
    from collections.abc import Iterator

    from arkg.publish.pages.page import Renderer
    from arkg.publish.pages.view import View

__all__ = ["make_contribute"]

FOLDER = "contribute/"


def make_contribute(view: View, renderer: Renderer) -> Iterator[tuple[str, bytes]]:
    """Yield the page of all record types, one for each of them, and what the forms need."""
    schema = view.site.schema
    types = [name for name in COMMON if name in schema.record_types]
    others = [name for name in schema.record_types if name not in types]
    page = Page(FOLDER, "Contribute", "Add a record or correct one, in a form that checks what you write as you type.")
    yield renderer.make(page, "contribute.html", types=types, others=others, about=view.wording["lists"])
    for name in schema.record_types:
        yield _make_form(view, renderer, name)
    yield f"{FOLDER}form.json", to_script(describe_form(view)).encode()
    yield f"{FOLDER}known.json", to_script(describe_known(view)).encode()


def _make_form(view: View, renderer: Renderer, name: str) -> tuple[str, bytes]:
    """Return the page of one record type."""
    title = f"Add {with_article(name)}"
    crumbs = (Inline("Contribute", FOLDER),)
    description = f"{title} to this graph, or correct one that is there: a form, and a template to fill in."
    page = Page(f"{FOLDER}{name}/", title, description, crumbs=crumbs)
    text = template(view.site.workspace, name)
    return renderer.make(
        page,
        "contribute-form.html",
        policy=FORM_POLICY,
        kind=name,
        yaml=text,
        bundles=find_bundles(),
        served=view.site.served,
    )
