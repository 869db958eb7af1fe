"""Duties as turns: the exact minutes, the clocks of the language, and the fields of an audience."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import attrs
import pytest

from electsched.i18n.text import Text
from electsched.law.date_arithmetic import Moment
from electsched.operation.operation import Muster, Place
from electsched.operation.plan import Plan
from electsched.pages.parts.turns import TurnDay, Turns, mark_texts
from electsched.roster.index import RosterIndex
from electsched.roster.rotation import build_roster
from tests.builders import a_line, a_pattern, a_plan, a_post, a_shift, a_window

NIGHT = a_pattern("night", [a_shift("night", 19, 12)], a_line("night"))


def _days(plan: Plan, audience: str = "personal", language: str = "id") -> tuple[TurnDay, ...]:
    index = RosterIndex(plan, build_roster(plan)[0])
    turns = Turns(index, language=language, audience=audience)  # type: ignore[arg-type]  # a case of the table
    return turns.days(index.roster.duties, plan.musters)


def _night_plan(zone: str, first: date, days: int) -> Plan:
    post = a_post("kpu", ["a"], pattern="night")
    return a_plan(zone=zone, posts=[post], patterns=[NIGHT], windows=[a_window(first, days=days)])


@pytest.mark.parametrize(
    ("zone", "first"),
    [
        ("Asia/Jakarta", date(2024, 1, 15)),
        ("Europe/London", date(2024, 3, 29)),  # the night to 31 March lasts 11 hours
        ("Europe/London", date(2024, 10, 25)),  # the night to 27 October lasts 13 hours
        ("America/St_Johns", date(2024, 3, 8)),
    ],
)
def test_minutes_of_a_turn_are_exact(zone: str, first: date) -> None:
    """Day and minutes give the very moments of each duty, in any zone and through a change of clocks."""
    plan = _night_plan(zone, first, 4)
    roster, _ = build_roster(plan)
    days = _days(plan)
    assert len(days) == len(roster) == 4
    for duty, entry in zip(roster, days, strict=True):
        midnight = datetime(entry.day.year, entry.day.month, entry.day.day, tzinfo=UTC)
        first_moment, last_moment = (
            midnight + timedelta(minutes=minute) for minute in (entry.turn.first_minute, entry.turn.last_minute)
        )
        assert (first_moment, last_moment) == (duty.span.start.astimezone(UTC), duty.span.end.astimezone(UTC))
        assert float(entry.turn.hours.replace(",", ".")) == duty.span.hours


def test_duties_that_differ_in_their_day_alone_are_one_turn() -> None:
    """Six nights of a team are one turn; through a change of clocks there are those before, in and after it."""
    assert len({entry.turn for entry in _days(_night_plan("Asia/Jakarta", date(2024, 1, 15), 6))}) == 1
    turns = dict.fromkeys(entry.turn for entry in _days(_night_plan("Europe/London", date(2024, 3, 28), 6)))
    assert [turn.hours for turn in turns] == ["12", "11", "12"]


def test_clocks_are_those_of_the_language() -> None:
    """Indonesian writes 19.00 and English 19:00; the end is on the day after."""
    plan = _night_plan("Asia/Jakarta", date(2024, 1, 15), 1)
    for language, begins, ends in (("id", "19.00", "07.00"), ("en", "19:00", "07:00")):
        ((turn,),) = [[entry.turn for entry in _days(plan, language=language)]]
        assert (turn.begins, turn.ends, turn.days_over, turn.hours) == (begins, ends, 1, "12")


def test_a_turn_has_only_fields_of_its_audience() -> None:
    """A person reads who relieves whom and what ends the duty; a partner does not."""
    pattern = a_pattern("tour", [a_shift(until=Text.same("serah terima"))], a_line("tour", "-", "-"))
    plan = a_plan(posts=[a_post(pattern="tour")], patterns=[pattern], windows=[a_window(date(2024, 1, 1), days=3)])
    second = _days(plan)[1].turn
    assert (second.before, second.after, second.until) == ("kpu-1", "kpu-3", "serah terima")
    for entry in _days(plan, "partner"):
        assert (entry.turn.before, entry.turn.after, entry.turn.until) == ("", "", "")


def test_musters_are_in_order_with_duties() -> None:
    """A muster before the first duty is the first entry, has no shift, and its own place."""
    plan = _night_plan("Asia/Jakarta", date(2024, 1, 15), 1)
    muster = Muster(
        key="kpu", name=Text.same("Apel"), start=Moment(date(2024, 1, 15), 7 * 60), minutes=90, place=Place()
    )
    first, second = _days(attrs.evolve(plan, musters=(muster,)))
    assert (first.turn.name, first.turn.shift, first.turn.hours) == ("Apel", "", "1,5")
    assert first.turn.place != second.turn.place


def test_key_of_a_duty_over_two_midnights_says_how_long_it_is() -> None:
    """From 22:00 to 05:00 of the day after the next, it does not read as seven hours."""
    long = a_pattern("long", [a_shift("long", 22, 31)], a_line("long", "-"))
    post = a_post("kpu", ["a", "b"], pattern="long")
    plan = a_plan(posts=[post], patterns=[long], windows=[a_window(date(2024, 1, 15), days=4)])
    turns = [entry.turn for entry in _days(plan, language="en")]
    assert {text for _, text in mark_texts(turns, "en")} == {"long: 22:00 – 05:00 (31 hours)"}
