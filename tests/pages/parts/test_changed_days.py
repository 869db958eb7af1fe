"""The days on which a reader's duties changed, in words."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import attrs
import pytest

from electsched.calendars.changes import ChangeKind
from electsched.calendars.telling.change_lists import kind_word
from electsched.calendars.telling.duty_snapshot import DutyVersion
from electsched.i18n.text import Text
from electsched.pages.parts.changed_days import change_kind, changed_days
from electsched.pages.parts.recent import RecentChange

EAST = ZoneInfo("Asia/Jayapura")
NIGHT = DutyVersion(
    team="kpu-1",
    team_name=Text.same("KPU 1"),
    team_unit="polres",
    people=2,
    start=datetime(2024, 1, 5, 0, 30, tzinfo=EAST),
    end=datetime(2024, 1, 5, 8, 30, tzinfo=EAST),
)


def _change(kind: ChangeKind, *, before: DutyVersion | None = None, after: DutyVersion | None = None) -> RecentChange:
    return RecentChange(
        kind=kind, key="kpu/guard/2024-01-05/night", title=Text.same("Guard"), before=before, after=after
    )


def test_day_of_a_change_is_that_of_the_unit() -> None:
    """It is the evening before in Jakarta and by UTC; the hour has no weekday, as it is of that day."""
    (day,) = changed_days([_change("new", after=NIGHT)], [], "en")
    assert (day.day, str(day.until), day.after) == ("Friday 5 January", "2024-01-05", ("00:30 – 08:30, Guard",))


def test_hours_name_a_day_that_is_another() -> None:
    """The day from which a duty was moved, and the day of an end after midnight."""
    evening = attrs.evolve(NIGHT, start=NIGHT.start - timedelta(hours=2))
    (day,) = changed_days([_change("moved", before=evening, after=NIGHT)], [], "en")
    assert day.before == ("Thursday 4 January 22:30 – Fri 08:30, Guard",)
    assert day.after == ("00:30 – 08:30, Guard",)


@pytest.mark.parametrize("language", ["id", "en"])
def test_kind_of_a_change_is_that_of_the_messages(language: str) -> None:
    """A reader of both recognizes the change; a day with changes of several kinds is changed."""
    kinds: tuple[ChangeKind, ...] = ("new", "moved", "changed", "reassigned", "cancelled")
    for kind in kinds:
        assert change_kind([_change(kind), _change(kind)], language) == kind_word(kind, language)
    assert change_kind([_change("new"), _change("cancelled")], language) == kind_word("changed", language)
    assert len({kind_word(kind, language) for kind in kinds}) == len(kinds)
