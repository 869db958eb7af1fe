"""Statutes that extend a common statute."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import electsched
from electsched.errors import InputError, UnknownNameError
from electsched.loaders.law_files.ids import builtin_ids

COMMON = """
format = 1
id = "test/common"
name = "Common"
zone = "Europe/London"

[calendar]
name = "Working days"
weekend = [6, 7]
country = "GB"
first = 2015-01-01
last = 2026-12-31

[[fact]]
key = "nation"
name = "Nation"
values = ["england", "scotland"]

[[stage]]
key = "polling"
kind = "voting"
name = "Poll"

[[stage]]
key = "notice"
kind = "preparation"
name = "Notice"

[[stage]]
key = "agents"
kind = "nomination"
name = "Agents"
when = { nation = ["scotland"] }

[[stage]]
key = "deadline"
kind = "nomination"
name = "Deadline"

  [[stage.end]]
  rule = "polling - 5 days"
  when = { nation = ["england"] }
  law = { instrument = "Act of England" }

  [[stage.end]]
  rule = "polling - 6 days"
  when = { nation = ["scotland"] }
  law = { instrument = "Act of Scotland" }

[[limit]]
rule = "notice <= polling - 10 days"
law = { instrument = "Act" }
"""

OWN = """
format = 1
id = "test/own"
name = "Own"
zone = "Europe/London"
extends = "common.toml"

[[fact]]
key = "nation"
name = "Nation"
values = ["england"]
default = "england"

[[stage]]
key = "result"
kind = "certification"
name = "Result"

  [[stage.end]]
  rule = "polling + 1 day"
  law = { instrument = "Own Act" }
"""


def write(folder: Path, own: str, common: str = COMMON) -> str:
    """Write both files and return the path of the statute's own."""
    (folder / "common.toml").write_text(common, encoding="utf-8")
    path = folder / "own.toml"
    path.write_text(own, encoding="utf-8")
    return str(path)


def test_extending_statute_has_the_common_stages_and_limits(tmp_path: Path) -> None:
    """Stages, limits and the calendar come from the common file, without rules for other values of a fact."""
    law = electsched.load_statute(write(tmp_path, OWN))
    assert [stage.key for stage in law.stages] == ["polling", "notice", "deadline", "result"]
    found = electsched.resolve(law, polling=date(2024, 5, 2))
    assert [found[key].end.isoformat() for key in ("notice", "deadline", "result")] == [
        "2024-04-22",
        "2024-04-27",
        "2024-05-03",
    ]
    assert [str(version.law) for version in law["deadline"].end] == ["Act of England"]


def test_stage_left_out_removes_its_limits(tmp_path: Path) -> None:
    """A stage named in 'without' is removed with its limits."""
    law = electsched.load_statute(write(tmp_path, OWN.replace("zone = ", 'without = ["notice"]\nzone = ', 1)))
    assert law.limits == ()
    with pytest.raises(UnknownNameError):
        _ = law["notice"]


def test_stage_with_the_same_key_replaces_the_common_one(tmp_path: Path) -> None:
    """The stage takes the place of the common one, and the limits of the common one no longer apply."""
    stage = '[[stage]]\nkey = "notice"\nkind = "preparation"\nname = "Own notice"\n'
    law = electsched.load_statute(write(tmp_path, OWN + stage))
    assert [item.key for item in law.stages] == ["polling", "notice", "deadline", "result"]
    assert law["notice"].name["en"] == "Own notice"
    assert law.limits == ()


@pytest.mark.parametrize(
    ("own", "common", "expected"),
    [
        (OWN.replace("common.toml", "gb/common"), COMMON, "a path beside this file that ends in .toml"),
        (OWN, COMMON.replace("format = 1", 'format = 1\nextends = "x.toml"'), "a statute without 'extends'"),
        (OWN, COMMON.replace("polling - 5 days", "poling - 5 days"), "one of polling"),
        (OWN.replace("common.toml", "nowhere.toml"), COMMON, "a TOML file that can be read"),
    ],
)
def test_fault_of_the_common_file_names_that_file(tmp_path: Path, own: str, common: str, expected: str) -> None:
    """A fault of the common file is reported with the path of the common file."""
    with pytest.raises(InputError) as caught:
        electsched.load_statute(write(tmp_path, own, common))
    assert caught.value.faults[0].expected == expected


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ('extends = "common.toml"', 'extends = "common.toml"\nwithout = [["x"]]', "without[0]"),
        ('extends = "common.toml"', 'extends = "common.toml"\ncalendar = 5', "calendar"),
        ('extends = "common.toml"', 'extends = "common.toml"\nsource = 5', "source"),
        ('values = ["england"]', "values = 5", "fact[0].values"),
        ('key = "result"', "key = [1]", "stage[0].key"),
        ('key = "result"', 'key = "result"\nfrom = 1', "stage[0].from"),
        ('rule = "polling + 1 day"', 'rule = "poling + 1 day"', "stage[0].end[0].rule"),
        ('kind = "certification"', 'kind = "nothing"', "stage[0].kind"),
    ],
)
def test_fault_of_the_extending_file_names_its_place(tmp_path: Path, old: str, new: str, path: str) -> None:
    """A fault of the extending file is reported with the key path in that file."""
    assert old in OWN
    place = write(tmp_path, OWN.replace(old, new))
    with pytest.raises(InputError) as caught:
        electsched.load_statute(place)
    assert [fault.path for fault in caught.value.faults] == [path]
    assert caught.value.source == place


@pytest.mark.parametrize(
    ("condition", "path"),
    [
        ("5", "calendar.variant[0].when"),
        ("{ nation = 5 }", "calendar.variant[0].when.nation"),
        ('{ nation = "england" }', "calendar.variant[0].when.nation"),
        ("{ nation = [[]] }", "calendar.variant[0].when.nation[0]"),
        ('{ moon = ["full"] }', "calendar.variant[0].when"),
    ],
)
def test_fault_of_a_calendar_condition_is_reported(tmp_path: Path, condition: str, path: str) -> None:
    """A condition of another type, or on an unknown fact, is a fault with its key path, not a traceback."""
    place = write(tmp_path, OWN + f"\n[[calendar.variant]]\nwhen = {condition}\nsubdivisions = ['ENG']\n")
    with pytest.raises(InputError) as caught:
        electsched.load_statute(place)
    assert path in [fault.path for fault in caught.value.faults]
    assert caught.value.source == place


def test_common_files_are_not_listed_as_statutes() -> None:
    """The common file of the British statutes has no id."""
    assert not [name for name in builtin_ids("statutes") if "_" in name]
