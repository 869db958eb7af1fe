"""Bounds: they are sound, tight if no rule chooses, and their conflicts are irreducible."""

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
from electsched.law.citation import Citation
from electsched.law.date_arithmetic import day_of
from electsched.law.statute import Limit, RuleVersion, StageLaw, Statute
from electsched.loaders.law_files.ids import builtin_ids
from electsched.loaders.timelines import bounds
from electsched.timeline.bounds import Bounds, Ground
from electsched.timeline.election import DecreedDate, Election
from electsched.timeline.solving.law_constraints import constraints_of
from electsched.timeline.solving.solver import RangeSolver

MONDAY = date(2024, 1, 1)
SPAN = 12
"""Days tried on each side of the given day."""
FAR = 30
"""Days tried on each side of a bound, more than any limit counts."""
CALENDAR = WorkCalendar(
    name=Text.same("Sundays"),
    weekend=frozenset({7}),
    holidays={date(2024, 1, 3): Text.same("a holiday")},
    first=date(2023, 1, 1),
    last=date(2025, 12, 31),
    source="this test",
)


def ends(ranges: Bounds, key: str) -> tuple[date | None, date | None]:
    """Return the earliest and the latest last day of a stage."""
    return ranges[key].end.earliest, ranges[key].end.latest


def rules(grounds: tuple[Ground, ...]) -> set[str]:
    """Return the texts of the grounds."""
    return {ground.rule for ground in grounds}


def test_bounds_from_polling_day_alone() -> None:
    """With polling day alone, each limit and rule is counted from it, forward and back through other stages."""
    ranges = bounds(electsched.load_statute("id/general"), polling=date(2029, 2, 14))
    assert ranges.feasible
    assert ends(ranges, "national_result") == (None, date(2029, 3, 21))
    assert ends(ranges, "quiet_period") == (date(2029, 2, 13), date(2029, 2, 13))
    assert ends(ranges, "counting") == (date(2029, 2, 14), date(2029, 2, 15))
    assert ends(ranges, "quick_count_release") == (date(2029, 2, 14), date(2029, 2, 14))
    # The campaign lasts a day at least, so the final list stands 25 days before its last day at the latest.
    assert ends(ranges, "final_list") == (None, date(2029, 1, 16))
    assert ranges["final_list"].end.latest_by[0].rule == "campaign_legislative.start = final_list + 25 days"


def test_bounds_from_the_dissolution_or_the_writ() -> None:
    """A dissolution fixes the whole British timetable; an Australian writ leaves ranges that end on Saturdays."""
    law = electsched.load_statute("gb/parliament")
    british = bounds(law, given={"dissolution": date(2024, 5, 30)}, nation="england")
    assert ends(british, "polling") == (date(2024, 7, 4), date(2024, 7, 4))
    assert ends(british, "statement_of_persons_nominated") == (date(2024, 6, 7), date(2024, 6, 10))
    australian = bounds(electsched.load_statute("au/house-of-representatives"), given={"writ": date(2022, 4, 11)})
    assert ends(australian, "polling") == (date(2022, 5, 14), date(2022, 6, 4))
    assert ends(australian, "nominations") == (date(2022, 4, 21), date(2022, 5, 8))
    assert australian.fastest["polling"][1] == date(2022, 5, 14)
    assert australian.slowest["return_of_writ"][1] == date(2022, 7, 20)


def test_conflict_of_a_given_date_with_a_limit() -> None:
    """A result on the fortieth day is in conflict with the limit of 35 days, and no other provision is named."""
    law = electsched.load_statute("id/general")
    ranges = bounds(law, polling=date(2029, 2, 14), given={"national_result": date(2029, 3, 26)})
    assert not ranges.feasible
    assert rules(ranges.conflict) == {
        "national_result <= polling + 35 days",
        "polling = 2029-02-14",
        "national_result = 2029-03-26",
    }
    with pytest.raises(UnknownNameError):
        _ = ranges["polling"]


def test_conflict_of_a_given_date_with_the_allowed_weekday() -> None:
    """An Australian poll on a Friday is in conflict with the rule that it is held on a Saturday."""
    ranges = bounds(electsched.load_statute("au/house-of-representatives"), polling=date(2022, 5, 20))
    assert rules(ranges.conflict) == {"polling falls on saturday", "polling = 2022-05-20"}


@pytest.mark.parametrize("name", builtin_ids("elections"))
def test_official_dates_lie_within_the_bounds(name: str) -> None:
    """The official dates of each built-in election lie within the bounds of its law."""
    election = electsched.load_election(name)
    assert bounds(election).conflict == ()
    polls = {
        decreed.stage: decreed.last
        for decreed in election.dates
        if decreed.stage.partition("@")[0] == "polling" and decreed.last
    }
    assert polls
    open_law = bounds(election.statute, given=polls, facts=election.facts)
    for decreed in election.dates:
        stage = open_law[decreed.stage]
        for value, bound in ((decreed.first, stage.start), (decreed.last, stage.end)):
            if value is not None and not decreed.stage.startswith("second_"):
                assert bound.earliest is None or bound.earliest <= day_of(value)
                assert bound.latest is None or day_of(value) <= bound.latest


def test_count_beyond_the_known_years_is_left_out_or_provisional() -> None:
    """A count of working days in 2029 is left out and listed, or made with the holidays at hand if provisional."""
    law = electsched.load_statute("id/general")
    given_dates = {"dispute_registered": date(2029, 4, 2)}
    ranges = bounds(law, polling=date(2029, 2, 14), given=given_dates)
    assert [ground.law.provision for ground in ranges.unread if ground.law] == ["78"]
    assert ranges["dispute_ruling"].end.latest is None
    provisional = bounds(law, polling=date(2029, 2, 14), given=given_dates, provisional=True)
    assert provisional.unread == ()
    assert provisional["dispute_ruling"].end.latest is not None


def test_unknown_stage_and_missing_fact_are_errors() -> None:
    """An unknown stage and a missing fact are errors, as they are for a timeline."""
    with pytest.raises(UnknownNameError):
        bounds(electsched.load_statute("id/general"), given={"poling": MONDAY})
    with pytest.raises(MissingFactError):
        bounds(electsched.load_statute("gb/local"), polling=MONDAY)


def test_polling_day_without_a_version_is_refused() -> None:
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
    """Return a limit between two of the three stages, or on the allowed days of one."""
    left, right = draw(st.permutations(KEYS))[:2]
    if draw(st.integers(0, 4)) == 0:
        return f"{left} falls on {draw(st.sampled_from(['saturday', 'sunday or holiday', 'working day']))}"
    order = draw(st.sampled_from(["<=", ">=", "==", "<", ">"]))
    return f"{left} {order} {right} {draw(SHIFTS)}"


def stage_of(key: str, *end: RuleVersion) -> StageLaw:
    """Return a stage with these versions of the rule for its last day."""
    return StageLaw(key=key, kind="voting", name=Text.same(key), end=end)


def small(texts: list[str]) -> Statute:
    """Return a statute of three one-day stages with these limits."""
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
    """Return whether an election on these days is lawful according to the audit."""
    dates = tuple(DecreedDate(stage=key, start=day) for key, day in days.items())
    election = Election(id="x", name=Text.same("x"), statute=law, dates=dates)
    return all(line.verdict != "unlawful" for line in electsched.audit(electsched.resolve(election)))


LIMITS_AND_DAY = st.lists(limits(), min_size=1, max_size=3), st.integers(0, 6)


@settings(max_examples=10)
@given(*LIMITS_AND_DAY)
def test_bounds_agree_with_every_audited_timetable(texts: list[str], first: int) -> None:
    """Of all timetables, each judged by the audit, no lawful one lies outside the bounds, and each bound is reached."""
    check_bounds(texts, first)


@pytest.mark.long
@settings(max_examples=60)
@given(*LIMITS_AND_DAY)
def test_bounds_of_many_laws_agree_with_every_audited_timetable(texts: list[str], first: int) -> None:
    """The same for more laws."""
    check_bounds(texts, first)


def check_bounds(texts: list[str], first: int) -> None:
    """Judge every timetable of a law with these limits, and compare the lawful ones with the bounds."""
    law = small(texts)
    day = MONDAY + timedelta(days=first)
    window = [day + timedelta(days=number) for number in range(-SPAN, SPAN + 1)]
    ranges = bounds(law, given={"a": day})
    timetables = [
        {"a": day, "b": b, "c": c} for b, c in product(window, window) if lawful(law, {"a": day, "b": b, "c": c})
    ]
    if not ranges.feasible:
        assert timetables == []
        return
    for key, other in (("b", "c"), ("c", "b")):
        low, high = ends(ranges, key)
        days = {timetable[key] for timetable in timetables}
        assert all((low is None or low <= lawful_day) and (high is None or lawful_day <= high) for lawful_day in days)
        inner = window[1:-1]
        # Tight: if both bounds lie within the days tried, a lawful timetable has each of them. The third stage may lie
        # outside these days.
        if low in inner and high in inner:
            for bound in {low, high}:
                nearby = [bound + timedelta(days=number) for number in range(-FAR, FAR + 1)]
                assert any(lawful(law, {"a": day, key: bound, other: third}) for third in nearby)


@given(st.lists(limits(), min_size=2, max_size=4), st.integers(0, 6), st.integers(0, 6))
def test_conflict_is_irreducible(texts: list[str], first: int, second: int) -> None:
    """A conflict is infeasible, and feasible without any one of its provisions and dates."""
    law = small(texts)
    dates = {"a": MONDAY + timedelta(days=first), "b": MONDAY + timedelta(days=second)}
    conflict = bounds(law, given=dates).conflict

    def feasible(grounds: tuple[Ground, ...]) -> bool:
        texts_left = rules(grounds)
        fewer = attrs.evolve(law, limits=tuple(limit for limit in law.limits if limit.rule in texts_left))
        days = {key: day for key, day in dates.items() if f"{key} = {day.isoformat()}" in texts_left}
        return bounds(fewer, given=days).feasible

    if conflict:
        assert not feasible(conflict)
        for ground in conflict:
            assert feasible(tuple(member for member in conflict if member != ground))


@settings(max_examples=30)
@given(
    # The law has no rounding for shorter months, so no day later than the 28th.
    st.dates(date(2016, 1, 1), date(2024, 6, 30)).filter(lambda day: day.day <= 28),
    st.sampled_from(
        ["national_result", "repeat_voting", "recapitulation_regency", "list_submission", "voter_transfer"]
    ),
    st.integers(1, 60),
)
def test_day_beyond_a_bound_breaks_a_provision_of_the_bound(polling: date, key: str, beyond: int) -> None:
    """A date beyond its bound is unlawful, by one of the provisions named as the ground of the bound."""
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
    timely = Election(id="x", name=Text.same("x"), statute=law, dates=lawful_dates)
    verdicts = [line.verdict for line in electsched.audit(electsched.resolve(timely, provisional=True))]
    assert "unlawful" not in verdicts


@settings(max_examples=200)
@given(
    st.sampled_from(["latest", "earliest"]),
    st.sampled_from(["<=", ">=", "==", "<", ">"]),
    st.lists(limits(), max_size=3),
    st.dictionaries(st.sampled_from([*KEYS, "d"]), st.integers(0, 9), min_size=1, max_size=3),
)
def test_latest_of_several_stages_is_propagated_as_any_other_rule(
    which: str, order: str, texts: list[str], days: dict[str, int]
) -> None:
    """The method for the latest or the earliest of many stages leaves the ranges of the general method, or none."""
    law = small(texts)
    choice = Limit(rule=f"d {order} {which}({', '.join(KEYS)})", law=LAW)
    law = attrs.evolve(law, stages=(*law.stages, stage_of("d")), limits=(*law.limits, choice))
    known = {key: (MONDAY + timedelta(days=number),) * 2 for key, number in days.items()}
    constraints = constraints_of(law, {}, known)
    general = tuple(attrs.evolve(rule, extreme="", compiled_rules={}) for rule in constraints)
    calendars = dict.fromkeys([*KEYS, "d"], CALENDAR)
    first, second = (RangeSolver(calendars, "UTC", provisional=False).solve(rules) for rules in (constraints, general))
    assert (first and first.ends) == (second and second.ends)
