"""Validation of an election against its statute."""

from __future__ import annotations

from datetime import date

import attrs

import electsched
from electsched.i18n.text import Text
from electsched.law.date_arithmetic import Moment
from electsched.timeline.election import Alternative, Branch, DecreedDate, Election, Occurrence, check_election

ELECTION = electsched.load_election("id/general-2024")
EARLY, LATE = date(2024, 2, 1), date(2024, 2, 9)


def _faults(*dates: DecreedDate, branches: tuple[Branch, ...] = ()) -> list[tuple[str, str]]:
    election: Election = attrs.evolve(ELECTION, dates=dates, branches=branches)
    return [(fault.path, fault.found) for fault in check_election(election)]


def test_valid_election_has_no_faults() -> None:
    """The election of 2024 has no faults."""
    assert check_election(ELECTION) == ()


def test_unknown_or_duplicate_stages_and_branches_are_faults() -> None:
    """An unknown stage, a stage decreed twice and an unknown branch are faults."""
    dates = (DecreedDate(stage="votng"), DecreedDate(stage="voting"), DecreedDate(stage="voting"))
    assert _faults(*dates, branches=(Branch(key="third_round", held=True),)) == [
        ("date[0].stage", "the stage 'votng'"),
        ("date[2].stage", "'voting' a second time"),
        ("branch[0].key", "'third_round'"),
    ]


def test_end_before_the_start_is_a_fault() -> None:
    """A last day before the first is a fault, in each kind of entry."""
    name = Text.same("a debate")
    dates = (
        DecreedDate(stage="voting", start=LATE, end=EARLY),
        DecreedDate(stage="debates", occurrences=(Occurrence(key="one", name=name, start=LATE, end=EARLY),)),
        DecreedDate(stage="counting", alternatives=(Alternative(start=LATE, end=EARLY, sources=()),)),
    )
    assert _faults(*dates) == [
        ("date[0].end", "2024-02-01"),
        ("date[1].occurrences[0].end", "2024-02-01"),
        ("date[2].alternatives[0].end", "2024-02-01"),
    ]


def test_unknown_sources_are_faults() -> None:
    """A source that the file does not describe is a fault, in each kind of entry."""
    name = Text.same("a debate")
    dates = (
        DecreedDate(stage="voting", start=EARLY, sources=("S1", "S999")),
        DecreedDate(stage="debates", occurrences=(Occurrence(key="a", name=name, start=EARLY, sources=("S998",)),)),
        DecreedDate(stage="counting", alternatives=(Alternative(start=EARLY, end=LATE, sources=("S997",)),)),
    )
    assert _faults(*dates) == [
        ("date[0].sources", "'S999'"),
        ("date[1].occurrences[0].sources", "'S998'"),
        ("date[2].alternatives[0].sources", "'S997'"),
    ]


def test_first_and_last_day_over_all_occurrences() -> None:
    """A stage with several occurrences lasts from the earliest to the latest, in any order."""
    name = Text.same("a debate")
    second = Occurrence(key="two", name=name, start=Moment(LATE, 1140))
    first = Occurrence(key="one", name=name, start=EARLY, end=date(2024, 2, 2))
    decreed = DecreedDate(stage="debates", occurrences=(second, first))
    assert (decreed.first, decreed.last) == (EARLY, Moment(LATE, 1140))
    assert (DecreedDate(stage="voting").first, DecreedDate(stage="voting").last) == (None, None)
    assert DecreedDate(stage="voting", start=EARLY).last == EARLY
