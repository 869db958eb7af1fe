"""QR codes that are put together from others are those that segno makes, and are read by another library."""

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
def test_each_is_what_segno_makes(texts: list[str]) -> None:
    """Whatever was made before, and in which order."""
    for text in texts:
        assert _rows(text) == _by_segno(text)


def test_those_of_one_length_are_put_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of two thousand addresses that differ in a few letters, few are made by segno."""
    made: list[str] = []
    make = segno.make

    def counted(text: str, *, error: str, micro: bool, mask: int) -> segno.QRCode:
        made.append(text)
        return make(text, error=error, micro=micro, mask=mask)

    monkeypatch.setattr(segno, "make", counted)
    texts = [f"webcal://c.example/secret/{number:024x}/own.ics" for number in range(1, 10**22, 10**22 // 2000)]
    for text in texts:
        assert qr_svg(text).startswith("<svg")
    # As many as letters of an address have bits, and one for what they share.
    assert len(made) <= 24 * 8 + 1


def test_nothing_has_no_code() -> None:
    """A plan without addresses has pages without codes."""
    assert not qr_svg("")
