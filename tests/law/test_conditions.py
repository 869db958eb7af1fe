"""Law that depends on facts of the election: conditions of rules, stages and limits, and working days by nation."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import electsched
from electsched.cli.main import main as electsched_main
from electsched.errors import InputError, MissingFactError, UnknownNameError
from electsched.law.statute import Statute

# The shape of the timetables of the United Kingdom: offsets in working days before polling day, whose bank holidays
# depend on the nation, and at a general election are those of every part (RPA 1983, Sch 1, rule 2).
BRITAIN = """
format = 1
id = "test/britain"
name = "Polls in Britain"
zone = "Europe/London"

[calendar]
name = "Working days"
weekend = [6, 7]
country = "GB"
subdivisions = ["ENG"]
first = 2015-01-01
last = 2026-12-31
yearly = [{ month = 12, day = 24, name = "Christmas Eve" }]

[[calendar.variant]]
when = { nation = ["all"] }
subdivisions = ["ENG", "WLS", "SCT", "NIR"]

[[calendar.variant]]
when = { nation = ["scotland"] }
subdivisions = ["SCT"]
borrowed = [{ subdivision = "ENG", names = ["Easter Monday"] }]

[[fact]]
key = "nation"
name = "Nation"
values = ["england", "scotland", "northern_ireland", "all"]

[[fact]]
key = "contested"
name = "Whether there is more than one candidate"
values = ["yes", "no"]
default = "yes"

[[stage]]
key = "polling"
kind = "voting"
name = "Poll"

[[stage]]
key = "close_of_nominations"
kind = "nomination"
name = "Close of nominations"

  [[stage.end]]
  rule = "polling - 19 working days at 16:00"
  when = { nation = ["england", "all"] }
  law = { instrument = "RPA 1983", provision = "Sch 1 r1" }

  [[stage.end]]
  rule = "polling - 23 working days at 16:00"
  when = { nation = ["scotland"] }
  law = { instrument = "SSI 2015/425", provision = "Sch 2 r1" }

  [[stage.end]]
  rule = "polling - 16 working days at 13:00"
  when = { nation = ["northern_ireland"] }
  law = { instrument = "SI 2009/256", provision = "Sch 5 r1" }

[[stage]]
key = "voter_authority_certificate"
kind = "preparation"
name = "Voter Authority Certificate application"
when = { nation = ["england", "all"] }

  [[stage.end]]
  rule = "none"
  until = 2023-05-04
  law = { instrument = "SI 2022/1382", note = "There was no certificate before." }

  [[stage.end]]
  rule = "polling - 6 working days at 17:00"
  from = 2023-05-04
  law = { instrument = "SI 2022/1382" }

[[limit]]
rule = "voter_authority_certificate <= polling"
when = { contested = ["yes"] }
law = { instrument = "An illustration" }
"""


@pytest.fixture
def britain(tmp_path: Path) -> Statute:
    """Return a statute with conditions on the nation."""
    return electsched.load_statute(_write(tmp_path, BRITAIN))


def _write(folder: Path, text: str) -> str:
    path = folder / "act.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(
    ("polling", "nation", "closes"),
    [
        # UK Parliament, 4 July 2024: nominations closed on 7 June at 16:00.
        (date(2024, 7, 4), "all", "2024-06-07 16:00"),
        # Local and mayoral, England, 5 May 2016: 7 April at 16:00. Police and Crime Commissioners, 6 May 2021: 8 April.
        (date(2016, 5, 5), "england", "2016-04-07 16:00"),
        (date(2021, 5, 6), "england", "2021-04-08 16:00"),
        # Scottish Parliament, 5 May 2016: 1 April at 16:00; Easter Monday is no working day there.
        (date(2016, 5, 5), "scotland", "2016-04-01 16:00"),
    ],
)
def test_close_of_nominations_by_nation(britain: Statute, polling: date, nation: str, closes: str) -> None:
    """Published closes of nominations follow from the rule and the holidays of the nation."""
    timeline = electsched.resolve(britain, polling=polling, nation=nation)
    assert str(timeline["close_of_nominations"].closes) == closes
    assert timeline.facts["nation"] == nation


def test_bank_holiday_of_any_part_counts_at_a_general_election(britain: Statute) -> None:
    """12 July, a holiday of Northern Ireland alone, is no working day at a general election, but is one in England."""
    all_parts = britain.calendar_of({"nation": "all"})
    assert all_parts.day_off_reason(date(2024, 7, 12)) is not None
    assert britain.calendar_of({"nation": "england"}).day_off_reason(date(2024, 7, 12)) is None
    assert britain.calendar_of({"nation": "scotland"}).day_off_reason(date(2024, 4, 1)) is not None
    assert britain.calendar_of({"nation": "scotland"}).day_off_reason(date(2024, 8, 5)) is not None
    eve = all_parts.day_off_reason(date(2024, 12, 24))
    assert eve is not None
    assert eve["en"] == "Christmas Eve"


def test_stage_exists_only_under_its_condition(britain: Statute) -> None:
    """Northern Ireland has no certificate, and before 4 May 2023 no certificate had a deadline."""
    ulster = electsched.resolve(britain, polling=date(2024, 7, 4), nation="northern_ireland")
    with pytest.raises(UnknownNameError):
        _ = ulster["voter_authority_certificate"]
    assert str(ulster["close_of_nominations"].closes) == "2024-06-12 13:00"
    earlier = electsched.resolve(britain, polling=date(2021, 5, 6), nation="england")
    assert not earlier["voter_authority_certificate"].dated


def test_missing_fact_is_an_error(britain: Statute) -> None:
    """Without the nation there is no answer; no nation is assumed."""
    with pytest.raises(MissingFactError, match="one of england, scotland") as caught:
        electsched.resolve(britain, polling=date(2024, 7, 4))
    assert caught.value.faults[0].path == "facts.nation"


@pytest.mark.parametrize(
    ("facts", "path"),
    [({"nation": "france"}, "facts.nation"), ({"nation": "england", "weather": "fair"}, "facts.weather")],
)
def test_unknown_fact_or_value_is_refused(britain: Statute, facts: dict[str, str], path: str) -> None:
    """An impossible value of a fact, and a fact of which the law knows nothing, are refused."""
    with pytest.raises(InputError) as caught:
        electsched.resolve(britain, polling=date(2024, 7, 4), facts=facts)
    assert [fault.path for fault in caught.value.faults] == [path]


def test_limit_applies_under_its_condition(britain: Statute) -> None:
    """A limit applies to the elections that its condition names; the default value is used if none is given."""
    for contested, limits in (("yes", 1), ("no", 0)):
        timeline = electsched.resolve(
            britain, polling=date(2024, 7, 4), facts={"nation": "england", "contested": contested}
        )
        assert len(timeline["voter_authority_certificate"].limits) == limits
    assert electsched.resolve(britain, polling=date(2024, 7, 4), nation="england").facts["contested"] == "yes"


@pytest.mark.parametrize(
    ("old", "new", "path", "found"),
    [
        (
            'when = { nation = ["scotland"] }\n  law',
            'when = { country = ["x"] }\n  law',
            "stage[1].end[1].when",
            "the fact",
        ),
        ('nation = ["northern_ireland"] }', 'nation = ["ulster"] }', "stage[1].end[2].when.nation", "'ulster'"),
        (
            'when = { nation = ["scotland"] }\n  law',
            'when = { nation = ["all"] }\n  law',
            "stage[1].end",
            "two versions",
        ),
        ('default = "yes"', 'default = "maybe"', "fact[1].default", "'maybe'"),
        ("month = 12, day = 24", "month = 2, day = 30", "calendar.yearly[0]", "day 30 of month 2"),
        ('subdivisions = ["SCT"]', 'subdivisions = ["XXX"]', "calendar.variant[1]", "'GB', 'XXX'"),
        ("weekend = [6, 7]", "weekend = [6, 7]\nshort = -1", "calendar.short", "-1"),
        ('when = { nation = ["all"] }', "when = { nation = 5 }", "calendar.variant[0].when.nation", "5"),
    ],
)
def test_faults_of_conditions_name_their_path(tmp_path: Path, old: str, new: str, path: str, found: str) -> None:
    """A fault of a condition names its key path and the value at fault."""
    assert old in BRITAIN
    with pytest.raises(InputError) as caught:
        electsched.load_statute(_write(tmp_path, BRITAIN.replace(old, new, 1)))
    assert [fault.path for fault in caught.value.faults if fault.found.startswith(found)] == [path]


KENYA = """
format = 1
id = "test/kenya"
name = "Presidential election"
zone = "Africa/Nairobi"

# Constitution of Kenya, 259(6): a period of six days or less leaves out Sundays and public holidays.
[calendar]
name = "Days that count in a short period"
weekend = [7]
country = "KE"
first = 2022-01-01
last = 2024-12-31
short = 6

[[stage]]
key = "polling"
kind = "voting"
name = "Poll"

[[stage]]
key = "declared"
kind = "certification"
name = "Result declared"

[[stage]]
key = "petition"
kind = "dispute"
name = "Petition"

  [[stage.end]]
  rule = "declared + 7 days"
  law = { instrument = "Constitution of Kenya", provision = "140(1)" }

[[stage]]
key = "short_notice"
kind = "dispute"
name = "A period of five days, which the Constitution does not have: the case that 259(6) is for"

  [[stage.end]]
  rule = "declared + 5 days"
  law = { instrument = "Constitution of Kenya", provision = "259(6)" }

[[stage]]
key = "swearing_in"
kind = "oath"
name = "Swearing-in without a petition"

  [[stage.end]]
  rule = "first tuesday after (declared + 14 days)"
  law = { instrument = "Constitution of Kenya", provision = "141(2)(a)" }
"""


def test_short_period_counts_working_days_only(tmp_path: Path) -> None:
    """Seven days count every day; five days leave out the Sunday. The swearing-in is on a Tuesday.

    The day of the declaration is illustrative, so that the five days include a Sunday.
    """
    kenya = electsched.load_statute(_write(tmp_path, KENYA))
    timeline = electsched.resolve(kenya, polling=date(2022, 8, 9), given={"declared": date(2022, 8, 17)})
    assert timeline["petition"].end == date(2022, 8, 24)
    assert timeline["short_notice"].end == date(2022, 8, 23)  # Sunday 21 August does not count
    assert timeline["swearing_in"].end == date(2022, 9, 6)


def test_facts_come_from_the_file_or_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The facts of an election are those of its file; the command line replaces them, or names a missing fact."""
    path = _write(tmp_path, BRITAIN)
    election = tmp_path / "one.toml"
    election.write_text(
        'format = 1\nid = "test/one"\nstatute = "act.toml"\nname = "One"\n[facts]\nnation = "england"\n'
        '[[date]]\nstage = "polling"\nstart = 2021-05-06\n',
        encoding="utf-8",
    )
    law = electsched.load_election(str(election))
    assert str(electsched.resolve(law)["close_of_nominations"].closes) == "2021-04-08 16:00"
    assert electsched.resolve(law, nation="scotland").facts["nation"] == "scotland"

    def run(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as caught:
            electsched_main([*arguments])
        captured = capsys.readouterr()
        assert isinstance(caught.value.code, int)
        return caught.value.code, captured.out, captured.err

    status, out, _ = run("timeline", path, "--polling", "2024-07-04", "--fact", "nation=all")
    assert status == 0
    assert "2024-06-07 16:00" in out
    status, _, err = run("timeline", path, "--polling", "2024-07-04")
    assert status == 2
    assert "facts.nation" in err
    status, _, err = run("timeline", path, "--fact", "nation")
    assert status == 2
    assert "nation=wales" in err


IMPLIED = """
format = 1
id = "test/implied"
name = "Test"
zone = "Africa/Nairobi"

[calendar]
name = "Days"
weekend = [7]
country = "KE"
first = 2013-01-01
last = 2026-12-31

[[fact]]
key = "petition_filed"
name = "Petition"
values = ["no", "yes"]
default = "no"
if_dated = {IMPLIES}

[[stage]]
key = "polling"
kind = "voting"
name = "Poll"

[[stage]]
key = "ruling"
kind = "dispute"
name = "Ruling"

[[stage]]
key = "oath"
kind = "oath"
name = "Oath"

  [[stage.end]]
  rule = "polling + 7 days"
  when = { petition_filed = ["no"] }
  law = { instrument = "Act" }

  [[stage.end]]
  rule = "ruling + 7 days"
  when = { petition_filed = ["yes"] }
  law = { instrument = "Act" }
"""


def test_date_of_a_stage_implies_a_fact(tmp_path: Path) -> None:
    """A given date of the ruling selects the other rule; a given fact takes precedence."""
    path = tmp_path / "law.toml"
    path.write_text(IMPLIED.replace("{IMPLIES}", '{ ruling = "yes" }'), encoding="utf-8")
    law = electsched.load_statute(str(path))
    polling, ruling = date(2022, 8, 9), {"ruling": date(2022, 9, 5)}
    assert electsched.resolve(law, polling=polling)["oath"].end == date(2022, 8, 16)
    assert electsched.resolve(law, polling=polling, given=ruling)["oath"].end == date(2022, 9, 12)
    no_petition = electsched.resolve(law, polling=polling, given=ruling, facts={"petition_filed": "no"})
    assert no_petition["oath"].end == date(2022, 8, 16)


@pytest.mark.parametrize(
    ("implies", "message"),
    [
        ('{ judgment = "yes" }', r"if_dated.*the stage 'judgment'"),
        ('{ ruling = "maybe" }', r"if_dated\.ruling.*'maybe'"),
    ],
)
def test_implied_fact_with_an_unknown_stage_or_value_is_refused(tmp_path: Path, implies: str, message: str) -> None:
    """The stage must be one of the statute, and the value one of the fact."""
    path = tmp_path / "law.toml"
    path.write_text(IMPLIED.replace("{IMPLIES}", implies), encoding="utf-8")
    with pytest.raises(InputError, match=message):
        electsched.load_statute(str(path))
