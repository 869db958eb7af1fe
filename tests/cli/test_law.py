"""The commands on laws and timelines."""

from __future__ import annotations

import re
from pathlib import Path

import icalendar
import pytest

import electsched
from electsched.loaders.law_files.ids import builtin_ids
from tests.cli.conftest import Run

COMPUTED = """
format = 1
id = "test/computed"
name = "Test"
zone = "UTC"

[calendar]
name = "Working days"
weekend = [6, 7]
country = "ID"
first = 2020-01-01

[[fact]]
key = "late_easter"
name = "Easter Sunday is after 10 April"
test = "easter of polling > 10 april of polling"

[[stage]]
key = "polling"
kind = "voting"
name = "Poll"

[[stage]]
key = "polling_notice"
kind = "preparation"
name = "Notice"

  [[stage.end]]
  rule = "polling - 3 days"
  law = { instrument = "An Act" }
  when = { late_easter = ["yes"] }

  [[stage.end]]
  rule = "polling - 4 days"
  law = { instrument = "An Act" }
  when = { late_easter = ["no"] }
"""
EXAMPLE = Path(__file__).parents[2] / "examples" / "jombang.toml"


# --- timeline and explain -----------------------------------------------------------------------------------------


def test_timeline_lists_stages(run: Run) -> None:
    """Each stage is a row with its days and status; stages without a date are named below."""
    ran = run("timeline", "id/general-2024")
    assert ran.status == 0
    (campaign,) = [line.split() for line in ran.out.splitlines() if line.startswith(" campaign ")]
    assert campaign == ["campaign", "Campaign", "2023-11-28", "2024-02-10", "confirmed"]
    assert "second_polling (not_held)" in ran.out
    assert "\x1b[" not in ran.out


def test_timeline_as_json(run: Run) -> None:
    """The data has dates as text."""
    stages = {stage["key"]: stage for stage in run("timeline", "id/general-2024", "--json").data["stages"]}
    assert (stages["campaign"]["start"], stages["campaign"]["end"]) == ("2023-11-28", "2024-02-10")
    assert stages["dispute_presidential"]["closes"] == "24:00"


def test_timeline_with_another_polling_day(run: Run) -> None:
    """Official dates that rest on polling day are left aside and named."""
    ran = run("timeline", "id/general-2024", "--polling", "2024-02-21", "--language", "id")
    assert "tanggal resmi yang dikesampingkan" in ran.out
    assert "2024-02-17" in ran.out


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (("timeline", "id/general-2024"), ("tahapan", "hari pertama", "ditetapkan", "tidak diadakan")),
        (("timeline", "id/general", "--polling", "2024-02-14"), ("paling lambat 2024-03-20", "terbuka", "terjadwal")),
        (("timeline", "id/general"), ("tidak ada tanggal yang diketahui",)),
        (("audit", "id/general-2024"), ("yang sah", "aturan hukum", "sama", "tanpa aturan", "bertentangan")),
        (("audit", "id/general"), ("tidak ada tanggal resmi",)),
        (("bounds", "id/general", "--polling", "2024-02-14"), ("paling awal", "paling akhir", "ketentuan", "akhir")),
        (("bounds", "id/regional"), ("tidak ada yang dibatasi",)),
        (("law", "holidays", "id/general", "2024"), ("diketahui", "hari", "nama")),
        (("law", "check", "id/general"), ("66 tahapan, 22 batas", "tanpa kesalahan")),
        (("compare", "id/general"), ("tidak ada tanggal yang diketahui",)),
    ],
)
def test_commands_on_laws_answer_in_indonesian(run: Run, command: tuple[str, ...], words: tuple[str, ...]) -> None:
    """The heads of tables, the words in their cells and the sentences are in the language that was asked for."""
    answered = run(*command, "--language", "id").out
    assert [word for word in words if word not in answered] == []
    for word in (
        "stage ",
        "first day",
        "verdict",
        "provision",
        "earliest",
        "confirmed",
        "no rule",
        "no date",
        "no fault",
    ):
        assert word not in answered


def test_given_answer_of_a_computed_fact_is_named(run: Run, tmp_path: Path) -> None:
    """If the caller gives a fact that the law computes, the timeline and the reason of each date say so."""
    path = tmp_path / "law.toml"
    path.write_text(COMPUTED, encoding="utf-8")
    ran = run("timeline", path, "--polling", "2024-02-14", "--fact", "late_easter=yes")
    assert "given, and not computed from the dates: late_easter = yes" in ran.out
    explained = run("explain", path, "polling_notice", "--polling", "2024-02-14", "--fact", "late_easter=yes").out
    assert "yes (given by the caller, without the test: easter of polling > 10 april of polling)" in explained
    assert "given" not in run("timeline", path, "--polling", "2024-02-14").out
    bounded = run("bounds", path, "--polling", "2024-02-14", "--fact", "late_easter=no", "--language", "id").out
    assert "diberikan, dan tidak dihitung dari tanggal: late_easter = no" in bounded


def test_timeline_of_a_statute(run: Run) -> None:
    """A statute has no dates until some are given; beyond the known holidays they are provisional."""
    assert run("timeline", "id/general").out == "no date is known; give one with --polling or --given\n"
    assert run("timeline", "id/general", "--polling", "2029-02-14", "--provisional").status == 0


def test_timeline_shows_an_open_first_day_as_a_range(run: Run) -> None:
    """Early voting in Australia begins at most twelve days before the poll (Commonwealth Electoral Act 1918)."""
    given = ("--given", "writ=2025-03-31")
    ran = run("timeline", "au/house-of-representatives", "--polling", "2025-05-03", *given)
    assert "early_voting (from 2025-04-21)" in ran.out


def test_timeline_of_a_plan(run: Run) -> None:
    """A plan file stands for its election."""
    assert "2024-02-10" in run("timeline", EXAMPLE).out


def test_explain(run: Run) -> None:
    """The reason of a date has its rule and provision, in either language or as data."""
    assert "rule: polling - 3 days" in run("explain", "id/general-2024", "quiet_period").out
    indonesian = run("explain", "id/general-2024", "quiet_period", "--language", "id").out
    assert "ketentuan: UU 7/2017, Pasal 278 ayat (1)" in indonesian
    data = run("explain", "id/general-2024", "quiet_period", "--json").data
    assert data["why"]["computed"]["start"]["reason"]["rule"] == "polling - 3 days"


def test_given_date_that_cannot_be_read_names_every_form(run: Run) -> None:
    """A day, a moment, a range and the year of a named part are dates of `--given`; a word is none."""
    ran = run("timeline", "ph/national", "--given", "election_year=soon")
    assert ran.status == 2
    assert all(form in ran.err for form in ("final_list=2023-11-03", "2023-11-03 16:00", "..", "election_year=2025"))


def test_given_range_and_moment(run: Run) -> None:
    """`--given` takes a range and a moment; a text of another form is refused with examples of each."""
    arguments = ("timeline", "id/general", "--polling", "2024-02-14")
    given = ("--given", "campaign=2023-11-28..2024-02-10", "--given", "national_result=2024-03-20 22:19")
    stages = {stage["key"]: stage for stage in run(*arguments, *given, "--json").data["stages"]}
    assert (stages["campaign"]["start"], stages["campaign"]["end"]) == ("2023-11-28", "2024-02-10")
    assert (stages["national_result"]["closes"], stages["dispute_legislative"]["closes"]) == ("22:19", "22:19")
    refused = run(*arguments, "--given", "campaign=2023-11-28...")
    assert refused.status == 2
    assert "2023-11-03..2023-11-09" in refused.err


def test_declared_holiday(run: Run) -> None:
    """`--holiday` moves a count over a day that was declared since; one without a name is refused."""
    arguments = ("timeline", "gb/local", "--polling", "2024-05-02", "--fact", "nation=england")
    stages = {
        stage["key"]: stage for stage in run(*arguments, "--holiday", "2024-04-25=A feast", "--json").data["stages"]
    }
    assert stages["polling_agents"]["end"] == "2024-04-24"
    assert "'2024-04-25'" in run(*arguments, "--holiday", "2024-04-25").err


def test_holidays_as_known_on_a_day(run: Run) -> None:
    """`--as-of` leaves out the holiday of 14 February 2024, which was declared on 6 February."""
    arguments = ("explain", "id/general", "dispute_ruling", "--given", "dispute_registered=2024-01-31")
    assert "21 February 2024" in run(*arguments, "--as-of", "2024-02-05").out
    assert "22 February 2024" in run(*arguments, "--as-of", "2024-02-06").out


def test_timeline_names_unlawful_dates(run: Run) -> None:
    """A given day that breaks a limit is named with the limit and its provision."""
    assert "unlawful: polling on 2023-11-07 breaks 'polling falls in even years' (2 U.S.C., s7)" in (
        run("timeline", "us/federal", "--polling", "2023-11-07").out
    )
    assert "unlawful" not in run("timeline", "us/federal", "--polling", "2024-11-05").out


def test_timeline_json_has_broken_limits(run: Run) -> None:
    """The JSON of a timeline has each limit that a given day breaks; none for a lawful day."""
    unlawful = run("timeline", "us/federal", "--polling", "2023-11-07", "--json").data["broken_limits"]
    assert [(limit["stage"], limit["part"], limit["date"], limit["rule"]) for limit in unlawful] == [
        ("polling", "end", "2023-11-07", "polling falls in even years")
    ]
    assert unlawful[0]["law"]["provision"] == "s7"
    assert run("timeline", "us/federal", "--polling", "2024-11-05", "--json").data["broken_limits"] == []


# --- audit --------------------------------------------------------------------------------------------------------

LATE = """
format = 1
id = "test/late"
statute = "id/general"
name = "Late"
[[date]]
stage = "polling"
start = 2024-02-14
[[date]]
stage = "quiet_period"
start = 2024-02-12
end = 2024-02-13
"""


def test_audit_of_a_lawful_election(run: Run) -> None:
    """The election of 2024 is lawful: status 0, a line for each date, and a summary."""
    ran = run("audit", "id/general-2024")
    assert ran.status == 0
    assert ran.out.splitlines()[-1] == "14 lawful, 53 no rule, 17 equal, 1 conflict"
    lines = run("audit", "id/general-2024", "--json").data["lines"]
    assert {line["verdict"] for line in lines if line["relation"] == "fixed"} == {"equal"}


def test_audit_of_a_statute(run: Run) -> None:
    """A statute has no official dates, and the answer says so."""
    ran = run("audit", "id/general")
    assert (ran.status, ran.out) == (0, "no official date is known; give an election, such as id/general-2024\n")


def test_audit_in_indonesian(run: Run) -> None:
    """The names of the stages are in the language asked for."""
    assert " Masa tenang " in run("audit", "id/general-2024", "--language", "id").out
    assert " Quiet period " in run("audit", "id/general-2024").out


def test_audit_of_an_unlawful_election(run: Run, tmp_path: Path) -> None:
    """A quiet period that begins a day late is unlawful, and the status is 1."""
    path = tmp_path / "late.toml"
    path.write_text(LATE)
    ran = run("audit", path)
    assert ran.status == 1
    assert "unlawful" in ran.out
    assert run("audit", path, "--json").status == 1


# --- bounds -------------------------------------------------------------------------------------------------------


def test_bounds_with_polling_day(run: Run) -> None:
    """With polling day alone the law bounds the announcement of the result."""
    ran = run("bounds", "id/general", "--polling", "2029-02-14")
    assert ran.status == 0
    row = next(line for line in ran.out.splitlines() if line.startswith(" national_result"))
    assert "2029-03-21   UU 7/2017, 413(1)" in row


def test_bounds_without_a_date(run: Run) -> None:
    """If nothing is known, the answer says what to give."""
    ran = run("bounds", "us/federal")
    assert (ran.status, ran.out) == (0, "nothing is bounded; give a date, such as --polling 2029-02-14\n")


def test_bounds_of_impossible_dates(run: Run) -> None:
    """A contradiction exits with 1 and names its provisions and dates, as text and as data."""
    dates = ("bounds", "id/general", "--polling", "2029-02-14", "--given", "national_result=2029-04-01")
    ran = run(*dates)
    assert ran.status == 1
    assert sorted(ran.out.splitlines()[1:]) == [
        "  national_result <= polling + 35 days (UU 7/2017, 413(1))",
        "  national_result = 2029-04-01",
        "  polling = 2029-02-14",
    ]
    ran = run(*dates, "--json")
    assert ran.status == 1
    assert ran.data["conflict"][0]["rule"] == "national_result <= polling + 35 days"


def test_bounds_beyond_known_holidays(run: Run) -> None:
    """A provision that cannot be counted is named below the table."""
    ran = run("bounds", "id/general", "--given", "dispute_registered=2029-04-02")
    assert ran.status == 0
    assert "left aside, beyond the years that are known: dispute_ruling <= dispute_registered" in ran.out


def test_bounds_with_a_fact(run: Run) -> None:
    """A law that asks for a fact takes it from --fact; without it the error lists the values."""
    assert run("bounds", "gb/local", "--polling", "2024-05-02", "--fact", "nation=wales").status == 0
    missing = run("bounds", "gb/local", "--polling", "2024-05-02")
    assert missing.status == 2
    assert "facts.nation: found nothing; expected one of england" in missing.err


# --- compare ------------------------------------------------------------------------------------------------------


def test_compare_with_another_polling_day(run: Run) -> None:
    """The same election a week later: each moved date with its reason, as text and as data."""
    ran = run("compare", "id/general-2024", "--polling", "2024-02-21")
    assert ran.status == 0
    assert "    polling.end moved by +7 days" in ran.out
    data = run("compare", "id/general-2024", "--polling", "2024-02-21", "--json").data
    assert {move["stage"] for move in data["moves"]} >= {"polling", "quiet_period"}


def test_compare_two_elections(run: Run) -> None:
    """Two elections of one law, in Indonesian; and an election with itself."""
    ran = run("compare", "id/general-2019", "id/general-2024", "--language", "id")
    assert "Hari pemungutan suara (polling.end): 17 April 2019" in ran.out
    first, second = run("compare", "id/general-2024").out.splitlines()
    assert (first, second.partition(";")[0]) == ("nothing moved", "this is the same subject twice")


def test_compare_with_dates_of_the_second_alone(run: Run) -> None:
    """`--then` adds a date or a fact to the second timeline, and --polling then holds for both."""
    moved = run("compare", "id/general-2024", "--then", "polling=2024-02-21", "--json").data["moves"]
    assert moved == run("compare", "id/general-2024", "--polling", "2024-02-21", "--json").data["moves"]
    shortened = run("compare", "de/bundestag", "de/bundestag-2025", "--polling", "2025-02-23", "--json").data
    assert "polling" not in {move["stage"] for move in shortened["moves"]}
    assert shortened["moves"]


def test_compare_two_versions_of_a_statute(run: Run, folder: Path) -> None:
    """A statute before and after an amendment: each date that moves for a given poll, with the rule that changed."""
    statute = Path(electsched.__file__).parent / "data" / "statutes" / "us" / "federal.toml"
    text = statute.read_text(encoding="utf-8")
    (folder / "before.toml").write_text(text, encoding="utf-8")
    (folder / "after.toml").write_text(text.replace("polling - 45 days", "polling - 60 days"), encoding="utf-8")
    ran = run("compare", "before.toml", "after.toml", "--polling", "2026-11-03", "--calendar", "moved.ics")
    assert "latest 19 September 2026 → latest 4 September 2026 (-15 days)" in ran.out
    assert "another rule: overseas_ballots <= polling - 60 days" in ran.out
    assert icalendar.Calendar.from_ical((folder / "moved.ics").read_bytes()).events


def test_compare_writes_a_calendar(run: Run, tmp_path: Path) -> None:
    """`--calendar` writes a calendar that icalendar reads."""
    path = tmp_path / "moved.ics"
    assert run("compare", "id/general-2024", "--polling", "2024-02-21", "--calendar", path).status == 0
    assert icalendar.Calendar.from_ical(path.read_bytes()).events


# --- law ----------------------------------------------------------------------------------------------------------


def test_schema(run: Run) -> None:
    """`law schema` prints the JSON Schema of a kind of file; an unknown kind is refused."""
    assert run("law", "schema", "plan").data["type"] == "object"
    refused = run("law", "schema", "roster")
    assert refused.status == 2
    assert "one of statute, overlay, election, plan, " in refused.err


def test_laws_are_listed_by_id_name_and_kind(run: Run) -> None:
    """Every built-in law and election is listed, and each id is a law that can be read."""
    rows = run("law", "list", "--json").data["laws"]
    assert [row["id"] for row in rows if row["kind"] == "statute"] == list(builtin_ids("statutes"))
    assert {row["kind"] for row in rows} == {"election", "statute", "overlay"}
    lines = [re.split(r"\s{2,}", line.strip()) for line in run("law", "list", "--language", "id").out.splitlines()]
    assert ["id/general-2024", "Pemilu 2024", "pemilihan bertanggal"] in lines
    assert len(lines) >= len(rows) + 2


def test_unknown_law_points_to_the_list(run: Run) -> None:
    """A name that resembles no id, such as that of an election in words, is answered with the way to find one."""
    ran = run("timeline", "Pemilu")
    assert (ran.status, ran.err.endswith("All ids: electsched law list.\n")) == (2, True)
