"""QR codes of addresses in SVG, drawn by segno or combined from codes that segno drew earlier.

The QR codes of one version, level and mask are linear in the bits of their data codewords: the error correction is a
linear code, and the mask and the function patterns are equal in all of them (ISO/IEC 18004, 7.5 to 7.9). So if the
codewords of a text are the exclusive or of those of an odd number of texts, the modules of its code are the exclusive
or of their modules. A nation has a code for each officer, and the addresses differ in a few letters; about two hundred
codes are enough to make all of them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache

__all__ = ["modules", "qr_svg"]

MASK = 2
"""One fixed mask: segno takes four times as long if it tries all eight, and any mask can be read."""
QUIET_ZONE_MODULES = 2
BYTE_MODE, TERMINATOR_BITS, PAD_CODEWORDS = 0b0100, 4, b"\xec\x11"
LAST_SHORT_VERSION = 9
"""The last version that counts the bytes of a text in 8 bits (7.4.1)."""
DARK_RUN = re.compile("1+")
_Form = tuple[int, str]
"""The version and the level of a code."""


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
    # Of other texts segno chooses the encoding, so the linear combination does not apply.
    if not text.isascii() or not _is_byte_mode(text):
        return _drawn(text)[1:]
    width, number = _code(text)
    return width, f"{number:0{width * (width + 1)}b}"


def _is_byte_mode(text: str) -> bool:
    """Return whether the text is in byte mode; digits or capitals alone have shorter modes (7.4.3 to 7.4.5)."""
    return text != text.upper()


def _drawn(text: str) -> tuple[_Form, int, str]:
    """Return the form of a code that segno draws, and its `modules`."""
    import segno  # noqa: PLC0415  # not needed if no code is new

    code = segno.make(text, error="m", micro=False, mask=MASK)
    rows: tuple[bytearray, ...] = code.matrix
    return (int(code.version), code.error), len(rows), "".join("".join(map(str, row)) + "0" for row in rows)


def _codewords(data: bytes, version: int, width: int) -> int:
    """Return the data codewords of a text in byte mode as one number (7.4)."""
    count_bits = 8 if version <= LAST_SHORT_VERSION else 16
    bits = ((BYTE_MODE << count_bits | len(data)) << 8 * len(data) | int.from_bytes(data)) << TERMINATOR_BITS
    # More than the code holds: what is equal then is also equal in its first part.
    pads = width * width // 8 - len(data)
    return bits << 8 * pads | int.from_bytes((PAD_CODEWORDS * pads)[:pads])


_forms: dict[int, tuple[_Form, int]] = {}
"""The form and the width of the codes of all texts of one length."""
_bases: defaultdict[_Form, dict[int, tuple[int, int]]] = defaultdict(dict)
"""Codes that segno drew, or combinations of them, from which the others of a form are combined: by the position of the
highest bit, codewords with one more bit that counts texts modulo 2, and modules as one number."""


def _code(text: str) -> tuple[int, int]:
    """Return the width of the QR code of a text in byte mode, and its modules as one number."""
    data, bits = text.encode("ascii"), ""
    if len(data) not in _forms:
        form, width, bits = _drawn(text)
        _forms[len(data)] = form, width
    form, width = _forms[len(data)]
    basis, remainder, code = _bases[form], _codewords(data, form[0], width) << 1 | 1, 0
    # Two threads may both add a text with the same highest bit. Either is valid; the other is drawn again.
    while (position := remainder.bit_length()) in basis:
        basis_text, basis_code = basis[position]
        remainder ^= basis_text
        code ^= basis_code
    if not remainder:
        return width, code
    drawn = int(bits or _drawn(text)[2], 2)
    basis[position] = remainder, drawn ^ code
    return width, drawn
