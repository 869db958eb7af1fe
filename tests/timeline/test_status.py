"""The status of stages that were postponed, suspended, cancelled or superseded."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import attrs
import pytest

import electsched
from electsched.i18n.text import Text
from electsched.law.citation import Source
from electsched.timeline.election import Change, DecreedDate, Election, Link, check_election
from electsched.timeline.timeline import Timeline

POLL = DecreedDate(stage="polling", start=date(2024, 2, 14))


def changed(*statuses: str) -> Timeline:
    """Return a timeline with these decisions on the poll, in order."""
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


def test_poll_of_2020_was_postponed() -> None:
    """Perppu 2/2020 moved the poll of 23 September 2020 to 9 December; rules count from the new day."""
    timeline = electsched.resolve("id/regional-2020")
    poll = timeline["polling"]
    assert (poll.status, poll.start, poll.planned) == ("postponed", date(2020, 12, 9), (date(2020, 9, 23),) * 2)
    assert [(change.by, change.known) for change in poll.changes] == [("Perppu 2/2020", date(2020, 5, 4))]
    assert timeline["quiet_period"].computed.start == date(2020, 12, 6)
    text = electsched.explain(poll)
    assert "  postponed: Perppu 2/2020, 4 May 2020" in text
    assert "  planned before: 23 September 2020" in text
    assert "  ditunda: Perppu 2/2020, 4 Mei 2020" in electsched.explain(poll, language="id")


def test_follow_up_poll_of_an_area() -> None:
    """114 stations in Demak voted on 24 February 2024, the last lawful day; the occurrence has the area."""
    stage = electsched.resolve("id/general-2024")["follow_up_voting"]
    (demak,) = stage.occurrences
    assert (demak.start, demak.area) == (date(2024, 2, 24), "Kecamatan Karanganyar, Kabupaten Demak")
    assert (stage.latest, [check.kept for check in stage.limits]) == (date(2024, 2, 24), [True])


@pytest.mark.parametrize(
    ("statuses", "status", "ical_status"),
    [
        (("suspended",), "suspended", "TENTATIVE"),
        (("suspended", "resumed"), "resumed", "CONFIRMED"),
        (("postponed",), "postponed", "CONFIRMED"),
        (("cancelled",), "cancelled", "CANCELLED"),
        (("postponed", "superseded"), "superseded", "CANCELLED"),
        (("annulled",), "annulled", "CANCELLED"),
    ],
)
def test_status_is_that_of_the_last_decision(statuses: tuple[str, ...], status: str, ical_status: str) -> None:
    """The status is that of the last decision; a calendar has it, with each instrument and the day it became known."""
    timeline = changed(*statuses)
    assert timeline["polling"].status == status
    calendar = electsched.stage_calendar(timeline, language="en")
    title = "CANCELLED: Polling day" if ical_status == "CANCELLED" else "Polling day"
    event = next(event for event in calendar.walk("VEVENT") if str(event["SUMMARY"]) == title)
    assert event.get("STATUS", "CONFIRMED") == ical_status
    for number in range(len(statuses)):
        assert f"Decision {number}, {number + 1} January 2024" in str(event["DESCRIPTION"])
    assert "Planned before: 7 February 2024" in str(event["DESCRIPTION"])
    data = timeline.to_dict()
    polling = next(stage for stage in data["stages"] if stage["key"] == "polling")
    assert (polling["status"], polling["planned"], len(polling["changes"])) == (
        status,
        ["2024-02-07", "2024-02-07"],
        len(statuses),
    )


def test_change_with_an_unknown_source_is_a_fault() -> None:
    """A change that names an unknown source is a fault at its path."""
    change = Change(status="cancelled", by="Decision", sources=("nowhere",))
    election = Election(
        id="x",
        name=Text.same("x"),
        statute=electsched.load_statute("id/general"),
        dates=(attrs.evolve(POLL, changes=(change,)),),
        sources={"here": Source(key="here", title="here")},
    )
    assert [fault.path for fault in check_election(election)] == ["date[0].changes[0].sources"]


# --- elections tied to others -------------------------------------------------------------------------------------


def test_replaced_election_is_superseded() -> None:
    """Regional election of September 2020: stages that had not ended when Perppu 2/2020 became known are superseded."""
    old = electsched.resolve("id/regional-2020-september")
    assert {stage.status for stage in old.dated} == {"superseded"}
    (change,) = old["polling"].changes
    assert (change.by, change.known, change.cause) == ("Perppu 2/2020", date(2020, 5, 4), "emergency")
    (link,) = electsched.resolve("id/regional-2020").links
    assert (link.relation, link.election) == ("replaces", old.id)
    for event in electsched.stage_calendar(old, language="en").walk("VEVENT"):
        assert str(event["STATUS"]) == "CANCELLED"
        assert str(event["SUMMARY"]).startswith("CANCELLED: ")  # many apps show no STATUS
        assert str(event["DESCRIPTION"]).splitlines()[0] == "This is cancelled and no longer applies."
        assert "Superseded: Perppu 2/2020, 4 May 2020" in str(event["DESCRIPTION"])


def test_stage_that_had_ended_is_not_superseded() -> None:
    """A stage that ended before the decision became known keeps its status."""
    law = electsched.load_statute("id/regional")
    link = Link(relation="replaced_by", election="x", by="Perppu", known=date(2020, 9, 20))
    dates = (
        DecreedDate(stage="polling", start=date(2020, 9, 23)),
        DecreedDate(stage="number_draw", start=date(2020, 9, 19)),
    )
    timeline = electsched.resolve(Election(id="y", name=Text.same("y"), statute=law, dates=dates, links=(link,)))
    assert (timeline["number_draw"].status, timeline["polling"].status) == ("confirmed", "superseded")


def test_comparison_of_replaced_and_new_election() -> None:
    """The poll moved by 77 days, and the quiet period with it."""
    old, new = (electsched.resolve(f"id/regional-2020{part}") for part in ("-september", ""))
    moves = {(move.stage, move.part): move.days for move in electsched.compare(old, new).moves}
    assert (moves["polling", "end"], moves["quiet_period", "start"]) == (77, 77)


def test_combined_polls_share_their_dates(tmp_path: Path) -> None:
    """A local election combined with a general one takes its polling day, with that election's sources."""
    (tmp_path / "general.toml").write_text(
        'format = 1\nid = "test/general"\nstatute = "gb/parliament"\nname = "General"\nfacts = { nation = "england" }\n'
        '[[date]]\nstage = "polling"\nstart = 2024-05-02\nby = "A test"\nsources = ["a"]\n'
        '[source]\na = { title = "A" }\n',
        encoding="utf-8",
    )
    local = tmp_path / "local.toml"
    local.write_text(
        'format = 1\nid = "test/local"\nstatute = "gb/local"\nname = "Local"\nfacts = { nation = "england" }\n'
        '[[link]]\nrelation = "combined_with"\nelection = "general.toml"\nshares = ["polling"]\n',
        encoding="utf-8",
    )
    timeline = electsched.resolve(electsched.load_election(str(local)))
    assert (timeline["polling"].start, timeline["polling"].status) == (date(2024, 5, 2), "confirmed")
    assert "by A test (source: A)" in electsched.explain(timeline["polling"])
    assert timeline["registration"].end == date(2024, 4, 16)
    assert "Combined with: general.toml" in str(electsched.stage_calendar(timeline, language="en")["X-WR-CALDESC"])
    local.write_text(local.read_text(encoding="utf-8").replace('["polling"]', '["writ", "nothing"]'), encoding="utf-8")
    with pytest.raises(electsched.InputError) as caught:
        electsched.load_election(str(local))
    assert [fault.path for fault in caught.value.faults] == ["link[0].shares[0]", "link[0].shares[1]"]


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ('election = "id/no-such"', "link[0].election"),
        ('election = "id/regional-2020"', "link[0].known"),
        ('election = "test/x"\nknown = 2020-01-01', "link[0].election"),
    ],
)
def test_invalid_links_are_faults(tmp_path: Path, line: str, path: str) -> None:
    """A link to an unknown election, to itself, or replaced on an unknown day is a fault."""
    file = tmp_path / "x.toml"
    file.write_text(
        f'format = 1\nid = "test/x"\nstatute = "id/regional"\nname = "x"\n[[link]]\nrelation = "replaced_by"\n{line}\n',
        encoding="utf-8",
    )
    with pytest.raises(electsched.InputError) as caught:
        electsched.load_election(str(file))
    assert [fault.path for fault in caught.value.faults] == [path]


def test_link_with_an_unknown_source_is_a_fault() -> None:
    """A link that names an unknown source is a fault at its path."""
    link = Link(relation="combined_with", election="z", sources=("nowhere",))
    law = electsched.load_statute("id/regional")
    faults = check_election(Election(id="y", name=Text.same("y"), statute=law, links=(link,)))
    assert [fault.path for fault in faults] == ["link[0].sources"]
