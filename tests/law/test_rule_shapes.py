"""Each row of the rule shapes that other laws ask for, as a statute file with its dates.

Rows that have a statute in the catalogue are tested at length beside it; here each stands once, in the order of the
table, so that none is forgotten. Days that no source states are illustrations and say so.
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


def closing(found: Timeline, key: str) -> str:
    """Return the last day or moment of a stage as text."""
    return show(found[key].closes or found[key].end)


def shape(name: str) -> Statute:
    """Return a statute that stands beside this file."""
    return electsched.load_statute(str(SHAPES / f"{name}.toml"))


def test_india_a_forward_chain_with_a_roll_for_each_link() -> None:
    """The seventh day is Good Friday, and the day after its roll a Sunday."""
    law = electsched.load_statute("in/parliament")
    found = electsched.resolve(law, given={"notification": date(2024, 3, 22)})
    assert [closing(found, key) for key in ("nominations", "scrutiny")] == ["2024-03-30", "2024-04-01"]


def test_australia_windows_a_weekday_and_hours() -> None:
    """23 to 31 days after nominations closed, on a Saturday; rolls close at 20:00."""
    law = electsched.load_statute("au/house-of-representatives")
    given = {"writ": date(2022, 4, 11), "nominations": date(2022, 4, 21)}
    found = electsched.resolve(law, polling=date(2022, 5, 21), given=given)
    assert (found["polling"].earliest, found["polling"].latest) == (date(2022, 5, 14), date(2022, 5, 22))
    assert closing(found, "close_of_rolls") == "2022-04-18 20:00"


def test_kenya_a_weekday_after_a_computed_day() -> None:
    """The first Tuesday following the fourteenth day; the short period stands in the tests on conditions."""
    law = electsched.load_statute("ke/president")
    found = electsched.resolve(law, polling=date(2022, 8, 9), given={"certification": date(2022, 8, 15)})
    assert closing(found, "swearing_in") == "2022-08-30"


def test_scotland_a_range_as_the_answer() -> None:
    """Notice from 35 to 28 working days before; with an objection the statement has 24 hours more."""
    law = electsched.load_statute("gb/scottish-parliament")
    plain = electsched.resolve(law, polling=date(2021, 5, 6))
    notice = plain["notice_of_election"]
    assert (notice.earliest, notice.latest) == (date(2021, 3, 15), date(2021, 3, 24))
    contested = electsched.resolve(law, polling=date(2021, 5, 6), facts={"objection": "yes"})
    assert closing(plain, "close_of_nominations") == "2021-03-31 16:00"
    assert closing(plain, "statement_of_persons_nominated") == "2021-03-31 17:00"
    assert closing(contested, "statement_of_persons_nominated") == "2021-04-01 16:00"


def test_germany_months_a_holiday_and_an_overlay() -> None:
    """46 to 48 months after the term began, on a Sunday or holiday; shorter periods for 2025."""
    law = electsched.load_statute("de/bundestag")
    found = electsched.resolve(law, polling=date(2021, 9, 26), given={"term": date(2017, 10, 24)})
    assert (found["polling"].earliest, found["polling"].latest) == (date(2021, 8, 24), date(2021, 10, 24))
    snap = electsched.resolve(law, polling=date(2025, 2, 23), facts={"snap": "2025"})
    assert closing(snap, "admission") == "2025-01-24"


def test_united_states_a_weekday_of_a_year_that_is_even() -> None:
    """The first Tuesday after the first Monday of November; nothing for a request that came late."""
    law = electsched.load_statute("us/federal")
    found = electsched.resolve(law, given={"election_year": date(2024, 1, 1)}, facts={"request": "late"})
    assert closing(found, "polling") == "2024-11-05"
    assert not found["overseas_ballots"].dated


def test_indonesia_versions_of_one_rule() -> None:
    """One campaign before 12 December 2022, two campaigns and a stage that covers them from then on."""
    old, new = (electsched.resolve(electsched.load_election(f"id/general-{year}")) for year in (2019, 2024))
    rules = [found["campaign_presidential"].trace[0] for found in (old, new)]
    assert rules[0].reason != rules[1].reason
    assert (new["campaign"].start, new["campaign"].days) == (date(2023, 11, 28), 75)


def test_indonesia_working_days_with_the_first_one_in() -> None:
    """Fourteen working days of which the day of registration is the first; collective leave does not count."""
    found = electsched.resolve(electsched.load_election("id/general-2024"))["dispute_ruling"]
    assert (found.latest, found.official.end) == (date(2024, 4, 22), date(2024, 4, 22))


def test_indonesia_hours_beside_days() -> None:
    """72 hours from the minute of the announcement; three days to 24:00 of the last."""
    found = electsched.resolve(electsched.load_election("id/general-2024"))
    assert closing(found, "dispute_legislative") == "2024-03-23 22:19"
    assert closing(found, "dispute_presidential") == "2024-03-23 24:00"


def test_united_kingdom_a_roll_at_the_end_of_a_count() -> None:
    """35 days after the declaration, moved forward over a weekend."""
    law = electsched.load_statute("gb/parliament")
    found = electsched.resolve(law, polling=date(2024, 7, 4), nation="england", given={"declaration": date(2024, 7, 6)})
    assert closing(found, "expenses_return") == "2024-08-12"  # 10 August 2024 is a Saturday


def test_indonesia_a_poll_of_its_own_area_and_one_set_by_a_court() -> None:
    """Demak on the last lawful day; a repeat poll whose date a judgment sets (an illustration, not a case)."""
    found = electsched.resolve(electsched.load_election("id/general-2024"))["follow_up_voting"]
    assert (found.end, found.latest, bool(found.occurrences[0].area)) == (date(2024, 2, 24), date(2024, 2, 24), True)
    law = electsched.load_statute("id/general")
    dates = (
        DecreedDate(stage="polling", start=date(2024, 2, 14)),
        DecreedDate(stage="repeat_voting", start=date(2024, 7, 13), by="An illustrative judgment"),
    )
    repeat = electsched.resolve(Election(id="x", name=Text.same("x"), statute=law, dates=dates))["repeat_voting"]
    assert (repeat.status, repeat.start) == ("confirmed", date(2024, 7, 13))
    assert "An illustrative judgment" in electsched.explain(repeat)


def test_indonesia_an_election_that_was_moved() -> None:
    """Perppu 2/2020: the instrument decides, the new election names the old, what had ended stays."""
    old, new = (electsched.resolve(electsched.load_election(f"id/regional-2020{part}")) for part in ("-september", ""))
    assert (old["polling"].status, new["polling"].status) == ("superseded", "postponed")
    assert [link.election for link in new.links] == [old.id]


@pytest.mark.parametrize(("hour", "kept"), [((14, 59), False), ((15, 0), True), ((15, 1), True), ((13, 0), False)])
def test_indonesia_moments_across_zones(hour: tuple[int, int], *, kept: bool) -> None:
    """Two hours after 13:00 in the west is 15:00 there, however late the clocks of the east already show."""
    day = date(2024, 2, 14)
    release = Moment(day, hour[0] * 60 + hour[1])
    found = electsched.resolve(shape("moments"), polling=day, given={"release": release})
    (limit,) = found["release"].limits
    assert limit.kept is kept
    assert limit.bound is not None
    assert show(limit.bound.value) == "2024-02-14 15:00"
    assert "14 February 2024 13:00 (Asia/Jakarta) is 14 February 2024 13:00" in electsched.explain(found["release"])


@pytest.mark.parametrize(("minutes", "kept"), [(22 * 60, True), (22 * 60 + 1, False)])
def test_a_local_hour_is_held_to_a_moment_in_every_zone(minutes: int, *, kept: bool) -> None:
    """22:00 by each local clock ends last in the west, where the moment is; 22:01 there is too late."""
    day = date(2024, 2, 14)
    given = {"transport": Moment(day, minutes)}
    found = electsched.resolve(shape("moments"), polling=day, given=given)
    assert [each.kept for each in found["transport"].limits] == [kept]


def test_bounds_of_moments_lose_no_lawful_day() -> None:
    """A release on polling day is within its bounds, though its hour is not known."""
    found = electsched.bounds(shape("moments"), polling=date(2024, 2, 14))
    earliest = found["release"].end.earliest
    assert earliest is not None
    assert earliest <= date(2024, 2, 14)
    latest = found["transport"].end.latest
    assert latest is not None
    assert date(2024, 2, 14) <= latest


@pytest.mark.parametrize(("demise", "polling"), [("no", "2024-07-04"), ("yes", "2024-07-18")])
def test_united_kingdom_moved_by_a_fortnight(demise: str, polling: str) -> None:
    """The demise of the Crown moves the poll by two weeks (an illustration: there was none)."""
    given = {"set_polling": date(2024, 7, 4)}
    assert closing(electsched.resolve(shape("incidents"), given=given, facts={"demise": demise}), "polling") == polling


@pytest.mark.parametrize(
    ("cause", "told"),
    [("death_of_candidate", "death of a candidate"), ("uncontested", "uncontested")],
)
def test_united_kingdom_a_poll_that_is_not_held(cause: ChangeCause, told: str) -> None:
    """Countermanded, or without a contest: cancelled, with its cause and a link from the new to the old."""
    law = electsched.load_statute("gb/parliament")
    change = Change(status="cancelled", by="An illustrative notice", known=date(2024, 6, 20), cause=cause)
    dates = (DecreedDate(stage="polling", start=date(2024, 7, 4), changes=(change,)),)
    old = Election(id="old", name=Text.same("Old"), statute=law, facts={"nation": "england"}, dates=dates)
    poll = electsched.resolve(old)["polling"]
    assert poll.status == "cancelled"
    assert f"cancelled: An illustrative notice, 20 June 2024 ({told})" in electsched.explain(poll)
    link = Link(relation="replaces", election="old", cause=cause)
    new = Election(id="new", name=Text.same("New"), statute=law, facts={"nation": "england"}, links=(link,))
    assert electsched.resolve(new, polling=date(2024, 7, 25)).links == (link,)


def test_a_holiday_that_was_declared_late() -> None:
    """What moves when 14 February 2024 becomes a holiday, and why."""
    law = electsched.load_statute("id/general")
    given = {"polling": date(2024, 2, 14), "dispute_registered": date(2024, 1, 31)}
    before, after = (electsched.resolve(law, given=given, as_of=date(2024, 2, day)) for day in (5, 6))
    moves = {move.stage: move for move in electsched.compare(before, after).moves}
    assert moves["dispute_ruling"].days == 1
    assert {cause.kind for cause in moves["dispute_ruling"].causes} == {"holiday"}
