"""Timelines repeated from a recording are equal to those that the evaluator traces.

An election without official dates is always traced; with the same given dates, its stages must be equal in all fields.
"""

from __future__ import annotations

import copy
import pickle
import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import electsched
from electsched.errors import ElectschedError
from electsched.i18n.text import Text
from electsched.law.calendar import WorkCalendar
from electsched.law.citation import Citation
from electsched.law.date_arithmetic import Moment
from electsched.law.rules.trace import AnchorStep, Ruled
from electsched.law.statute import Limit, RuleVersion, StageLaw, Statute
from electsched.loaders.law_files.ids import builtin_ids
from electsched.timeline.assumptions import Assumptions, GivenValue
from electsched.timeline.election import Election
from electsched.timeline.solving.course import Course
from electsched.timeline.solving.repeated_stages import CONSTANT_FIELDS, DATED_FIELDS
from electsched.timeline.stage import Stage
from electsched.timeline.timeline import Timeline

MONDAY = date(2024, 1, 1)
CALENDAR = WorkCalendar(
    name=Text.same("Sundays"),
    weekend=frozenset({7}),
    holidays={date(2024, 1, 3): Text.same("a holiday")},
    first=date(2023, 11, 1),
    last=date(2024, 3, 31),
    estimated=frozenset({2023}),
    source="this test",
)
DERIVED = ("dated", "opens", "closes", "deadline", "citations", "trace")


def traced(
    law: Statute, dates: Mapping[str, GivenValue], facts: Mapping[str, str], *, provisional: bool = False
) -> Timeline:
    """Return a timeline that is not repeated."""
    in_phases = Assumptions(given=dates).law_in_phases(law)
    assert isinstance(in_phases, Statute)
    election = Election(id=law.id, name=law.name, statute=in_phases)
    return electsched.resolve(election, given=dates, facts=facts, provisional=provisional)


def check_equal(
    law: Statute, dates: Mapping[str, GivenValue], facts: Mapping[str, str], *, provisional: bool = False
) -> bool:
    """Check that both timelines are equal, or that both fail with the same error; return whether they do not fail."""
    try:
        expected = traced(law, dates, facts, provisional=provisional)
    except ElectschedError as error:
        with pytest.raises(type(error), match=f"^{re.escape(str(error))}$"):
            electsched.resolve(law, given=dates, facts=facts, provisional=provisional)
        return False
    timeline = electsched.resolve(law, given=dates, facts=facts, provisional=provisional)
    assert [(stage.key, stage.status) for stage in timeline] == [(stage.key, stage.status) for stage in expected]
    assert repr(timeline) == repr(expected)
    for stage, other in zip(timeline, expected, strict=True):
        for name in DERIVED:
            assert getattr(stage, name) == getattr(other, name), (stage.key, name)
        if other.dated:
            assert (stage.start, stage.end, stage.days) == (other.start, other.end, other.days)
            assert stage.span() == other.span()
        for field in attrs.fields(type(other)):
            assert getattr(stage, field.name) == getattr(other, field.name), (stage.key, field.name)
    assert timeline == attrs.evolve(expected, assumptions=timeline.assumptions)
    return True


# --- built-in statutes ----------------------------------------------------------------------------------------------


def combinations(law: Statute) -> Iterator[dict[str, str]]:
    """Yield facts of a statute: the first values of all facts, then each other value of one of them."""
    first = {fact.key: fact.values[0] for fact in law.facts if not fact.test}
    yield first
    for fact in law.facts:
        if not fact.test:
            yield from ({**first, fact.key: value} for value in fact.values[1:])


@pytest.mark.parametrize("name", builtin_ids("statutes"))
def test_repeated_timelines_of_builtin_statutes_are_those_that_are_traced(name: str) -> None:
    """Polls over all seasons and years of a law, with each of its facts."""
    law = electsched.load_statute(name)
    resolved = 0
    for facts in combinations(law):
        for number in range(8):
            poll = date(2016, 1, 7) + timedelta(days=501 * number)
            resolved += check_equal(law, {"polling": poll}, facts)
    assert resolved


@pytest.mark.parametrize("name", builtin_ids("statutes"))
def test_repeated_timelines_with_further_given_dates_are_those_that_are_traced(name: str) -> None:
    """Stages with their own given days or hours, also such as break limits."""
    law = electsched.load_statute(name)
    facts = next(combinations(law))
    timeline = electsched.resolve(law, polling=date(2024, 5, 2), facts=facts)
    for stage in timeline.stages[::9]:
        for number in range(4):
            poll = date(2022, 5, 5) + timedelta(days=364 * number // 2)
            day = poll + timedelta(days=(stage.end - date(2024, 5, 2)).days if stage.dated else -30 * number)
            check_equal(law, {"polling": poll, stage.key: day}, facts)
            check_equal(law, {"polling": poll, stage.key: Moment(day, 16 * 60)}, facts, provisional=True)


def test_poll_whose_limits_read_an_open_writ_is_the_one_that_is_traced() -> None:
    """The range of the writ is worked out without the poll, so decisions on it are not those of the timeline."""
    law = electsched.load_statute("ie/dail")
    for week in range(30):
        poll = date(2018, 11, 22) + timedelta(weeks=week)
        notice = poll - timedelta(days=11 + week % 3 * 2)
        given_dates: dict[str, GivenValue] = {"polling": poll, "voter_registration": poll - timedelta(days=26)}
        check_equal(law, {**given_dates, "count_notice": notice}, {"election": "by_election"})


@pytest.mark.parametrize("name", builtin_ids("statutes"))
def test_repeated_official_timetables_are_those_that_are_traced(name: str) -> None:
    """Each case of a statute, whose dates are lawful; its third timeline repeats the second."""
    law = electsched.load_statute(name)
    for case in law.cases:
        dates: dict[str, GivenValue] = {}
        for path, value in case.given.items():
            key, _, part = path.partition(".")
            first, last = case.given.get(f"{key}.start", value), case.given.get(f"{key}.end", value)
            is_pair = part and not isinstance(first, int) and not isinstance(last, int)
            dates[key] = (first, last) if is_pair else value  # type: ignore[assignment]  # no year is a pair
        for _ in range(3):
            check_equal(law, dates, case.facts)


@pytest.mark.parametrize("name", ["gb/local", "gb/parliament", "id/general"])
def test_third_timeline_of_a_law_repeats_the_second(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first timeline is resolved, the second recorded, and further ones repeat it, their traces included."""
    law = electsched.load_statute(name)
    facts = {"nation": "england"} if name.startswith("gb/") else {}
    polls = [date(2024, 2, 15) + timedelta(weeks=week) for week in range(4)]
    for poll in polls[:2]:
        electsched.resolve(law, polling=poll, facts=facts)

    def refused(statute: Statute, assumptions: Assumptions) -> Course:
        message = f"{statute.id} is resolved again with {assumptions}"
        raise AssertionError(message)

    monkeypatch.setattr("electsched.timeline.resolve._trace", refused)
    timelines = [electsched.resolve(law, polling=poll, facts=facts) for poll in polls[2:]]
    assert all(stage.trace and stage.citations for stage in timelines[0].dated if stage.key != "polling")


def test_repeated_stages_are_copied_pickled_and_changed_like_others() -> None:
    """A stage whose fields are not yet computed is a value like any other."""
    law = electsched.load_statute("gb/local")
    polls = [date(2024, 5, 2) + timedelta(weeks=week) for week in range(9)]
    timelines = [electsched.resolve(law, polling=poll, nation="england") for poll in polls]
    expected = [traced(law, {"polling": poll}, {"nation": "england"}) for poll in polls]
    assert pickle.loads(pickle.dumps(timelines[3].stages)) == expected[3].stages  # noqa: S301  # our own
    loaded = pickle.loads(pickle.dumps(timelines[3]))  # noqa: S301  # our own
    assert [(stage.start, stage.end) for stage in loaded.dated] == [
        (stage.start, stage.end) for stage in timelines[3].dated
    ]
    assert tuple(map(copy.copy, timelines[4])) == expected[4].stages
    assert tuple(map(copy.deepcopy, timelines[5])) == expected[5].stages
    changed = attrs.evolve(timelines[6]["registration"], note="changed")
    assert changed == attrs.evolve(expected[6]["registration"], note="changed")
    assert timelines[7].stages[1] != expected[8].stages[1]
    assert timelines[8].to_dict() == expected[8].to_dict()
    with pytest.raises(AttributeError, match="unknown"):
        timelines[8]["registration"].unknown  # type: ignore[attr-defined]  # noqa: B018
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        timelines[8]["registration"].note = "changed"  # type: ignore[misc, assignment]


def test_each_field_of_a_stage_is_constant_or_computed_from_the_days() -> None:
    """A new field of a stage is named in one of the two lists, and so compared by the tests above."""
    names = {field.name for field in attrs.fields(Stage)} | Stage.DERIVED.keys()
    assert names - {"_period"} == CONSTANT_FIELDS | DATED_FIELDS.keys()
    assert not CONSTANT_FIELDS & DATED_FIELDS.keys()


def test_given_dates_that_the_caller_changes_later_leave_the_trace_as_it_is() -> None:
    """A trace that is read later is that of the dates that were given."""
    law = electsched.load_statute("gb/local")
    timelines = []
    dates: dict[str, GivenValue] = {}
    for week in range(4):
        dates["polling"] = date(2024, 5, 2) + timedelta(weeks=week)
        timelines.append(electsched.resolve(law, given=dates, nation="england"))
    for week, timeline in enumerate(timelines):
        poll = date(2024, 5, 2) + timedelta(weeks=week)
        assert timeline.stages == traced(law, {"polling": poll}, {"nation": "england"}).stages


# --- random laws ----------------------------------------------------------------------------------------------------

KEYS = ("polling", "a", "b", "c", "d")
BASES = ("{0}", "{0}.start", "latest({0}, {1})", "earliest({0}.start, {1} + 1 day)", "({0} at 24:00)", "({0} at 12:00)")
SHIFTS = (
    *("", " + 2 days", " - 3 days inclusive", " + 1 week", " - 2 working days", " + 1 working day at 16:00"),
    *(" rolled forward", " rolled back", " + 36 hours", " - 1 month rounding down", " + 2 clear days"),
)
WEEKDAYS = ("first monday after {0}", "last friday of january of {0}", "easter of {0} - 2 days")


@st.composite
def rules(draw: st.DrawFn, keys: tuple[str, ...]) -> str:
    """Return a rule that names some of the stages."""
    first, second = draw(st.sampled_from(keys)), draw(st.sampled_from(keys))
    if first.endswith(".end"):
        return first + draw(st.sampled_from(SHIFTS))
    second = second.partition(".")[0]
    if draw(st.integers(0, 7)) == 0:
        return draw(st.sampled_from(WEEKDAYS)).format(first)
    return draw(st.sampled_from(BASES)).format(first, second) + draw(st.sampled_from(SHIFTS))


@st.composite
def versions(draw: st.DrawFn, keys: tuple[str, ...]) -> tuple[RuleVersion, ...]:
    """Return no version of a rule, one, or two of which the second follows the first."""
    if not draw(st.booleans()):
        return ()
    law = Citation(instrument=draw(st.sampled_from(["Act", "Rules"])))
    if draw(st.integers(0, 3)):
        return (RuleVersion(rule=draw(rules(keys)), law=law),)
    day = MONDAY + timedelta(days=draw(st.integers(0, 20)))
    later = RuleVersion(rule=draw(rules(keys)), law=Citation(instrument="Later Act"), from_=day)
    return (RuleVersion(rule=draw(rules(keys)), law=law, until=day), later)


@st.composite
def limits(draw: st.DrawFn) -> Limit:
    """Return a limit on a stage."""
    left, right = draw(st.permutations(KEYS))[:2]
    law = Citation(instrument=f"Limit {draw(st.integers(1, 2))}")
    if draw(st.integers(0, 4)) == 0:
        return Limit(rule=f"{left} falls on {draw(st.sampled_from(['saturday', 'sunday', 'working day']))}", law=law)
    part = draw(st.sampled_from(["", ".start"]))
    order = draw(st.sampled_from(["<=", ">=", "==", "<", ">"]))
    return Limit(rule=f"{left}{part} {order} {draw(rules((right,)))}", law=law)


def statute_of(stages: tuple[StageLaw, ...], limits: tuple[Limit, ...] = ()) -> Statute:
    """Return a statute of these stages and limits."""
    return Statute(
        id="test/random",
        name=Text.same("random"),
        zone="Europe/London",
        zones=("Europe/London",),
        calendar=CALENDAR,
        stages=stages,
        limits=limits,
    )


@st.composite
def laws(draw: st.DrawFn) -> Statute:
    """Return a statute of five stages, of which one may cover others."""
    stages = []
    for number, key in enumerate(KEYS):
        earlier = KEYS[:number]
        covers = earlier[1:] if key == "d" and draw(st.booleans()) else ()
        end = draw(versions(earlier)) if earlier and not covers else ()
        start = draw(versions((*earlier, f"{key}.end"))) if earlier and not covers else ()
        stages.append(StageLaw(key=key, kind="voting", name=Text.same(key), start=start, end=end, covers=covers))
    return statute_of(tuple(stages), tuple(draw(st.lists(limits(), max_size=4))))


def test_another_covered_stage_may_be_the_first() -> None:
    """A stage covers one that is computed and two that are given, of which now one is the first, now another."""
    law = Citation(instrument="Act")
    rule = RuleVersion(rule="polling", law=law)
    stages = [StageLaw(key=key, kind="voting", name=Text.same(key)) for key in ("polling", "b", "c")]
    stages.append(StageLaw(key="a", kind="voting", name=Text.same("a"), end=(rule,)))
    stages.append(StageLaw(key="d", kind="voting", name=Text.same("d"), covers=("a", "b", "c")))
    statute = statute_of(tuple(stages))
    for b, c in ((0, 0), (1, -1), (1, 0), (2, 1), (-2, 1), (1, -1)):
        dates: dict[str, GivenValue] = {"polling": MONDAY, "c": MONDAY + timedelta(days=c)}
        check_equal(statute, {**dates, "b": Moment(MONDAY + timedelta(days=b), 17 * 60)}, {})


def test_reason_of_an_open_first_day_names_a_known_date_once() -> None:
    """The last lawful first day follows from both ends of the poll, as the earliest of two dates."""
    law = Citation(instrument="Act")
    rules = {"a": "first monday after polling", "c": "earliest(a.start, polling + 1 day)"}
    stages = [StageLaw(key="polling", kind="voting", name=Text.same("polling"))]
    for key, rule in rules.items():
        end = (RuleVersion(rule=rule, law=law),)
        stages.append(StageLaw(key=key, kind="voting", name=Text.same(key), end=end))
    texts = ("a.start <= first monday after polling", "c falls on saturday")
    statute = statute_of(tuple(stages), tuple([Limit(rule=text, law=law) for text in texts]))
    for _ in range(3):
        dates: dict[str, GivenValue] = {"polling": MONDAY}
        assert check_equal(statute, dates, {})
        first = electsched.resolve(statute, given=dates)["a"].effective.first
        assert first is not None
        assert isinstance(first.reason, Ruled)
        assert [(step.key, step.part) for step in first.reason.steps if isinstance(step, AnchorStep)] == [
            ("a", "end"),
            ("polling", "end"),
        ]


def check_random_dates(law: Statute, more: list[str], data: st.DataObject) -> None:
    """Check six timelines of a law with random days of the poll and of further stages."""
    for number in range(6):
        day = MONDAY + timedelta(days=data.draw(st.integers(-5, 60)))
        dates: dict[str, GivenValue] = {"polling": day}
        for key in more:
            other = day + timedelta(days=data.draw(st.integers(-8, 8)))
            dates[key] = other if key != "b" else Moment(other, 60 * 17)
        check_equal(law, dates, {}, provisional=number > 3)


RANDOM = given(laws(), st.lists(st.sampled_from(KEYS[1:]), max_size=2, unique=True), st.data())


@settings(max_examples=60)
@RANDOM
def test_repeated_timelines_of_random_laws_are_those_that_are_traced(
    law: Statute, more: list[str], data: st.DataObject
) -> None:
    """Whatever the rules and limits are, and whatever their dates contradict."""
    check_random_dates(law, more, data)


@pytest.mark.long
@settings(max_examples=1000, deadline=None)
@RANDOM
def test_repeated_timelines_of_many_random_laws_are_those_that_are_traced(
    law: Statute, more: list[str], data: st.DataObject
) -> None:
    """The same for more laws."""
    check_random_dates(law, more, data)
