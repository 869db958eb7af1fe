"""The check of a statute: its cases, and polls under all facts."""

from __future__ import annotations

from pathlib import Path

import pytest

import electsched
from electsched.loaders.law_files.ids import builtin_ids
from electsched.timeline.checks.law_check import LawCheck, check_law

STATUTE = """
format = 1
id = "test/act"
name = "An Act"
zone = "Asia/Jakarta"

[calendar]
name = "Working days"
weekend = [6, 7]
country = "ID"
first = 2023-01-01
last = 2024-12-31

[[stage]]
key = "polling"
kind = "voting"
name = "Polling day"

[[stage]]
key = "campaign"
kind = "campaign"
name = "Campaign"

  [[stage.start]]
  rule = "polling - 30 days"
  law = { instrument = "An Act", provision = "1" }

  [[stage.end]]
  rule = "polling - 3 days at 24:00"
  law = { instrument = "An Act", provision = "1" }

[[limit]]
rule = "polling falls on wednesday"
law = { instrument = "An Act", provision = "2" }

[source]
gazette = { title = "The gazette of 2024, a made-up example" }
"""
CASE = """
[[case]]
name = "2024"
sources = ["gazette"]
given = { polling = 2024-02-14 }
expected = { "campaign.start" = 2024-01-15, campaign = "2024-02-11 24:00" }
"""


def law_check(folder: Path, text: str) -> LawCheck:
    """Return the check of a statute in a file."""
    path = folder / "act.toml"
    path.write_text(text, encoding="utf-8")
    return check_law(electsched.load_statute(str(path)))


def faults(folder: Path, text: str) -> list[str]:
    """Return the faults of a statute in a file, as text."""
    return [str(fault) for fault in law_check(folder, text).faults]


@pytest.mark.parametrize("name", builtin_ids("statutes"))
def test_builtin_statute_passes_its_check(name: str) -> None:
    """No case of a built-in statute has another date, and no poll gives an end before its start."""
    assert check_law(electsched.load_statute(name)).faults == ()


def test_case_that_agrees(tmp_path: Path) -> None:
    """A case whose dates follow from the rules has no fault."""
    assert faults(tmp_path, STATUTE + CASE) == []


def test_case_with_another_date(tmp_path: Path) -> None:
    """The fault of a case names the key, the computed date and the date of the source."""
    assert faults(tmp_path, STATUTE + CASE.replace("2024-01-15", "2024-01-16")) == [
        "case[0].expected.campaign.start: found 2024-01-15; expected 2024-01-16"
    ]


def test_case_with_another_hour(tmp_path: Path) -> None:
    """An hour in a case is compared; a day alone agrees with any hour of that day."""
    assert faults(tmp_path, STATUTE + CASE.replace("24:00", "16:00")) == [
        "case[0].expected.campaign: found 2024-02-11 24:00; expected 2024-02-11 16:00"
    ]
    assert faults(tmp_path, STATUTE + CASE.replace('"2024-02-11 24:00"', "2024-02-11")) == []


def test_case_that_breaks_a_limit(tmp_path: Path) -> None:
    """Dates that break a limit are a fault, unless the case states that limit."""
    thursday = STATUTE + CASE.replace("2024-02-14", "2024-02-15").replace("01-15", "01-16").replace("02-11", "02-12")
    (fault,) = faults(tmp_path, thursday)
    assert fault.startswith("case[0].given: found dates that break the limit 'polling falls on wednesday'")
    assert faults(tmp_path, thursday + 'breaks = ["polling falls on wednesday"]\n') == []
    (kept,) = faults(tmp_path, STATUTE + CASE + 'breaks = ["polling falls on wednesday"]\n')
    assert kept.startswith("case[0].breaks[0]: found the limit 'polling falls on wednesday', which is kept")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            CASE.replace("polling = 2024-02-14", "poling = 2024-02-14"),
            "case[0].given.poling: found the stage 'poling'; expected one of polling",
        ),
        (
            CASE.replace("campaign =", "campain ="),
            "case[0].expected.campain: found the stage 'campain'; expected one of campaign",
        ),
        (CASE.replace("campaign.start", "campaign.first"), "case[0].expected: found 'campaign.first'"),
        (CASE.replace("campaign =", "polling ="), "case[0].expected.polling: found a date that is given"),
        (CASE.partition("expected")[0], "case[0].expected: found no date"),
        (CASE.replace("2024-02-14", "2031-02-12"), "case[0]: polling: found 2031-02-12"),
    ],
)
def test_case_that_cannot_be_computed(tmp_path: Path, text: str, message: str) -> None:
    """A case with an unknown stage or part, without a date, or beyond the known years is a fault."""
    assert faults(tmp_path, STATUTE + text)[0].startswith(message)


def test_case_that_is_no_date(tmp_path: Path) -> None:
    """A value of a case that is no date is a fault of the file."""
    with pytest.raises(electsched.InputError, match=r"case\[0\]\.given\.polling: found 5; expected a date"):
        law_check(tmp_path, STATUTE + CASE.replace("2024-02-14", "5"))


def test_end_before_its_start(tmp_path: Path) -> None:
    """A stage that ends before it starts is a fault, with the poll at which it was seen."""
    (fault,) = faults(tmp_path, STATUTE.replace("polling - 30 days", "polling - 2 days"))
    assert fault.startswith("polling = 2023-01-15: campaign: found an end before its start: 2023-01-13 to 2023-01-12")


def test_poll_beyond_a_converter_is_no_fault(tmp_path: Path) -> None:
    """The calendar may have later years than the converter of another calendar; a law is not faulty for that."""
    text = STATUTE.replace("last = 2024-12-31\n", "").replace('"ID"', '"NP"').replace("2023-01-01", "2011-01-01")
    assert faults(tmp_path, text.replace("polling - 30 days", "1 baishakh of nepali year of polling - 1 year")) == []
    assert faults(tmp_path, text.replace("polling - 30 days", "polling + 30 days")) != []


def test_law_check_as_data(tmp_path: Path) -> None:
    """The data counts stages, limits and cases, and has each fault by its path."""
    data = law_check(tmp_path, STATUTE + CASE.replace("2024-01-15", "2024-01-16")).to_dict()
    assert (data["id"], data["stages"], data["limits"], data["cases"]) == ("test/act", 2, 1, 1)
    assert data["faults"] == [
        {"path": "case[0].expected.campaign.start", "found": "2024-01-15", "expected": "2024-01-16"}
    ]


@pytest.mark.parametrize(
    ("limits", "rules"),
    [
        (("writ < roll", "roll < writ"), ("writ < roll", "roll < writ")),
        (("writ <= roll - 3 days", "roll <= writ + 2 days"), ("writ <= roll - 3 days", "roll <= writ + 2 days")),
        (("writ >= polling - 3 days", "writ <= polling - 5 days"), ("polling - 3 days", "polling - 5 days")),
        (("writ < polling", "writ falls on sunday"), ()),
        (("writ <= roll - 3 days", "roll <= writ + 4 days"), ()),
    ],
)
def test_limits_that_no_day_keeps_are_a_fault(tmp_path: Path, limits: tuple[str, ...], rules: tuple[str, ...]) -> None:
    """Limits that contradict each other on every day are found without any date; those that some days keep are not."""
    stages = "".join(f'[[stage]]\nkey = "{key}"\nkind = "preparation"\nname = "{key}"\n\n' for key in ("writ", "roll"))
    tables = "".join(f'[[limit]]\nrule = "{rule}"\nlaw = {{ instrument = "An Act" }}\n\n' for rule in limits)
    found = faults(tmp_path, STATUTE.replace("[source]", f"{stages}{tables}[source]"))
    assert len(found) == bool(rules)
    assert all(rule in found[0] for rule in rules)
