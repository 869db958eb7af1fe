"""One test for each shape of rule that a law needs, in the order of the table in the grammar.

Shapes with a built-in statute are tested further beside that statute. Days that no source states are illustrations and
are marked so.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import electsched
from electsched.i18n.text import Text
from electsched.law.date_arithmetic import Moment, show
from electsched.law.statute import Statute
from electsched.timeline.election import Change, ChangeCause, DecreedDate, Election, Link
from electsched.timeline.timeline import Timeline

SHAPES = Path(__file__).parent / "shapes"


def closing(timeline: Timeline, key: str) -> str:
    """Return the last day or moment of a stage as text."""
    return show(timeline[key].closes or timeline[key].end)


def shape(name: str) -> Statute:
    """Return a statute of the folder `shapes`."""
    return electsched.load_statute(str(SHAPES / f"{name}.toml"))


def test_india_chain_of_rolls() -> None:
    """The seventh day is Good Friday, and the day after the rolled day is a Sunday."""
    law = electsched.load_statute("in/parliament")
    timeline = electsched.resolve(law, given={"notification": date(2024, 3, 22)})
    assert [closing(timeline, key) for key in ("nominations", "scrutiny")] == ["2024-03-30", "2024-04-01"]


def test_australia_window_weekday_and_hours() -> None:
    """The poll is 23 to 31 days after nominations close, on a Saturday; rolls close at 20:00."""
    law = electsched.load_statute("au/house-of-representatives")
    given = {"writ": date(2022, 4, 11), "nominations": date(2022, 4, 21)}
    timeline = electsched.resolve(law, polling=date(2022, 5, 21), given=given)
    assert (timeline["polling"].earliest, timeline["polling"].latest) == (date(2022, 5, 14), date(2022, 5, 22))
    assert closing(timeline, "close_of_rolls") == "2022-04-18 20:00"


def test_kenya_weekday_after_a_computed_day() -> None:
    """The swearing-in is on the first Tuesday after the fourteenth day."""
    law = electsched.load_statute("ke/president")
    timeline = electsched.resolve(law, polling=date(2022, 8, 9), given={"certification": date(2022, 8, 15)})
    assert closing(timeline, "swearing_in") == "2022-08-30"


def test_scotland_range_of_lawful_days() -> None:
    """Notice is given 35 to 28 working days before the poll; an objection extends the statement by 24 hours."""
    law = electsched.load_statute("gb/scottish-parliament")
    plain = electsched.resolve(law, polling=date(2021, 5, 6))
    notice = plain["notice_of_election"]
    assert (notice.earliest, notice.latest) == (date(2021, 3, 15), date(2021, 3, 24))
    contested = electsched.resolve(law, polling=date(2021, 5, 6), facts={"objection": "yes"})
    assert closing(plain, "close_of_nominations") == "2021-03-31 16:00"
    assert closing(plain, "statement_of_persons_nominated") == "2021-03-31 17:00"
    assert closing(contested, "statement_of_persons_nominated") == "2021-04-01 16:00"


def test_germany_months_holiday_and_shorter_periods() -> None:
    """The poll is 46 to 48 months after the term began, on a Sunday or holiday; the periods of 2025 are shorter."""
    law = electsched.load_statute("de/bundestag")
    timeline = electsched.resolve(law, polling=date(2021, 9, 26), given={"term": date(2017, 10, 24)})
    assert (timeline["polling"].earliest, timeline["polling"].latest) == (date(2021, 8, 25), date(2021, 10, 24))
    snap = electsched.resolve("de/bundestag-2025", polling=date(2025, 2, 23))
    assert closing(snap, "admission") == "2025-01-24"


def test_united_states_weekday_of_an_even_year() -> None:
    """The poll is on the first Tuesday after the first Monday of November; a late request has no ballot."""
    law = electsched.load_statute("us/federal")
    timeline = electsched.resolve(law, given={"election_year": date(2024, 1, 1)}, facts={"request": "late"})
    assert closing(timeline, "polling") == "2024-11-05"
    assert not timeline["overseas_ballots"].dated


def test_indonesia_versions_of_a_rule() -> None:
    """There was one campaign before 12 December 2022; since then a stage covers two campaigns."""
    old, new = (electsched.resolve(f"id/general-{year}") for year in (2019, 2024))
    rules = [timeline["campaign_presidential"].trace[0] for timeline in (old, new)]
    assert rules[0].reason != rules[1].reason
    assert (new["campaign"].start, new["campaign"].days) == (date(2023, 11, 28), 75)


def test_indonesia_inclusive_working_days() -> None:
    """The day of registration is the first of fourteen working days; collective leave does not count."""
    ruling = electsched.resolve("id/general-2024")["dispute_ruling"]
    assert (ruling.latest, ruling.official.end) == (date(2024, 4, 22), date(2024, 4, 22))


def test_indonesia_hours_and_days() -> None:
    """The periods are 72 hours from the minute of the announcement, and three days until 24:00 of the last."""
    timeline = electsched.resolve("id/general-2024")
    assert closing(timeline, "dispute_legislative") == "2024-03-23 22:19"
    assert closing(timeline, "dispute_presidential") == "2024-03-23 24:00"


def test_united_kingdom_roll_after_a_count() -> None:
    """The return is due 35 days after the declaration, moved forward over a weekend."""
    law = electsched.load_statute("gb/parliament")
    timeline = electsched.resolve(
        law, polling=date(2024, 7, 4), nation="england", given={"declaration": date(2024, 7, 6)}
    )
    assert closing(timeline, "expenses_return") == "2024-08-12"  # 10 August 2024 is a Saturday


def test_indonesia_local_follow_up_poll_and_poll_set_by_a_court() -> None:
    """Demak votes on the last lawful day; a judgment sets a repeat poll (an illustration, not a case)."""
    poll = electsched.resolve("id/general-2024")["follow_up_voting"]
    assert (poll.end, poll.latest, bool(poll.occurrences[0].area)) == (date(2024, 2, 24), date(2024, 2, 24), True)
    law = electsched.load_statute("id/general")
    dates = (
        DecreedDate(stage="polling", start=date(2024, 2, 14)),
        DecreedDate(stage="repeat_voting", start=date(2024, 7, 13), by="An illustrative judgment"),
    )
    repeat = electsched.resolve(Election(id="x", name=Text.same("x"), statute=law, dates=dates))["repeat_voting"]
    assert (repeat.status, repeat.start) == ("confirmed", date(2024, 7, 13))
    assert "An illustrative judgment" in electsched.explain(repeat)


def test_indonesia_postponed_election() -> None:
    """Perppu 2/2020: the new election names the old one; stages that had ended stay valid."""
    old, new = (electsched.resolve(f"id/regional-2020{part}") for part in ("-september", ""))
    assert (old["polling"].status, new["polling"].status) == ("superseded", "postponed")
    assert [link.election for link in new.links] == [old.id]


@pytest.mark.parametrize(("hour", "kept"), [((14, 59), False), ((15, 0), True), ((15, 1), True), ((13, 0), False)])
def test_indonesia_moment_in_a_named_zone(hour: tuple[int, int], *, kept: bool) -> None:
    """Two hours after 13:00 in the western zone is 15:00 there, whatever the clocks of the eastern zones show."""
    day = date(2024, 2, 14)
    release = Moment(day, hour[0] * 60 + hour[1])
    timeline = electsched.resolve(shape("moments"), polling=day, given={"release": release})
    (check,) = timeline["release"].limits
    assert check.kept is kept
    assert check.bound is not None
    assert show(check.bound.value) == "2024-02-14 15:00"
    assert "14 February 2024 13:00 (Asia/Jakarta) is 14 February 2024 13:00" in electsched.explain(timeline["release"])


@pytest.mark.parametrize(("minutes", "kept"), [(22 * 60, True), (22 * 60 + 1, False)])
def test_local_hour_is_compared_with_a_moment_in_every_zone(minutes: int, *, kept: bool) -> None:
    """22:00 on each local clock is last reached in the western zone; 22:01 there is too late."""
    day = date(2024, 2, 14)
    given = {"transport": Moment(day, minutes)}
    timeline = electsched.resolve(shape("moments"), polling=day, given=given)
    assert [check.kept for check in timeline["transport"].limits] == [kept]


def test_bounds_of_moments_include_every_lawful_day() -> None:
    """A release on polling day is within its bounds, though its hour is not known."""
    bounds = electsched.bounds(shape("moments"), polling=date(2024, 2, 14))
    earliest = bounds["release"].end.earliest
    assert earliest is not None
    assert earliest <= date(2024, 2, 14)
    latest = bounds["transport"].end.latest
    assert latest is not None
    assert date(2024, 2, 14) <= latest


@pytest.mark.parametrize(("demise", "polling"), [("no", "2024-07-04"), ("yes", "2024-07-18")])
def test_united_kingdom_poll_moved_by_two_weeks(demise: str, polling: str) -> None:
    """The demise of the Crown moves the poll by two weeks (an illustration: there was none)."""
    given = {"set_polling": date(2024, 7, 4)}
    assert closing(electsched.resolve(shape("incidents"), given=given, facts={"demise": demise}), "polling") == polling


@pytest.mark.parametrize(
    ("cause", "words"),
    [("death_of_candidate", "death of a candidate"), ("uncontested", "uncontested")],
)
def test_united_kingdom_cancelled_poll(cause: ChangeCause, words: str) -> None:
    """A poll that is countermanded or uncontested is cancelled, with its cause and a link from the new election."""
    law = electsched.load_statute("gb/parliament")
    change = Change(status="cancelled", by="An illustrative notice", known=date(2024, 6, 20), cause=cause)
    dates = (DecreedDate(stage="polling", start=date(2024, 7, 4), changes=(change,)),)
    old = Election(id="old", name=Text.same("Old"), statute=law, facts={"nation": "england"}, dates=dates)
    poll = electsched.resolve(old)["polling"]
    assert poll.status == "cancelled"
    assert f"cancelled: An illustrative notice, 20 June 2024 ({words})" in electsched.explain(poll)
    link = Link(relation="replaces", election="old", cause=cause)
    new = Election(id="new", name=Text.same("New"), statute=law, facts={"nation": "england"}, links=(link,))
    assert electsched.resolve(new, polling=date(2024, 7, 25)).links == (link,)


def test_comparison_names_a_late_holiday() -> None:
    """If 14 February 2024 becomes a holiday, the ruling moves by one day because of it."""
    law = electsched.load_statute("id/general")
    given = {"polling": date(2024, 2, 14), "dispute_registered": date(2024, 1, 31)}
    early, late = (electsched.resolve(law, given=given, as_of=date(2024, 2, day)) for day in (5, 6))
    moves = {move.stage: move for move in electsched.compare(early, late).moves}
    assert moves["dispute_ruling"].days == 1
    assert {cause.kind for cause in moves["dispute_ruling"].causes} == {"holiday"}
