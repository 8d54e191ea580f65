"""A citation as CSL-JSON → the same in words, in the styles that medical writers are asked for: AMA, APA, Vancouver.

AMA Manual of Style, 11th edition; Publication Manual of the APA, 7th edition; Citing Medicine of the NLM, by number.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from arkg.publish.citations import american_date, date_parts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Item = Mapping[str, Any]

MONTHS = [f"{date(2000, month, 1):%B}" for month in range(1, 13)]
MOST_AUTHORS = {"AMA": (6, 3), "Vancouver": (6, 6)}
"""Style → how many authors it names at most, and how many of more."""
MOST_IN_APA = 20


def cite_in_styles(item: Item) -> dict[str, str]:
    """Return a citation in each style."""
    return {name: _tidy(write(item)) for name, write in STYLES.items()}


def _tidy(text: str) -> str:
    """Return a citation in which no full stop follows another mark that ends a sentence."""
    return re.sub(r"([.?!])([’”]?)\.(?=\s|$)", r"\1\2", text).strip()


def _write_ama(item: Item) -> str:
    """Return a citation as in AMA."""
    who, address = _list_authors(item, "AMA"), _to_address(item, "doi:")
    begin = f"{who}. {item['title']}." if who else f"{item['title']}."
    year, serial, parts = _year(item), _is_serial(item), date_parts(item)
    day = american_date("-".join(f"{part:02}" for part in parts))
    if serial and not item.get("volume"):
        return f"{begin} {item['container-title']}. Published online {day}. {address}"
    if serial:
        return f"{begin} {item['container-title']}. {year};{_to_place(item)}. {address}"
    if item["type"] == "entry":
        whole = f"{item['container-title']}. Version {item['version']}. {item['publisher']}; {year}"
        return f"{begin} In: {whole}. {address}"
    if item["type"] in {"book", "report"}:
        return f"{begin}{_edition(item)} {'; '.join(filter(None, [item.get('publisher', ''), year]))}. {address}"
    made = item.get("container-title", "") or item.get("publisher", "")
    return f"{begin} {made}{'. ' if made else ''}{f'Published {day}. ' if day else ''}{address}"


def _write_apa(item: Item) -> str:
    """Return a citation as in APA."""
    authors = [_name_for_apa(each) for each in item.get("author", ())]
    if len(authors) > MOST_IN_APA:
        who = f"{', '.join(authors[: MOST_IN_APA - 1])}, . . . {authors[-1]}"
    else:
        who = f"{', '.join(authors[:-1])}, & {authors[-1]}" if len(authors) > 1 else "".join(authors)
    serial, parts, title = _is_serial(item), date_parts(item), item["title"]
    who = who or ("" if serial else item.get("publisher", ""))
    when = _year(item) if serial or item["type"] in {"book", "report"} else _year_first(parts)
    when = when or "n.d."
    begin = f"{who}. ({when}). {title}" if who else f"{title}. ({when})"
    if item["type"] == "book" and item.get("edition"):
        begin += f" ({_ordinal(item['edition'])} ed.)"
    made, address = _place_for_apa(item, who), _to_address(item, "https://doi.org/")
    return " ".join(filter(None, [f"{begin}.", f"{made}." if made else "", address, _original(item)]))


def _place_for_apa(item: Item, who: str) -> str:
    """Return what a work is a part of and who published it, as in APA, except the one that is its author."""
    publisher = item.get("publisher", "")
    publisher = "" if publisher == who else publisher
    if _is_serial(item):
        issue = f"({item['issue']})" if item.get("issue") else ""
        where = [f"{item.get('volume', '')}{issue}", item.get("page", "").replace("-", "–")]
        return ", ".join(filter(None, [item["container-title"], *where]))
    if item["type"] == "entry":
        return f"In {item['container-title']} (Version {item['version']})"
    if item["type"] in {"book", "report"}:
        return str(publisher)
    return ". ".join(filter(None, [item.get("container-title", ""), publisher]))


def _write_vancouver(item: Item) -> str:
    """Return a citation as in Vancouver, the style of the NLM."""
    who, address = _list_authors(item, "Vancouver"), _to_address(item, "doi:")
    begin = f"{who}. {item['title']}" if who else item["title"]
    day = " ".join(str(part) if place != 1 else MONTHS[part - 1][:3] for place, part in enumerate(date_parts(item)))
    if _is_serial(item):
        where = f";{_to_place(item)}" if item.get("volume") else ""
        return f"{begin}. {item['container-title']}. {day}{where}. {address}"
    online = "" if not item.get("URL") or item["type"] == "entry" else " [Internet]"
    if item["type"] == "entry":
        begin = f"{begin}. In: {item['container-title']} [Internet]. Version {item['version']}"
    made = "; ".join(filter(None, [item.get("publisher", "") or item.get("container-title", ""), day]))
    source = f"Available from: {item['URL']}" if item.get("URL") else ""
    return f"{begin}{online}.{_edition(item)} {made}{'. ' if made else ''}{source}"


STYLES: dict[str, Callable[[Item], str]] = {"AMA": _write_ama, "APA": _write_apa, "Vancouver": _write_vancouver}


def _is_serial(item: Item) -> bool:
    """Return whether a work is an article of a journal whose name is known."""
    return item["type"] == "article-journal" and bool(item.get("container-title"))


def _list_authors(item: Item, style: str) -> str:
    """Return the authors as AMA and Vancouver name them: Jones CP, Truman BI, et al."""
    names = [
        each.get("literal") or " ".join(filter(None, [each["family"], "".join(_initials(each.get("given", "")))]))
        for each in item.get("author", ())
    ]
    most, kept = MOST_AUTHORS[style]
    return ", ".join([*names[:kept], "et al"] if len(names) > most else names)


def _name_for_apa(name: Mapping[str, str]) -> str:
    """Return an author as in APA: Jones, C. P."""
    if "literal" in name:
        return name["literal"]
    given = " ".join(f"{each}." for each in _initials(name.get("given", "")))
    return ", ".join(filter(None, [name["family"], given]))


def _initials(given: str) -> list[str]:
    """Return the initials of given names; those written without a blank between them are taken apart.

    >>> _initials("Camara Phyllis"), _initials("J. R."), _initials("DR")
    (['C', 'P'], ['J', 'R'], ['D', 'R'])
    """
    words = re.findall(r"[^\W\d_][\w’']*", given)
    if len(words) == 1 and given.isupper() and len(given) <= 3:  # noqa: PLR2004 - no given name is written so
        return list(words[0])
    return [word[0].upper() for word in words]


def _year(item: Item) -> str:
    """Return the year, an empty text where it is not known."""
    return str(date_parts(item)[0]) if date_parts(item) else ""


def _year_first(parts: Sequence[int]) -> str:
    """Return a date as APA has it: 2026, November 22."""
    words = [MONTHS[parts[1] - 1], *map(str, parts[2:])] if len(parts) > 1 else []
    return ", ".join(filter(None, [str(parts[0]) if parts else "", " ".join(words)]))


def _to_place(item: Item) -> str:
    """Return where an article stands: 90(8):1212-1215."""
    issue = f"({item['issue']})" if item.get("issue") else ""
    return ":".join(filter(None, [f"{item.get('volume', '')}{issue}", item.get("page", "")]))


def _to_address(item: Item, before: str) -> str:
    """Return the DOI with what stands before it, else the address."""
    return f"{before}{item['DOI']}" if item.get("DOI") else str(item.get("URL", ""))


def _edition(item: Item) -> str:
    """Return the edition, with a blank before it."""
    return f" {_ordinal(item['edition'])} ed." if item.get("edition") else ""


def _ordinal(edition: str) -> str:
    """Return the number of an edition as an ordinal, any other text as it is.

    >>> _ordinal("2"), _ordinal("11"), _ordinal("revised")
    ('2nd', '11th', 'revised')
    """
    if not edition.isdecimal():
        return edition
    ending = {1: "st", 2: "nd", 3: "rd"}.get(int(edition) % 10, "th")
    return f"{edition}{ending if int(edition) % 100 not in {11, 12, 13} else 'th'}"


def _original(item: Item) -> str:
    """Return when a work was first published, as APA has it."""
    parts = item.get("original-date", {}).get("date-parts", [])
    return f"(Original work published {parts[0][0]})" if parts else ""
