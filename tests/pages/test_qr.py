"""QR codes of which the codewords are placed among the patterns of another code equal those that segno draws."""

from __future__ import annotations

import string
from typing import Any

import pytest
import segno
from hypothesis import example, given, settings
from hypothesis import strategies as st

from electsched.pages.qr import MASK, _symbol, _symbol_for, modules, qr_svg

LETTERS = string.ascii_letters + string.digits + "-_"
TEXTS = st.one_of(
    st.text(LETTERS, min_size=24, max_size=24).map(lambda token: f"webcal://a.example/secret/{token}/duties.id.ics"),
    st.text(string.printable, min_size=1, max_size=300),
    st.text(string.digits + "AB", min_size=1, max_size=12),
    st.text(min_size=1, max_size=40),
)


def _by_segno(text: str) -> list[str]:
    code = segno.make(text, error="m", micro=False, mask=MASK)
    return ["".join(map(str, row)) for row in code.matrix]


def _rows(text: str) -> list[str]:
    width, bits = modules(text)
    assert len(bits) == width * (width + 1)
    rows = [bits[start : start + width + 1] for start in range(0, len(bits), width + 1)]
    assert {row[-1] for row in rows} == {"0"}
    return [row[:-1] for row in rows]


@settings(max_examples=60, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=8))
@example(["12345678", "1234567a", "ABCDEFGH", "abcdefgh"])
@example(["webcal://b.example/é", "webcal://b.example/ab"])
@example(["a", "b", "A", "1", "!"])
def test_codes_equal_those_of_segno(texts: list[str]) -> None:
    """Codes of any texts, in any order, have the modules that segno draws."""
    for text in texts:
        assert _rows(text) == _by_segno(text)


def test_segno_draws_one_code_of_each_version_and_level(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a thousand addresses with longer and shorter numbers, segno draws as many codes as they have forms."""
    drawn: list[str] = []
    make = segno.make

    def noted(text: str, **form: Any) -> segno.QRCode:  # noqa: ANN401  # segno's
        drawn.append(f"{form['version']}-{form['error']}")
        return make(text, **form)

    monkeypatch.setattr(segno, "make", noted)
    _symbol.cache_clear()
    _symbol_for.cache_clear()
    texts = [f"webcal://d.example/{number}.ics" for number in range(0, 10_000, 10)]
    for text in texts:
        assert qr_svg(text).startswith("<svg")
    monkeypatch.undo()
    of_lengths = {len(text): text for text in texts}.values()
    forms = {segno.make(text, error="m", micro=False).designator for text in of_lengths}
    assert sorted(drawn) == sorted(forms)


@pytest.mark.parametrize("length", [2331, 2332])
def test_longest_text_has_a_code_and_longer_ones_have_none(length: int) -> None:
    """Version 40 has 2,331 bytes at level M (ISO/IEC 18004, table 7)."""
    text = "a" * length
    if length > 2331:
        with pytest.raises(segno.DataOverflowError):
            modules(text)
    else:
        assert _rows(text) == _by_segno(text)


def test_empty_address_has_no_code() -> None:
    """The pages of a site without an address have no QR codes."""
    assert not qr_svg("")
