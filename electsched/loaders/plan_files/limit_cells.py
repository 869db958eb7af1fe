"""Read the cells of a list that limit the duties of a person, and those of the person's requests."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

import attrs

from electsched.errors import Fault
from electsched.i18n.languages import LANGUAGES
from electsched.i18n.reading import spelling_pattern
from electsched.i18n.written_days import read_day
from electsched.loaders.plan_files.keys_by_name import KeysByName
from electsched.loaders.sheets.table import Record
from electsched.loaders.toml import Fields
from electsched.phrases import joined, phrase, quoted

__all__ = ["DAYS_OFF", "DAYS_ON", "REQUEST_COLUMNS", "LimitNames"]

_BETWEEN = re.compile(r"\s*[,;]\s*")
DAYS_OFF, DAYS_ON = REQUEST_COLUMNS = ("days_off", "days_on")
"""The columns of a list with requests."""
_EXAMPLES = {DAYS_OFF: "24/12/2023, 30/12/2023..1/1/2024 (3)", DAYS_ON: phrase("24/12/2023 night (3)")}
_WEIGHT = re.compile(r"(.*\S) ?\((\d{1,9})\)")
_MOST_DAYS = 366
"""The longest period of a request, in days."""
_NUMBERED = re.compile(r"(.*[^\s=:-])[\s=:]+(\d{1,9})")


@attrs.frozen
class LimitNames:
    """The names by which an office writes posts and shifts.

    Attributes:
        posts: The keys of posts by name.
        shifts: The keys of shifts by name.
        language: The language in which days are written.
    """

    posts: KeysByName
    shifts: KeysByName
    language: str

    @classmethod
    def of(cls, fields: Fields) -> LimitNames:
        """Return the names of the posts and shifts of a plan file."""
        shifts = (shift for pattern in fields.items("pattern").values() for shift in pattern.shift)
        languages = [code for code in fields.items("languages").values() if code in LANGUAGES]
        names = KeysByName.of(fields.items("post").values()), KeysByName.of(shifts)
        return cls(*names, next(iter(languages), LANGUAGES[0]))

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
                    expected = phrase(
                        "each shift once, with the most duties, such as {example!r}", example=phrase("night 5")
                    )
                    faults.append(Fault(joined((record.place, headings["caps"]), ": "), quoted(entry), expected))
                else:
                    caps[self.shifts.key(match[1])] = int(match[2])
            limits["caps"] = caps
        return limits | self._requests(record, headings, faults)

    def _requests(self, record: Record, headings: Mapping[str, str], faults: list[Fault]) -> dict[str, object]:
        """Return the requests of a row: days to be free, and days of duty, of a shift if one is named."""
        requests: list[dict[str, object]] = []
        for column in REQUEST_COLUMNS:
            for entry in _entries(record.cells.get(column, "")):
                read = self._request(entry, is_for_duty=column == DAYS_ON)
                if read is None:
                    expected = phrase("days such as {example!r}, with the weight behind", example=_EXAMPLES[column])
                    faults.append(Fault(joined((record.place, headings[column]), ": "), quoted(entry), expected))
                else:
                    requests += read
        return {"requests": requests} if requests else {}

    def _request(self, entry: str, *, is_for_duty: bool) -> list[dict[str, object]] | None:
        """Return the requests of an entry, one for each of its days; None if it cannot be read."""
        text, weight = entry, 1
        if match := _WEIGHT.fullmatch(entry):
            text, weight = match[1], int(match[2])
        words = text.split(" ")
        for count in range(len(words), 0, -1):
            days, shift = self._days(" ".join(words[:count])), " ".join(words[count:])
            if days and (is_for_duty or not shift):
                wish = {"shift": self.shifts.key(shift)} if shift else {"wanted": not is_for_duty}
                return [{"day": day, "weight": weight, **wish} for day in days]
        return None

    def _days(self, text: str) -> list[date]:
        """Return the day of a text, or all days from one to another; empty if there is none, or the period too long."""
        until = rf" ?(?:\.\.| {spelling_pattern('cell.until')} ) ?"
        first, *last = (read_day(part, self.language) for part in re.split(until, text, maxsplit=1))
        end = last[0] if last else first
        if first is None or end is None or not 0 <= (end - first).days < _MOST_DAYS:
            return []
        return [first + timedelta(days=number) for number in range((end - first).days + 1)]


def _entries(cell: str) -> Iterable[str]:
    return (entry for entry in _BETWEEN.split(cell) if entry)
