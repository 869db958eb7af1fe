"""QR codes of addresses in SVG, drawn by segno or combined from codes that segno drew earlier.

The QR codes of texts of one length, in one version, level and mask, are linear in the bits of the text: the error
correction is a linear code, and the mask and the function patterns are equal in all of them (ISO/IEC 18004, 7.5 to
7.9). So if a text is the exclusive or of an odd number of texts, the modules of its code are the exclusive or of their
modules. A nation has a code for each officer, and the addresses differ in a few letters; about two hundred codes are
enough to make all of them.
"""

from __future__ import annotations

import re
from functools import cache

__all__ = ["modules", "qr_svg"]

MASK = 2
"""One fixed mask: segno takes four times as long if it tries all eight, and any mask can be read."""
QUIET_ZONE_MODULES = 2
DARK_RUN = re.compile("1+")


def qr_svg(address: str) -> str:
    """Return the QR code of an address as SVG without size and style; an empty string for an empty address.

    The error correction is level M, or higher if it fits in the same version (ISO/IEC 18004, 7.5.1).
    """
    if not address:
        return ""
    width, bits = modules(address)
    starts, lengths = _strokes(width)
    # A stroke for each run of dark modules: segno's SVG has one for each module.
    path = "".join([starts[run.start()] + lengths[run.end() - run.start()] for run in DARK_RUN.finditer(bits)])
    size = width + 2 * QUIET_ZONE_MODULES
    return (
        f'<svg aria-hidden="true" viewBox="0 0 {size} {size}">'
        f'<path fill="#fff" d="M0 0h{size}v{size}h-{size}z"/><path stroke="#000" d="{path}"/></svg>'
    )


@cache
def _strokes(width: int) -> tuple[list[str], list[str]]:
    """Return the path commands that begin a stroke at each module, and those that end a stroke of each length."""
    # A row has one module more than the code is wide: the light one that ends it, see `modules`.
    starts = [f"M{x + QUIET_ZONE_MODULES} {y + QUIET_ZONE_MODULES}.5h" for y in range(width) for x in range(width + 1)]
    return starts, [str(length) for length in range(width + 1)]


def modules(text: str) -> tuple[int, str]:
    """Return the width of the QR code in modules, and its modules as ``1`` and ``0`` with a ``0`` after each row."""
    try:
        data = text.encode("ascii")
    except UnicodeEncodeError:
        return _drawn(text)  # segno chooses the encoding, so the linear combination does not apply
    width, number = _combinations(len(data)).code(data) if _is_byte_mode(text) else (0, 0)
    return (width, f"{number:0{width * (width + 1)}b}") if width else _drawn(text)


def _is_byte_mode(text: str) -> bool:
    """Return whether the text is in byte mode; digits or capitals alone have shorter modes (7.4.3 to 7.4.5)."""
    return text != text.upper()


def _drawn(text: str) -> tuple[int, str]:
    import segno  # noqa: PLC0415  # not needed if no code is new

    code = segno.make(text, error="m", micro=False, mask=MASK)
    rows: tuple[bytearray, ...] = code.matrix
    return len(rows), "".join("".join(map(str, row)) + "0" for row in rows)


class _Combinations:
    """Codes of texts of one length: a basis of codes that segno drew, from which the others are combined."""

    def __init__(self) -> None:
        self._width = 0
        # By the position of the highest bit: a text, with one more bit that counts texts modulo 2, and its modules.
        self._basis: dict[int, tuple[int, int]] = {}

    def code(self, data: bytes) -> tuple[int, int]:
        """Return the width of the QR code of a text, and its modules as one number."""
        remainder, code = int.from_bytes(data) << 1 | 1, 0
        # Two threads may both add a text with the same highest bit. Either is valid; the other is drawn again.
        while (position := remainder.bit_length()) in self._basis:
            basis_text, basis_code = self._basis[position]
            remainder ^= basis_text
            code ^= basis_code
        if not remainder:
            return self._width, code
        self._width, bits = _drawn(data.decode("ascii"))
        drawn_code = int(bits, 2)
        self._basis[position] = remainder, drawn_code ^ code
        return self._width, drawn_code


@cache
def _combinations(_length: int) -> _Combinations:
    return _Combinations()
