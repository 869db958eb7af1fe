"""The earliest and latest lawful days: sound always, tight where no rule chooses, and what contradicts what."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import product

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import electsched
from electsched.errors import InputError, MissingFactError, UnknownNameError
from electsched.i18n.text import Text
from electsched.law.calendar import WorkCalendar
from electsched.law.date_arithmetic import day_of
from electsched.law.statute import Limit, RuleVersion, StageLaw, Statute
from electsched.law.trace import Citation
from electsched.loaders.laws import builtin_ids
from electsched.loaders.timelines import bounds
from electsched.timeline.bounds import Bounds, Ground
from electsched.timeline.election import DecreedDate, Election

MONDAY = date(2024, 1, 1)
SPAN = 12
CALENDAR = WorkCalendar(
    name=Text.same("Sundays"),
    weekend=frozenset({7}),
    holidays={date(2024, 1, 3): Text.same("a holiday")},
    first=date(2023, 1, 1),
    last=date(2025, 12, 31),
    source="this test",
)


def ends(found: Bounds, key: str) -> tuple[date | None, date | None]:
    """Return the earliest and the latest last day of a stage."""
    return found[key].end.earliest, found[key].end.latest


def rules(grounds: tuple[Ground, ...]) -> set[str]:
    """Return the texts of the grounds."""
    return {ground.rule for ground in grounds}


def test_an_election_that_nobody_has_scheduled() -> None:
    """With polling day alone, every limit and rule counts from it, forward and back through other stages."""
    found = bounds(electsched.load_statute("id/general"), polling=date(2029, 2, 14))
    assert found.feasible
    assert ends(found, "national_result") == (None, date(2029, 3, 21))
    assert ends(found, "quiet_period") == (date(2029, 2, 13), date(2029, 2, 13))
    assert ends(found, "counting") == (date(2029, 2, 14), date(2029, 2, 15))
    assert ends(found, "quick_count_release") == (date(2029, 2, 14), date(2029, 2, 14))
    # The campaign lasts a day at least, so the final list stands 25 days before its last day at the latest.
    assert ends(found, "final_list") == (None, date(2029, 1, 16))
    assert found["final_list"].end.latest_by[0].rule == "campaign_legislative.start = final_list + 25 days"


def test_from_the_writ_to_the_poll() -> None:
    """A dissolution fixes a whole British timetable; an Australian writ leaves windows, and Saturdays."""
    law = electsched.load_statute("gb/parliament")
    british = bounds(law, given={"dissolution": date(2024, 5, 30)}, nation="england")
    assert ends(british, "polling") == (date(2024, 7, 4), date(2024, 7, 4))
    assert ends(british, "statement_of_persons_nominated") == (date(2024, 6, 7), date(2024, 6, 10))
    australian = bounds(electsched.load_statute("au/house-of-representatives"), given={"writ": date(2022, 4, 11)})
    assert ends(australian, "polling") == (date(2022, 5, 14), date(2022, 6, 4))
    assert ends(australian, "nominations") == (date(2022, 4, 21), date(2022, 5, 8))
    assert australian.fastest["polling"][1] == date(2022, 5, 14)
    assert australian.slowest["return_of_writ"][1] == date(2022, 7, 20)


def test_an_impossible_wish() -> None:
    """A result on the fortieth day contradicts the limit of 35 days, and nothing else is named."""
    law = electsched.load_statute("id/general")
    found = bounds(law, polling=date(2029, 2, 14), given={"national_result": date(2029, 3, 26)})
    assert not found.feasible
    assert rules(found.conflict) == {
        "national_result <= polling + 35 days",
        "polling = 2029-02-14",
        "national_result = 2029-03-26",
    }
    with pytest.raises(UnknownNameError):
        _ = found["polling"]


def test_a_poll_on_a_day_of_the_week_that_cannot_be() -> None:
    """An Australian poll on a Friday contradicts the law that it is a Saturday."""
    found = bounds(electsched.load_statute("au/house-of-representatives"), polling=date(2022, 5, 20))
    assert rules(found.conflict) == {"polling falls on saturday", "polling = 2022-05-20"}


@pytest.mark.parametrize("name", builtin_ids("elections"))
def test_what_was_decreed_is_not_impossible(name: str) -> None:
    """The official dates of every built-in election lie within the bounds of its law."""
    election = electsched.load_election(name)
    assert bounds(election).conflict == ()
    polling = next(item.last for item in election.dates if item.stage == "polling")
    assert polling is not None
    open_law = bounds(election.statute, polling=day_of(polling), facts=election.facts)
    for item in election.dates:
        for value, bound in ((item.first, open_law[item.stage].start), (item.last, open_law[item.stage].end)):
            if value is not None and not item.stage.startswith("second_"):
                assert bound.earliest is None or bound.earliest <= day_of(value)
                assert bound.latest is None or day_of(value) <= bound.latest


def test_years_whose_holidays_are_not_known() -> None:
    """A count of working days in 2029 is left aside and named, or made provisionally at the caller's wish."""
    law = electsched.load_statute("id/general")
    known = {"dispute_registered": date(2029, 4, 2)}
    found = bounds(law, polling=date(2029, 2, 14), given=known)
    assert [ground.law.provision for ground in found.unread if ground.law] == ["78"]
    assert found["dispute_ruling"].end.latest is None
    told = bounds(law, polling=date(2029, 2, 14), given=known, provisional=True)
    assert told.unread == ()
    assert told["dispute_ruling"].end.latest is not None


def test_what_is_asked_for() -> None:
    """An unknown stage and a missing fact are errors, as they are for a timeline."""
    with pytest.raises(UnknownNameError):
        bounds(electsched.load_statute("id/general"), given={"poling": MONDAY})
    with pytest.raises(MissingFactError):
        bounds(electsched.load_statute("gb/local"), polling=MONDAY)


def test_a_day_without_a_version() -> None:
    """A polling day before the first version of a rule is refused, as it is for a timeline."""
    version = RuleVersion(rule="a + 1 day", law=LAW, from_=date(2024, 6, 1))
    law = attrs.evolve(small([]), stages=(*small([]).stages, stage_of("polling"), stage_of("late", version)))
    with pytest.raises(InputError, match=r"late\.end: found 2024-01-01"):
        bounds(law, polling=MONDAY)


# --- properties -----------------------------------------------------------------------------------------------------

LAW = Citation(instrument="An Act")
KEYS = ("a", "b", "c")
SHIFTS = st.sampled_from(["+ 2 days", "- 3 days", "+ 1 week", "+ 2 working days", "- 1 working day", "rolled forward"])


@st.composite
def limits(draw: st.DrawFn) -> str:
    """Return a limit between two of the three stages, or on the days of one."""
    left, right = draw(st.permutations(KEYS))[:2]
    if draw(st.integers(0, 4)) == 0:
        return f"{left} falls on {draw(st.sampled_from(['saturday', 'sunday or holiday', 'working day']))}"
    order = draw(st.sampled_from(["<=", ">=", "==", "<", ">"]))
    return f"{left} {order} {right} {draw(SHIFTS)}"


def stage_of(key: str, *end: RuleVersion) -> StageLaw:
    """Return a stage with those versions of the rule for its last day."""
    return StageLaw(key=key, kind="voting", name=Text.same(key), end=end)


def small(texts: list[str]) -> Statute:
    """Return a statute of three one-day stages and those limits."""
    stages = tuple(
        StageLaw(
            key=key,
            kind="voting",
            name=Text.same(key),
            start=(RuleVersion(rule=f"{key}.end", law=LAW),),
        )
        for key in KEYS
    )
    return Statute(
        id="test/small",
        name=Text.same("small"),
        zone="UTC",
        zones=("UTC",),
        calendar=CALENDAR,
        stages=stages,
        limits=tuple(Limit(rule=text, law=LAW) for text in texts),
    )


def lawful(law: Statute, days: Mapping[str, date]) -> bool:
    """Return whether an election on those days keeps the law, as the audit judges it."""
    dates = tuple(DecreedDate(stage=key, start=day) for key, day in days.items())
    election = Election(id="x", name=Text.same("x"), statute=law, dates=dates)
    return all(line.verdict != "unlawful" for line in electsched.audit(electsched.resolve(election)))


@settings(max_examples=30)
@given(st.lists(limits(), min_size=1, max_size=3), st.integers(0, 6))
def test_bounds_against_every_timetable_there_is(texts: list[str], first: int) -> None:
    """Trying every timetable, each judged by the audit, finds no lawful day outside, and one at each end."""
    law = small(texts)
    known = MONDAY + timedelta(days=first)
    window = [known + timedelta(days=number) for number in range(-SPAN, SPAN + 1)]
    found = bounds(law, given={"a": known})
    timetables = [
        {"a": known, "b": b, "c": c} for b, c in product(window, window) if lawful(law, {"a": known, "b": b, "c": c})
    ]
    if not found.feasible:
        assert timetables == []
        return
    for key in ("b", "c"):
        low, high = ends(found, key)
        days = {timetable[key] for timetable in timetables}
        assert all((low is None or low <= day) and (high is None or day <= high) for day in days)
        inner = window[1:-1]
        # Tight: where a bound lies well within the days tried, there is a timetable with just that day.
        if low in inner and high in inner:
            assert {low, high} <= days


@given(st.lists(limits(), min_size=2, max_size=4), st.integers(0, 6), st.integers(0, 6))
def test_without_any_one_of_a_conflict_it_is_possible(texts: list[str], first: int, second: int) -> None:
    """A conflict alone is impossible, and possible without any one of its provisions and dates."""
    law = small(texts)
    dates = {"a": MONDAY + timedelta(days=first), "b": MONDAY + timedelta(days=second)}
    conflict = bounds(law, given=dates).conflict

    def possible(grounds: tuple[Ground, ...]) -> bool:
        kept = rules(grounds)
        fewer = attrs.evolve(law, limits=tuple(limit for limit in law.limits if limit.rule in kept))
        left = {key: day for key, day in dates.items() if f"{key} = {day.isoformat()}" in kept}
        return bounds(fewer, given=left).feasible

    if conflict:
        assert not possible(conflict)
        for ground in conflict:
            assert possible(tuple(other for other in conflict if other != ground))


@settings(max_examples=30)
@given(
    # The law says nothing of months without such a day, so none later than the 28th.
    st.dates(date(2016, 1, 1), date(2024, 6, 30)).filter(lambda day: day.day <= 28),
    st.sampled_from(
        ["national_result", "repeat_voting", "recapitulation_regency", "list_submission", "voter_transfer"]
    ),
    st.integers(1, 60),
)
def test_a_day_outside_fails_the_audit_as_the_bound_said(polling: date, key: str, beyond: int) -> None:
    """A date past its bound is unlawful, by one of the provisions that the bound rests on."""
    law = electsched.load_statute("id/general")
    bound = bounds(law, polling=polling, provisional=True)[key].end
    assert bound.latest is not None
    late = bound.latest + timedelta(days=beyond)
    dates = (DecreedDate(stage="polling", start=polling), DecreedDate(stage=key, start=late))
    election = Election(id="x", name=Text.same("x"), statute=law, dates=dates)
    lines = electsched.audit(electsched.resolve(election, provisional=True))
    failed = {line.rule for line in lines if line.verdict == "unlawful"}
    assert failed
    assert failed & rules(bound.latest_by)
    lawful_dates = (dates[0], DecreedDate(stage=key, start=bound.latest))
    kept = Election(id="x", name=Text.same("x"), statute=law, dates=lawful_dates)
    verdicts = [line.verdict for line in electsched.audit(electsched.resolve(kept, provisional=True))]
    assert "unlawful" not in verdicts
