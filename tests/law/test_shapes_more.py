"""One test for each further shape of rule that electoral laws need; each statute is in the folder `shapes`.

Days that no source states are illustrations; the statute marks them.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

import electsched
from electsched.errors import HorizonError, InputError
from electsched.law.date_arithmetic import show
from electsched.law.statute import Statute
from electsched.loaders.converters import given_value
from electsched.loaders.json_schema import json_schema
from electsched.timeline.checks.law_check import check_law
from electsched.timeline.election import DecreedDate, Election
from electsched.timeline.explain import explain
from electsched.timeline.timeline import Timeline
from tests.bounded_work import at_most_calls

SHAPES = Path(__file__).parent / "shapes"
POLL = date(2023, 11, 22)


def shape(name: str) -> Statute:
    """Return a statute of the folder `shapes`."""
    return electsched.load_statute(str(SHAPES / f"{name}.toml"))


def closing(timeline: Timeline, key: str) -> str:
    """Return the last day or moment of a stage as text."""
    return show(timeline[key].closes or timeline[key].end)


def decreed(law: Statute, **days: date) -> Timeline:
    """Return the timeline of an election for which the authority set these days."""
    dates = tuple(DecreedDate(stage=key, start=day) for key, day in days.items())
    return electsched.resolve(Election(id="test/election", name=law.name, statute=law, dates=dates))


def changed(tmp_path: Path, name: str, old: str, new: str) -> str:
    """Write a statute of the folder `shapes` with one text replaced, and return its path."""
    text = (SHAPES / f"{name}.toml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / f"{name}.toml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return str(path)


# --- ordinals, and days of a month and of a year ---


@pytest.mark.parametrize(("year", "polling"), [(2015, "2015-10-18"), (2019, "2019-10-20"), (2023, "2023-10-22")])
def test_switzerland_last_but_one_sunday_of_a_month(year: int, polling: str) -> None:
    """The National Council is elected on the last but one Sunday of October (SR 161.1, Art. 19(1))."""
    timeline = electsched.resolve(shape("ordinals"), given={"year_of_poll": date(year, 1, 1)})
    assert closing(timeline, "polling") == polling


def test_ordinals_beyond_the_fifth_last_day_and_nearest_weekday() -> None:
    """The poll of 22 October 2023 is counted by the sixth Friday, the end of a month, and the nearest Thursday."""
    timeline = electsched.resolve(shape("ordinals"), given={"year_of_poll": date(2023, 1, 1)})
    assert closing(timeline, "notice") == "2023-09-15"
    assert closing(timeline, "register") == "2023-08-31"
    assert closing(timeline, "sitting") == "2023-11-23"  # 21 November 2023 is a Tuesday

    assert "nearest" in explain(timeline["sitting"])


def test_holiday_is_an_anchor_of_a_rule() -> None:
    """Good Friday of 2023 was 7 April, and the next working day after Easter Monday is a Tuesday."""
    timeline = electsched.resolve(shape("ordinals"), given={"year_of_poll": date(2023, 1, 1)})
    assert closing(timeline, "spring_leaflet") == "2023-04-11"
    assert "Good Friday" in explain(timeline["spring_leaflet"])


def test_misspelt_holiday_is_refused_with_the_nearest_name(tmp_path: Path) -> None:
    """A name that the calendar has in no year is refused when the statute is loaded."""
    path = changed(tmp_path, "ordinals", 'holiday "Good Friday"', 'holiday "Good Fryday"')
    with pytest.raises(InputError, match="Good Friday") as caught:
        electsched.load_statute(path)
    assert caught.value.faults[0].at == 0


def test_holiday_of_an_unknown_year_is_refused() -> None:
    """A holiday beyond the known years is given to a caller who asks for a provisional answer only."""
    law, given = shape("ordinals"), {"year_of_poll": date(2035, 1, 1)}
    with pytest.raises(HorizonError):
        electsched.resolve(law, given=given)
    stage = electsched.resolve(law, given=given, provisional=True)["spring_leaflet"]
    assert (stage.end, stage.holidays) == (date(2035, 3, 27), "estimated")


# --- facts that the law computes ---


@pytest.mark.parametrize(
    ("year", "vote"),
    [
        (2003, "2003-02-09"),
        (2005, "2005-02-27"),
        (2008, "2008-02-24"),
        (2013, "2013-03-03"),
        (2014, "2014-02-09"),
        (2016, "2016-02-28"),
        (2020, "2020-02-09"),
        (2023, "2023-03-12"),
        (2024, "2024-03-03"),
        (2025, "2025-02-09"),
    ],
)
def test_switzerland_vote_before_a_late_or_an_early_easter(year: int, vote: str) -> None:
    """The first vote of a year depends on the date of Easter (SR 161.11, Art. 2a(1)(a)).

    The days are those of the table at napoleonsnightmare.ch/2013/11/15/wenn-rom-kurze-abstimmungskampfe-verordnet.
    """
    timeline = electsched.resolve(shape("late_easter"), given={"year_of_vote": date(year, 1, 1)})
    assert closing(timeline, "first_vote") == vote


@pytest.mark.parametrize(("year", "vote"), [(2015, "2015-06-14"), (2017, "2017-05-21")])
def test_switzerland_vote_after_a_late_or_an_early_pentecost(year: int, vote: str) -> None:
    """The vote of 14 June 2015 (judgment BGE 141 II 297) is the third Sunday after Pentecost; in 2017 it is in May."""
    timeline = electsched.resolve(shape("late_easter"), given={"year_of_vote": date(year, 1, 1)})
    assert closing(timeline, "second_vote") == vote


def test_explanation_tells_a_computed_fact() -> None:
    """The reasons of a date name the fact, its answer, its test, its provision and the days that were tested."""
    timeline = electsched.resolve(shape("late_easter"), given={"year_of_vote": date(2025, 1, 1)})
    text = explain(timeline["first_vote"])
    assert "Easter Sunday is after 10 April: yes (easter of year_of_vote > 10 april of year_of_vote)" in text
    assert "Art. 2a Abs. 1 lit. a" in text
    assert "Easter Sunday, that day in the year of 1 January 2025: 20 April 2025" in text


@pytest.mark.parametrize(
    ("election", "term_end", "polling"),
    [
        ("president", date(2022, 5, 9), "2022-03-09"),
        ("assembly", date(2024, 5, 29), "2024-04-10"),
        ("assembly", date(2020, 5, 29), "2020-04-15"),
        ("local", date(2018, 6, 30), "2018-06-13"),
        ("local", date(2022, 6, 30), "2022-06-01"),
    ],
)
def test_south_korea_poll_moved_by_a_holiday_beside_it(election: str, term_end: date, polling: str) -> None:
    """2 March 2022 follows a holiday and 6 June 2018 is one: the polls were a week later (Act, Art. 34(2)).

    The polling days are those of officeholidays.com and of the tables of `holidays`.
    """
    law = shape("moved_by_a_holiday")
    timeline = electsched.resolve(law, given={"term_end": term_end}, facts={"election": election})
    assert closing(timeline, "polling") == polling
    latest = electsched.bounds(law, given={"term_end": term_end}, facts={"election": election})["polling"].end.latest
    assert latest is not None
    assert show(latest) == polling


@pytest.mark.parametrize(
    ("term_end", "session_close", "first", "last"),
    [
        (date(2010, 7, 25), date(2010, 6, 16), date(2010, 7, 10), date(2010, 7, 16)),
        (date(2019, 7, 28), date(2019, 6, 26), date(2019, 7, 20), date(2019, 7, 26)),
        (date(2019, 7, 28), date(2019, 6, 1), date(2019, 6, 28), date(2019, 7, 27)),
    ],
)
def test_japan_one_of_two_periods_by_the_close_of_the_session(
    term_end: date, session_close: date, first: date, last: date
) -> None:
    """The periods of 2010 and 2019 are those of the Legislative Bureau of the House of Councillors (column 054).

    The third row has an invented close of the session, more than 23 days before the ordinary period of 2019, which the
    column names.
    """
    law, given = shape("diet_session"), {"term_end": term_end, "session_close": session_close}
    stage = electsched.resolve(law, given=given)["polling"]
    assert (stage.status, stage.earliest, stage.latest) == ("open", first, last)
    end = electsched.bounds(law, given=given)["polling"].end
    assert (end.earliest, end.latest) == (first, last)
    for polling in (first, last):
        assert electsched.bounds(law, polling=polling, given=given).feasible
    assert not electsched.bounds(law, polling=last + timedelta(days=1), given=given).feasible


@pytest.mark.parametrize(("week", "polling"), [(date(2008, 10, 16), "2008-10-14"), (date(2015, 10, 19), "2015-10-19")])
def test_canada_poll_on_tuesday_only_if_monday_is_a_holiday(week: date, polling: str) -> None:
    """Monday 13 October 2008 was Thanksgiving Day: the poll was on Tuesday (s57(4)); that of 2015 was on Monday."""
    timeline = electsched.resolve(shape("tuesday"), given={"election_week": week})
    assert closing(timeline, "polling") == polling
    assert "The Monday of the week is a holiday" in explain(timeline["polling"])


def test_computed_fact_without_its_dates_gives_no_date() -> None:
    """As long as the year is not known, neither version of the rule applies."""
    assert not electsched.resolve(shape("late_easter"))["first_vote"].dated


def test_given_computed_fact_is_not_tested() -> None:
    """A caller may give the answer instead, as a what-if."""
    given = {"year_of_vote": date(2025, 1, 1)}
    timeline = electsched.resolve(shape("late_easter"), given=given, facts={"late_easter": "no"})
    assert closing(timeline, "first_vote") == "2025-03-23"


def test_computed_fact_of_an_unknown_year_is_provisional() -> None:
    """A test of holidays beyond the known years is refused, or marks the date as resting on estimates."""
    law, given, facts = shape("moved_by_a_holiday"), {"term_end": date(2032, 5, 29)}, {"election": "assembly"}
    with pytest.raises(HorizonError):
        electsched.resolve(law, given=given, facts=facts)
    assert electsched.resolve(law, given=given, facts=facts, provisional=True)["polling"].holidays == "estimated"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "> 10 april of year_of_vote",
            "> 10 april of first_vote",
            "(if late_easter = yes, by the test of late_easter)",
        ),
        ("> 10 april of year_of_vote", "> 10 april of the_year", "the stage 'the_year'"),
        ("> 10 april of year_of_vote", "> 10 april of year_of_vote or", "expected 'if'"),
        ("> 10 april of year_of_vote", "", "'<=', '>=', '<', '>', '==', 'between' or 'falls'"),
        ('key  = "late_easter"', 'key  = "late_easter"\ndefault = "yes"', "a test beside values or a default"),
        ('key  = "first_vote"', 'key  = "first_vote"\nwhen = { late_easter = ["yes"] }', "a given fact"),
    ],
)
def test_faulty_computed_fact_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    """A test that rests on itself, names no stage or is no condition is refused when the statute is loaded."""
    with pytest.raises(InputError) as caught:
        electsched.load_statute(changed(tmp_path, "late_easter", old, new))
    assert message in str(caught.value)


# --- lengths, ranges, and allowed days ---


@pytest.mark.parametrize(("polling", "kept"), [("2024-06-02", True), ("2024-06-09", False), ("2024-05-05", False)])
def test_limit_allows_one_sunday_of_a_month(polling: str, kept: bool) -> None:  # noqa: FBT001  # a table
    """Only the first Sunday of June is allowed; 2 June 2024 was one."""
    timeline = electsched.resolve(shape("lengths"), polling=date.fromisoformat(polling))
    assert timeline["polling"].limits[0].kept is kept


def test_bounds_of_a_debate_between_two_days_and_within_two_months() -> None:
    """50 to 15 days before 6 June 2021 are 17 April to 22 May; 50 days before 2 June 2024 is 13 April."""
    law = shape("lengths")
    for polling, first, last in (
        ("2021-06-06", "2021-04-17", "2021-05-22"),
        ("2024-06-02", "2024-04-13", "2024-05-18"),
    ):
        end = electsched.bounds(law, polling=date.fromisoformat(polling))["debate"].end
        assert (end.earliest, end.latest) == (date.fromisoformat(first), date.fromisoformat(last))


def test_day_outside_the_allowed_months_breaks_their_limit() -> None:
    """1 June 2024 keeps both limits counted from the poll, but lies neither in April nor in May."""
    stage = electsched.resolve(shape("lengths"), polling=date(2024, 6, 30), given={"debate": date(2024, 6, 1)})[
        "debate"
    ]
    assert [check.kept for check in stage.limits] == [False, True, True]


def test_poll_on_another_sunday_is_a_conflict() -> None:
    """7 July 2024 is not the first Sunday of June: the limit and the date contradict each other."""
    conflict = electsched.bounds(shape("lengths"), polling=date(2024, 7, 7)).conflict
    assert "polling falls on first sunday of june" in [ground.rule for ground in conflict]


def test_length_of_a_stage_is_limited() -> None:
    """A campaign of at most 60 days that ends on 29 May 2024 begins on 31 March at the earliest."""
    law = shape("lengths")
    start = electsched.bounds(law, polling=date(2024, 6, 2))["campaign"].start
    assert start.earliest == date(2024, 3, 31)
    assert electsched.resolve(law, polling=date(2024, 6, 2))["campaign"].end == date(2024, 5, 29)


@pytest.mark.parametrize(("polling", "kept"), [("2019-11-10", False), ("2016-01-14", True), ("2016-02-18", False)])
def test_limit_between_two_days(polling: str, kept: bool) -> None:  # noqa: FBT001  # a table
    """A mandate that ended on 15 December 2015 allows a poll from 14 January to 13 February 2016."""
    given = {"mandate_end": date(2015, 12, 15)}
    timeline = electsched.resolve(shape("either_or"), polling=date.fromisoformat(polling), given=given)
    assert (timeline["polling"].earliest, timeline["polling"].latest) == (date(2016, 1, 14), date(2016, 2, 13))
    check = timeline["polling"].limits[0]
    assert check.kept is kept
    assert electsched.bounds(shape("either_or"), polling=date.fromisoformat(polling), given=given).feasible is kept


def test_open_stage_between_two_days_is_a_range() -> None:
    """Without a given poll, the limit alone gives the first and the last day."""
    law, given = shape("either_or"), {"mandate_end": date(2015, 12, 15)}
    stage = electsched.resolve(law, given=given)["polling"]
    assert (stage.status, stage.earliest, stage.latest) == ("open", date(2016, 1, 14), date(2016, 2, 13))
    end = electsched.bounds(law, given=given)["polling"].end
    assert (end.earliest, end.latest) == (date(2016, 1, 14), date(2016, 2, 13))
    assert "polling between" in explain(stage)


@pytest.mark.parametrize(
    ("sitting", "kept"),
    [("2019-11-20", True), ("2019-11-27", True), ("2019-11-21", False), ("2019-11-13", False), ("2019-12-04", False)],
)
def test_limit_to_one_of_two_days(sitting: str, kept: bool) -> None:  # noqa: FBT001  # a table
    """After the poll of Sunday 10 November 2019, the second Wednesday is the 20th and the third is the 27th."""
    law, polling = shape("either_or"), date(2019, 11, 10)
    given = {"mandate_end": date(2019, 9, 24), "sitting": date.fromisoformat(sitting)}
    timeline = electsched.resolve(law, polling=polling, given=given)
    assert timeline["sitting"].limits[0].kept is kept
    assert electsched.bounds(law, polling=polling, given=given).feasible is kept
    line = next(line for line in electsched.audit(decreed(law, polling=polling, **given)) if line.stage == "sitting")
    assert (line.relation, line.verdict) == ("range", "lawful" if kept else "unlawful")
    assert "20 November 2019, 27 November 2019" in explain(timeline["sitting"])


def test_bounds_of_one_of_two_days() -> None:
    """The range ends on the two days; a sitting after the 20th alone must be that of the 27th."""
    law, given = shape("either_or"), {"mandate_end": date(2019, 9, 24)}
    end = electsched.bounds(law, polling=date(2019, 11, 10), given=given)["sitting"].end
    assert (end.earliest, end.latest) == (date(2019, 11, 20), date(2019, 11, 27))


@pytest.mark.parametrize(("polling", "recount"), [("2023-07-23", "2023-08-02"), ("2023-05-28", "2023-06-02")])
def test_fact_computed_from_a_day_between_two_others(polling: str, recount: str) -> None:
    """The poll of 23 July 2023 lies between 1 July and 31 August."""
    timeline = electsched.resolve(shape("either_or"), polling=date.fromisoformat(polling))
    assert closing(timeline, "recount") == recount


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("and mandate_end + 60 days", "", "'and' with the last day that is allowed"),
        ("and mandate_end + 60 days", "und mandate_end + 60 days", "Perhaps 'and' is meant"),
        ("polling between", "polling betwen", "Perhaps 'between' is meant"),
        ("or third wednesday after polling", "or", "found the end of the rule; expected a stage"),
    ],
)
def test_faulty_range_of_days_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    """The error names the words that may stand at that place."""
    with pytest.raises(InputError) as caught:
        electsched.load_statute(changed(tmp_path, "either_or", old, new))
    assert message in str(caught.value)


# --- named parts of rules, and a year that is given ---


def test_named_parts_are_read_by_rules_and_shown_in_no_timeline() -> None:
    """The writs of a poll on Sunday 2 June 2024 are issued on 28 April; the part is no stage, and has no row."""
    timeline = electsched.resolve(shape("parts"), given={"year_of_poll": 2023})
    assert [stage.key for stage in timeline] == ["polling", "nominations"]
    assert (timeline["nominations"].start, timeline["nominations"].end) == (date(2024, 5, 1), date(2024, 5, 8))
    assert "issue_day" not in timeline
    bounds = electsched.bounds(shape("parts"), given={"year_of_poll": 2023})
    assert [stage.key for stage in bounds.stages] == ["polling", "nominations"]
    assert bounds["nominations"].end.latest == date(2024, 5, 8)
    assert len(electsched.audit(decreed(shape("parts"), polling=date(2024, 6, 2)))) == 1


def test_version_of_a_named_part_depends_on_a_fact() -> None:
    """Parts of one key are versions: writs by post are issued three days earlier."""
    timeline = electsched.resolve(shape("parts"), given={"year_of_poll": 2023}, facts={"by_post": "yes"})
    assert timeline["nominations"].end == date(2024, 5, 5)
    assert "s 12(2)" in explain(timeline["nominations"])


def test_explanation_leads_through_a_named_part_to_the_given_year() -> None:
    """The reasons of a date name the part, its rule and provision, and the year without a day."""
    text = explain(electsched.resolve(shape("parts"), given={"year_of_poll": 2023})["nominations"])
    assert "issue_day.end = 28 April 2024" in text
    assert "rule: polling - 35 days" in text
    assert "Illustration, s 12(1)" in text
    assert "year_of_poll = 2023\n" in text


def test_year_is_given_in_python_on_the_command_line_and_in_a_case() -> None:
    """A day of the year is taken for the year; the command line takes four digits; a case has the year alone."""
    law = shape("parts")
    by_day = electsched.resolve(law, given={"year_of_poll": date(2023, 8, 9)})
    assert by_day["polling"].end == date(2024, 6, 2)
    assert given_value("2023") == 2023
    assert check_law(law).faults == ()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"polling": 2024}, "given.polling: found 2024; expected a date, a moment"),
        ({"year_of_poll": 20240}, "given.year_of_poll: found 20240; expected a year, such as 2024"),
        ({"year": 2024}, "the stage 'year'"),
    ],
)
def test_given_year_that_is_none_is_refused(given: dict[str, int], message: str) -> None:
    """A stage is not given by a year alone, and a year has four digits at most."""
    with pytest.raises(InputError) as caught:
        electsched.resolve(shape("parts"), given=given)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('rule = "polling - 38 days"\nlaw  = "s 12(2)"', "", "part[2]: found neither 'rule' nor 'given'"),
        ('law  = "s 12(2)"\n', "", "part[2].law: found nothing; expected the provision of the rule"),
        ('given = "year"', 'given = "year"\nrule = "polling"', "part[0]: found both 'rule' and 'given'"),
        ('given = "year"', 'given = "decade"', "part[0].given: found 'decade'; expected one of"),
        ('by_post = ["yes"]', 'by_post = ["no"]', "part[1]: found two versions in force"),
        ("polling - 38 days", "polling - 38 dayz", "part[2].rule: found 'dayz'"),
        ("polling - 38 days", "pollling - 38 days", "part[2].rule: found the stage 'pollling'"),
        ('key  = "nominations"', 'key  = "issue_day"', "'issue_day' a second time"),
        ("june of (year_of_poll + 1 year)", "june of (year_of_poll + 3 days)", "the year 'year_of_poll' as a day"),
        ("issue_day + 15 days", "year_of_poll", "limit[0].rule: found the year 'year_of_poll' as a day"),
        ("year_of_poll = 2023 }", "polling = 2023 }", "case[0].given.polling: found 2023; expected a date"),
    ],
)
def test_faulty_named_part_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    """The fault is at the part of the file; a year is no day."""
    with pytest.raises(InputError) as caught:
        electsched.load_statute(changed(tmp_path, "parts", old, new))
    assert message in str(caught.value)


def test_part_that_is_given_as_something_else_is_refused(tmp_path: Path) -> None:
    """The fault lists the two kinds that a part may be given as, and no empty one."""
    with pytest.raises(InputError, match=r"given: found 'month'; expected one of day, year$"):
        electsched.load_statute(changed(tmp_path, "parts", 'given = "year"', 'given = "month"'))


def test_named_part_repeats_in_each_phase() -> None:
    """Nominations of a phase are counted from the notification of that phase, and neither notification is a stage."""
    given = {"polling@1": date(2024, 4, 19), "polling@2": date(2024, 4, 26)}
    timeline = electsched.resolve(shape("part_phases"), given=given)
    assert [closing(timeline, f"nominations@{phase}") for phase in (1, 2)] == ["2024-04-06", "2024-04-13"]
    assert [stage.key for stage in timeline if stage.key.startswith("issue_day")] == []
    assert "issue_day@2.end = 6 April 2024" in explain(timeline["nominations@2"])


def test_remark_on_a_named_part_names_it(tmp_path: Path) -> None:
    """A part without a rule for a value of a fact is remarked on by its key, since a file has several tables of it."""
    second = (
        '[[part]]\nkey  = "issue_day"\nname = "Day on which the writs are deemed to be issued"\nrule = "polling - 38'
    )
    law = electsched.load_statute(changed(tmp_path, "parts", second, second.replace("issue_day", "post_day")))
    assert [(remark.path, remark.found) for remark in check_law(law).remarks] == [
        ("part issue_day", "no version for by_post = yes"),
        ("part post_day", "no version for by_post = no"),
    ]


def test_named_parts_are_kept_by_a_statute_that_extends_another(tmp_path: Path) -> None:
    """A part of the extending file replaces all versions of the common one."""
    (tmp_path / "parts.toml").write_text((SHAPES / "parts.toml").read_text(encoding="utf-8"), "utf-8")
    head = 'format = 1\nid = "test/further"\nname = "Further polls"\nzone = "Europe/Zurich"\nextends = "parts.toml"\n'
    part = '[[part]]\nkey = "issue_day"\nname = "Issue"\nrule = "polling - 40 days"\nlaw = { instrument = "Other" }\n'
    path = tmp_path / "further.toml"
    path.write_text(head + part, encoding="utf-8")
    stage = electsched.resolve(str(path), given={"year_of_poll": 2023})["nominations"]
    assert (stage.end, stage.status) == (date(2024, 5, 3), "scheduled")


def test_named_part_is_no_stage_and_has_its_keys_in_the_schema() -> None:
    """A plan has no window of a part; an editor completes the keys of `[[part]]`."""
    assert not shape("parts").has_stage("issue_day")
    assert shape("parts").has_stage("polling")
    schema = json_schema("statute")
    assert schema["$defs"]["NamedPart"]["properties"]["given"] == {
        "description": "If it has no rule: whether a ``day`` or a ``year`` is given for it.",
        "enum": ["", "day", "year"],
    }


# --- days of the calendar: of a state, of one election, of some stages ---


@pytest.mark.parametrize(
    ("state", "polling", "objections"),
    [
        ("DE", "2025-01-02", "2025-01-07"),  # Monday 6 January is a working day
        ("BE", "2025-01-02", "2025-01-07"),
        ("BY", "2025-01-02", "2025-01-08"),  # Epiphany is a holiday in Bavaria
        ("SN", "2023-11-20", "2023-11-24"),  # Repentance Day, Wednesday 22 November 2023, is a holiday in Saxony
        ("BE", "2023-11-20", "2023-11-23"),
    ],
)
def test_state_is_a_fact_that_picks_its_holidays(state: str, polling: str, objections: str) -> None:
    """Three working days after the poll, by the holidays of the state in which it is held."""
    law, day = shape("state_holidays"), date.fromisoformat(polling)
    assert closing(electsched.resolve(law, polling=day, facts={"state": state}), "objections") == objections
    end = electsched.bounds(law, polling=day, facts={"state": state})["objections"].end
    assert end.latest == date.fromisoformat(objections)


def test_stage_with_another_weekend() -> None:
    """Saturday 4 January 2025 is a working day for the registers, and none for objections."""
    timeline = electsched.resolve(shape("state_holidays"), polling=date(2025, 1, 2))
    assert closing(timeline, "registers") == "2025-01-06"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"BE", "SN"]', '"BE", "XX"]', "calendar.subdivision_from: found the value 'XX'; expected a subdivision"),
        ('subdivision_from = "state"', 'subdivision_from = "land"', "calendar.subdivision_from: found 'land'"),
        ("weekend = [7]", "weekend = [8]", "calendar.variant[0].weekend: found 8"),
    ],
)
def test_faulty_subdivision_of_a_fact_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    """Each value of the fact is a subdivision in `holidays`, or the default."""
    with pytest.raises(InputError) as caught:
        electsched.load_statute(changed(tmp_path, "state_holidays", old, new))
    assert message in str(caught.value)


def election_with_calendar(tmp_path: Path, calendar: str) -> str:
    """Write an election of 2 January 2025 under the statute of states, with a table of its own days."""
    changed(tmp_path, "state_holidays", "Poll in one state", "Poll")
    path = tmp_path / "election.toml"
    head = 'format = 1\nid = "test/poll-2025"\nname = "Poll of 2025"\nstatute = "state_holidays.toml"\n'
    date_table = '[[date]]\nstage = "polling"\nstart = 2025-01-02\nsources = ["decree"]\n'
    text = f'{head}{calendar}\n{date_table}[source]\ndecree = {{ title = "Decree" }}\n'
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_election_adds_days_and_leaves_out_holidays(tmp_path: Path) -> None:
    """3 January 2025 is no working day for this election, and Epiphany is one, in Bavaria too."""
    added = '[calendar]\ndays = [{ day = 2025-01-03, name = "Day of mourning", sources = ["decree"] }]\n'
    path = election_with_calendar(tmp_path, added)
    timeline = electsched.resolve(path)
    assert closing(timeline, "objections") == "2025-01-08"
    assert "2025-01-03 Day of mourning" in explain(timeline["objections"])
    assert closing(electsched.resolve(path, facts={"state": "BY"}), "objections") == "2025-01-09"
    assert electsched.bounds(path)["objections"].end.latest == date(2025, 1, 8)
    left_out = added + 'without = ["Epiphany"]\n'
    path = election_with_calendar(tmp_path, left_out)
    assert closing(electsched.resolve(path, facts={"state": "BY"}), "objections") == "2025-01-08"
    assert closing(electsched.resolve(shape("state_holidays"), polling=date(2025, 1, 2)), "objections") == "2025-01-07"


@pytest.mark.parametrize(
    ("calendar", "message"),
    [
        ('[calendar]\nwithout = ["Epiphanny"]', "calendar.without[0]: found 'Epiphanny'; expected the English name"),
        ("[calendar]\nweekend = [5, 6]", "calendar.weekend: found a key that is not known"),
        (
            '[calendar]\ndays = [{ day = 2025-01-03, name = "Mourning", sources = ["decre"] }]',
            "calendar.days[0].sources: found 'decre'; expected a key of [source]",
        ),
        ('[calendar]\ndays = [{ day = "Friday", name = "Mourning" }]', "calendar.days[0].day: found 'Friday'"),
    ],
)
def test_faulty_calendar_of_an_election_is_refused(tmp_path: Path, calendar: str, message: str) -> None:
    """The fault is at the place of the election file, with the nearest holiday."""
    with pytest.raises(InputError) as caught:
        electsched.load_election(election_with_calendar(tmp_path, calendar))
    assert message in str(caught.value)
    assert "election.toml" in str(caught.value)


# --- a default instrument ---


def test_citation_without_an_instrument_is_of_the_default_one() -> None:
    """A citation may be its provision alone; one that names an instrument keeps it."""
    law = shape("default_instrument")
    assert str(law["counting"].end[0].law) == "Polls Act, s 44(2)"
    assert str(law["notice"].end[0].law) == "Polls Regulations, r 3"
    assert [str(limit.law) for limit in law.limits] == ["Polls Act, s 45"]
    assert law.limits[0].law.text == "within seven days"


def test_text_as_citation_without_a_default_instrument_is_refused(tmp_path: Path) -> None:
    """A provision alone is a citation only in a file that names its default instrument."""
    path = changed(tmp_path, "default_instrument", 'instrument = "Polls Act"\n', "")
    with pytest.raises(InputError, match=r"stage\[1\].end\[0\].law: found '.+'; .* or 'instrument' at the top of the"):
        electsched.load_statute(path)


def test_computed_fact_is_kept_by_a_statute_that_extends_another(tmp_path: Path) -> None:
    """The versions of the common file that a computed fact selects hold in the extending file."""
    (tmp_path / "late_easter.toml").write_text((SHAPES / "late_easter.toml").read_text(encoding="utf-8"), "utf-8")
    head = 'format = 1\nid = "test/further"\nname = "Further votes"\nzone = "Europe/Zurich"'
    text = f'{head}\nextends = "late_easter.toml"\n'
    path = tmp_path / "further.toml"
    path.write_text(text, encoding="utf-8")
    timeline = electsched.resolve(electsched.load_statute(str(path)), given={"year_of_vote": date(2025, 1, 1)})
    assert closing(timeline, "first_vote") == "2025-02-09"


# --- statutes that would take time or memory without bound ---

HOSTILE_HEAD = """format = 1
id = "test/hostile"
name = "Hostile"
zone = "Asia/Jakarta"
[calendar]
name = "Working days"
weekend = [6, 7]
country = "ID"
first = 2020-01-01
last = 2026-12-31
[[stage]]
key = "polling"
kind = "voting"
name = "Poll"
"""


def hostile(tmp_path: Path, rules: list[str]) -> Statute:
    """Return a statute with the stages s0, s1, ... in reverse order, each with its rule."""
    stages = [
        f'[[stage]]\nkey = "s{number}"\nkind = "voting"\nname = "Stage"\n'
        f'[[stage.end]]\nrule = "{rule}"\nlaw = {{ instrument = "None" }}\n'
        for number, rule in enumerate(rules)
    ]
    path = tmp_path / "hostile.toml"
    path.write_text(HOSTILE_HEAD + "".join(reversed(stages)), encoding="utf-8")
    return electsched.load_statute(str(path))


@at_most_calls(2_000_000)
def test_chain_of_rules_without_end_is_refused(tmp_path: Path) -> None:
    """A chain of 900 rules is refused when the statute is loaded; one of 40 is resolved."""
    with pytest.raises(InputError, match="more than 50 rules"):
        hostile(tmp_path, ["polling", *(f"s{number} + 1 day" for number in range(900))])
    law = hostile(tmp_path, ["polling", *(f"s{number} + 1 day" for number in range(40))])
    assert electsched.resolve(law, polling=date(2024, 2, 14))["s40"].end == date(2024, 3, 25)


@at_most_calls(500_000)
def test_rules_that_double_at_each_stage_take_bounded_time(tmp_path: Path) -> None:
    """Each stage reads the one before it twice: a date is computed once, and a reason that is too long is refused."""
    law = hostile(tmp_path, ["polling", *(f"latest(s{number}, s{number} + 1 day)" for number in range(10))])
    assert electsched.resolve(law, polling=date(2024, 2, 14))["s10"].end == date(2024, 2, 24)
    assert electsched.bounds(law, polling=date(2024, 2, 14))["s10"].end.latest == date(2024, 2, 24)
    with pytest.raises(InputError, match="at most 20000 steps"):
        hostile(tmp_path, ["polling", *(f"latest(s{number}, s{number} + 1 day)" for number in range(40))])


@pytest.mark.parametrize("rule", ["polling + 2001 working days", "polling + 99999999999999999999 days"])
def test_count_of_boundless_length_is_refused(tmp_path: Path, rule: str) -> None:
    """A count that would take centuries, day by day, is refused at its number."""
    with pytest.raises(InputError, match=r"at most 2000 working days|a number up to 100000"):
        hostile(tmp_path, [rule])


@at_most_calls(1_500_000)
def test_stage_with_hundreds_of_gaps_takes_bounded_time(tmp_path: Path) -> None:
    """Each row of a stage is read once when the law is loaded, and once when it is resolved."""
    rows = "".join(
        f'[[stage.except]]\nkey = "g{number}"\nname = "Gap"\nrule = "polling - {number} days"\n'
        'law = { instrument = "None" }\n'
        for number in range(900)
    )
    start = '[[stage.start]]\nrule = "polling - 900 days"\nlaw = { instrument = "None" }\n'
    stage = f'[[stage]]\nkey = "rest"\nkind = "campaign"\nname = "Rest"\n{start}'
    end = '[[stage.end]]\nrule = "polling"\nlaw = { instrument = "None" }\n'
    path = tmp_path / "gaps.toml"
    path.write_text(HOSTILE_HEAD + stage + end + rows, encoding="utf-8")
    law = electsched.load_statute(str(path))
    assert [str(first) for first, _ in electsched.resolve(law, polling=date(2024, 2, 14))["rest"].periods] == [
        "2021-08-28"
    ]


@pytest.mark.parametrize("name", ["parts", "ordinals", "either_or", "lengths", "state_holidays"])
def test_timelines_of_many_polls_are_those_of_a_fresh_statute(name: str) -> None:
    """The first timelines of a statute are traced, and later ones may be repeated: both are equal."""
    law = shape(name)
    for number in range(40):
        polling = date(2019, 1, 6) + timedelta(days=35 * number)
        repeated, fresh = electsched.resolve(law, polling=polling), electsched.resolve(shape(name), polling=polling)
        assert repeated.to_dict() == fresh.to_dict()
        assert [explain(stage) for stage in repeated] == [explain(stage) for stage in fresh]


# --- hours of several zones ---


def test_first_and_last_of_several_zones(tmp_path: Path) -> None:
    """Polls that close at 13:00 of local time close first in Jayapura (11:00 in Jakarta) and last in Jakarta."""
    zones = ", ".join(f"voting.end in {zone}" for zone in ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"))
    rule = f"""kind  = "counting"
name  = "A quick count is released"
clock = "national"
[[stage.start]]
rule  = "earliest({zones})"
law   = {{ instrument = "Illustration" }}
[[stage.end]]
rule  = "latest({zones})"
law   = {{ instrument = "Illustration" }}
"""
    old = 'kind  = "counting"\nname  = "A quick count is released"\nclock = "national"\n'
    law = electsched.load_statute(changed(tmp_path, "moments", old, rule))
    release = electsched.resolve(law, polling=date(2024, 2, 14))["release"]
    assert (show(release.opens or release.start), show(release.closes or release.end)) == (
        "2024-02-14 11:00",
        "2024-02-14 13:00",
    )


# --- conditions that exclude each other ---


def test_netherlands_poll_and_nominations_each_counted_from_the_other() -> None:
    """In ordinary time the poll rests on the nominations, after a dissolution the nominations rest on the poll."""
    law = shape("exclusive")
    ordinary = electsched.resolve(law, given={"year_of_poll": date(2021, 1, 1)})
    assert [closing(ordinary, key) for key in ("nominations", "polling")] == ["2021-02-01", "2021-03-17"]
    snap = electsched.resolve(law, polling=date(2023, 11, 22), facts={"election": "snap"})
    assert closing(snap, "nominations") == "2023-10-09"
    assert check_law(law).faults == ()
    assert check_law(law).remarks == ()


def test_bounds_explanation_and_audit_follow_the_rule_of_the_facts() -> None:
    """Each of both elections is bounded, explained and audited by its own rule."""
    law = shape("exclusive")
    bounded = electsched.bounds(law, given={"dissolution": date(2023, 9, 1)}, facts={"election": "snap"})
    assert bounded["polling"].end.latest == date(2023, 11, 24)
    assert electsched.bounds(law, given={"year_of_poll": date(2021, 1, 1)})["polling"].end.latest == date(2021, 3, 17)

    decreed = (DecreedDate(stage="nominations", start=date(2023, 10, 9)), DecreedDate(stage="polling", start=POLL))
    election = Election(id="x", name=law.name, statute=law, facts={"election": "snap"}, dates=decreed)
    timeline = electsched.resolve(election)
    assert "rule: polling - 44 days" in explain(timeline["nominations"])
    lines = {line.rule: line.verdict for line in electsched.audit(timeline) if line.relation == "fixed"}
    assert lines == {"polling - 44 days": "equal"}


def test_what_if_drops_only_dates_that_rest_on_the_change_under_the_facts() -> None:
    """In ordinary time the nominations do not rest on the poll: another poll leaves their official date."""
    law = shape("exclusive")
    decreed = (DecreedDate(stage="nominations", start=date(2021, 2, 1)), DecreedDate(stage="polling", start=POLL))
    election = Election(id="x", name=law.name, statute=law, dates=decreed)
    assert electsched.resolve(election, polling=date(2021, 3, 24)).dropped == ()
    assert electsched.resolve(election, given={"nominations": date(2021, 2, 8)}).dropped == ("polling",)


def test_circle_of_rules_that_hold_together_is_refused(tmp_path: Path) -> None:
    """If both rules hold under the same facts, they are a circle, and the fault names the facts."""
    old = 'rule = "nominations + 44 days"\n  when = { election = ["ordinary"] }'
    new = 'rule = "nominations + 44 days"\n  when = { election = ["ordinary", "snap"] }'
    text = (SHAPES / "exclusive.toml").read_text(encoding="utf-8")
    none = 'rule = "none"\n  when = { election = ["snap"] }'
    assert none in text
    path = tmp_path / "exclusive.toml"
    # Only the version without a rule is left for no election, so that no two versions overlap.
    path.write_text(text.replace(old, new).replace(none, 'rule = "none"\n  until = 1900-01-01\n  when = {}'), "utf-8")
    with pytest.raises(InputError) as caught:
        electsched.load_statute(str(path))
    circles = [fault.found for fault in caught.value.faults if "a circle" in fault.found]
    assert circles == ["a circle: nominations.end -> polling.end -> nominations.end (if election = snap)"]


@at_most_calls(500_000)
def test_conditions_on_many_facts_take_bounded_time(tmp_path: Path) -> None:
    """With more facts than can be tried, conditions are taken to hold together, and the circle is refused."""
    facts = "".join(f'[[fact]]\nkey = "f{number}"\nname = "Fact"\n' for number in range(30))
    conditions = ", ".join(f'f{number} = ["yes"]' for number in range(30))
    stages = "".join(
        f'[[stage]]\nkey = "{key}"\nkind = "voting"\nname = "Stage"\n[[stage.end]]\nrule = "{other}"\n'
        f'when = {{ {conditions} }}\nlaw = {{ instrument = "None" }}\n'
        for key, other in (("a", "b"), ("b", "a"))
    )
    path = tmp_path / "hostile.toml"
    path.write_text(HOSTILE_HEAD + stages + facts, encoding="utf-8")
    with pytest.raises(InputError, match=r"a circle: a.end -> b.end -> a.end"):
        electsched.load_statute(str(path))
