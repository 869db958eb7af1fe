"""Mistakes of one statute, looked for in all: hours, first days, periods of other laws, missing versions."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date

import pytest

import electsched
from electsched.law.date_arithmetic import show
from electsched.law.soundness import fact_combinations
from electsched.law.statute import Limit, RuleVersion, Statute
from electsched.loaders.law_files.ids import builtin_ids
from electsched.loaders.timelines import bounds
from electsched.timeline.stage import Stage
from electsched.timeline.timeline import Timeline

BRITISH = [name for name in builtin_ids("statutes") if name.startswith("gb/")]
BY_ELECTION = {"nation": "england", "election": "by_election"}
HOUR = re.compile(r"\bat \d|\bhours?\b")
BARE_KEY = re.compile(r"[a-z_]+(\.start|\.end)?")

HOURS_NOT_READ = {("gb/senedd", "close_of_nominations")}
"""Stages of which a source states the hour for some times only, as the note of the version says."""


def timeline(name: str, polling: date, facts: Mapping[str, str] | None = None, **given: date) -> Timeline:
    """Return the timeline of a statute for a poll."""
    return electsched.resolve(electsched.load_statute(name), polling=polling, facts=facts or {}, given=given)


def last_hour(stage: Stage) -> str:
    """Return the last moment or day of a stage as text."""
    return show(stage.closes or stage.end)


def unlawful(result: Timeline) -> list[str]:
    """Return the limits that the dates break."""
    return [check.limit.rule for stage in result for check in stage.limits if check.kept is False]


# --- hours and versions -------------------------------------------------------------------------------------------


def has_hour(law: Statute, version: RuleVersion) -> bool:
    """Return whether a version states an hour, itself or by the stage that it repeats."""
    if HOUR.search(version.rule):
        return True
    key = version.rule.partition(".")[0]
    if not BARE_KEY.fullmatch(version.rule) or key == "polling":
        return False
    return any(has_hour(law, other) for stage in law.stages if stage.key == key for other in stage.end)


def stages_with_and_without_hour(law: Statute) -> Iterator[str]:
    """Yield the stages of which some versions under the same facts have an hour and some have none."""
    for stage in law.stages:
        hours: dict[tuple[object, ...], set[bool]] = defaultdict(set)
        for part in ("start", "end"):
            for version in getattr(stage, part):
                if version.rule != "none":
                    hours[part, *sorted(version.when.items())].add(has_hour(law, version))
        if any(len(values) == 2 for values in hours.values()):
            yield stage.key


@pytest.mark.parametrize("name", builtin_ids("statutes"))
def test_versions_of_a_stage_all_have_an_hour_or_none_has(name: str) -> None:
    """Row 14: an hour does not get lost in one of two versions."""
    law = electsched.load_statute(name)
    assert {(name, key) for key in stages_with_and_without_hour(law)} <= HOURS_NOT_READ


@pytest.mark.parametrize("name", builtin_ids("statutes"))
def test_no_version_begins_on_the_first_of_january(name: str) -> None:
    """Row 10: a version begins on the day that an instrument names, not on 1 January for want of one."""
    law = electsched.load_statute(name)
    rules = [version for stage in law.stages for version in (*stage.start, *stage.end)]
    versions: list[RuleVersion | Limit] = [*rules, *law.limits]
    days = [day for version in versions for day in (version.from_, version.until) if day]
    assert [day for day in days if (day.month, day.day) == (1, 1)] == []


# --- the United Kingdom -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", BRITISH)
@pytest.mark.parametrize("polling", [date(2024, 5, 2), date(2023, 10, 12), date(2012, 11, 15), date(2016, 5, 5)])
def test_statement_has_a_first_day_wherever_it_has_a_last(name: str, polling: date) -> None:
    """The statement of persons nominated is not published before nominations close, at every British election."""
    law = electsched.load_statute(name)
    for facts in fact_combinations(law):
        stage = electsched.resolve(law, polling=polling, facts=facts).get("statement_of_persons_nominated")
        if stage and stage.latest:
            assert stage.earliest, facts
            assert stage.earliest <= stage.latest


@pytest.mark.parametrize(
    ("name", "facts", "days"),
    [
        ("gb/parliament", {"nation": "england"}, 35),
        ("gb/local", {"nation": "england"}, 35),
        ("gb/local", {"nation": "northern_ireland"}, 35),
        ("gb/scottish-parliament", {}, 35),
        ("gb/senedd", {}, 35),
        ("gb/ni-assembly", {}, 35),
        ("gb/london", {"contest": "constituency"}, 35),
        ("gb/london", {"contest": "london_wide"}, 70),
        ("gb/pcc", {"nation": "wales"}, 70),
        ("gb/mayor", {}, 35),
        ("gb/city-of-london", {}, 35),
    ],
)
def test_return_of_expenses_is_that_of_each_law(name: str, facts: dict[str, str], days: int) -> None:
    """Row 5: each statute cites its own period; none takes over that of the common file unseen."""
    result = timeline(name, date(2024, 5, 2), facts, declaration=date(2024, 5, 7))
    stage = result["expenses_return"]
    assert (stage.end - date(2024, 5, 7)).days == days
    assert stage.citations[0].provision


@pytest.mark.parametrize(
    ("name", "polling", "facts", "hour"),
    [
        ("gb/parliament", date(2024, 7, 4), {"nation": "wales"}, "2024-06-07 17:00"),
        ("gb/scottish-parliament", date(2021, 5, 6), {}, "2021-03-31 17:00"),
        ("gb/pcc", date(2021, 5, 6), {"nation": "england"}, "2021-04-08 17:00"),
        ("gb/mayor", date(2021, 5, 6), {"authority": "combined"}, "2021-04-08 17:00"),
        ("gb/ni-assembly", date(2022, 5, 5), {}, "2022-04-08 14:00"),
        ("gb/local", date(2023, 5, 18), {"nation": "northern_ireland"}, "2023-04-24 14:00"),
    ],
)
def test_objections_end_an_hour_after_nominations(name: str, polling: date, facts: dict[str, str], hour: str) -> None:
    """Objections are made in the hour after the last time for nomination papers, wherever the law has them."""
    stage = timeline(name, polling, facts)["objections"]
    assert last_hour(stage) == hour


def test_objections_of_a_by_election_end_at_five_on_a_day_that_is_given_alone() -> None:
    """Nominations close at 16:00 on the day that the returning officer fixes, so its hour need not be given."""
    given = timeline("gb/parliament", date(2025, 5, 1), BY_ELECTION, close_of_nominations=date(2025, 4, 2))
    assert last_hour(given["objections"]) == "2025-04-02 17:00"
    free = timeline("gb/parliament", date(2025, 5, 1), BY_ELECTION)["objections"]
    assert (free.earliest, free.latest) == (date(2025, 4, 2), date(2025, 4, 4))


def test_by_election_before_april_2014() -> None:
    """Eastleigh, 28 February 2013: nominations closed on 13 February, eleven working days before."""
    result = timeline("gb/parliament", date(2013, 2, 28), BY_ELECTION)
    stage = result["close_of_nominations"]
    assert (stage.earliest, stage.latest) == (date(2013, 2, 13), date(2013, 2, 15))
    held = timeline("gb/parliament", date(2014, 2, 13), BY_ELECTION, close_of_nominations=date(2014, 1, 29))
    assert unlawful(held) == []
    assert held["statement_of_persons_nominated"].earliest == date(2014, 1, 29)


def test_new_poll_after_the_death_of_a_candidate_for_parliament() -> None:
    """21 to 27 working days after the writ since the Act of 2013 s14(5), and 15 to 19 before (explanatory notes)."""
    for polling, proof, first, last in (
        (date(2024, 7, 4), date(2024, 7, 1), date(2024, 8, 6), date(2024, 8, 14)),
        (date(2013, 2, 28), date(2013, 2, 25), date(2013, 3, 25), date(2013, 4, 2)),
    ):
        stage = timeline("gb/parliament", polling, BY_ELECTION, proof_of_death=proof)["new_polling"]
        assert (stage.earliest, stage.latest) == (first, last)


@pytest.mark.parametrize(
    ("nation", "first", "last"),
    [
        ("england", date(2024, 8, 6), date(2024, 8, 14)),
        ("scotland", date(2024, 8, 7), date(2024, 8, 15)),
        ("northern_ireland", date(2024, 8, 7), date(2024, 8, 15)),
    ],
)
def test_new_poll_of_a_general_election_counts_the_holidays_of_its_part(nation: str, first: date, last: date) -> None:
    """Schedule 1 r2(2): 5 August is a bank holiday in Scotland, 12 July in Northern Ireland, neither in England."""
    stage = timeline("gb/parliament", date(2024, 7, 4), {"nation": nation}, proof_of_death=date(2024, 7, 1))[
        "new_polling"
    ]
    assert (stage.earliest, stage.latest) == (first, last)


def test_polling_agents_before_and_after_the_longer_timetables() -> None:
    """The second day until 2014 (Parliament: Eastleigh, 26 February 2013) and May 2016 (Wales), then the fifth."""
    for name, polling, facts, day in (
        ("gb/parliament", date(2013, 2, 28), BY_ELECTION, date(2013, 2, 26)),
        ("gb/parliament", date(2024, 7, 4), {"nation": "england"}, date(2024, 6, 27)),
        ("gb/senedd", date(2013, 8, 1), {}, date(2013, 7, 30)),
        ("gb/senedd", date(2016, 5, 5), {}, date(2016, 4, 27)),
        ("gb/pcc", date(2012, 11, 15), {"nation": "wales"}, date(2012, 11, 8)),
    ):
        assert timeline(name, polling, facts)["polling_agents"].end == day


def test_nominations_before_the_changes_of_2016() -> None:
    """Noon in London (3 May 2012), and other last days for withdrawals and the statement in Wales (1 August 2013)."""
    london = timeline("gb/london", date(2012, 5, 3))
    assert last_hour(london["close_of_nominations"]) == "2012-03-28 12:00"
    assert london["statement_of_persons_nominated"].latest == date(2012, 3, 30)
    wales = timeline("gb/senedd", date(2013, 8, 1))
    assert last_hour(wales["withdrawal"]) == "2013-07-09 12:00"
    assert wales["statement_of_persons_nominated"].latest == date(2013, 7, 10)
    assert timeline("gb/senedd", date(2016, 5, 5))["statement_of_persons_nominated"].latest == date(2016, 4, 8)


@pytest.mark.parametrize(
    ("name", "polling", "hour"),
    [
        ("gb/scottish-parliament", date(2025, 6, 5), "22:00"),
        ("gb/scottish-parliament", date(2026, 5, 6), "22:00"),
        ("gb/scottish-parliament", date(2026, 5, 7), "17:00"),
        ("gb/scottish-parliament", date(2021, 5, 5), "17:00"),
        ("gb/local", date(2022, 5, 4), "17:00"),
        ("gb/local", date(2026, 11, 5), "22:00"),
    ],
)
def test_replacement_of_postal_ballots_in_scotland(name: str, polling: date, hour: str) -> None:
    """Rows 6 and 7 for other polls: SSI 2020/426, SSI 2021/436 and SSI 2025/313."""
    stage = timeline(name, polling, {"nation": "scotland"})["replacement_postal_vote"]
    assert last_hour(stage) == f"{polling} {hour}"


# --- other countries ----------------------------------------------------------------------------------------------


def test_holidays_of_any_state_of_india_can_be_given() -> None:
    """Row 16: days that another state does not work, given by the caller, move the dates as Bihar's own do."""
    law = electsched.load_statute("in/parliament")
    given = {"notification": date(2024, 3, 20)}
    polling = date(2024, 4, 19)
    holidays = {date(2024, 3, 27): "Holi", date(2024, 4, 1): "A holiday of the state"}
    bihar = electsched.resolve(law, polling=polling, given=given, facts={"state": "bihar"})
    other = electsched.resolve(law, polling=polling, given=given, holidays=holidays)
    for key in ("nominations", "scrutiny", "withdrawal"):
        assert other[key].end == bihar[key].end


@pytest.mark.parametrize(
    ("year", "day"),
    [(2017, date(2017, 8, 8)), (2022, date(2022, 8, 9)), (2027, date(2027, 8, 10)), (2032, date(2032, 8, 10))],
)
def test_polling_days_of_kenya(year: int, day: date) -> None:
    """The second Tuesday of August of every fifth year; those of 2017 and 2022 were held."""
    law = electsched.load_statute("ke/president")
    assert electsched.resolve(law, given={"election_year": date(year, 1, 1)})["polling"].end == day


def test_early_voting_in_australia_has_a_first_day() -> None:
    """At most twelve days before the poll (s200BA(1AA)): from Monday 9 May 2022 for the poll of 21 May."""
    law = electsched.load_statute("au/house-of-representatives")
    range_ = bounds(law, given={"polling": date(2022, 5, 21)})["early_voting"].start
    assert range_.earliest == date(2022, 5, 9)


def test_poll_apart_from_the_national_one_is_limited_by_the_oath_alone() -> None:
    """The limits of decision 135/PUU-XXII/2024 hold for a poll whose national oath is given, and for no other."""
    law = electsched.load_statute("id/regional")
    assert unlawful(electsched.resolve(law, polling=date(2025, 8, 27))) == []
    early = electsched.resolve(
        law, polling=date(2031, 10, 19), given={"national_oath": date(2029, 10, 20)}, provisional=True
    )
    assert unlawful(early) == ["polling >= national_oath + 2 years rounding up"]
    late = electsched.resolve(
        law, polling=date(2032, 4, 21), given={"national_oath": date(2029, 10, 20)}, provisional=True
    )
    assert unlawful(late) == ["polling <= national_oath + 30 months rounding down"]


def test_no_stage_of_the_dprd_at_the_national_election_of_2029() -> None:
    """From 26 June 2025 `id/general` has no oath of the regional councils; before, it has."""
    assert "oath_regional_councils" in timeline("id/general", date(2024, 2, 14))
    law = electsched.load_statute("id/general")
    assert "oath_regional_councils" not in electsched.resolve(law, polling=date(2029, 2, 14), provisional=True)


def test_voter_lists_of_a_dissolved_bundestag() -> None:
    """The 42nd and 21st day stand also after a dissolution: 12 January and 2 February 2025 (hanisauland.de)."""
    result = timeline("de/bundestag", date(2025, 2, 23), {"dissolved": "yes"}, dissolution=date(2024, 12, 27))
    assert [result[key].end for key in ("voter_list_entry", "voter_list_application")] == [
        date(2025, 1, 12),
        date(2025, 2, 2),
    ]
