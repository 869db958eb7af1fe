"""An address as a QR code in SVG, made by segno or from codes that segno made before.

Codes of texts of one length, in one version, level and mask, are linear in the bits of the text: the error correction
is a linear code, and the mask and all that is not text are the same in each (ISO/IEC 18004, 7.5 to 7.9). A text that is
the exclusive or of an odd number of others has as its modules the exclusive or of theirs. A nation has a code for each
officer, whose addresses differ in a few letters; some two hundred codes make all the others.
"""

from __future__ import annotations

import re
from functools import cache

import segno

__all__ = ["modules", "qr_svg"]

MASK = 2
"""With the mask that looks best, sought by trying all eight, a code takes four times as long; any reads the same."""
BORDER = 2
"""Modules of light around it."""
DARK = re.compile("1+")


def qr_svg(address: str) -> str:
    """Return the address as a QR code in SVG that brings no size and no style; nothing where there is no address.

    The error correction is that of level M, or of a higher one where it fits (ISO/IEC 18004, 7.5.1).
    """
    if not address:
        return ""
    width, dark = modules(address)
    starts, lengths = _strokes(width)
    # Drawn here, a row at a time: segno draws module by module.
    path = "".join([starts[run.start()] + lengths[run.end() - run.start()] for run in DARK.finditer(dark)])
    size = width + 2 * BORDER
    return (
        f'<svg aria-hidden="true" viewBox="0 0 {size} {size}">'
        f'<path fill="#fff" d="M0 0h{size}v{size}h-{size}z"/><path stroke="#000" d="{path}"/></svg>'
    )


@cache
def _strokes(width: int) -> tuple[list[str], list[str]]:
    """Return how the stroke that begins at each module begins, a row having one more that is light, and how it ends."""
    starts = [f"M{x + BORDER} {y + BORDER}.5h" for y in range(width) for x in range(width + 1)]
    return starts, [str(length) for length in range(width + 1)]


def modules(text: str) -> tuple[int, str]:
    """Return how many modules wide the code of a text is, and these in ``1`` and ``0``, with a ``0`` after each row."""
    try:
        data = text.encode("ascii")
    except UnicodeEncodeError:  # another encoding, of which nothing is known before
        return _drawn(text)
    width, number = _codes(len(data)).of(data) if _is_bytes(text) else (0, 0)
    return (width, f"{number:0{width * (width + 1)}b}") if width else _drawn(text)


def _is_bytes(text: str) -> bool:
    """Return whether the text is no number and not of capitals alone, which have shorter codes (7.4.3 to 7.4.5)."""
    return text != text.upper()


def _drawn(text: str) -> tuple[int, str]:
    code = segno.make(text, error="m", micro=False, mask=MASK)
    rows: tuple[bytearray, ...] = code.matrix
    return len(rows), "".join("".join(map(str, row)) + "0" for row in rows)


class _Codes:
    """The codes of texts of one length: those that segno made, none of which the others before it would have made."""

    def __init__(self) -> None:
        self._width = 0
        self._made: dict[int, tuple[int, int]] = {}
        """By the place of its first bit: a text, with a bit that says that it is of an odd number, and its modules."""

    def of(self, data: bytes) -> tuple[int, int]:
        """Return the width of the code of a text, and its modules as one number."""
        rest, code = int.from_bytes(data) << 1 | 1, 0
        # Threads that share this may each add one of the same first bit: either is true, and the other made again.
        while (place := rest.bit_length()) in self._made:
            known = self._made[place]
            rest ^= known[0]
            code ^= known[1]
        if not rest:
            return self._width, code
        self._width, drawn = _drawn(data.decode("ascii"))
        made = int(drawn, 2)
        self._made[place] = rest, made ^ code
        return self._width, made


@cache
def _codes(_length: int) -> _Codes:
    return _Codes()
