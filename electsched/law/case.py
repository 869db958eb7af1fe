"""The cases of a statute: official timetables and other examples, by which a statute is checked."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from electsched.i18n.text import Text
from electsched.law.trace import Value

__all__ = ["Case"]


@attrs.frozen(kw_only=True)
class Case:
    """An example of the law: dates that a source states for one election, such as an official timetable.

    Attributes:
        name: Its name for people.
        sources: Keys of the sources that state the dates.
        given: The dates from which the rules count: the key of a stage for its last day or moment, or with ``.start``
            for its first. A stage of one day has its key alone.
        expected: The dates that must follow, under such keys; a day without an hour is compared with the day alone.
        facts: The facts of the election.
        breaks: The texts of the limits that the dates break; empty if they are lawful.
        note: Further remarks for the reader.
    """

    name: Text
    sources: tuple[str, ...]
    given: Mapping[str, Value]
    expected: Mapping[str, Value] = attrs.field(factory=dict)
    facts: Mapping[str, str] = attrs.field(factory=dict)
    breaks: tuple[str, ...] = ()
    note: str = ""
