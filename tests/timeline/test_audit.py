"""The audit: official dates compared with the law."""

from __future__ import annotations

from datetime import date

import attrs
import pytest

import electsched
from electsched.law.date_arithmetic import Moment
from electsched.timeline.audit import AuditLine, audit
from electsched.timeline.election import DecreedDate, Election

ELECTION = electsched.load_election("id/general-2024")
LINES = audit(electsched.resolve(ELECTION))


def _altered(key: str, **dates: date | Moment) -> tuple[AuditLine, ...]:
    """Return the audit of a stage with other official dates."""
    decreed_dates = [
        attrs.evolve(decreed, **dates) if decreed.stage == key else decreed  # type: ignore[arg-type]  # as stated
        for decreed in ELECTION.dates
    ]
    timeline = electsched.resolve(attrs.evolve(ELECTION, dates=tuple(decreed_dates)))
    return tuple(line for line in audit(timeline) if line.stage == key)


def test_election_of_2024_is_lawful() -> None:
    """Each date that the law fixes is equal, each limit is kept, and no line is unlawful or unknown."""
    assert {line.verdict for line in LINES if line.relation == "fixed"} == {"equal"}
    assert {line.verdict for line in LINES if line.relation in {"latest", "earliest"}} == {"lawful"}
    assert {line.verdict for line in LINES} == {"equal", "lawful", "no rule", "conflict"}


@pytest.mark.parametrize(
    ("stage", "part", "official"),
    [
        ("campaign", "start", date(2023, 11, 28)),
        ("campaign", "end", date(2024, 2, 10)),
        ("rallies_and_media", "start", date(2024, 1, 21)),
        ("rallies_and_media", "end", date(2024, 2, 10)),
        ("quiet_period", "start", date(2024, 2, 11)),
        ("quiet_period", "end", date(2024, 2, 13)),
        ("dispute_legislative", "end", Moment(date(2024, 3, 23), 22 * 60 + 19)),
        ("dispute_presidential", "end", Moment(date(2024, 3, 23), 1440)),
    ],
)
def test_fixed_dates_are_equal(stage: str, part: str, official: date | Moment) -> None:
    """A date that the law fixes is equal to the official one, and its line has the provision."""
    (line,) = [line for line in LINES if (line.stage, line.part, line.relation) == (stage, part, "fixed")]
    assert (line.official, line.lawful, line.days, line.verdict) == (official, official, 0, "equal")
    assert line.law[0].instrument.startswith("UU 7/2017")


@pytest.mark.parametrize(
    ("stage", "lawful"),
    [
        ("programme_planning", date(2022, 6, 14)),  # 167(6): twenty months before
        ("party_determination", date(2022, 12, 14)),  # 179(2): fourteen months before
        ("national_result", date(2024, 3, 20)),  # 413(1): thirty-five days after
        ("recapitulation_province", date(2024, 3, 10)),  # 413(2)
        ("recapitulation_regency", date(2024, 3, 5)),  # 413(3)
        ("dispute_ruling", date(2024, 4, 22)),  # fourteen working days, the first included
    ],
)
def test_limited_dates_are_lawful(stage: str, lawful: date) -> None:
    """A limit gives the last lawful day, and the official date keeps it."""
    (line,) = [line for line in LINES if line.stage == stage and line.relation == "latest"]
    assert (line.lawful, line.verdict) == (lawful, "lawful")


def test_dates_without_a_provision_are_listed() -> None:
    """Dates without a provision are listed as `no rule`."""
    free = {line.stage for line in LINES if line.verdict == "no rule"}
    assert {"polling", "final_list", "pairs_determined", "registration", "oath_president"} <= free
    assert free.isdisjoint({"campaign", "quiet_period"})


def test_contradictory_sources_are_a_conflict() -> None:
    """The stage whose sources contradict each other is listed with both spans."""
    (line,) = [line for line in LINES if line.verdict == "conflict"]
    assert line.stage == "second_voter_list"
    assert line.official is None
    assert "2024-03-22" in line.note
    assert "2024-05-17" in line.note


def test_every_official_date_has_a_line() -> None:
    """No stage with decreed dates is missing from the audit."""
    assert {line.stage for line in LINES} == {decreed.stage for decreed in ELECTION.dates}


def test_official_date_other_than_the_fixed_one_is_unlawful() -> None:
    """A quiet period that begins two days late is unlawful by two days."""
    first = next(line for line in _altered("quiet_period", start=date(2024, 2, 13)) if line.part == "start")
    assert (first.verdict, first.days, first.lawful) == ("unlawful", 2, date(2024, 2, 11))
    assert str(first.law[0]) == "UU 7/2017, 278(1)"


def test_broken_limit_is_unlawful() -> None:
    """A result a day after the thirty-fifth is unlawful by one day."""
    (line,) = [line for line in _altered("national_result", start=date(2024, 3, 21)) if line.relation == "latest"]
    assert (line.verdict, line.days) == ("unlawful", 1)


def test_limit_without_its_anchor_is_unknown() -> None:
    """A limit that depends on a stage without a date cannot be judged."""
    dates = tuple(decreed for decreed in ELECTION.dates if decreed.stage != "dispute_registered")
    lines = audit(electsched.resolve(attrs.evolve(ELECTION, dates=dates)))
    (line,) = [line for line in lines if line.stage == "dispute_ruling" and line.relation == "latest"]
    assert (line.verdict, line.lawful, line.days) == ("unknown", None, None)


def test_free_milestone_has_one_line_and_free_period_has_two() -> None:
    """A free one-day stage has one line, a free period one for each end."""
    draw = [line for line in LINES if line.stage == "number_draw"]
    health = [line for line in LINES if line.stage == "health_check"]
    assert [line.part for line in draw] == ["start"]
    assert [line.part for line in health] == ["start", "end"]


def test_hours_decide_on_the_same_day() -> None:
    """A dispute that closes an hour early on the right day is not equal."""
    early = Moment(date(2024, 3, 23), 21 * 60 + 19)
    (line,) = [line for line in _altered("dispute_legislative", end=early) if line.part == "end"]
    assert (line.verdict, line.days) == ("unlawful", 0)


def test_election_without_official_dates_has_no_lines() -> None:
    """Without official dates there are no lines."""
    bare = Election(id="test", name=ELECTION.name, statute=ELECTION.statute, dates=())
    assert audit(electsched.resolve(bare, polling=date(2024, 2, 14))) == ()
    one = attrs.evolve(bare, dates=(DecreedDate(stage="polling", start=date(2024, 2, 14)),))
    assert [line.verdict for line in audit(electsched.resolve(one))] == ["no rule"]


def test_days_that_contradict_each_other_are_told_in_the_language() -> None:
    """The line of a stage with two published schedules has no English word in Indonesian."""
    (line,) = (line for line in electsched.audit(electsched.resolve("id/general-2024")) if line.verdict == "conflict")
    assert line.note == "2024-03-22 to 2024-04-25 (S11); 2024-05-17 to 2024-06-12 (S9, S10)"
    assert line.note.in_words("id") == "2024-03-22 s.d. 2024-04-25 (S11); 2024-05-17 s.d. 2024-06-12 (S9, S10)"
