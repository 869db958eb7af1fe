"""Rows as CSV."""

from __future__ import annotations

import csv
import io

import pytest

from electsched.staffing.tables import csv_text


def test_csv_reads_back_as_the_rows() -> None:
    """Another reader of CSV gets the header and the rows, with quotes, commas and line breaks."""
    rows = [('a "b", c', 1), ("two\nlines", -2)]
    assert list(csv.reader(io.StringIO(csv_text(("name", "count"), rows), newline=""))) == [
        ["name", "count"],
        ['a "b", c', "1"],
        ["two\nlines", "-2"],
    ]


@pytest.mark.parametrize("text", ["=1+1", "+62", "-1", "@cell", "\tx"])
def test_text_is_no_formula_to_a_spreadsheet(text: str) -> None:
    """A text that a spreadsheet would calculate begins with an apostrophe; numbers do not."""
    assert csv_text(("name", "count"), [(text, -1)]).splitlines()[1] in {f"'{text},-1", f'"\'{text}",-1'}
