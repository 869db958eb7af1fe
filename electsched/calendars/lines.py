r"""Content lines as bytes, escaped and folded as `feeds/components` lets icalendar do it, only faster.

The rules are stated there, character by character; a test holds every function here to them. What recurs from event to
event, such as a place or a category, is made once and kept in caches of a bounded size.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from struct import Struct
from typing import Any

from icalendar.prop import vGeo, vInt, vUri

from electsched.calendars.ical import MAX_OCTETS, parameter
from electsched.i18n.text import UNSAFE

__all__ = [
    "CLOCK",
    "DAYS",
    "NUMBERS",
    "TWO",
    "Lines",
    "escaped",
    "folded",
    "geo_line",
    "list_lines",
    "place_line",
    "stamp_text",
    "text_lines",
    "uid_text",
    "uri_lines",
    "uri_octets",
]

KEPT = 1024
"""How many lines of each kind are kept: the places, units and categories of a headquarters and its neighbours."""
PROPERTIES = 64
"""How many properties there can be whose lines are kept, by their names."""
LONG = 2048
"""Octets up to which the cuts of a line are known beforehand."""
BREAK = b"\r\n "
BACKSLASH = 0x5C
SPECIAL = b"\\;,\r\n"
CONTROLS = bytes(octet for octet in range(128) if UNSAFE.match(chr(octet)))
CAREFUL = SPECIAL + CONTROLS


def escaped(text: str) -> bytes:
    """Return the text escaped by RFC 5545, 3.3.11, without the characters that are not to be shown."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.isascii():
        text = UNSAFE.sub("", text)
    data = text.encode().translate(None, CONTROLS)
    # Bytes, not text: there a replacement that makes the text longer takes a quarter of the time.
    return data.replace(b"\\", b"\\\\").replace(b";", b"\\;").replace(b",", b"\\,").replace(b"\n", b"\\n")


def folded(line: bytes) -> bytes:
    """Return the line in pieces of at most 75 octets (RFC 5545, 3.1), cut between characters and escapes."""
    size = len(line)
    if size <= MAX_OCTETS:
        return line
    # Every 74 octets, if no cut falls behind a backslash or into a character: one that begins with an ASCII octet is
    # behind none, and an ASCII octet is a whole character.
    if size < LONG and BACKSLASH not in line[MAX_OCTETS - 1 :: MAX_OCTETS] and line[MAX_OCTETS::MAX_OCTETS].isascii():
        return BREAK.join(_CUTS[size](line))
    return _folded_with_care(line)


class _Cuts(dict[int, Callable[[bytes], tuple[bytes, ...]]]):
    """How a line of so many octets is cut into pieces of 74, each made when it is first asked for."""

    def __missing__(self, size: int) -> Callable[[bytes], tuple[bytes, ...]]:
        whole, rest = divmod(size, MAX_OCTETS)
        cut = Struct(f"{MAX_OCTETS}s" * whole + (f"{rest}s" if rest else "")).unpack
        return self.setdefault(size, cut)


_CUTS = _Cuts()


def _folded_with_care(line: bytes) -> bytes:
    pieces: list[bytes] = []
    start, size = 0, len(line)
    while size - start > MAX_OCTETS:
        cut = start + MAX_OCTETS
        while line[cut] & 0xC0 == 0x80:  # inside a character of UTF-8  # noqa: PLR2004
            cut -= 1
        # An odd number of backslashes before the cut is a half of an escape.
        if (cut - start - len(line[start:cut].rstrip(b"\\"))) % 2:
            cut -= 1
        pieces.append(line[start:cut])
        start = cut
    return BREAK.join([*pieces, line[start:]])


def uid_text(name: bytes, uid: str) -> bytes:
    """Return the identity as it stands behind the name of its property."""
    if uid.isascii():
        data = uid.encode()
        if len(data) <= MAX_OCTETS - len(name) and len(data.translate(None, CAREFUL)) == len(data):
            return data
    return folded(name + escaped(uid))[len(name) :]


# --- lines that recur ---------------------------------------------------------------------------------------------


class Lines(dict[Any, bytes]):
    """The lines of a property by its value, without their ends; each is made when it is first asked for."""

    def __init__(self, name: bytes, octets: Callable[[Any], bytes]) -> None:
        """Begin with none; ``name`` stands before each value, ``octets`` makes it what it is in bytes."""
        super().__init__()
        self._name, self._octets = name, octets

    def __missing__(self, value: Any) -> bytes:  # noqa: ANN401  # a text or a list of them
        """Return the line of a value that is new."""
        line = folded(self._name + self._octets(value))
        if len(self) >= KEPT:
            self.clear()
        self[value] = line
        return line


@lru_cache(maxsize=PROPERTIES)
def text_lines(name: bytes) -> Lines:
    """Return the lines of a property with a text."""
    return Lines(name, escaped)


@lru_cache(maxsize=PROPERTIES)
def list_lines(name: bytes) -> Lines:
    """Return the lines of a property with a list of texts."""
    return Lines(name, lambda texts: b",".join([escaped(text) for text in texts]))


@lru_cache(maxsize=PROPERTIES)
def uri_lines(name: bytes) -> Lines:
    """Return the lines of a property with an address; what icalendar takes for none is a ValueError."""
    return Lines(name, uri_octets)


def uri_octets(uri: str) -> bytes:
    """Return the address as it is.

    Raises:
        ValueError: It holds the end of a line.
    """
    data: bytes = vUri(uri).to_ical()
    return data


@lru_cache(maxsize=KEPT)
def geo_line(name: bytes, latitude: float, longitude: float) -> bytes:
    """Return a property with a point, without the end of the line."""
    return folded(name + vGeo((latitude, longitude)).to_ical().encode())


@lru_cache(maxsize=KEPT)
def place_line(
    pieces: tuple[bytes, bytes, bytes], address: str, title: str, latitude: float, longitude: float
) -> bytes:
    """Return a point with its address and title in quotes; ``pieces`` are what stands before each of the three."""
    before, between, behind = pieces
    said = _quoted(address) if before else b""
    return folded(b"%b%b%b%b%bgeo:%b" % (before, said, between, _quoted(title), behind, _point(latitude, longitude)))


def _point(latitude: float, longitude: float) -> bytes:
    return f"{latitude},{longitude}".encode()


def _quoted(text: str) -> bytes:
    """Return the text as it stands between quotes (RFC 6868, 3.1); what it leaves out was never in it."""
    return parameter(text).replace("^", "^^").encode()


# --- moments and numbers ------------------------------------------------------------------------------------------


class _Days(dict[int, bytes]):
    """The days as RFC 5545 writes them, by their number in the calendar; those of some ten years at a time."""

    def __missing__(self, number: int) -> bytes:
        if len(self) >= 4 * KEPT:
            self.clear()
        day = datetime.fromordinal(number)  # a day
        return self.setdefault(number, b"%04d%02d%02d" % (day.year, day.month, day.day))


class _Numbers(dict[int, bytes]):
    def __missing__(self, number: int) -> bytes:
        if len(self) >= KEPT:
            self.clear()
        return self.setdefault(number, vInt(number).to_ical())


DAYS = _Days()
"""``20240214`` by the number of the day (``date.toordinal``)."""
NUMBERS = _Numbers()
"""Whole numbers; one that RFC 5545, 3.3.8 has no room for is a ValueError, as with icalendar."""
CLOCK = tuple(b"T%02d%02d" % divmod(minute, 60) for minute in range(24 * 60))
"""``T0700`` by the minute of the day."""
TWO = tuple(b"%02d" % number for number in range(60))
"""The seconds."""


def stamp_text(stamp: datetime) -> bytes:
    """Return when something changed, in UTC but for the ``Z``; a moment without a zone is taken to be in UTC."""
    if stamp.tzinfo is not None and stamp.tzinfo is not UTC:
        stamp = stamp.astimezone(UTC)
    return DAYS[stamp.toordinal()] + CLOCK[stamp.hour * 60 + stamp.minute] + TWO[stamp.second]
