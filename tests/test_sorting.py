"""Lines come in order, each once, however many there are."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from arkg.graph.sorting import OPEN, in_order

LINES = st.sampled_from([f"{number}\n".encode() for number in range(12)])


@given(st.lists(st.lists(LINES, max_size=5), max_size=6))
def test_the_lines_of_all_parts_come_in_order_and_each_once(parts: list[list[bytes]]) -> None:
    assert list(in_order(parts)) == sorted(set().union(*parts))


def test_no_more_files_are_open_than_an_operating_system_allows() -> None:
    before = len(list(Path("/dev/fd").iterdir()))
    lines = in_order([b"%03d\n" % (number % 300)] for number in range(400, 0, -1))
    first = next(lines)
    opened = len(list(Path("/dev/fd").iterdir())) - before
    assert (first, list(lines), 0 < opened <= OPEN) == (
        b"000\n",
        [b"%03d\n" % number for number in range(1, 300)],
        True,
    )
