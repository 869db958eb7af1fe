"""The built-in laws and elections, those in files, and the holidays behind their calendars."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import electsched
from electsched.errors import InputError, UnknownNameError
from electsched.law.statute import Statute
from electsched.loaders.laws import builtin_ids, load_law
from electsched.loaders.templates import load_templates
from electsched.timeline.election import Election

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
key = "result"
kind = "certification"
name = "Result"

  [[stage.end]]
  rule = "polling + 35 days"
  law = { instrument = "An Act", provision = "1" }
"""
ELECTION = """
format = 1
id = "test/one"
statute = "act.toml"
name = "An election"

[[date]]
stage = "polling"
start = 2024-02-14
"""


def _write(folder: Path, text: str, name: str = "act.toml") -> str:
    (folder / name).write_text(text, encoding="utf-8")
    return str(folder / name)


def _faults(folder: Path, *, old: str, new: str) -> list[tuple[str, str]]:
    """Return what is wrong with the statute once a piece of it is another."""
    assert STATUTE.count(old) >= 1
    path = _write(folder, STATUTE.replace(old, new, 1))
    with pytest.raises(InputError) as caught:
        electsched.load_statute(path)
    assert caught.value.source == path
    return [(fault.path, fault.found) for fault in caught.value.faults]


def test_what_is_built_in() -> None:
    """The catalogue names its statutes and elections, and loads each of them."""
    assert "id/general" in builtin_ids("statutes")
    assert "id/general-2024" in builtin_ids("elections")
    for name in builtin_ids("statutes"):
        assert electsched.load_statute(name).id == name
        assert isinstance(load_law(name), Statute)
    for name in builtin_ids("elections"):
        assert electsched.load_election(name).id == name
        assert isinstance(load_law(name), Election)


def test_a_law_of_ones_own(tmp_path: Path) -> None:
    """A statute and an election in files resolve like the built-in ones; the statute is looked for beside."""
    statute = _write(tmp_path, STATUTE)
    election = _write(tmp_path, ELECTION, "one.toml")
    assert isinstance(load_law(statute), Statute)
    law = load_law(election)
    assert isinstance(law, Election)
    assert electsched.resolve(law)["result"].end == date(2024, 3, 20)


@pytest.mark.parametrize("load", [electsched.load_statute, electsched.load_election, load_law])
def test_unknown_id_is_refused_with_the_nearest_ids(load: object) -> None:
    """The error names ids that resemble the unknown one, and says how a file is named."""
    assert callable(load)
    with pytest.raises(UnknownNameError, match=r"found 'id/generall'; expected one of .*id/general.*end in \.toml"):
        load("id/generall")


@pytest.mark.parametrize(
    ("old", "new", "path", "found"),
    [
        ('zone = "Asia/Jakarta"', 'zone = "Asia/Nowhere"', "zone", "'Asia/Nowhere'"),
        ('zone = "Asia/Jakarta"', 'zone = "Asia/Jakarta"\nzones = ["WIB"]', "zones[0]", "'WIB'"),
        ("format = 1", "format = 2", "format", "2"),
        ("weekend = [6, 7]", "weekend = [0]", "calendar.weekend", "0"),
        ("last = 2024-12-31", "last = 2022-12-31", "calendar.last", "2022-12-31"),
        ('kind = "voting"', 'kind = "poll"', "stage[0].kind", "'poll'"),
        ('key = "result"', 'key = "polling"', "stage[1].key", "'polling' a second time"),
        ("polling + 35 days", "poling + 35 days", "stage[1].end[0].rule", "the stage 'poling'"),
        ("polling + 35 days", "result + 35 days", "stage[1].end", "a circle: result.end -> result.end"),
        ('provision = "1"', 'article = "1"', "stage[1].end[0].law.article", "a key that is not known"),
        ("last = 2024-12-31", "last = 2024-12-31\ncuti = true", "calendar.cuti", "a key that is not known"),
    ],
)
def test_a_statute_that_is_wrong(tmp_path: Path, old: str, new: str, path: str, found: str) -> None:
    """A fault of a statute file names the file, the key path and what stands there."""
    assert (path, found) in _faults(tmp_path, old=old, new=new)


def test_a_country_without_holidays(tmp_path: Path) -> None:
    """A country that `holidays` does not have is a fault of the calendar."""
    assert _faults(tmp_path, old='country = "ID"', new='country = "XX"')[0][0].startswith("calendar")


def test_a_rule_that_does_not_parse(tmp_path: Path) -> None:
    """A rule's fault stands at its key path, with the rule and the character."""
    path = _write(tmp_path, STATUTE.replace("polling + 35 days", "polling + 35 dayz"))
    with pytest.raises(InputError) as caught:
        electsched.load_statute(path)
    (fault,) = caught.value.faults
    assert (fault.path, fault.at) == ("stage[1].end[0].rule", 13)
    assert "^ character 14" in str(caught.value)


def test_every_fault_of_a_statute_at_once(tmp_path: Path) -> None:
    """What is wrong in several places is reported together."""
    text = STATUTE.replace("Asia/Jakarta", "Mars").replace("35 days", "days").replace('"Polling day"', "5")
    with pytest.raises(InputError) as caught:
        electsched.load_statute(_write(tmp_path, text))
    assert {fault.path for fault in caught.value.faults} == {"zone", "stage[0].name", "stage[1].end[0].rule"}


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ('statute = "act.toml"', 'statute = "id/nothing"', "statute"),
        ('stage = "polling"', 'stage = "poling"', "date[0].stage"),
        ("start = 2024-02-14", "start = 2024-02-14\nend = 2024-02-13", "date[0].end"),
        ("start = 2024-02-14", 'start = "tomorrow"', "date[0].start"),
        ("start = 2024-02-14", 'start = 2024-02-14\nsources = ["S1"]', "date[0].sources"),
    ],
)
def test_an_election_that_is_wrong(tmp_path: Path, old: str, new: str, path: str) -> None:
    """A fault of an election file names the file and the key path."""
    _write(tmp_path, STATUTE)
    with pytest.raises(InputError) as caught:
        electsched.load_election(_write(tmp_path, ELECTION.replace(old, new), "one.toml"))
    assert [fault.path for fault in caught.value.faults] == [path]
    assert caught.value.source == str(tmp_path / "one.toml")


def test_sources_are_described(tmp_path: Path) -> None:
    """A source has a title and an address; anything else under its key is a fault."""
    sound = ELECTION + '\n[source]\nS1 = { title = "A page", url = "https://example.org" }\n'
    _write(tmp_path, STATUTE)
    assert electsched.load_election(_write(tmp_path, sound, "one.toml")).sources["S1"].title == "A page"
    for broken, path in (('S1 = "a page"', "source.S1"), ("S1 = { title = 5 }", "source.S1")):
        with pytest.raises(InputError) as caught:
            electsched.load_election(_write(tmp_path, f"{ELECTION}\n[source]\n{broken}\n", "one.toml"))
        assert [fault.path for fault in caught.value.faults] == [path]


COLLECTIVE_LEAVE = [
    # SKB 855/2023, changed by SKB 236/2024
    "2024-02-09",
    "2024-03-12",
    "2024-04-08",
    "2024-04-09",
    "2024-04-12",
    "2024-04-15",
    "2024-05-10",
    "2024-05-24",
    "2024-06-18",
    "2024-12-26",
    # SKB 624/2023
    "2023-01-23",
    "2023-03-23",
    "2023-06-02",
    "2023-06-28",
    "2023-06-30",
    "2023-12-26",
]
DECLARED_LATE = ["2024-02-14", "2024-11-27"]
"""Polling days, declared holidays by Keppres 10/2024 and 33/2024 (S44)."""


@pytest.mark.parametrize("day", COLLECTIVE_LEAVE + DECLARED_LATE)
def test_indonesian_days_that_are_not_worked(day: str) -> None:
    """Collective leave and declared holidays are no working days of the Court, in both languages with a name."""
    name = electsched.load_statute("id/general").calendar.why_not(date.fromisoformat(day))
    assert name is not None
    assert name["id"]
    assert name["id"] != name["en"]


def test_the_environment_does_not_name_holidays(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The names of holidays are the same whatever language the environment speaks."""
    known = electsched.load_statute("id/general").calendar.holidays
    monkeypatch.setenv("LANGUAGE", "th")
    monkeypatch.setenv("LANG", "th_TH.UTF-8")
    # Another span of years is another table, so that none is at hand from before.
    text = STATUTE.replace("2023-01-01", "2022-01-01")
    again = electsched.load_statute(_write(tmp_path, text)).calendar.holidays
    assert again[date(2023, 8, 17)] == known[date(2023, 8, 17)]


def test_the_templates_are_there() -> None:
    """The pages' templates come with the package."""
    assert {"base.html", "public.html", "internal.html", "parts.html"} <= set(load_templates())
