"""Plans and dates of years whose holidays are not known: from `new` to calendars that a reader subscribes to."""

from __future__ import annotations

from pathlib import Path

import icalendar
import pytest
from holidays.countries import indonesia

from electsched.loaders import work_calendar
from tests.cli.conftest import Run

POLL = "2029-02-14"
"""A possible polling day of Indonesia's next general election, five years after that of 2024."""


@pytest.fixture
def plan_2029(run: Run, folder: Path) -> Path:
    """A plan written for the general election of 2029."""
    path = folder / "plan-2029.toml"
    assert run("new", path, "--polling", POLL).status == 0
    return path


def _events(path: Path) -> list[icalendar.Event]:
    calendar = icalendar.Calendar.from_ical(path.read_bytes())
    return [component for component in calendar.walk("VEVENT") if isinstance(component, icalendar.Event)]


def _tours(site: Path) -> list[icalendar.Event]:
    """Return the tours of duty of a team; its muster is on a day that the plan itself sets."""
    duties = _events(site / "internal" / "teams" / "team-1.en.ics")
    return [event for event in duties if "tour" in str(event["SUMMARY"]).lower()]


def test_new_plan_for_a_polling_day_checks(run: Run, plan_2029: Path) -> None:
    """The plan has no fault, and its campaign window ends four days before the poll (UU 7/2017 Art. 276, 278)."""
    assert run("check", plan_2029).status == 0
    windows = run("window", plan_2029, "--json").data["windows"]
    assert [(window["key"], window["end"]) for window in windows] == [("campaign", "2029-02-10")]


def test_new_plan_for_a_polling_day_publishes_tentative_events(run: Run, plan_2029: Path, folder: Path) -> None:
    """Each event of a stage or duty of 2029 is tentative, and its text says so."""
    site = folder / "site-2029"
    assert run("publish", plan_2029, site).status == 0
    stages = _events(site / "public" / "stages.en.ics")
    assert {str(event["STATUS"]) for event in stages} == {"TENTATIVE"}
    tours = _tours(site)
    assert {str(event["STATUS"]) for event in tours} == {"TENTATIVE"}
    assert all("Not yet certain" in str(event["DESCRIPTION"]) for event in tours)
    assert "not yet certain" in (site / "internal" / "index.en.html").read_text(encoding="utf-8")


NOTICE = {
    "en": "Not yet certain: the holidays of these years are estimates, and the dates may move.",
    "id": "Belum pasti: hari libur tahun-tahun ini baru perkiraan, dan tanggalnya dapat bergeser.",
}


@pytest.fixture
def staffed_plan_2029(plan_2029: Path) -> Path:
    """The same plan with the members of a team."""
    text = plan_2029.read_text(encoding="utf-8")
    members = (f'\n[[member]]\nkey  = "m-{n}"\nteam = "team-1"\nname = "Personel {n}"\n' for n in range(6))
    plan_2029.write_text(text + "".join(members), encoding="utf-8")
    return plan_2029


def test_every_page_of_a_provisional_plan_says_so(run: Run, staffed_plan_2029: Path) -> None:
    """Hub, public page, boards, private pages, sheets and cards have the notice at their top, in their language."""
    assert run("links", "new", "links.db", staffed_plan_2029).status == 0
    assert run("publish", staffed_plan_2029, "site", "--links", "links.db").status == 0
    sheet = ("site", "sheet", staffed_plan_2029, "--post", "election-office", "--day", "2028-11-28")
    for language in ("en", "id"):
        assert run(*sheet, "--language", language, "--output", f"site/sheet.{language}.html").status == 0
        card = ("site", "card", staffed_plan_2029, "--member", "m-1", "--language", language)
        assert run(*card, "--output", f"site/card.{language}.html").status == 0
    pages = sorted(Path("site").rglob("*.html"))
    kinds = {page.parts[1] for page in pages}
    assert {"public", "internal", "secret", "sheet.en.html", "card.id.html"} <= kinds
    for page in pages:
        language = "en" if ".en." in page.name else "id"
        top = page.read_text(encoding="utf-8").partition("<main>")[0]
        assert NOTICE[language] in top, page
    assert run("window", staffed_plan_2029, "--json").data["provisional"] == ["campaign"]
    assert (
        "provisional, for the holidays of their years are not known: campaign" in run("window", staffed_plan_2029).out
    )
    assert "provisional, for the holidays of their years are not known: campaign" in run("check", staffed_plan_2029).out
    assert run("check", staffed_plan_2029, "--json").data["provisional"] == ["campaign"]


def test_pages_of_a_known_year_have_no_notice(run: Run, starter: Path, folder: Path) -> None:
    """The plan for 2024 is firm."""
    assert run("publish", starter, folder / "site").status == 0
    for page in (folder / "site").rglob("*.html"):
        assert not [words for words in NOTICE.values() if words in page.read_text(encoding="utf-8")]
    assert "provisional" not in run("check", starter).out


def test_site_becomes_firm_once_the_holidays_are_known(
    run: Run, plan_2029: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With tables of `holidays` that know the years to 2029, the same plan publishes the same events as confirmed."""
    site = folder / "site-2029"
    assert run("publish", plan_2029, site, "--at", "2027-01-01T00:00:00+07:00").status == 0
    tentative = _tours(site)

    # A later version of `holidays`: the days of the moon are confirmed, the collective leave of each year is declared.
    declared = indonesia.IndonesiaStaticHolidays.special_government_holidays
    later = {**declared, **dict.fromkeys((2027, 2028, 2029), declared[2026])}
    monkeypatch.setattr(indonesia.IndonesiaStaticHolidays, "special_government_holidays", later)
    monkeypatch.setattr(work_calendar, "_estimate_mark", lambda table: f"no estimate in {table.country}")
    caches = (work_calendar._holidays, work_calendar._holiday_table)  # noqa: SLF001
    for cache in caches:
        cache.cache_clear()  # a new version comes with a new process
    try:
        assert run("law", "holidays", "id/general", "2029").out.startswith("id/general, 2029: known")
        assert run("publish", plan_2029, site, "--at", "2028-10-01T00:00:00+07:00").status == 0
    finally:
        for cache in caches:
            cache.cache_clear()
    firm = _tours(site)
    assert {str(event["STATUS"]) for event in tentative} == {"TENTATIVE"}
    assert {event.get("STATUS") for event in firm} == {None}
    assert [str(event["UID"]) for event in firm] == [str(event["UID"]) for event in tentative]
    assert all(event.sequence > old.sequence for event, old in zip(firm, tentative, strict=True))
    for page in site.rglob("*.html"):
        assert not [words for words in NOTICE.values() if words in page.read_text(encoding="utf-8")], page


def test_new_plan_whose_stages_leave_the_calendar_is_refused(run: Run, folder: Path) -> None:
    """A polling day in January of year 1, whose lists would be final in the year before, writes no plan."""
    path = folder / "plan-1.toml"
    ran = run("new", path, "--polling", "0001-01-07")
    assert (ran.status, path.exists()) == (2, False)
    assert "found 0001-01-07; expected a polling day whose stages lie in the years 1 to 9999" in ran.err


def test_plan_with_provisional_becomes_firm_in_a_known_year(run: Run, folder: Path) -> None:
    """The same plan for the poll of 2024 has no provisional stage: its year is known."""
    path = folder / "plan-2024.toml"
    run("new", path, "--polling", "2024-02-14")
    stages = run("timeline", path, "--json").data["stages"]
    assert not [stage["key"] for stage in stages if stage["provisional"]]
    assert {stage["key"]: stage["status"] for stage in stages}["quiet_period"] == "scheduled"


@pytest.mark.parametrize("command", ["check", "window", "timeline"])
def test_plan_without_provisional_is_refused_unless_the_option_is_given(
    run: Run, plan_2029: Path, command: str
) -> None:
    """A plan for 2029 without `provisional` is refused with the remedy, and works with --provisional."""
    plan_2029.write_text(plan_2029.read_text(encoding="utf-8").replace("provisional = true", ""), encoding="utf-8")
    refused = run(command, plan_2029)
    assert refused.status == 2
    assert "Ask for provisional dates: 'provisional = true' in [election], or --provisional." in refused.err
    assert run(command, plan_2029, "--provisional").status == 0


def test_national_election_of_2029_has_no_regional_councils(run: Run) -> None:
    """From 2029 DPRD are elected apart (MK 135/PUU-XXII/2024): no stage of the national election names them."""
    of_2029, of_2024 = (
        run("timeline", "id/general", "--polling", poll, "--provisional", "--json").data["stages"]
        for poll in (POLL, "2024-02-14")
    )
    assert not [stage["key"] for stage in of_2029 if "DPRD" in str(stage["name"])]
    assert [stage["key"] for stage in of_2024 if "DPRD" in str(stage["name"])] == [
        "legislative_nomination",
        "campaign_legislative",
        "oath_regional_councils",
    ]


def test_date_of_a_stage_that_the_law_ended_is_refused(run: Run) -> None:
    """A date for the oath of regional councils in 2029 is refused with the decision that ended the stage."""
    ran = run(
        "timeline", "id/general", "--polling", POLL, "--given", "oath_regional_councils=2029-09-01", "--provisional"
    )
    assert ran.status == 2
    assert "no longer has on 2029-02-14 (MK 135/PUU-XXII/2024)" in ran.err


def test_bounds_of_2029_name_no_regional_councils(run: Run) -> None:
    """The bounds of a national election after the decision name no DPRD either."""
    assert "DPRD" not in run("bounds", "id/general", "--polling", POLL, "--provisional", "--language", "id").out


def test_provisional_election_file_is_tentative_where_it_rests_on_estimates(run: Run, folder: Path) -> None:
    """`provisional = true` in an election file allows a poll in 2029; a decreed poll makes calendar days firm."""
    text = f"""
format = 1
id = "test/2029"
name = "Poll of 2029"
statute = "id/general"
provisional = true

[[date]]
stage = "polling"
start = {POLL}

[[date]]
stage = "dispute_registered"
start = 2029-03-26
"""
    path = folder / "poll-2029.toml"
    path.write_text(text.replace("provisional = true\n", ""), encoding="utf-8")
    assert run("timeline", path).status == 2
    path.write_text(text, encoding="utf-8")
    stages = {stage["key"]: stage for stage in run("timeline", path, "--json").data["stages"]}
    assert (stages["polling"]["status"], stages["quiet_period"]["status"]) == ("confirmed", "scheduled")
    assert stages["dispute_ruling"]["holidays"] == "estimated"
    assert stages["dispute_ruling"]["provisional"]
    assert run("audit", path).status == 0


def test_batch_counts_provisionally_if_asked(run: Run, folder: Path) -> None:
    """A row of 2029 is an error in a batch, and has dates with --provisional."""
    rows = folder / "rows.csv"
    rows.write_text(f"law,polling\nid/general,{POLL}\n", encoding="utf-8")
    assert run("law", "batch", rows).status == 2
    ran = run("law", "batch", rows, "--provisional")
    assert ran.status == 0
    assert '"quiet_period"' in ran.out


# --- holidays that the caller knows ---------------------------------------------------------------------------------


def _days(run: Run, *options: str) -> dict[str, str]:
    stages = run("timeline", "gb/local", "--polling", "2012-05-03", "--fact", "nation=england", *options, "--json").data
    return {stage["key"]: stage["end"] for stage in stages["stages"]}


def test_holiday_option_leaves_a_day_out(run: Run) -> None:
    """A day of thanksgiving within the period moves the close of nominations back by one working day."""
    known, moved = _days(run), _days(run, "--holiday", "2012-04-17=Thanksgiving")
    assert known["close_of_nominations"] == "2012-04-04"
    assert moved["close_of_nominations"] == "2012-04-03"


@pytest.mark.parametrize("text", ["2012-04-17", "2012-04-17=", "17 April=Thanksgiving", "=Thanksgiving"])
def test_holiday_option_without_a_day_or_a_name_is_refused(run: Run, text: str) -> None:
    """The option needs a day and a name."""
    ran = run("timeline", "gb/local", "--holiday", text)
    assert ran.status == 2
    assert "expected a day and its name, such as '2024-06-17=Idul Adha'" in ran.err


def test_holiday_and_as_of_options_of_audit_and_batch(run: Run, folder: Path) -> None:
    """Both commands count with the given holidays, and with those that were known on a day."""
    rows = folder / "rows.csv"
    rows.write_text("law,polling,nation\ngb/local,2012-05-03,england\n", encoding="utf-8")
    moved = ("--holiday", "2012-04-17=Thanksgiving")
    assert '"close_of_nominations": {"start": "2012-04-04 12:00"' in run("law", "batch", rows).out
    assert '"close_of_nominations": {"start": "2012-04-03 12:00"' in run("law", "batch", rows, *moved).out
    lawful = []
    for options in ((), ("--as-of", "2024-02-05"), ("--holiday", "2024-03-27=A feast")):
        audited = run("audit", "id/general-2024", *options, "--json").data["lines"]
        lawful.append([line["lawful"] for line in audited if line["stage"] == "dispute_ruling"])
    assert lawful[0] == lawful[1] < lawful[2]


@pytest.mark.parametrize(
    "arguments",
    [
        ("timeline", "us/federal", "--polling", "tomorrow"),
        ("timeline", "us/federal", "--as-of", "02/03/2024"),
        ("new", "plan.toml", "--polling", "2029-02-30"),
    ],
)
def test_day_in_another_form_is_refused(run: Run, arguments: tuple[str, ...]) -> None:
    """The error shows how a day is written; in English 02/03/2024 may be two days."""
    ran = run(*arguments)
    assert ran.status == 2
    assert f"found '{arguments[-1]}'; expected a day, such as 2024-02-14" in ran.err


def test_as_of_option_leaves_out_holidays_declared_later(run: Run) -> None:
    """Before 21 November 2024 the poll of 27 November was no holiday (Keppres 33/2024), and a count went over it."""
    options = ("--given", "dispute_registered=2024-11-25", "--polling", "2024-11-27", "--json")
    before, after = (
        {stage["key"]: stage["latest"] for stage in run("timeline", "id/regional", *options, *as_of).data["stages"]}
        for as_of in (("--as-of", "2024-11-20"), ())
    )
    assert before["dispute_ruling"] < after["dispute_ruling"]


def test_timeline_lists_stages_counted_with_estimated_holidays(run: Run) -> None:
    """Below the table of a provisional timeline are the stages that rest on estimated holidays."""
    ran = run("timeline", "id/general", "--polling", POLL, "--given", "dispute_registered=2029-03-26", "--provisional")
    assert "provisional, for the holidays of their years are not known: dispute_ruling" in ran.out


def test_second_round_is_tentative_as_long_as_it_may_not_come(run: Run) -> None:
    """A second round takes place only if no pair wins the first (UU 7/2017 Art. 416), so its stages are tentative."""
    given = ("--given", "second_polling=2024-06-26")
    stages = run("timeline", "id/general", "--polling", "2024-02-14", *given, "--json").data["stages"]
    second = {
        stage["key"]: stage["status"] for stage in stages if stage["key"].startswith("second_") and stage["start"]
    }
    assert len(second) > 1
    assert not {"scheduled", "confirmed"} & set(second.values())
    explained = run("explain", "id/general", "second_quiet_period", "--polling", "2024-02-14", *given).out
    assert "Takes place only if it becomes necessary (second_round)" in explained
