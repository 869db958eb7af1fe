"""QR codes that are combined from other codes equal those that segno draws."""

from __future__ import annotations

import string

import pytest
import segno
from hypothesis import example, given, settings
from hypothesis import strategies as st

from electsched.pages.qr import MASK, modules, qr_svg

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


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list to which each text is added that segno draws."""
    texts: list[str] = []
    make = segno.make

    def noted(text: str, *, error: str, micro: bool, mask: int) -> segno.QRCode:
        texts.append(text)
        return make(text, error=error, micro=micro, mask=mask)

    monkeypatch.setattr(segno, "make", noted)
    return texts


def test_codes_of_texts_of_one_length_are_combined(drawn: list[str]) -> None:
    """Of two thousand addresses that differ in a few letters, segno draws few codes."""
    texts = [f"webcal://c.example/secret/{number:024x}/own.ics" for number in range(1, 10**22, 10**22 // 2000)]
    for text in texts:
        assert qr_svg(text).startswith("<svg")
    # One for each bit in the letters that differ, and one for the common part.
    assert len(drawn) <= 24 * 8 + 1


def test_codes_of_texts_of_several_lengths_are_combined(drawn: list[str]) -> None:
    """Addresses with a longer number need few more codes than those with a shorter one."""
    for number in range(10_000):
        modules(f"webcal://d.example/{number}.ics")
    # Each bit of four digits and of the place of the ending may differ.
    assert len(drawn) <= 8 * len("9999.ics") + 4


def test_empty_address_has_no_code() -> None:
    """The pages of a site without an address have no QR codes."""
    assert not qr_svg("")
