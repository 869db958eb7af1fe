"""What became of a stage: postponed, suspended, cancelled; polls of a part of the country."""

from __future__ import annotations

from datetime import date

import attrs
import pytest

import electsched
from electsched.law.trace import Source
from electsched.text import Text
from electsched.timeline.election import Change, DecreedDate, Election, check_election
from electsched.timeline.stage import Timeline

POLL = DecreedDate(stage="polling", start=date(2024, 2, 14))


def changed(*statuses: str) -> Timeline:
    """Return a timeline in which those things were decided on the poll, in order."""
    changes = tuple(
        Change(status=status, by=f"Decision {number}", known=date(2024, 1, number + 1))  # type: ignore[arg-type]  # as each case states it
        for number, status in enumerate(statuses)
    )
    election = Election(
        id="test/changed",
        name=Text.same("Changed"),
        statute=electsched.load_statute("id/general"),
        dates=(attrs.evolve(POLL, changes=changes, planned_start=date(2024, 2, 7)),),
    )
    return electsched.resolve(election)


def test_the_poll_of_2020_was_postponed() -> None:
    """Perppu 2/2020 moved the poll of 23 September 2020 to 9 December; what counts from it counts from the new day."""
    found = electsched.resolve(electsched.load_election("id/regional-2020"))
    poll = found["polling"]
    assert (poll.status, poll.start, poll.planned) == ("postponed", date(2020, 12, 9), (date(2020, 9, 23),) * 2)
    assert [(change.by, change.known) for change in poll.changes] == [("Perppu 2/2020", date(2020, 5, 4))]
    assert found["quiet_period"].computed.start == date(2020, 12, 6)
    told = electsched.explain(poll)
    assert "  postponed: Perppu 2/2020, 4 May 2020" in told
    assert "  planned before: 23 September 2020" in told
    assert "  ditunda: Perppu 2/2020, 4 Mei 2020" in electsched.explain(poll, language="id")


def test_a_poll_of_a_part_of_the_country() -> None:
    """114 stations in Demak voted on 24 February 2024, the last lawful day; the stage has the area."""
    stage = electsched.resolve(electsched.load_election("id/general-2024"))["follow_up_voting"]
    (demak,) = stage.occurrences
    assert (demak.start, demak.area) == (date(2024, 2, 24), "Kecamatan Karanganyar, Kabupaten Demak")
    assert (stage.latest, [kept.kept for kept in stage.limits]) == (date(2024, 2, 24), [True])


@pytest.mark.parametrize(
    ("statuses", "status", "shown"),
    [
        (("suspended",), "suspended", "TENTATIVE"),
        (("suspended", "resumed"), "resumed", "CONFIRMED"),
        (("postponed",), "postponed", "CONFIRMED"),
        (("cancelled",), "cancelled", "CANCELLED"),
        (("postponed", "superseded"), "superseded", "CANCELLED"),
        (("annulled",), "annulled", "CANCELLED"),
    ],
)
def test_the_last_decision_counts(statuses: tuple[str, ...], status: str, shown: str) -> None:
    """The status is what was decided last; a calendar carries it, with each instrument and the day it became known."""
    timeline = changed(*statuses)
    assert timeline["polling"].status == status
    calendar = electsched.stage_calendar(timeline, language="en")
    event = next(item for item in calendar.walk("VEVENT") if str(item["SUMMARY"]) == "Polling day")
    assert str(event["STATUS"]) == shown
    for number in range(len(statuses)):
        assert f"Decision {number}, {number + 1} January 2024" in str(event["DESCRIPTION"])
    assert "Planned before: 7 February 2024" in str(event["DESCRIPTION"])
    data = electsched.timeline_data(timeline)
    polling = next(stage for stage in data["stages"] if stage["key"] == "polling")
    assert (polling["status"], polling["planned"], len(polling["changes"])) == (
        status,
        ["2024-02-07", "2024-02-07"],
        len(statuses),
    )


def test_a_source_that_is_not_there() -> None:
    """A change that names an unknown source is a fault at its place."""
    change = Change(status="cancelled", by="Decision", sources=("nowhere",))
    election = Election(
        id="x",
        name=Text.same("x"),
        statute=electsched.load_statute("id/general"),
        dates=(attrs.evolve(POLL, changes=(change,)),),
        sources={"here": Source(key="here", title="here")},
    )
    assert [fault.path for fault in check_election(election)] == ["date[0].changes[0].sources"]
