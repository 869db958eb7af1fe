"""The latest changes of a person's duties, from the changes that a site keeps."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import attrs

from electsched.calendars.changes import DutyChange
from electsched.calendars.telling.duty_snapshot import DutyVersion
from electsched.i18n.text import Text
from electsched.pages.parts.recent import recent_changes

ZONE = ZoneInfo("Asia/Jakarta")
START = datetime(2023, 11, 20, tzinfo=UTC)
STAMPS = {number: START + timedelta(days=10 * (number - 1)) for number in range(1, 6)}
DUTY = DutyVersion(
    team="kpu-1",
    team_name=Text.same("KPU 1"),
    team_unit="polres",
    people=2,
    start=datetime(2024, 1, 5, 7, tzinfo=ZONE),
    end=datetime(2024, 1, 6, 7, tzinfo=ZONE),
    members=("p-1", "p-2"),
)


def _change(
    edition: int, before: Iterable[str], after: Iterable[str], key: str = "kpu/guard/2024-01-05/tour"
) -> DutyChange:
    """Return a change of the members of a duty; nobody does it if there are none."""
    of_before, of_after = (
        attrs.evolve(DUTY, members=tuple(members)) if members else None for members in (before, after)
    )
    return DutyChange(
        edition=edition, duty=key, unit="polres", title=Text.same("Guard"), before=of_before, after=of_after
    )


def test_nothing_changed_in_a_first_edition() -> None:
    """A site keeps no changes of it."""
    assert recent_changes((), {1: START}) == {}


def test_change_is_told_as_each_person_knows_it() -> None:
    """Who stands in has a new duty, who is replaced has none; the third, whose duty is as before, is not told."""
    by_member = recent_changes([_change(2, ("p-1", "p-2"), ("p-1", "q-9"))], STAMPS)
    assert set(by_member) == {"p-2", "q-9"}
    ((gone,), (new,)) = (by_member[key] for key in ("p-2", "q-9"))
    assert (gone.kind, gone.before is not None, gone.after) == ("reassigned", True, None)
    assert (new.kind, new.before, new.after is not None) == ("new", None, True)


def test_older_changes_are_left_out() -> None:
    """Changes are shown for two weeks, counted back from the last edition that changed a duty; others do not count."""
    first = _change(2, ("p-1",), ("p-2",))
    second = _change(3, ("p-1",), ("p-3",), "kpu/guard/2024-01-06/tour")
    third = _change(4, ("p-1",), ("p-4",), "kpu/guard/2024-01-07/tour")
    assert [change.key for change in recent_changes([first, second], STAMPS)["p-1"]] == [first.duty, second.duty]
    assert [change.key for change in recent_changes([first, second, third], STAMPS)["p-1"]] == [
        second.duty,
        third.duty,
    ]


def test_changes_of_one_duty_are_one() -> None:
    """It says what was before the first of them, and nothing if it was undone."""
    away, back = _change(2, ("p-1",), ("p-2",)), _change(3, ("p-2",), ("p-1",))
    assert recent_changes([away, back], STAMPS) == {}
    moved = attrs.evolve(back, after=attrs.evolve(DUTY, members=("p-1",), place="Yard"))
    ((change,),) = recent_changes([away, moved], STAMPS).values()
    assert (change.kind, change.before and change.before.place, change.after and change.after.place) == (
        "moved",
        "",
        "Yard",
    )


def test_muster_has_the_key_of_its_day() -> None:
    """The presence of any team at a muster is the muster, of which a person has one."""
    (change,) = recent_changes([_change(2, (), ("p-1",), "muster/readiness/kpu-1")], STAMPS)["p-1"]
    assert change.key == "muster/readiness/"


def test_change_of_an_unknown_edition_is_left_out() -> None:
    """As after an older copy of the list of editions was put back."""
    assert recent_changes([_change(9, ("p-1",), ("p-2",))], STAMPS) == {}
