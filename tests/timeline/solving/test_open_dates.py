"""Open dates: ranges of lawful days, in agreement with the bounds and the audit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import attrs
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import electsched
from electsched.errors import InputError, UndatedError
from electsched.i18n.text import Text
from electsched.law.calendar import WorkCalendar
from electsched.law.citation import Citation
from electsched.law.date_arithmetic import Moment
from electsched.law.phases import in_phases
from electsched.law.rules.expressions import Within, anchors
from electsched.law.statute import Limit, PollPhase, RuleVersion, StageLaw, Statute
from electsched.law.validation import check_statute
from electsched.timeline.audit import AuditLine
from electsched.timeline.election import DecreedDate, Election, Occurrence
from electsched.timeline.timeline import Timeline

MONDAY = date(2024, 1, 1)
LAW = Citation(instrument="An Act")
CALENDAR = WorkCalendar(
    name=Text.same("Sundays"),
    weekend=frozenset({7}),
    holidays={date(2024, 1, 3): Text.same("a holiday")},
    first=date(1924, 1, 1),
    last=date(2123, 12, 31),
    source="this test",
)


def stage_of(key: str, end: str = "", start: str = "") -> StageLaw:
    """Return a stage with these rules."""
    return StageLaw(
        key=key,
        kind="voting",
        name=Text.same(key),
        start=(RuleVersion(rule=start, law=LAW),) if start else (),
        end=(RuleVersion(rule=end, law=LAW),) if end else (),
    )


def law_of(stages: tuple[StageLaw, ...], limits: tuple[str, ...] = ()) -> Statute:
    """Return a statute of these stages and limits."""
    return Statute(
        id="test/small",
        name=Text.same("small"),
        zone="UTC",
        zones=("UTC",),
        calendar=CALENDAR,
        stages=stages,
        limits=tuple(Limit(rule=text, law=LAW) for text in limits),
    )


def election_of(law: Statute, dates: Mapping[str, date | Moment]) -> Election:
    """Return an election with these official dates."""
    decreed = tuple(DecreedDate(stage=key, start=day) for key, day in dates.items())
    return Election(id="x", name=Text.same("x"), statute=law, dates=decreed)


def range_of(timeline: Timeline, key: str) -> tuple[date | None, date | None]:
    """Return the earliest and the latest lawful last day of a stage."""
    return timeline[key].earliest, timeline[key].latest


def unlawful(law: Statute, dates: Mapping[str, date | Moment]) -> tuple[AuditLine, ...]:
    """Return the unlawful lines of the audit of these official dates."""
    lines = electsched.audit(electsched.resolve(election_of(law, dates)))
    return tuple(line for line in lines if line.verdict == "unlawful")


# --- official timetables --------------------------------------------------------------------------------------------


def test_nominations_of_australia_2025_follow_from_writ_and_poll() -> None:
    """Writ of 31 March and poll of 3 May 2025 leave one day for nominations, 10 April (aec.gov.au; ss 156, 157)."""
    law = electsched.load_statute("au/house-of-representatives")
    dates = {"writ": date(2025, 3, 31), "polling": date(2025, 5, 3)}
    timeline = electsched.resolve(law, given=dates)
    assert timeline["nominations"].end == date(2025, 4, 10)
    assert range_of(timeline, "nominations") == (date(2025, 4, 10), date(2025, 4, 10))
    assert unlawful(law, dates) == ()
    assert unlawful(law, {**dates, "nominations": date(2025, 4, 10)}) == ()
    assert unlawful(law, {**dates, "nominations": date(2025, 4, 11)})


def test_poll_beyond_every_lawful_day_of_nominations_is_unlawful() -> None:
    """Nominations close at most 27 days after the writ, and the poll is at most 31 days after that (ss 156, 157)."""
    law = electsched.load_statute("au/house-of-representatives")
    writ = date(2025, 3, 31)
    assert unlawful(law, {"writ": writ, "polling": date(2025, 5, 24)}) == ()
    (line,) = unlawful(law, {"writ": writ, "polling": date(2025, 5, 31)})
    assert (line.stage, line.rule, line.lawful) == ("polling", "polling <= nominations + 31 days", date(2025, 5, 28))


def test_nominations_of_runcorn_2025_are_lawful_without_the_notice() -> None:
    """The by-election of 1 May 2025 closed nominations on 2 April (halton.gov.uk)."""
    election = attrs.evolve(
        election_of(
            electsched.load_statute("gb/parliament"),
            {"polling": date(2025, 5, 1), "close_of_nominations": Moment(date(2025, 4, 2), 16 * 60)},
        ),
        facts={"nation": "england", "election": "by_election"},
    )
    lines = electsched.audit(electsched.resolve(election))
    assert {line.verdict for line in lines} <= {"lawful", "unknown", "no rule"}


@pytest.mark.parametrize("key", ["close_of_nominations", "withdrawal", "election_agents"])
def test_dates_counted_from_open_nominations_are_open(key: str) -> None:
    """At a by-election, withdrawal and agents rest on the close of nominations, which the law only limits."""
    facts = {"nation": "england", "election": "by_election"}
    stage = electsched.resolve("gb/parliament", polling=date(2025, 5, 1), facts=facts)[key]
    assert stage.status == "open"
    assert (stage.earliest, stage.end, stage.latest) == (date(2025, 4, 2), date(2025, 4, 4), date(2025, 4, 4))
    assert stage.computed.last is None


def test_latest_day_is_assumed_at_the_wish_of_the_caller() -> None:
    """If the caller assumes the latest days, open dates are tentative, and none of them is scheduled."""
    facts = {"nation": "england", "election": "by_election"}
    timeline = electsched.resolve("gb/parliament", polling=date(2025, 5, 1), facts=facts, assume_latest=True)
    assert {timeline[key].status for key in ("close_of_nominations", "withdrawal", "election_agents")} == {"tentative"}
    assert "open" not in {stage.status for stage in timeline.dated}


# --- kinds of limits ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("limits", "earliest", "latest"),
    [
        (("b <= a + 10 days",), None, date(2024, 1, 11)),
        (("b < a + 10 days",), None, date(2024, 1, 10)),
        (("b >= a + 3 days", "b <= a + 10 days"), date(2024, 1, 4), date(2024, 1, 11)),
        (("b > a + 3 days", "b < a + 10 days"), date(2024, 1, 5), date(2024, 1, 10)),
        (("b == a + 10 days",), date(2024, 1, 11), date(2024, 1, 11)),
        (("b <= a + 10 days", "b falls on saturday"), None, date(2024, 1, 6)),
        (("b >= a + 1 day", "b <= a + 10 days", "b falls on saturday"), date(2024, 1, 6), date(2024, 1, 6)),
        (("a >= b - 10 days", "a <= b - 2 days"), date(2024, 1, 3), date(2024, 1, 11)),
        (("b <= a + 10 days", "b <= a + 4 working days"), None, date(2024, 1, 6)),
    ],
)
def test_open_date_keeps_all_limits(limits: tuple[str, ...], earliest: date | None, latest: date) -> None:
    """The range of an open date keeps each kind of limit, and limits of other stages that name it."""
    timeline = electsched.resolve(law_of((stage_of("a"), stage_of("b")), limits), given={"a": MONDAY})
    assert range_of(timeline, "b") == (earliest, latest)
    assert timeline["b"].end == latest
    assert timeline["b"].status == ("scheduled" if earliest == latest else "open")


def test_stage_with_an_earliest_day_alone_is_open_without_a_date() -> None:
    """If the law states only an earliest day, the stage has no last day, and its range has no end."""
    timeline = electsched.resolve(law_of((stage_of("a"), stage_of("b")), ("b >= a + 3 days",)), given={"a": MONDAY})
    assert (timeline["b"].status, range_of(timeline, "b")) == ("open", (date(2024, 1, 4), None))
    with pytest.raises(UndatedError):
        _ = timeline["b"].end


def test_open_date_keeps_the_hour_of_its_limit() -> None:
    """The last lawful day has the hour of the limit that sets it."""
    law = law_of((stage_of("a"), stage_of("b"), stage_of("c", end="b + 1 day")), ("b <= a + 3 days at 16:00",))
    timeline = electsched.resolve(law, given={"a": MONDAY})
    assert str(timeline["b"].closes) == "2024-01-04 16:00"
    assert (timeline["c"].end, timeline["c"].status) == (date(2024, 1, 5), "open")


def test_chain_of_open_dates_is_open_throughout() -> None:
    """Each stage that rests on an open one by a rule, a limit or because it covers it is open."""
    stages = (
        stage_of("a"),
        stage_of("b"),
        stage_of("c", end="b + 1 day"),
        stage_of("d"),
        attrs.evolve(stage_of("e"), covers=("c", "a")),
    )
    timeline = electsched.resolve(law_of(stages, ("b <= a + 3 days", "d <= c + 2 days")), given={"a": MONDAY})
    assert [timeline[key].status for key in "bcde"] == ["open"] * 4
    assert [timeline[key].latest for key in "bcde"] == [date(2024, 1, day) for day in (4, 5, 7, 5)]


def test_limit_on_the_length_of_a_stage_is_no_circle() -> None:
    """`campaign <= campaign.start + 60 days inclusive` limits the last day, whether or not the first is known."""
    law = law_of((stage_of("campaign"), stage_of("polling")), ("campaign <= campaign.start + 60 days inclusive",))
    assert check_statute(law) == ()
    assert electsched.resolve(law, given={"polling": MONDAY})["campaign"].status == "undated"
    ruled = law_of(
        (stage_of("campaign", start="polling - 70 days"), stage_of("polling")),
        ("campaign <= campaign.start + 60 days inclusive",),
    )
    campaign = electsched.resolve(ruled, given={"polling": date(2024, 3, 11)})["campaign"]
    assert (campaign.start, campaign.end, campaign.status) == (MONDAY, date(2024, 2, 29), "open")


@pytest.mark.parametrize(
    ("start", "end", "limits", "first_days", "last_days"),
    [
        ("", "p - 3 days", ("c <= c.start + 60 days inclusive",), ("2024-01-09", "2024-03-08"), ("2024-03-08",)),
        ("", "p - 3 days", ("c.start >= c - 60 days inclusive",), ("2024-01-09", "2024-03-08"), ("2024-03-08",)),
        ("", "p - 3 days", ("c between c.start + 10 days and c.start + 20 days",), ("2024-02-17", "2024-02-27"), ()),
        ("", "p - 3 days", ("c.start >= p - 80 days",), ("2023-12-22", "2024-03-08"), ("2024-03-08",)),
        ("", "p - 3 days", ("p >= c.start + 80 days",), ("", "2023-12-22"), ("2024-03-08",)),
        ("p - 70 days", "", ("c <= c.start + 60 days inclusive",), (), ("2024-01-01", "2024-02-29")),
        ("p - 70 days", "", ("c.start >= c - 60 days inclusive",), (), ("2024-01-01", "2024-02-29")),
        ("p - 70 days", "", ("c >= c.start + 60 days",), (), ("2024-03-01", "")),
        (
            *("", "", ("c <= c.start + 60 days inclusive", "c <= p - 3 days", "c.start >= p - 80 days")),
            *(("2023-12-22", "2024-03-08"), ("2023-12-22", "2024-03-08")),
        ),
        (
            *("", "", ("c <= c.start + 60 days inclusive", "c.start == p - 80 days")),
            *(("2023-12-22",), ("2023-12-22", "2024-02-19")),
        ),
        ("", "", ("c <= c.start + 60 days inclusive",), ("", ""), ("", "")),
    ],
)
def test_day_that_only_the_length_of_its_stage_limits_is_open(
    start: str, end: str, limits: tuple[str, ...], first_days: tuple[str, ...], last_days: tuple[str, ...]
) -> None:
    """The first day has a range as the last has: by limits on it, on the length, and of stages that name it."""
    law = law_of((stage_of("c", start=start, end=end), stage_of("p")), limits)
    dates = {"p": date(2024, 3, 11)}
    campaign, bounds = electsched.resolve(law, given=dates)["c"], electsched.bounds(law, given=dates)["c"]
    for part, days in (("start", first_days), ("end", last_days)):
        bound = bounds.start if part == "start" else bounds.end
        assert not days or (str(bound.earliest or ""), str(bound.latest or "")) == (days[0], days[-1])
    if len(first_days) == 2:
        assert (campaign.earliest_start, campaign.latest_start) == (bounds.start.earliest, bounds.start.latest)
    if len(last_days) == 2:
        assert (campaign.earliest, campaign.latest) == (bounds.end.earliest, bounds.end.latest)
    assert campaign.status == ("undated" if last_days == ("", "") else "open")


def test_window_over_an_open_first_day_covers_all_its_lawful_days() -> None:
    """A stage that may begin on any of several days is guarded from the earliest; an assumed latest day is one day."""
    law = law_of((stage_of("c", end="p - 3 days"), stage_of("p")), ("c <= c.start + 60 days inclusive",))
    given_dates = {"p": date(2024, 3, 11)}
    window = electsched.security_window(electsched.resolve(law, given=given_dates), "c")
    assert (window.start, window.end) == (date(2024, 1, 9), date(2024, 3, 8))
    assumed = electsched.security_window(electsched.resolve(law, given=given_dates, assume_latest=True), "c")
    assert (assumed.start, assumed.end) == (date(2024, 3, 8), date(2024, 3, 8))


def test_stage_counted_from_an_open_first_day_is_open() -> None:
    """A first day that only a limit bounds is not read as fixed: rules and limits on it lead to ranges."""
    stages = (stage_of("c", end="p - 3 days"), stage_of("p"), stage_of("x", end="c.start + 2 days"), stage_of("y"))
    law = law_of(stages, ("c <= c.start + 60 days inclusive", "y >= c.start + 1 day", "y <= p"))
    timeline = electsched.resolve(law, given={"p": date(2024, 3, 11)})
    assert (timeline["x"].status, range_of(timeline, "x")) == ("open", (date(2024, 1, 11), date(2024, 3, 10)))
    assert range_of(timeline, "y") == (date(2024, 1, 10), date(2024, 3, 11))
    assert unlawful(law, {"p": date(2024, 3, 11), "y": date(2024, 1, 10), "x": date(2024, 1, 11)}) == ()


def test_open_first_day_is_a_range_in_words() -> None:
    """The explanation and the calendar say that the first day is open, and on which provisions its range rests."""
    law = law_of((stage_of("c", end="p - 3 days"), stage_of("p")), ("c <= c.start + 60 days inclusive",))
    timeline = electsched.resolve(law, given={"p": date(2024, 3, 11)})
    explanation = electsched.explain(timeline["c"]).splitlines()
    expected = "  first day open, the law allows a range: earliest 9 January 2024, latest 8 March 2024"
    assert explanation[2] == expected
    calendar = electsched.stage_calendar(timeline, language="en")
    (event,) = [event for event in calendar.events if event["SUMMARY"] == "c"]
    assert "It starts on this day at the latest" in str(event["DESCRIPTION"])
    assert event["STATUS"] == "TENTATIVE"


def test_rule_reads_a_day_that_the_law_does_not_name_as_the_other() -> None:
    """A stage of which the law rules one day alone has that day alone, for rules, limits, the audit and the bounds."""
    stages = (stage_of("a"), stage_of("b", start="a + 5 days"), stage_of("c"), stage_of("d", end="c.start + 1 day"))
    law = law_of(stages, ("c <= b + 3 days",))
    bounds = electsched.bounds(law, given={"a": MONDAY})
    timeline = electsched.resolve(law, given={"a": MONDAY})
    for key, latest in (("c", date(2024, 1, 9)), ("d", date(2024, 1, 10))):
        assert timeline[key].latest == bounds[key].end.latest == latest
    assert unlawful(law, {"a": MONDAY, "c": date(2024, 1, 10)})


def test_equality_with_an_open_date_allows_its_range() -> None:
    """A day that must equal an open date may be any day of its range, and no other."""
    law = law_of((stage_of("a"), stage_of("b"), stage_of("c")), ("b >= a", "b <= a + 5 days", "c == b + 1 day"))
    assert unlawful(law, {"a": MONDAY, "c": date(2024, 1, 4)}) == ()
    (line,) = unlawful(law, {"a": MONDAY, "c": date(2024, 1, 8)})
    assert (line.rule, line.lawful) == ("c == b + 1 day", date(2024, 1, 7))


def test_limits_that_name_each_other_are_no_circle() -> None:
    """Limits in both directions between two stages bound them, and are no fault of the statute."""
    limits = ("b >= a + 10 days", "a >= b - 20 days", "b <= c", "a >= c - 25 days")
    law = law_of((stage_of("a"), stage_of("b"), stage_of("c")), limits)
    assert check_statute(law) == ()
    timeline = electsched.resolve(law, given={"c": date(2024, 2, 1)})
    assert range_of(timeline, "a") == (date(2024, 1, 7), date(2024, 1, 22))
    assert range_of(timeline, "b") == (date(2024, 1, 17), date(2024, 2, 1))


def test_limits_that_no_day_keeps_end_in_a_conflict() -> None:
    """Two stages that must each precede the other have no lawful day, which is found in bounded time."""
    law = law_of((stage_of("a"), stage_of("b"), stage_of("c")), ("a < b", "b < a", "a <= c"))
    assert not electsched.bounds(law, given={"c": MONDAY}).feasible
    (line,) = unlawful(law, {"c": MONDAY})
    assert line.relation == "together"


# --- undated stages and starts at 24:00 ---------------------------------------------------------------------------


def test_explain_of_an_undated_stage_names_the_rule_and_the_missing_anchor() -> None:
    """A stage whose rule needs a stage without a date names the rule, its provision and that stage."""
    law = law_of((stage_of("a"), stage_of("b", end="a + 3 days")))
    lines = electsched.explain(electsched.resolve(law)["b"]).splitlines()
    assert lines[1:] == [
        "  no date: its rule needs one that is missing",
        "  last day, rule: a + 3 days",
        "    provision: An Act",
        "    without a date: a",
    ]


def test_explain_of_an_undated_stage_names_the_missing_hour() -> None:
    """A rule that counts hours from a day without an hour names the stage whose hour is missing."""
    dispute = electsched.resolve("id/general", polling=date(2024, 2, 14))["dispute_legislative"]
    lines = electsched.explain(dispute).splitlines()
    assert "  last day, rule: national_result + 72 hours" in lines
    assert "    without an hour: national_result" in lines


def test_hours_counted_from_a_day_without_an_hour_leave_the_stage_undated() -> None:
    """Such a rule bounds no open date either: its stage has no date, and a stage that rests on it has none."""
    stages = (stage_of("a"), stage_of("b", end="latest(a, a + 1 day) + 36 hours"), stage_of("c"))
    law = law_of(stages, ("c <= b + 1 day",))
    timeline = electsched.resolve(law, given={"a": MONDAY})
    assert [stage.status for stage in timeline] == ["tentative", "undated", "undated"]
    (rule,) = timeline["b"].undated_rules
    assert (rule.anchor, rule.hour) == ("a", True)


def test_end_counted_from_a_start_without_a_date_is_no_circle() -> None:
    """A last day that is counted from the first leaves the stage undated if nothing gives the first."""
    law = law_of((stage_of("a", end="a.start + 3 days"), stage_of("b")))
    timeline = electsched.resolve(law, given={"b": MONDAY})
    assert (timeline["a"].status, timeline["b"].status) == ("undated", "tentative")


def test_stage_that_starts_at_24_00_begins_on_the_next_day() -> None:
    """A window from 24:00 of one day to the end of the second day after it has two days, not three."""
    law = law_of((stage_of("polling"), stage_of("quiet", start="polling - 4 days at 24:00", end="polling - 2 days")))
    timeline = electsched.resolve(law, given={"polling": date(2024, 1, 10)})
    quiet = timeline["quiet"]
    assert (quiet.start, quiet.end, quiet.days) == (date(2024, 1, 7), date(2024, 1, 8), 2)
    window = electsched.security_window(timeline, "quiet")
    assert (window.start, window.days) == (date(2024, 1, 7), 2)
    events = electsched.stage_calendar(timeline, language="en").events
    assert [event.start for event in events if event["SUMMARY"] == "quiet"] == [date(2024, 1, 7)]


def test_deadline_at_24_00_keeps_its_day() -> None:
    """A milestone at 24:00 is on the day that the law names."""
    law = law_of((stage_of("polling"), stage_of("deadline", end="polling - 4 days at 24:00")))
    deadline = electsched.resolve(law, given={"polling": date(2024, 1, 10)})["deadline"]
    assert (deadline.start, deadline.end, deadline.days) == (date(2024, 1, 6), date(2024, 1, 6), 1)


# --- occurrences ----------------------------------------------------------------------------------------------------


def test_audit_asks_every_occurrence() -> None:
    """A phase between the first and the last that breaks a limit is unlawful in the audit and in the timeline."""
    law = law_of((stage_of("polling"),), ("polling falls on saturday",))
    phases = tuple(
        Occurrence(key=f"phase-{day}", name=Text.same("a phase"), start=date(2024, 1, day)) for day in (6, 9, 13)
    )
    election = Election(
        id="x", name=Text.same("x"), statute=law, dates=(DecreedDate(stage="polling", occurrences=phases),)
    )
    timeline = electsched.resolve(election)
    lines = electsched.audit(timeline)
    assert [line.occurrence for line in lines if line.verdict == "unlawful"] == ["phase-9"]
    assert [broken.date for broken in timeline.broken_limits] == [date(2024, 1, 9)]


# --- properties -----------------------------------------------------------------------------------------------------

KEYS = ("a", "b", "c", "d")
SHIFTS = st.sampled_from(["+ 2 days", "- 3 days", "+ 1 week", "+ 2 working days", "- 1 working day", "rolled forward"])


@st.composite
def laws(draw: st.DrawFn) -> Statute:
    """Return a statute of four one-day stages, some with a rule, and limits between them."""
    stages = []
    for number, key in enumerate(KEYS):
        end = f"{draw(st.sampled_from(KEYS[:number]))} {draw(SHIFTS)}" if number and draw(st.booleans()) else ""
        stages.append(stage_of(key, end=end, start=f"{key}.end"))
    limits = []
    for _ in range(draw(st.integers(1, 4))):
        left, right = draw(st.permutations(KEYS))[:2]
        if draw(st.integers(0, 4)) == 0:
            limits.append(f"{left} falls on {draw(st.sampled_from(['saturday', 'sunday or holiday', 'working day']))}")
        elif draw(st.integers(0, 4)) == 0:
            first, last = sorted(draw(st.lists(st.integers(-5, 9), min_size=2, max_size=2)))
            limits.append(f"{left} between {right} {first:+d} days and {right} {last:+d} days")
        elif draw(st.integers(0, 4)) == 0:
            limits.append(f"{left} == {right} {draw(SHIFTS)} or {right} {draw(SHIFTS)}")
        else:
            limits.append(f"{left} {draw(st.sampled_from(['<=', '>=', '==', '<', '>']))} {right} {draw(SHIFTS)}")
    return law_of(tuple(stages), tuple(limits))


@st.composite
def official_dates(draw: st.DrawFn) -> dict[str, date]:
    """Return official dates of the first stage and of some others."""
    keys = ["a", *draw(st.lists(st.sampled_from(KEYS[1:]), max_size=2, unique=True))]
    return {key: MONDAY + timedelta(days=draw(st.integers(0, 14))) for key in keys}


@settings(max_examples=200)
@given(laws(), official_dates())
def test_resolve_audit_and_bounds_agree(law: Statute, dates: dict[str, date]) -> None:
    """The audit finds something unlawful if and only if the bounds find a conflict; else all ranges are the same."""
    election = election_of(law, dates)
    timeline, bounds = electsched.resolve(election), electsched.bounds(election)
    assert bool(unlawful(law, dates)) == (not bounds.feasible)
    if not bounds.feasible:
        return
    for stage in timeline:
        bound = bounds[stage.key].end
        if stage.effective.last is None or stage.effective.last.origin == "limit":
            assert (stage.earliest, stage.latest) == (bound.earliest, bound.latest)
            assert not stage.dated or stage.end == bound.latest
        else:
            assert (bound.earliest, bound.latest) == (stage.end, stage.end)
        assert stage.status != "scheduled" or bound.earliest == bound.latest


@settings(max_examples=20)
@given(laws(), official_dates(), st.sampled_from(KEYS))
def test_each_day_that_the_audit_passes_lies_in_the_bounds(law: Statute, dates: dict[str, date], key: str) -> None:
    """A day of a stage passes the audit only within its bounds, and each day outside them fails."""
    check_days(law, dates, key)


@pytest.mark.long
@settings(max_examples=60)
@given(laws(), official_dates(), st.sampled_from(KEYS))
def test_each_day_that_the_audit_passes_lies_in_the_bounds_of_many_laws(
    law: Statute, dates: dict[str, date], key: str
) -> None:
    """The same for more laws."""
    check_days(law, dates, key)


def check_days(law: Statute, dates: dict[str, date], key: str) -> None:
    """Judge each day of some weeks by the audit, and compare it with the bounds."""
    others = {stage: day for stage, day in dates.items() if stage != key}
    bounds = electsched.bounds(election_of(law, others))
    low, high = (bounds[key].end.earliest, bounds[key].end.latest) if bounds.feasible else (date.max, date.min)
    for number in range(-10, 30):
        day = MONDAY + timedelta(days=number)
        passes = not unlawful(law, {**others, key: day})
        within = (low is None or low <= day) and (high is None or day <= high)
        assert within or not passes
        assert passes == electsched.bounds(election_of(law, {**others, key: day})).feasible


@st.composite
def laws_of_lasting_stages(draw: st.DrawFn) -> Statute:
    """Return a statute of stages of several days: their first, last or no day is ruled, and limits name either."""
    parts = [f"{key}{part}" for key in KEYS for part in ("", ".start")]
    stages = []
    for number, key in enumerate(KEYS):
        read = st.sampled_from([part for part in parts if part[0] in KEYS[:number]] or [""])
        rule = f"{draw(read)} {draw(SHIFTS)}" if number else ""
        shape = draw(st.sampled_from(["one day", "end", "start", "neither"]))
        start = f"{key}.end" if shape == "one day" else rule if shape == "start" else ""
        stages.append(stage_of(key, start=start, end=rule if shape in {"one day", "end"} else ""))
    limits = []
    for _ in range(draw(st.integers(1, 4))):
        left = draw(st.sampled_from(parts))
        own = f"{left[0]}.start" if left == left[0] else left[0]
        right = draw(st.sampled_from([own, *(part for part in parts if part[0] != left[0])]))
        order = draw(st.sampled_from(["<=", ">=", "=="]))
        limits.append(f"{left} {order} {right} {draw(SHIFTS)}")
    return law_of(tuple(stages), tuple(limits))


@st.composite
def decreed_dates(draw: st.DrawFn) -> tuple[DecreedDate, ...]:
    """Return official dates of the first stage and of some others: both days, or one of them."""
    keys = ["a", *draw(st.lists(st.sampled_from(KEYS[1:]), max_size=2, unique=True))]
    dates = []
    for key in keys:
        first = MONDAY + timedelta(days=draw(st.integers(0, 14)))
        last = first + timedelta(days=draw(st.integers(0, 5)))
        match draw(st.sampled_from(["both", "end", "start"])):
            case "both":
                dates.append(DecreedDate(stage=key, start=first, end=last))
            case "end":
                dates.append(DecreedDate(stage=key, end=last))
            case _:
                dates.append(DecreedDate(stage=key, start=first, only="start"))
    return tuple(dates)


def resolves(election: Election) -> bool:
    """Return whether an election has a timeline; without one, a stage would end before it starts."""
    try:
        electsched.resolve(election)
    except InputError as error:
        return "an end before its start" not in str(error)
    return True


@settings(max_examples=300)
@given(laws_of_lasting_stages(), decreed_dates())
def test_resolve_audit_and_bounds_agree_on_both_days_of_a_stage(law: Statute, dates: tuple[DecreedDate, ...]) -> None:
    """The first and the last day of stages of several days have the ranges of the bounds, and are open unless fixed."""
    assume(check_statute(law) == ())
    election = Election(id="x", name=Text.same("x"), statute=law, dates=dates)
    bounds = electsched.bounds(election)
    if not bounds.feasible and not resolves(election):
        return
    timeline = electsched.resolve(election)
    broken = [line for line in electsched.audit(timeline) if line.verdict == "unlawful"]
    assert bool(broken) == (not bounds.feasible)
    if not bounds.feasible:
        return
    for stage in timeline:
        first, last = bounds[stage.key].start, bounds[stage.key].end
        if stage.effective.last is None or stage.effective.last.origin == "limit":
            assert (stage.earliest, stage.latest) == (last.earliest, last.latest)
        else:
            assert (last.earliest, last.latest) == (stage.effective.end, stage.effective.end)
        if stage.effective.first is not None and stage.effective.first.origin != "limit":
            assert (first.earliest, first.latest) == (stage.effective.start, stage.effective.start)
        elif (stage.earliest_start, stage.latest_start) != (None, None):
            assert (stage.earliest_start, stage.latest_start) == (first.earliest, first.latest)
            assert stage.effective.first is None or stage.effective.start == first.latest
        for part, bound in (("start", first), ("end", last)):
            limits = [limit.expr for limit in law.limits if part == "start" or limit.expr.left.key == stage.key]
            named = {(anchor.key, anchor.part) for expr in limits for anchor in (expr.left, *anchors(expr))}
            assert stage.status != "scheduled" or (stage.key, part) not in named or bound.earliest == bound.latest


@settings(max_examples=60)
@given(laws(), official_dates())
def test_latest_days_together_are_lawful(law: Statute, dates: dict[str, date]) -> None:
    """All open dates on their latest days make a lawful timetable, as a caller who assumes them expects.

    If a limit allows one of several days, those of two stages may exclude each other.
    """
    assume(not any(isinstance(limit.expr, Within) and len(limit.expr.ranges) > 1 for limit in law.limits))
    timeline = electsched.resolve(election_of(law, dates))
    if unlawful(law, dates):
        return
    latest = {stage.key: stage.end for stage in timeline if stage.dated}
    assert unlawful(law, {**latest, **dates}) == ()


def test_contradiction_of_one_phase_leaves_the_ranges_of_the_others() -> None:
    """A phase whose dates contradict the law drops no range of another phase, of which it says nothing."""
    stages = tuple(attrs.evolve(stage_of(key), repeats=True) for key in ("a", "b", "c"))
    limits = ("b >= a + 2 days", "b <= c - 2 days", "b <= a + 10 days")
    law = in_phases(law_of(stages, limits), tuple(PollPhase(key=key, name=Text.same(key)) for key in "123"))
    dates = {f"{stage}@{key}": MONDAY for key in "123" for stage in "a"}
    dates |= {"c@1": date(2024, 1, 9), "c@2": date(2024, 1, 3), "c@3": date(2024, 1, 20)}
    assert not electsched.bounds(law, given=dates).feasible
    timeline = electsched.resolve(law, given=dates)
    assert range_of(timeline, "b@1") == (date(2024, 1, 3), date(2024, 1, 7))
    assert range_of(timeline, "b@3") == (date(2024, 1, 3), date(2024, 1, 11))
    assert (timeline["b@1"].status, timeline["b@3"].status) == ("open", "open")
