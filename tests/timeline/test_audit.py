"""Official dates against the law."""

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
    """Return the lines on one stage where its official dates are others."""
    found = [
        attrs.evolve(decreed, **dates) if decreed.stage == key else decreed  # type: ignore[arg-type]  # as stated
        for decreed in ELECTION.dates
    ]
    timeline = electsched.resolve(attrs.evolve(ELECTION, dates=tuple(found)))
    return tuple(line for line in audit(timeline) if line.stage == key)


def test_the_election_of_2024_is_lawful() -> None:
    """Every date that the law fixes is equal, every limit is kept, and nothing is unlawful or unknown."""
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
def test_what_the_law_fixes(stage: str, part: str, official: date | Moment) -> None:
    """A date marked as fixed by the facts is equal to the official one, with the provision."""
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
def test_what_the_law_limits(stage: str, lawful: date) -> None:
    """A limit gives its last lawful day, and the official date keeps it."""
    (line,) = [line for line in LINES if line.stage == stage and line.relation == "latest"]
    assert (line.lawful, line.verdict) == (lawful, "lawful")


def test_where_the_authority_chose() -> None:
    """Dates on which no provision bears are listed, and not passed over."""
    silent = {line.stage for line in LINES if line.verdict == "no rule"}
    assert {"polling", "final_list", "pairs_determined", "registration", "oath_president"} <= silent
    assert silent.isdisjoint({"campaign", "quiet_period"})


def test_what_the_sources_contradict() -> None:
    """The one stage whose sources disagree is reported with both spans."""
    (line,) = [line for line in LINES if line.verdict == "conflict"]
    assert line.stage == "second_voter_list"
    assert line.official is None
    assert "2024-03-22" in line.note
    assert "2024-05-17" in line.note


def test_every_official_date_is_judged() -> None:
    """No decreed stage is missing from the audit."""
    assert {line.stage for line in LINES} == {decreed.stage for decreed in ELECTION.dates}


def test_a_fixed_date_that_differs_is_unlawful() -> None:
    """A quiet period that begins two days late is unlawful by two days."""
    first = next(line for line in _altered("quiet_period", start=date(2024, 2, 13)) if line.part == "start")
    assert (first.verdict, first.days, first.lawful) == ("unlawful", 2, date(2024, 2, 11))
    assert str(first.law[0]) == "UU 7/2017, 278(1)"


def test_a_limit_that_is_broken_is_unlawful() -> None:
    """A result a day after the thirty-fifth is unlawful by a day."""
    (line,) = [line for line in _altered("national_result", start=date(2024, 3, 21)) if line.relation == "latest"]
    assert (line.verdict, line.days) == ("unlawful", 1)


def test_a_limit_without_its_anchor_is_unknown() -> None:
    """A limit that rests on a stage without a date cannot be judged, and says so."""
    dates = tuple(decreed for decreed in ELECTION.dates if decreed.stage != "dispute_registered")
    lines = audit(electsched.resolve(attrs.evolve(ELECTION, dates=dates)))
    (line,) = [line for line in lines if line.stage == "dispute_ruling" and line.relation == "latest"]
    assert (line.verdict, line.lawful, line.days) == ("unknown", None, None)


def test_one_day_has_one_line_without_a_rule() -> None:
    """A milestone that the authority chose is listed once, a stretch of days at both its ends."""
    draw = [line for line in LINES if line.stage == "number_draw"]
    health = [line for line in LINES if line.stage == "health_check"]
    assert [line.part for line in draw] == ["start"]
    assert [line.part for line in health] == ["start", "end"]


def test_hours_decide_between_equal_days() -> None:
    """A dispute that closes an hour early on the right day is not equal."""
    early = Moment(date(2024, 3, 23), 21 * 60 + 19)
    (line,) = [line for line in _altered("dispute_legislative", end=early) if line.part == "end"]
    assert (line.verdict, line.days) == ("unlawful", 0)


def test_an_election_without_dates_has_nothing_to_judge() -> None:
    """Without official dates there are no lines."""
    bare = Election(id="test", name=ELECTION.name, statute=ELECTION.statute, dates=())
    assert audit(electsched.resolve(bare, polling=date(2024, 2, 14))) == ()
    one = attrs.evolve(bare, dates=(DecreedDate(stage="polling", start=date(2024, 2, 14)),))
    assert [line.verdict for line in audit(electsched.resolve(one))] == ["no rule"]
