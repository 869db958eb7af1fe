"""Read the cells of a list that limit the duties of a person: posts, and the largest numbers of shifts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import attrs

from electsched.errors import Fault
from electsched.loaders.plan_files.keys_by_name import KeysByName
from electsched.loaders.sheets.table import Record
from electsched.loaders.toml import Fields
from electsched.phrases import joined, phrase, quoted

__all__ = ["LimitNames"]

_BETWEEN = re.compile(r"\s*[,;]\s*")
_NUMBERED = re.compile(r"(.*[^\s=:])[\s=:]+(\d{1,9})")


@attrs.frozen
class LimitNames:
    """The names by which an office writes posts and shifts.

    Attributes:
        posts: The keys of posts by name.
        shifts: The keys of shifts by name.
    """

    posts: KeysByName
    shifts: KeysByName

    @classmethod
    def of(cls, fields: Fields) -> LimitNames:
        """Return the names of the posts and shifts of a plan file."""
        shifts = (shift for pattern in fields.items("pattern").values() for shift in pattern.shift)
        return cls(KeysByName.of(fields.items("post").values()), KeysByName.of(shifts))

    def keys(self, record: Record, headings: Mapping[str, str], faults: list[Fault]) -> dict[str, object]:
        """Return the limits of a row as keys of a table of a plan file; entries that cannot be read are faults.

        Entries of a cell have commas or semicolons between them. Posts and shifts are meant by key or by name.
        """
        limits: dict[str, object] = {}
        if "barred_posts" in record.cells:
            limits["barred_posts"] = [self.posts.key(entry) for entry in _entries(record.cells["barred_posts"])]
        if "caps" in record.cells:
            caps: dict[str, int] = {}
            for entry in _entries(record.cells["caps"]):
                match = _NUMBERED.fullmatch(entry)
                if match is None or self.shifts.key(match[1]) in caps:
                    expected = phrase("each shift once, with the most duties, such as {example!r}", example="malam 5")
                    faults.append(Fault(joined((record.place, headings["caps"]), ": "), quoted(entry), expected))
                else:
                    caps[self.shifts.key(match[1])] = int(match[2])
            limits["caps"] = caps
        return limits


def _entries(cell: str) -> Iterable[str]:
    return (entry for entry in _BETWEEN.split(cell) if entry)
