"""QR codes of addresses: segno draws one of each version and level, and the others differ in their codewords.

A site has a code for each calendar, and a nation one for each officer. The function patterns and the mask are equal in
all codes of a version and level (ISO/IEC 18004, 7.7 to 7.9), so a code is that of any other text with the modules of
its own codewords in place of the other's. segno takes 1.3 ms for a code and its picture, this module 0.07 ms: for the
312 codes of the example 0.4 s, a quarter of its first publication, and for each 100,000 officers two minutes.
"""

from __future__ import annotations

import base64
import re
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import chain, zip_longest
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from segno import QRCode

__all__ = ["modules", "qr_picture", "qr_svg"]

MASK = 2
"""One fixed mask: segno takes four times as long if it tries all eight, and any mask can be read."""
QUIET_ZONE_MODULES = 2
BYTE_MODE, TERMINATOR_BITS, PAD_CODEWORDS = 0b0100, 4, b"\xec\x11"
END = b"\0"
"""A codeword that segno writes between the terminator, at which readers stop, and the pad codewords."""
LAST_SHORT_VERSION = 9
"""The last version that counts the bytes of a text in 8 bits (7.4.1)."""
TIMING = 6
"""The row and the column of the timing patterns."""
CORNER = 9
"""The modules of a side of a corner with its finder pattern and format information; the other corners have one less."""
LEVELS = "HQM"
"""The levels of error correction in use, the highest first."""
DARK_RUN = re.compile("1+")
_INVERTED = str.maketrans("01", "10")


def qr_svg(address: str) -> str:
    """Return the QR code of an address as SVG without size and style; an empty string for an empty address.

    The error correction is level M, or higher if it fits in the same version (ISO/IEC 18004, 7.5.1).
    """
    if not address:
        return ""
    width, bits = modules(address)
    starts, lengths = _strokes(width)
    # A stroke for each run of dark modules.
    path = "".join([starts[run.start()] + lengths[run.end() - run.start()] for run in DARK_RUN.finditer(bits)])
    size = width + 2 * QUIET_ZONE_MODULES
    return (
        f'<svg aria-hidden="true" viewBox="0 0 {size} {size}">'
        f'<path fill="#fff" d="M0 0h{size}v{size}h-{size}z"/><path stroke="#000" d="{path}"/></svg>'
    )


def qr_picture(address: str) -> str:
    """Return the QR code of an address as the data of a PNG picture without quiet zone; empty for an empty address.

    Each module is a pixel of one bit. It is a quarter of the SVG, which a page of a hundred codes needs.
    """
    if not address:
        return ""
    width, bits = modules(address)
    filler = "1" * (-width % 8)
    # A row has its filter type before it (PNG 9.2), and in a grey picture of one bit a dark pixel is 0 (PNG 11.2.2).
    rows = [bits[at : at + width].translate(_INVERTED) + filler for at in range(0, len(bits), width + 1)]
    pixels = "00000000" + "00000000".join(rows)
    header = struct.pack(">IIBBBBB", width, width, 1, 0, 0, 0, 0)
    # Stored, not compressed: a code has the entropy of chance.
    data = zlib.compress(int(pixels, 2).to_bytes(len(pixels) // 8), 0)
    chunks = ((b"IHDR", header), (b"IDAT", data), (b"IEND", b""))
    picture = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        for kind, content in chunks
    )
    return f"data:image/png;base64,{base64.b64encode(picture).decode()}"


@cache
def _strokes(width: int) -> tuple[list[str], list[str]]:
    """Return the path commands that begin a stroke at each module, and those that end a stroke of each length."""
    # A row has one module more than the code is wide: the light one that ends it, see `modules`.
    starts = [f"M{x + QUIET_ZONE_MODULES} {y + QUIET_ZONE_MODULES}.5h" for y in range(width) for x in range(width + 1)]
    return starts, [str(length) for length in range(width + 1)]


def modules(text: str) -> tuple[int, str]:
    """Return the width of the QR code in modules, and its modules as ``1`` and ``0`` with a ``0`` after each row."""
    data = text.encode()
    # Of other texts segno chooses the encoding.
    symbol = _symbol_for(len(data)) if text.isascii() and _is_byte_mode(text) else None
    if symbol is None:
        width, bits = _drawn(text)
        return width, bits
    number = symbol.patterns ^ symbol.placed(_message(_codewords(data, symbol), symbol.blocks))
    return symbol.width, f"{number:0{symbol.width * (symbol.width + 1)}b}"


def _is_byte_mode(text: str) -> bool:
    """Return whether the text is in byte mode; digits or capitals alone have shorter modes (7.4.3 to 7.4.5)."""
    return text != text.upper()


def _drawn(text: str) -> tuple[int, str]:
    """Return the `modules` of a code that segno draws."""
    import segno  # noqa: PLC0415  # not needed without an address

    code = segno.make(text, error="m", micro=False, mask=MASK)
    return len(code.matrix), _rows(code.matrix)


def _rows(matrix: Sequence[bytearray]) -> str:
    return "".join("".join(map(str, row)) + "0" for row in matrix)


# --- codes of one version and level -------------------------------------------------------------------------------


class _Symbol(NamedTuple):
    """All that codes of one version and level have in common.

    Attributes:
        version: Its version.
        width: Its width in modules.
        blocks: The numbers of data and of error correction codewords in each block (7.5.1, table 9).
        patterns: Its `modules` as a number, if all codewords were zero.
        order: Returns the `modules` of the bits of a message.
        bits: The number of bits of a message, with the remainder bits and a zero for all modules without a bit.
    """

    version: int
    width: int
    blocks: tuple[tuple[int, int], ...]
    patterns: int
    order: Callable[[str], tuple[str, ...]]
    bits: int

    def placed(self, message: bytes) -> int:
        """Return the modules of a message as a number (7.7.3)."""
        bits = f"{int.from_bytes(message):0{8 * len(message)}b}".ljust(self.bits, "0")
        return int("".join(self.order(bits)), 2)


@cache
def _symbol_for(size: int) -> _Symbol | None:
    """Return the smallest symbol for a text of so many bytes, at its highest level; None if none has room."""
    for version in range(1, 41):
        for level in LEVELS:
            if _count_bytes(version) + size < _capacity(_blocks(version, level)):
                return _symbol(version, level)
    return None


def _capacity(blocks: Iterable[tuple[int, int]]) -> int:
    """Return the number of data codewords."""
    return sum(data for data, _ in blocks)


def _count_bytes(version: int) -> int:
    """Return the number of bytes that state the number of bytes of a text (7.4.1)."""
    return 1 if version <= LAST_SHORT_VERSION else 2


@cache
def _blocks(version: int, level: str) -> tuple[tuple[int, int], ...]:
    from segno import consts  # noqa: PLC0415  # as in `_drawn`

    kinds: Any = consts.ECC[version][consts.ERROR_MAPPING[level]]  # type: ignore[index]  # segno leaves it untyped
    return tuple((kind.num_data, kind.num_total - kind.num_data) for kind in kinds for _ in range(kind.num_blocks))


@cache
def _symbol(version: int, level: str) -> _Symbol:
    import segno  # noqa: PLC0415  # as in `_drawn`

    blocks = _blocks(version, level)
    text = "a" * (_capacity(blocks) - _count_bytes(version) - 1)  # fills it, so there are no pad codewords
    code = segno.make(text, version=version, error=level, boost_error=False, micro=False, mask=MASK)
    places = [*_places(code)]
    order = [len(places)] * (len(code.matrix) * (len(code.matrix) + 1))
    for number, index in enumerate(places):
        order[index] = number
    symbol = _Symbol(version, len(code.matrix), blocks, 0, itemgetter(*order), len(places) + 1)
    message = _message(_codewords(text.encode(), symbol), blocks)
    return symbol._replace(patterns=int(_rows(code.matrix), 2) ^ symbol.placed(message))


def _places(code: QRCode) -> Iterator[int]:
    """Yield the position of each bit of a message in `modules`: upwards and downwards from the right (7.7.3)."""
    from segno import consts  # noqa: PLC0415  # as in `_drawn`

    kinds, width = [[*row] for row in code.matrix_iter(border=0, verbose=True)], len(code.matrix)
    # segno takes one module of data for one of the format information, which is at the corners.
    data = {consts.TYPE_DATA_DARK, consts.TYPE_DATA_LIGHT, consts.TYPE_FORMAT_DARK, consts.TYPE_FORMAT_LIGHT}
    # The column of the timing pattern is left out.
    for number, right in enumerate([*range(width - 1, TIMING, -2), *range(TIMING - 1, 0, -2)]):
        for row in range(width) if number % 2 else range(width - 1, -1, -1):
            for column in (right, right - 1):
                if kinds[row][column] in data and not _is_at_corner(row, column, width):
                    yield row * (width + 1) + column


def _is_at_corner(row: int, column: int, width: int) -> bool:
    """Return whether a module is near a finder pattern: at any corner but the lower right one."""
    is_near = all(coordinate < CORNER or coordinate > width - CORNER for coordinate in (row, column))
    return is_near and min(row, column) < CORNER


# --- codewords ----------------------------------------------------------------------------------------------------


def _codewords(data: bytes, symbol: _Symbol) -> bytes:
    """Return the data codewords of a text in byte mode (7.4)."""
    size, count_bytes = _capacity(symbol.blocks), _count_bytes(symbol.version)
    bits = ((BYTE_MODE << 8 * count_bytes | len(data)) << 8 * len(data) | int.from_bytes(data)) << TERMINATOR_BITS
    return (bits.to_bytes(count_bytes + len(data) + 1) + END + PAD_CODEWORDS * size)[:size]


def _message(codewords: bytes, blocks: tuple[tuple[int, int], ...]) -> bytes:
    """Return the codewords of all blocks, and those of their error correction, in turns (7.6)."""
    data, corrections, start = [], [], 0
    for size, correction in blocks:
        data.append(codewords[start : start + size])
        corrections.append(_error_correction(data[-1], correction))
        start += size
    return _in_turns(data) + _in_turns(corrections)


def _in_turns(blocks: list[bytes]) -> bytes:
    return bytes(octet for octet in chain.from_iterable(zip_longest(*blocks)) if octet is not None)


def _error_correction(data: bytes, size: int) -> bytes:
    """Return the remainder of the data divided by the generator polynomial (7.5.2)."""
    multiples, shift, remainder = _multiples(size), 8 * (size - 1), 0
    low_bits = (1 << shift) - 1
    for octet in data:
        remainder = (remainder & low_bits) << 8 ^ multiples[remainder >> shift ^ octet]
    return remainder.to_bytes(size)


@cache
def _multiples(size: int) -> list[int]:
    """Return the generator polynomial of a degree, without its first coefficient, times each value of an octet."""
    from segno import consts  # noqa: PLC0415  # as in `_drawn`

    power, logarithm = consts.GALIOS_EXP, consts.GALIOS_LOG
    return [0] + [
        int.from_bytes(bytes(power[logarithm[octet] + exponent] for exponent in consts.GEN_POLY[size]))
        for octet in range(1, 256)
    ]
