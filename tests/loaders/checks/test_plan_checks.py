"""Faults of plan files: all are reported at once, each with its key path, the value found and the values expected."""

from __future__ import annotations

from collections.abc import Callable
from importlib import resources
from pathlib import Path

import pytest

import electsched
from electsched.errors import InputError
from electsched.loaders.plan import new_plan
from electsched.loaders.plan_election import load_timeline
from electsched.timeline.assumptions import Assumptions

SOUND = (resources.files("electsched") / "data" / "plans" / "starter.toml").read_text(encoding="utf-8")
Faults = Callable[..., list[tuple[str, str, str]]]


@pytest.fixture
def faults(tmp_path: Path) -> Faults:
    """Return a function that loads the starter plan with changes, and returns its faults."""

    def find(*changes: tuple[str, str]) -> list[tuple[str, str, str]]:
        text = SOUND
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new, 1)
        path = tmp_path / "plan.toml"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(InputError) as caught:
            electsched.load_plan(path)
        assert caught.value.source == str(path)
        return [(fault.path, fault.found, fault.expected) for fault in caught.value.faults]

    return find


def test_starter_plan_is_valid(tmp_path: Path) -> None:
    """The plan that `new` writes has no fault."""
    path = new_plan(tmp_path / "plan.toml")
    assert electsched.load_plan(path).id == "my-operation"


@pytest.mark.parametrize(
    ("position", "path", "found", "expected"),
    [
        ("latitude = 112.2, longitude = -7.5", "latitude", "112.2", "from -90 to 90 degrees"),
        ("latitude = -7.5, longitude = 180.1", "longitude", "180.1", "from -180 to 180 degrees"),
        ("latitude = nan, longitude = 1", "latitude", "nan", "from -90 to 90 degrees"),
        ("latitude = 1, longitude = -inf", "longitude", "-inf", "from -180 to 180 degrees"),
        ("latitude = 1", "longitude", "nothing", "both latitude and longitude, or neither"),
        ("longitude = 1.0", "latitude", "nothing", "both latitude and longitude, or neither"),
    ],
)
def test_position_that_is_not_on_earth(faults: Faults, position: str, path: str, found: str, expected: str) -> None:
    """Calendars show a map at a position; an exchange of its two numbers is the usual mistake."""
    unit = ('key   = "my-station"', f'key = "my-station"\nplace = {{ {position} }}')
    assert faults(unit) == [(f"unit[0].place.{path}", found, expected)]
    post = ('# place = { address = "...", latitude = -7.5, longitude = 112.2 }', f"place = {{ {position} }}")
    assert faults(post) == [(f"post[0].place.{path}", found, expected)]


def test_values_that_a_list_has_twice(faults: Faults) -> None:
    """The same language, window or partner twice is a mistake: most often another one was meant."""
    twice = (('["id", "en"]', '["id", "en", "id"]'), ('windows = ["campaign"]', 'windows = ["campaign", "campaign"]'))
    assert faults(*twice) == [
        ("languages[2]", "'id' a second time", "each entry once"),
        ("post[0].windows[1]", "'campaign' a second time", "each entry once"),
    ]


def test_people_are_sent_to_another_unit(faults: Faults) -> None:
    """Reinforcements from a unit to itself would count its people as going and as coming."""
    table = '[[reinforcement]]\nhome = "my-station"\nto = "my-station"\npeople = 3\nwindows = ["campaign"]\n\n'
    found = faults(("[[post]]", f"{table}[[post]]"))
    assert found == [("reinforcement[0].to", "'my-station'", "another unit than the home of these people")]


def test_role_waives_rules_that_exist(faults: Faults) -> None:
    """A misspelt rule would be found only with the first waiver."""
    role = '[[operation.command]]\nkey = "head"\nname = "Head"\nwaives = ["rests"]\n\n'
    expected = "one of rest, hours, consecutive-days, consecutive-nights"
    assert faults(("[[unit]]", f"{role}[[unit]]")) == [("operation.command[0].waives[0]", "'rests'", expected)]


@pytest.mark.parametrize(
    ("old", "new", "path", "found", "expected"),
    [
        ("format    = 1", "format = 2", "format", "2", "1, the format"),
        ("format    = 1", 'format = "1"', "format", "'1'", "a whole number"),
        ("format    = 1\n", "format = 1\ncolour = 3\n", "colour", "a key that is not known", "one of absence"),
        (
            'key   = "my-station"',
            'key = "my-station"\nname2 = "x"',
            "unit[0].name2",
            "a key that is not known",
            "one of",
        ),
        ('id        = "my-operation"', "id = 5", "id", "5", "text in quotes"),
        ('id        = "my-operation"', 'id = "../etc"', "id", "'../etc'", "lower-case letters"),
        ('id        = "my-operation"', f'id = "{"a" * 65}"', "id", f"'{'a' * 65}'", "lower-case letters"),
        ('zone      = "Asia/Jakarta"', 'zone = "Asia/Nowhere"', "zone", "'Asia/Nowhere'", "the name of an IANA"),
        (
            'key   = "my-station"',
            'key = "my-station"\nzone = "Asia/Nowhere"',
            "unit[0].zone",
            "'Asia/Nowhere'",
            "the name of an IANA",
        ),
        ('key   = "my-station"', 'key = "my-station"\nzone = 7', "unit[0].zone", "7", "text in quotes"),
        ('["id", "en"]', '["id", "fr"]', "languages[1]", "'fr'", "one of id, en"),
        ('["id", "en"]', '"id"', "languages", "'id'", "a list"),
        ("start = 2023-11-28  #", 'start = "soon"  #', "operation.start", "'soon'", "a date"),
        ("start = 2023-11-28  #", "start = 2024-11-28  #", "operation.end", "2024-02-10", "a day not before the start"),
        ('unit    = "my-station"\nkind', "kind", "post[0].unit", "nothing", "a value; the key is required"),
        (
            'unit    = "my-station"\nkind',
            'unit = "other"\nkind',
            "post[0].unit",
            "the unit 'other'",
            "the key of a unit",
        ),
        (
            'windows = ["campaign"]',
            'windows = ["quiet"]',
            "post[0].windows",
            "the window 'quiet'",
            "the key of a window",
        ),
        ('windows = ["campaign"]', "windows = []", "post[0].windows", "none", "at least one window"),
        ('pattern = "tour-24"', 'pattern = "x"', "post[0].pattern", "the pattern 'x'", "the key of a pattern: tour-24"),
        (
            'stages = ["campaign"]',
            'stages = ["campain"]',
            "operation.window[0].stages[0]",
            "the stage 'campain'",
            "one of",
        ),
        ('stages = ["campaign"]', "", "operation.window[0]", "neither stages nor both dates", "'stages', or"),
        (
            'stages = ["campaign"]',
            "start = 2024-02-10\nend = 2023-11-28",
            "operation.window[0].end",
            "2023-11-28",
            "a day not before the start, 2024-02-10",
        ),
        (
            "before = 0  #",
            "before = -100  #",
            "operation.window campaign",
            "2024-03-07 to 2024-02-10",
            "an end not before the start",
        ),
        (
            "people = 6\n\n  [[pattern.line]]",
            'people = "6"\n\n  [[pattern.line]]',
            "pattern[0].shift[0].people",
            "'6'",
            "a whole",
        ),
        ("hours  = 24", "hours = 0", "pattern[0].shift[0].hours", "0", "from 1 to 72 hours"),
        (
            "start  = 07:00:00",
            "start = 07:00:30",
            "pattern[0].shift[0].start",
            "07:00:30",
            "a local hour to the minute",
        ),
        (
            'cycle = ["tour", "-", "-"]',
            'cycle = ["tuor", "-"]',
            "pattern[0].line[0].cycle[0]",
            "'tuor'",
            "one of tour, -",
        ),
        ('cycle = ["tour", "-", "-"]', 'cycle = ["tour"]', "post[0].teams[0]", "'team-1' and 'team-2'", "fewer teams"),
        (
            '[["team-1", "team-2", "team-3"]]',
            '[["team-1"], ["team-2"]]',
            "post[0].teams",
            "2 lists of teams",
            "1, one for",
        ),
        (
            '"team-2", "team-3"]]',
            '"team-2"]]',
            "team[2].key",
            "'team-3', a team of no post",
            "a team listed in the teams of a post",
        ),
        (
            '"team-2", "team-3"]]',
            '"team-2", "team-3", "team-4"]]',
            "post[0].teams",
            "the team 'team-4'",
            "the key of a team",
        ),
        ('key    = "team-2"', 'key = "team-1"', "team[1].key", "'team-1' a second time", "a unique key"),
        ('key    = "team-2"', 'key = "Team 2"', "team[1].key", "'Team 2'", "lower-case letters"),
        (
            'key    = "team-2"',
            'short = { en = "Team 1" }\nkey = "team-2"',
            "team[1].short",
            "'Team 1'",
            "a short name that no other team has: 'team-1' has it",
        ),
        (
            'level = "polsek"',
            'level = "polsek"\nparent = "nowhere"',
            "unit[0].parent",
            "the unit 'nowhere'",
            "the key of a unit",
        ),
        (
            'level = "polsek"',
            'level = "polsek"\nparent = "my-station"',
            "unit[0].parent",
            "my-station -> my-station",
            "a unit that",
        ),
        (
            '# exempt = "on_duty"',
            'exempt_posts = ["my-ofice"] #',
            "muster[0].exempt_posts",
            "the post 'my-ofice'",
            "the key of a post",
        ),
        ('# exempt = "on_duty"', 'exempt = "all" #', "muster[0].exempt", "'all'", "one of nobody, on_duty"),
        (
            '# exempt = "on_duty"',
            '[[muster]]\nkey = "second"\nname = "x"\nstart = 2023-11-28T05:45:00\nminutes = 5\nplace = {}\n#',
            "muster[1].start",
            "2023-11-28 05:45, at the time of 'muster'",
            "another time, or other units",
        ),
        ("minutes = 30", "minutes = 0", "muster[0].minutes", "0", "from 1 to 1440 minutes"),
        ("start   = 2023-11-28T05:30:00", "start = 2023-11-28", "muster[0].start", "2023-11-28", "a local date-time"),
        (
            "start   = 2023-11-28T05:30:00",
            "start = 2023-11-28T07:00:00+07:00",
            "muster[0].start",
            "2023-11-28T07:00:00+07:00",
            "a local date-time",
        ),
        (
            "start   = 2023-11-28T05:30:00",
            "start = 0001-01-01T07:00:00",
            "muster[0].start",
            "0001-01-01 07:00",
            "a year from",
        ),
        (
            "# issued  = 2023-11-20T08:00:00+07:00",
            "issued = 2023-11-20",
            "issued",
            "2023-11-20",
            "a date-time with an offset",
        ),
        ('url = "https://', 'url = "calendars.', "site.url", "'calendars.calendars.example.org", "an address such as"),
        ('url = "https://', 'url = "javascript://', "site.url", "'javascript://", "an address such as"),
        (
            'my-operation"  # illustrative: the',
            'my-operation/?a=b"  # ',
            "site.url",
            "'https://",
            "an address such as",
        ),
        ("[site]", "[site]\nmessage = 'Halo {nama}'", "site.message", "{nama}", "one of {name}, {operation}"),
        (
            "[operation]",
            "[operation]\nletterhead = '<img src=logo>'",
            "operation.letterhead",
            "markup, '<img src=logo>'",
            "lines of text, as they are printed",
        ),
        (
            "[operation]",
            f"[operation]\nsignatory = 'iVBORw0KGgo{'AAAA' * 20}'",
            "operation.signatory",
            "a word of more than 60 letters",
            "lines of text, as they are printed",
        ),
        (
            "[operation]",
            "[operation]\nletterhead = '''POLRES\n" + "BARIS\n" * 30 + "'''",
            "operation.letterhead",
            "31 lines",
            "at most 10 lines",
        ),
        (
            "[operation]",
            "[operation]\nletterhead = 'logo.png'",
            "operation.letterhead",
            "the file 'logo.png'",
            "lines of",
        ),
        (
            "[operation]",
            "[operation]\nsignatory = 'data:image/png;base64,aa'",
            "operation.signatory",
            "the file",
            "lines",
        ),
        ("[site]", "[site]\nrefresh_hours = 0", "site.refresh_hours", "0", "from 1 to 168 hours"),
        ('use = "id/general-2024"', 'use = "id/general-2025"', "election.use", "'id/general-2025'", "one of id"),
        ('use = "id/general-2024"', 'use = "none.toml"', "election.use: ", "no such file", "a TOML file"),
        ("# polling = 2024-02-21", "polling = 2062-02-21", "election.polling", "2062-02-21", "a date from 2014-01-01"),
        ("# given   = { final_list", "given = { final_lst", "election", "the stage 'final_lst'", "one of"),
        (
            '{ id = "Regu 1", en = "Team 1" }',
            '"a\\u0007b"',
            "team[0].name",
            "the character U+0007",
            "text without control",
        ),
    ],
)
def test_fault_has_path_found_and_expected(
    faults: Faults, old: str, new: str, path: str, found: str, expected: str
) -> None:
    """Each fault has its key path, the value found and the values expected."""
    reported = faults((old, new))
    assert [
        fault
        for fault in reported
        if fault[0].startswith(path) and fault[1].startswith(found) and fault[2].startswith(expected)
    ], reported


def test_all_faults_of_a_plan_are_reported(faults: Faults) -> None:
    """Faults of types, names, windows, patterns and the election are reported together, each once."""
    reported = faults(
        ('zone      = "Asia/Jakarta"', 'zone = "Mars"'),
        ("format    = 1", "format = 1\nextra = true"),
        ('unit    = "my-station"\nkind', "kind"),
        ("hours  = 24", "hours = 99"),
        ("people = 6\n\n[[team]]", 'people = "no"\n\n[[team]]'),
        ('stages = ["campaign"]', 'stages = ["x"]'),
        ("# polling = 2024-02-21", "polling = 1999-01-01"),
    )
    paths = [path for path, _, _ in reported]
    assert len(set(paths)) == len(paths)
    assert {"zone", "extra", "post[0].unit", "pattern[0].shift[0].hours", "team[0].people"} <= set(paths)
    assert {"election.polling"} <= set(paths)


def test_unknown_zones_are_reported_together(faults: Faults) -> None:
    """Zones of the plan and of its units are reported together; an empty zone is valid."""
    more = "".join(f"[[unit]]\nkey = '{key}'\nname = 'x'\nlevel = 'y'\nzone = '{key}'\n" for key in ("mars", "venus"))
    quiet = "[[unit]]\nkey = 'moon'\nname = 'x'\nlevel = 'y'\nzone = ''\n"
    reported = faults(('zone      = "Asia/Jakarta"', 'zone = "Pluto"'), ("[[unit]]", quiet + more + "[[unit]]"))
    found = [(path, value) for path, value, _ in reported if path.endswith("zone")]
    assert found == [("zone", "'Pluto'"), ("unit[1].zone", "'mars'"), ("unit[2].zone", "'venus'")]


def test_fault_of_a_unit_does_not_cause_others(faults: Faults) -> None:
    """References to a unit with a faulty value are valid."""
    reported = faults(('level = "polsek"', "level = 5"))
    assert [path for path, _, _ in reported] == ["unit[0].level"]


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
  rule = "polling - 10 days"
  law = { instrument = "An Act" }
  [[stage.end]]
  rule = "polling - 1 day"
  law = { instrument = "An Act" }
"""


@pytest.mark.parametrize(
    ("old", "new", "path", "found"),
    [
        ("polling - 10 days", "polling - ten days", "stage[1].start[0].rule", "'ten'"),
        (
            "polling - 10 days",
            "campaign.start - 10 days",
            "stage[1].start",
            "a circle: campaign.start -> campaign.start",
        ),
        ("polling - 10 days", "pollin - 10 days", "stage[1].start[0].rule", "the stage 'pollin'"),
    ],
)
def test_fault_of_the_plans_statute_names_both_files(
    faults: Faults, tmp_path: Path, old: str, new: str, path: str, found: str
) -> None:
    """A fault of the statute of a plan is reported under `election.use`, with the key path in the statute."""
    (tmp_path / "act.toml").write_text(STATUTE.replace(old, new), encoding="utf-8")
    reported = faults(('use = "id/general-2024"', 'use = "act.toml"\npolling = 2024-02-14'))
    assert any(
        place.startswith("election.use") and place.endswith(path) and value == found for place, value, _ in reported
    )


def test_plan_can_use_a_statute_in_a_file(tmp_path: Path) -> None:
    """The dates come from the statute, and an assumed polling day moves them."""
    (tmp_path / "act.toml").write_text(STATUTE, encoding="utf-8")
    path = tmp_path / "plan.toml"
    path.write_text(
        SOUND.replace('use = "id/general-2024"', 'use = "act.toml"\npolling = 2024-02-14'), encoding="utf-8"
    )
    (window,) = electsched.load_plan(path).windows
    assert (window.start.isoformat(), window.end.isoformat()) == ("2024-02-04", "2024-02-13")
    assert load_timeline(str(path))["polling"].start.isoformat() == "2024-02-14"
    assert load_timeline(str(path), Assumptions(provisional=True))["polling"].start.isoformat() == "2024-02-14"


def test_plan_without_units_or_windows_is_refused(tmp_path: Path) -> None:
    """A plan needs a unit, and an operation needs a window."""
    head, _, rest = SOUND.partition("[[operation.window]]")
    text = head.replace('key   = "my-operation"', 'key = "my-operation"\nwindow = []')
    assert rest
    path = tmp_path / "plan.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        electsched.load_plan(path)
    assert {fault.path for fault in caught.value.faults} == {"unit", "operation.window"}


def test_new_plan_does_not_overwrite_a_file(tmp_path: Path) -> None:
    """A starter plan is written to a new file in a folder that exists."""
    path = tmp_path / "plan.toml"
    path.write_text("mine")
    for place, found in ((path, "a file that exists"), (tmp_path / "no" / "plan.toml", "no such file or directory")):
        with pytest.raises(InputError) as caught:
            new_plan(place)
        assert caught.value.faults[0].found == found
    assert path.read_text() == "mine"
