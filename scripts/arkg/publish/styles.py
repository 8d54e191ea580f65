"""A citation as CSL-JSON → the same in words, in the styles that medical writers are asked for: AMA, APA, Vancouver.

Each style is a template of that name; line feeds and blanks in it are one blank.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from arkg.publish.citations import american_date, date_parts
from arkg.publish.forms import read_templates

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jinja2 import Template

    Names = Sequence[Mapping[str, str]]


MONTHS = [f"{date(2000, month, 1):%B}" for month in range(1, 13)]
MOST_IN_APA = 20


def cite_in_styles(item: Mapping[str, Any]) -> dict[str, str]:
    """Return a citation in each style."""
    parts = date_parts(item)
    year, month, days = "".join(map(str, parts[:1])), "".join(MONTHS[each - 1] for each in parts[1:2]), parts[2:]
    issue = f"({item['issue']})" if item.get("issue") else ""
    number = f"{item.get('volume', '')}{issue}"
    known = {
        **{key.replace("-", "_"): value for key, value in item.items()},
        "is_serial": item["type"] == "article-journal" and bool(item.get("container-title")),
        "number": number,
        "place": ":".join(filter(None, [number, item.get("page", "")])),
        "edition": f"{_ordinal(item['edition'])} ed." if item.get("edition") else "",
        "day": american_date("-".join(f"{part:02}" for part in parts)),
        "short_day": " ".join(map(str, filter(None, [year, month[:3], *days]))),
        "year": year,
        "year_first": ", ".join(filter(None, [year, " ".join(map(str, filter(None, [month, *days])))])),
        "original_year": str(item["original-date"]["date-parts"][0][0]) if "original-date" in item else "",
    }
    found = {}
    for name, template in _read_templates().items():
        text = re.sub("[ \n]+", " ", template.render(known)).strip()
        # no full stop follows another mark that ends a sentence
        found[name] = re.sub(r"([.?!])([’”]?)\.(?=\s|$)", r"\1\2", text)
    return found


@cache
def _read_templates() -> dict[str, Template]:
    """Return the template of each style, in which what an item does not have is an empty text."""
    templates = read_templates("arkg.publish", strict=False)
    templates.filters |= {"short_names": _short_names, "names_for_apa": _names_for_apa}
    return {name: templates.get_template(f"styles/{name}.txt") for name in ("AMA", "APA", "Vancouver")}


def _short_names(authors: Names, most: int, kept: int) -> str:
    """Return the authors as in AMA and Vancouver, of more than ``most`` the first: Jones CP, Truman BI, et al."""
    names = [
        each.get("literal") or " ".join(filter(None, [each["family"], "".join(_initials(each.get("given", "")))]))
        for each in authors
    ]
    return ", ".join([*names[:kept], "et al"] if len(names) > most else names)


def _names_for_apa(authors: Names) -> str:
    """Return the authors as in APA: Jones, C. P., & Truman, B. I."""
    names = [
        each.get("literal")
        or ", ".join(filter(None, [each["family"], " ".join(f"{one}." for one in _initials(each.get("given", "")))]))
        for each in authors or ()
    ]
    if len(names) > MOST_IN_APA:
        return f"{', '.join(names[: MOST_IN_APA - 1])}, . . . {names[-1]}"
    return f"{', '.join(names[:-1])}, & {names[-1]}" if len(names) > 1 else "".join(names)


def _initials(given: str) -> list[str]:
    """Return the initials of given names; those written without a blank between them are taken apart.

    >>> _initials("Camara Phyllis"), _initials("J. R."), _initials("DR")
    (['C', 'P'], ['J', 'R'], ['D', 'R'])
    """
    words = re.findall(r"[^\W\d_][\w’']*", given)
    if len(words) == 1 and given.isupper() and len(given) <= 3:  # noqa: PLR2004 - no given name is written so
        return list(words[0])
    return [word[0].upper() for word in words]


def _ordinal(edition: str) -> str:
    """Return the number of an edition as an ordinal, any other text as it is.

    >>> _ordinal("2"), _ordinal("11"), _ordinal("revised")
    ('2nd', '11th', 'revised')
    """
    if not edition.isdecimal():
        return edition
    ending = {1: "st", 2: "nd", 3: "rd"}.get(int(edition) % 10, "th")
    return f"{edition}{ending if int(edition) % 100 not in {11, 12, 13} else 'th'}"
