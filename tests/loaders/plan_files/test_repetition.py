"""Repeated tables of a plan file: rows of lists, numbered tables, defaults, and the places of their faults."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import electsched
from electsched.errors import InputError
from electsched.loaders.plan_files.repetition import write_out
from tests.scripts import EXAMPLES
from tests.sites import write_plan

HEAD = """
[lists]
districts = [
  { key = "perak", name = "Perak", people = 3 },
  { key = "gudo", name = { id = "Gudo", en = "Gudo district" }, people = 4 },
]
"""


def _written(text: str, folder: Path = EXAMPLES) -> dict[str, object]:
    written = write_out(tomllib.loads(text), folder)
    assert written.faults == ()
    return written.raw


def _faults(text: str, folder: Path = EXAMPLES) -> list[tuple[str, str]]:
    return [(fault.path, fault.found) for fault in write_out(tomllib.loads(text), folder).faults]


def test_table_is_written_out_for_each_row_and_number() -> None:
    """Rows come first, numbers within a row; what stands before and after keeps its place."""
    teams = _written(
        HEAD
        + """
        [[team]]
        key = "first"
        [[team]]
        each = "districts"
        numbered = 2
        key = "ppk-{key}-{number}"
        name = { id = "Regu {name} {number}", en = "Team {number}" }
        people = "{people}"
        [[team]]
        key = "last"
        """.replace("{name} ", "")
    )["team"]
    assert isinstance(teams, list)
    assert [team["key"] for team in teams] == [
        "first",
        "ppk-perak-1",
        "ppk-perak-2",
        "ppk-gudo-1",
        "ppk-gudo-2",
        "last",
    ]
    assert [team.get("people") for team in teams] == [None, 3, 3, 4, 4, None]
    assert teams[2]["name"] == {"id": "Regu 2", "en": "Team 2"}


def test_name_in_several_languages_is_filled_in_each() -> None:
    """A placeholder within a text of a language takes the row's text in that language."""
    text = '[lists]\nd = [{ name = { id = "Kota", en = "Town" } }]\n'
    posts = _written(text + '[[post]]\neach = "d"\nname = { id = "Pos {name}", en = "{name} post" }\n')["post"]
    assert posts == [{"name": {"id": "Pos Kota", "en": "Town post"}}]


def test_units_of_a_level_are_a_list() -> None:
    """Posts are written for each unit of a level, units that are themselves written out included."""
    raw = _written(
        HEAD.replace('{ id = "Gudo", en = "Gudo district" }', '"Gudo"')
        + '[[post]]\neach = "polsek"\nkey = "guard-{key}"\nunit = "{key}"\n'
        + '[[unit]]\nkey = "polres"\nlevel = "polres"\n'
        + '[[unit]]\neach = "districts"\nkey = "polsek-{key}"\nname = "Polsek {name}"\nlevel = "polsek"\n'
    )
    assert raw["post"] == [
        {"key": "guard-polsek-perak", "unit": "polsek-perak"},
        {"key": "guard-polsek-gudo", "unit": "polsek-gudo"},
    ]


def test_defaults_fill_only_missing_keys() -> None:
    """A table's own value comes before the default."""
    raw = _written('[defaults.team]\nunit = "a"\npeople = 3\n[[team]]\nkey = "x"\n[[team]]\nkey = "y"\npeople = 5\n')
    assert raw["team"] == [{"unit": "a", "people": 3, "key": "x"}, {"unit": "a", "people": 5, "key": "y"}]
    assert "defaults" not in raw


def test_table_with_a_list_alone_has_its_columns(tmp_path: Path) -> None:
    """Units may stand in a file with their keys as columns; a dot names a table within."""
    (tmp_path / "units.csv").write_text(
        "key,name.id,name.en,level,place.latitude,place.longitude\na,Satu,One,post,-7.5,112\nb,Dua,Two,post,,\n",
        encoding="utf-8",
    )
    units = _written('[lists]\nu = "units.csv"\n[[unit]]\neach = "u"\n', tmp_path)["unit"]
    assert units == [
        {
            "key": "a",
            "name": {"id": "Satu", "en": "One"},
            "level": "post",
            "place": {"latitude": "-7.5", "longitude": "112"},
        },
        {"key": "b", "name": {"id": "Dua", "en": "Two"}, "level": "post"},
    ]


def test_cells_are_read_as_the_type_of_their_key(tmp_path: Path) -> None:
    """A number stays a text in a name, and is a number of people; a list of teams has a bar between its lines."""
    text = (EXAMPLES / "jombang.toml").read_text(encoding="utf-8")
    (tmp_path / "teams.csv").write_text(
        "key,name,unit,people,roles\n007,12,polres-jombang,6,controller driver\n8,13,polres-jombang,6,\n",
        encoding="utf-8",
    )
    (tmp_path / "posts.csv").write_text(
        "key,name,unit,kind,windows,pattern,teams,alarm\n"
        "north,1,polres-jombang,office,campaign quiet_period,two-sessions,007 8|padal-1,30\n",
        encoding="utf-8",
    )
    added = '\n[[team]]\neach = "extra"\n[[post]]\neach = "extra_posts"\n'
    lists = '[lists]\nextra = "teams.csv"\nextra_posts = "posts.csv"\n'
    plan = electsched.load_plan(write_plan(tmp_path, text.replace("[lists]\n", lists) + added))
    team, post = plan.team("007"), plan.post("north")
    assert (str(team.name), team.people, team.roles) == ("12", 6, ("controller", "driver"))
    assert post.teams == (("007", "8"), ("padal-1",))
    assert post.windows == ("campaign", "quiet_period")
    assert (str(post.name), post.alarm) == ("1", 30)


def test_doubled_brace_is_a_brace() -> None:
    """Braces that are no placeholder are written twice; tables that are not repeated keep every character."""
    raw = _written('[[team]]\nnumbered = 1\nnote = "{{a}} {number}"\n[[team]]\nnote = "{x}"\n')
    assert raw["team"] == [{"note": "{a} 1"}, {"note": "{x}"}]


@pytest.mark.parametrize(
    ("text", "path", "found"),
    [
        ('[[team]]\neach = "districs"\nkey = "{key}"\n', "team[0].each", "'districs'"),
        ('[[team]]\neach = 5\nkey = "{key}"\n', "team[0].each", "5"),
        ('[[team]]\neach = "districts"\nkey = "{kee}"\n', "team[0].key", "{kee}"),
        ('[[team]]\neach = "districts"\nkey = "{}"\n', "team[0].key", "{}"),
        ('[[team]]\neach = "districts"\nplace = { note = "{name.x}" }\n', "team[0].place.note", "{name.x}"),
        ('[[team]]\neach = "districts"\nkey = "a {name}"\n', "team[0].key (gudo)", "{name}, which is a table"),
        ('[[team]]\nnumbered = 2\nkey = "{number"\n', "team[0].key", "'{' alone"),
        ('[[team]]\nnumbered = 2\nkey = "{{{number}"\nname = "}"\n', "team[0].name", "'}' alone"),
        ("[[team]]\nnumbered = 0\n", "team[0].numbered", "0"),
        ("[[team]]\nnumbered = true\n", "team[0].numbered", "true"),
        ("[[team]]\nnumbered = 1001\n", "team[0].numbered", "1001"),
        ('[defaults]\nteam = "x"\n[[team]]\nkey = "a"\n', "defaults.team", "'x'"),
        ('[defaults.teams]\npeople = 3\n[[team]]\nkey = "a"\n', "defaults.teams", "a list that the plan does not have"),
    ],
)
def test_fault_of_a_repeated_table_names_its_key(text: str, path: str, found: str) -> None:
    """The fault is that of the table as it was written, once for all rows."""
    assert _faults(HEAD + text) == [(path, found)]


@pytest.mark.parametrize("row", ['place = "x", "place.note" = "y"', '"place.note" = "y", place = "x"'])
def test_columns_of_a_table_and_of_its_value_contradict_each_other(row: str) -> None:
    """The fault names the row, and not an error of the program."""
    faults = _faults(f'[lists]\nd = [{{ key = "a" }}, {{ key = "b", {row} }}]\n[[unit]]\neach = "d"\n')
    assert [path for path, _ in faults] == ["unit[0] (b)"]
    assert "place" in faults[0][1]


def test_row_without_a_column_is_named(tmp_path: Path) -> None:
    """The other rows are written out; a row of empty cells, as spreadsheets write them, is none."""
    (tmp_path / "d.csv").write_text("key,name\na,A\nb,\nc,C\n,\n", encoding="utf-8")
    text = '[lists]\nd = "d.csv"\n[[unit]]\neach = "d"\nkey = "{key}"\nname = "{name}"\n'
    assert _faults(text, tmp_path) == [("unit[0].name (b)", "{name}")]


@pytest.mark.parametrize(
    ("lists", "path", "found"),
    [
        ('d = "a\\u0000b"', "lists.d: a\0b", "no name of a file"),
        ('d = "none.csv"', "lists.d: none.csv", "no such file or directory"),
        ('d = "empty.csv"', "lists.d: empty.csv", "no rows"),
        ('d = "long.csv"', "lists.d: long.csv line 2", "'b' in column 2"),
        ('d = "twice.csv"', "lists.d: twice.csv line 1", "the column 'key' a second time"),
        ("d = []", "lists.d", "an empty list"),
        ("d = [1]", "lists.d", "a list"),
        ("d = 7", "lists.d", "7"),
    ],
)
def test_fault_of_a_list_names_its_file(tmp_path: Path, lists: str, path: str, found: str) -> None:
    """A list that cannot be read is at fault, not each table that reads it."""
    (tmp_path / "empty.csv").write_text("key\n", encoding="utf-8")
    (tmp_path / "long.csv").write_text("key\na,b\n", encoding="utf-8")
    (tmp_path / "twice.csv").write_text("key,key\na,b\n", encoding="utf-8")
    assert _faults(f'[lists]\n{lists}\n[[team]]\neach = "d"\nkey = "{{key}}"\n', tmp_path)[0] == (path, found)


def test_numbers_are_limited_in_all() -> None:
    """A small file does not fill the memory."""
    rows = ", ".join('{ key = "a" }' for _ in range(201))
    text = f'[lists]\nd = [{rows}]\n[[team]]\neach = "d"\nnumbered = 1000\nkey = "{{key}}-{{number}}"\n'
    assert _faults(text) == [("team[0]", "more than 200000 tables")]


def test_fault_that_recurs_in_each_row_is_reported_once(tmp_path: Path) -> None:
    """The place names the table and the first row at fault; another fault of the same table is reported too."""
    text = (EXAMPLES / "jombang.toml").read_text(encoding="utf-8")
    text = text.replace('kind     = "ppk"', 'kind     = "ppk"\ntier     = "deep"')
    with pytest.raises(electsched.InputError) as caught:
        electsched.load_plan(write_plan(tmp_path, text))
    assert [(fault.path, fault.found) for fault in caught.value.faults] == [
        ("post[6].tier (perak)", "the tier 'deep'"),
    ]


@pytest.mark.parametrize("key", ["a[b]", "post[x]", "post[99999]", "post[0]", "[", "a.b", ""])
def test_key_that_could_be_taken_for_a_place_is_in_quotes(tmp_path: Path, key: str) -> None:
    """An unknown key may have any characters; those of a key path make it no place of another table."""
    text = (EXAMPLES / "jombang.toml").read_text(encoding="utf-8").replace("jombang-kecamatan.csv", "posts.csv")
    (tmp_path / "posts.csv").write_text((EXAMPLES / "jombang-kecamatan.csv").read_text(encoding="utf-8"))
    text = f'"{key}" = 1\n{text}'.replace("[site]\n", f'[site]\n"{key}" = 1\n')
    with pytest.raises(InputError) as caught:
        electsched.load_plan(write_plan(tmp_path, text))
    assert sorted(fault.path for fault in caught.value.faults) == [f'"{key}"', f'site."{key}"']


def test_example_is_the_plan_that_it_was_when_written_in_full() -> None:
    """The example has one table for the 21 Polsek; written out, each part has its keys and its order."""
    plan = electsched.load_plan(EXAMPLES / "jombang.toml")
    polsek = [unit for unit in plan.units if unit.level == "polsek"]
    assert len(polsek) == 21
    assert [post.unit for post in plan.posts[6:]] == [unit.key for unit in polsek]
    assert plan.post("ppk-ngoro").teams == (tuple(f"ppk-ngoro-{number}" for number in range(1, 5)),)
    assert str(plan.team("ppk-kudu-3").name["id"]) == "Regu PPK Kudu 3"
    assert polsek[1].place is not None
    assert (polsek[1].place.latitude, polsek[1].place.longitude) == (-7.62647, 112.19976)
    assert len((EXAMPLES / "jombang.toml").read_text(encoding="utf-8").splitlines()) <= 700
