"""Load built-in statutes and elections, those in files, and the holidays of their calendars."""

from __future__ import annotations

import copy
import pickle
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import attrs
import pytest

import electsched
from electsched.errors import InputError, UnknownNameError
from electsched.law.calendar import WorkCalendar
from electsched.law.statute import Statute
from electsched.loaders.law_files.ids import DATA, builtin_ids
from electsched.loaders.laws import load_law
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
    """Return the faults of the statute with one text replaced by another."""
    assert STATUTE.count(old) >= 1
    path = _write(folder, STATUTE.replace(old, new, 1))
    with pytest.raises(InputError) as caught:
        electsched.load_statute(path)
    assert caught.value.source == path
    return [(fault.path, fault.found) for fault in caught.value.faults]


def test_built_in_statutes_and_elections_load() -> None:
    """Every listed id loads, and has that id."""
    assert "id/general" in builtin_ids("statutes")
    assert "id/general-2024" in builtin_ids("elections")
    for name in builtin_ids("statutes"):
        assert electsched.load_statute(name).id == name
        assert isinstance(load_law(name), Statute)
    for name in builtin_ids("elections"):
        assert electsched.load_election(name).id == name
        assert isinstance(load_law(name), Election)


def test_built_in_laws_are_sound_as_the_files_of_a_stranger(tmp_path: Path) -> None:
    """Built-in laws are read without the checks of a user's file, for here their copies pass all of them."""
    copies = Path(shutil.copytree(DATA, tmp_path / "data"))
    paths = [path for path in sorted(copies.rglob("*.toml")) if not path.name.startswith("_")]
    for path in paths:
        folder = path.relative_to(copies).parts[0]
        if folder in {"statutes", "overlays"}:
            statute = electsched.load_statute(str(path))
            built_in = electsched.load_statute(path.relative_to(copies / folder).with_suffix("").as_posix())
            assert attrs.evolve(statute, calendar=built_in.calendar, calendars=built_in.calendars) == built_in
        elif folder == "elections":
            electsched.load_election(str(path))
    assert len(paths) > 30


@pytest.mark.parametrize(
    ("folder", "name", "load"),
    [("statutes", "act", electsched.load_statute), ("elections", "one", electsched.load_election)],
)
def test_value_of_a_built_in_law_that_cannot_be_read_is_a_fault(
    folder: str,
    name: str,
    load: Callable[[str], object],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A built-in file is read without checks of the whole, but a value that cannot be read never vanishes."""
    monkeypatch.setattr("electsched.loaders.law_files.ids.DATA", tmp_path)
    for kind in ("statutes", "elections"):
        (tmp_path / kind).mkdir()
    _write(tmp_path / "statutes", STATUTE)
    _write(tmp_path / "elections", ELECTION.replace('"act.toml"', '"../statutes/act.toml"'), "one.toml")
    path = tmp_path / folder / f"{name}.toml"
    load(str(path))
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("35 days", "35 dayz").replace("2024-02-14", "'soon'"), encoding="utf-8")
    with pytest.raises(InputError, match=r"dayz|soon"):
        load(str(path))


@pytest.mark.parametrize("name", builtin_ids("statutes"))
def test_calendar_of_a_built_in_statute_is_the_one_of_its_file(name: str, tmp_path: Path) -> None:
    """A calendar that is computed when it is first read has the fields of one that is computed at once."""
    copies = Path(shutil.copytree(DATA / "statutes", tmp_path / "statutes"))
    late, computed = electsched.load_statute(name), electsched.load_statute(str(copies / f"{name}.toml"))
    pairs = [(late.calendar, computed.calendar)]
    pairs += [(ours.calendar, theirs.calendar) for ours, theirs in zip(late.calendars, computed.calendars, strict=True)]
    for ours, theirs in pairs:
        # The holidays of further years are computed on request, and compared by those of one year.
        fields = [field.name for field in attrs.fields(WorkCalendar) if field.name != "further_years"]
        assert [getattr(ours, field) for field in fields] == [getattr(theirs, field) for field in fields]
        assert ours.holidays_of(2031) == theirs.holidays_of(2031)
        assert pickle.loads(pickle.dumps(ours)) == copy.copy(ours) == ours  # noqa: S301  # our own bytes


def test_statute_and_election_in_files_resolve(tmp_path: Path) -> None:
    """They resolve as built-in ones do; the path of the statute is relative to the election."""
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
def test_fault_of_a_statute_has_its_key_path(tmp_path: Path, old: str, new: str, path: str, found: str) -> None:
    """A fault names the file, the key path and the value found."""
    assert (path, found) in _faults(tmp_path, old=old, new=new)


def test_country_without_holidays_is_refused(tmp_path: Path) -> None:
    """A country that `holidays` does not have is a fault of the calendar."""
    assert _faults(tmp_path, old='country = "ID"', new='country = "XX"')[0][0].startswith("calendar")


def test_fault_of_a_rule_has_a_caret(tmp_path: Path) -> None:
    """The fault of a rule has its key path, with the rule and the index of the character."""
    path = _write(tmp_path, STATUTE.replace("polling + 35 days", "polling + 35 dayz"))
    with pytest.raises(InputError) as caught:
        electsched.load_statute(path)
    (fault,) = caught.value.faults
    assert (fault.path, fault.at) == ("stage[1].end[0].rule", 13)
    assert "^ character 14" in str(caught.value)


def test_all_faults_of_a_statute_are_reported(tmp_path: Path) -> None:
    """Faults at several places are reported together."""
    text = STATUTE.replace("Asia/Jakarta", "Mars").replace("35 days", "days").replace('"Polling day"', "5")
    with pytest.raises(InputError) as caught:
        electsched.load_statute(_write(tmp_path, text))
    assert {fault.path for fault in caught.value.faults} == {"zone", "stage[0].name", "stage[1].end[0].rule"}


MORE = """
[[stage]]
key = "agents"
kind = "nomination"
name = "Agents"

  [[stage.end]]
  rule = 'holiday "Nonesuch Day" of pollling'
  law = { instrument = "An Act", provision = "2" }

[[stage]]
key = "appeal"
kind = "dispute"
name = "Appeal"

  [[stage.end]]
  rule = "reslt + 3 days"
  law = { instrument = "An Act", provision = "3" }

[[limit]]
rule = "result <= polling + days"
law = { instrument = "An Act", provision = "4" }

[[limit]]
rule = "appeal <= nowhere + 3 days"
law = { instrument = "An Act", provision = "5" }

[[part]]
key = "base"
name = "Base"
rule = "polling - 1 day"
law = { instrument = "An Act", provision = "6" }

[[limit]]
rule = "agents <= base"
law = { instrument = "An Act", provision = "7" }
"""


@pytest.mark.parametrize(
    "replaced", [("polling + 35 days", "polling + 35 dayz"), ("last = 2024", "without = ['Nix']\nlast = 2024")]
)
def test_faults_of_values_and_of_the_whole_are_reported_at_once(tmp_path: Path, replaced: tuple[str, str]) -> None:
    """Unknown holidays, stages and anchors are reported together with rules that do not parse, each at its place."""
    text = STATUTE.replace(*replaced) + MORE
    with pytest.raises(InputError) as caught:
        electsched.load_statute(_write(tmp_path, text))
    faults = [(fault.path, fault.found) for fault in caught.value.faults]
    assert faults[0][0] in {"stage[1].end[0].rule", "limit[0].rule"}
    assert {
        ("stage[2].end[0].rule", "the stage 'pollling'"),
        ("stage[2].end[0].rule", "the holiday 'Nonesuch Day'"),
        ("stage[3].end[0].rule", "the stage 'reslt'"),
        ("limit[1].rule", "the stage 'nowhere'"),
    } <= {*faults}
    assert len(faults) == 6


def test_rules_beside_faulty_keys_of_their_table_are_parsed(tmp_path: Path) -> None:
    """A version, a limit, a part and a computed fact with another fault are still said not to parse."""
    law = 'law = { instrument = "An Act", provision = "%d" }'
    text = (STATUTE + MORE).replace(law % 3, "law = 7").replace("reslt + 3 days", "result + 3 dayz")
    text = text.replace(law % 4, "law = 7").replace(law % 6, "law = 7").replace("polling - 1 day", "polling - 1 dey")
    text += '[[fact]]\nkey = "late"\nname = "Late"\ntest = "easter of"\nlaw = 7\n'
    with pytest.raises(InputError) as caught:
        electsched.load_statute(_write(tmp_path, text))
    tables = ("stage[3].end[0]", "limit[0]", "part[0]")
    places = {f"{table}.{key}" for table in tables for key in ("law", "rule")} | {"fact[0].law", "fact[0].test"}
    assert {fault.path for fault in caught.value.faults} == places


@pytest.mark.parametrize(("value", "found"), [("5", "5"), ("[1]", "a list"), ('"yes"', "'yes'")])
@pytest.mark.parametrize("head", ['statute = "id/general"', 'overlay = "id/general"'])
def test_facts_that_are_no_table_are_refused(tmp_path: Path, head: str, value: str, found: str) -> None:
    """A value in place of a table of facts is a fault with its place, in an election and in an overlay."""
    path = _write(tmp_path, f'format = 1\nid = "x"\nname = "X"\n{head}\nfacts = {value}\n')
    with pytest.raises(InputError) as caught:
        load_law(path)
    assert str(caught.value) == f"{path}: facts: found {found}; expected a table"


def test_part_that_cannot_be_read_causes_no_further_faults(tmp_path: Path) -> None:
    """The stages that rest on a part or a fact that cannot be read are not said to be faulty."""
    text = (STATUTE + MORE).replace('rule = "polling - 1 day"', 'rule = "polling - 1 dey"')
    with pytest.raises(InputError) as caught:
        electsched.load_statute(_write(tmp_path, text))
    assert {fault.path for fault in caught.value.faults} == {"limit[0].rule", "part[0].rule"}


@pytest.mark.parametrize("value", ["5", '"text"', "[5]"])
def test_stages_that_are_no_tables_are_a_fault(tmp_path: Path, value: str) -> None:
    """A list of stages that is something else is one fault, and the rest is still checked."""
    head, _, rest = STATUTE.partition("[calendar]")
    text = f"{head}stage = {value}\n[calendar]{rest[: rest.index('[[stage]]')]}"
    with pytest.raises(InputError) as caught:
        electsched.load_statute(_write(tmp_path, text))
    assert {fault.path.partition("[")[0] for fault in caught.value.faults} == {"stage"}


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
def test_fault_of_an_election_has_its_key_path(tmp_path: Path, old: str, new: str, path: str) -> None:
    """A fault of an election file names the file and the key path."""
    _write(tmp_path, STATUTE)
    with pytest.raises(InputError) as caught:
        electsched.load_election(_write(tmp_path, ELECTION.replace(old, new), "one.toml"))
    assert [fault.path for fault in caught.value.faults] == [path]
    assert caught.value.source == str(tmp_path / "one.toml")


def test_dates_of_an_election_that_cannot_be_read_hide_no_others(tmp_path: Path) -> None:
    """A date that is none is reported with the unknown stage and the wrong order of others, each at its place."""
    dates = """
[[date]]
stage = "result"
start = "soon"

[[date]]
stage = "reslt"
start = 2024-03-20

[[date]]
stage = "result"
start = 2024-03-20
end = 2024-03-19
sources = ["S9"]
"""
    _write(tmp_path, STATUTE)
    with pytest.raises(InputError) as caught:
        electsched.load_election(_write(tmp_path, ELECTION + dates, "one.toml"))
    assert {fault.path for fault in caught.value.faults} == {
        "date[1].start",
        "date[2].stage",
        "date[3].end",
        "date[3].sources",
    }


def test_source_has_title_and_url(tmp_path: Path) -> None:
    """A source has a title, in one or more languages, and a URL; another value under its key is a fault."""
    sound = ELECTION + '\n[source]\nS1 = { title = "A page", url = "https://example.org" }\n'
    _write(tmp_path, STATUTE)
    assert electsched.load_election(_write(tmp_path, sound, "one.toml")).sources["S1"].title == "A page"
    in_two = sound.replace('"A page"', '{ id = "Halaman", en = "A page" }')
    title = electsched.load_election(_write(tmp_path, in_two, "two.toml")).sources["S1"].title
    assert (title, title.in_words("id")) == ("A page", "Halaman")
    for broken, path in (('S1 = "a page"', "source.S1"), ("S1 = { title = 5 }", "source.S1.title")):
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
def test_indonesian_leave_days_are_not_working_days(day: str) -> None:
    """Collective leave and declared holidays are not working days of the Court; they have names in both languages."""
    name = electsched.load_statute("id/general").calendar.day_off_reason(date.fromisoformat(day))
    assert name is not None
    assert name["id"]
    assert name["id"] != name["en"]


def test_names_of_holidays_do_not_depend_on_the_locale(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The names of holidays are the same in every locale."""
    known = electsched.load_statute("id/general").calendar.holidays
    monkeypatch.setenv("LANGUAGE", "th")
    monkeypatch.setenv("LANG", "th_TH.UTF-8")
    # Another span of years is another table, so that none is at hand from before.
    text = STATUTE.replace("2023-01-01", "2022-01-01")
    again = electsched.load_statute(_write(tmp_path, text)).calendar.holidays
    assert again[date(2023, 8, 17)] == known[date(2023, 8, 17)]


def test_page_templates_are_in_the_package() -> None:
    """The HTML templates of the pages load from the package."""
    assert {"public.html", "internal.html", "frame.html", "base.css", "person.js"} <= set(load_templates())


# --- names of holidays --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "message"),
    [
        (
            'beside = [{ holiday = "Godo Friday", days = -1, name = "x" }]',
            r"calendar\.beside\[0\].holiday: .*Good Friday",
        ),
        ("declared = [{ day = 2024-02-13, known = 2024-02-06 }]", r"calendar\.declared\[0\].day: found 2024-02-13"),
    ],
)
def test_holiday_that_no_year_has(tmp_path: Path, key: str, message: str) -> None:
    """A name that no holiday has, and a late declaration of a day that is none, are faults."""
    with pytest.raises(InputError, match=message):
        load_law(_write(tmp_path, STATUTE.replace('country = "ID"', f'country = "ID"\n{key}')))


def test_borrowed_holiday_that_no_year_has(tmp_path: Path) -> None:
    """A name that the other part of the country does not have is a fault."""
    variant = '[[calendar.variant]]\nborrowed = [{ subdivision = "ENG", names = ["Easter Mondy"] }]\n'
    text = STATUTE.replace('"ID"', '"GB"').replace("[[stage]]", variant + "[[stage]]", 1)
    with pytest.raises(InputError, match=r"calendar\.variant\[0\]\.borrowed\[0\]\.names\[0\]: found .* a holiday"):
        load_law(_write(tmp_path, text))


def test_day_beside_a_holiday_with_a_combined_name(tmp_path: Path) -> None:
    """1 May 2008 was Labour Day and Ascension Day in Sweden; a day beside either is not worked."""
    key = 'beside = [{ holiday = "Ascension Day", days = 1, name = "Bridge" }]'
    text = STATUTE.replace('"ID"', f'"SE"\n{key}').replace("2023-01-01", "2008-01-01")
    law = load_law(_write(tmp_path, text))
    assert isinstance(law, Statute)
    assert law.calendar.holidays[date(2008, 5, 1)]["en"] == "Ascension Day; May Day"
    assert date(2008, 5, 2) in law.calendar.holidays
