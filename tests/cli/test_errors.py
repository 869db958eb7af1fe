"""The errors of commands, from beginning to end: in the language asked for, all at once, and never a traceback."""

from __future__ import annotations

import json
import os
import re
import shutil
import string
import subprocess
import sysconfig
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from electsched.cli.main import COMMANDS as COMMAND_NAMES
from electsched.cli.main import main
from electsched.i18n.languages import fault_templates
from electsched.loaders.json_schema import SCHEMAS, json_schema
from tests.cli.conftest import Run

PROGRAM = str(Path(sysconfig.get_path("scripts")) / "electsched")
EXAMPLES = Path(__file__).parents[2] / "examples"
WORD = re.compile(r"[A-Za-z_-]{2,}")
QUOTED = re.compile(r"'[^']*'|`[^`]*`|\"[^\"]*\"|\[\[?[^\]]*\]\]?|--[a-z-]+|\S*[._/@]\S*")
"""Values, keys, options, names of files and key paths: they are the same in every language."""

BAD_LAW = """
format = 1
id = "xx/test"
name = "Test"
zone = "Asia/Jakarte"
colour = "red"
[calendar]
country = "ID"
[[stage]]
key = "polling"
kind = "votin"
name = "Poll"
[[stage]]
key = "quiet"
kind = "quiet_period"
name = "Q"
start = [{ rule = "polling minus 3 days", law = { instrument = "A", provision = "1" } }]
end = [{ rule = "latest(poling, polling) + 3 business days", law = { instrument = "A", provision = "1" } }]
"""
BAD_LIST = "Nomor;Nama\n1;Budi\n"
COMMANDS = (
    ("check", "none.toml"),
    ("check", "broken.toml"),
    ("check", "plan.toml"),
    ("check", "good.toml", "--members", "list.csv"),
    ("check", "good.toml", "--members", "list.xls"),
    ("check", "good.toml", "--members", "none.csv"),
    ("law", "check", "law.toml"),
    ("law", "check", "id/genral"),
    ("law", "format", "good.toml"),
    ("law", "new", "law.toml"),
    ("law", "batch", "list.csv"),
    ("timeline", "id/general", "--given", "campagn=2024-01-01"),
    ("timeline", "id/general", "--polling", "2024-02-14", "--fact", "colour=red"),
    ("timeline", "id/general", "--polling", "2094-02-14"),
    ("explain", "id/general-2024", "campagn"),
    ("window", "none.toml"),
    ("bounds", "good.toml"),
    ("publish", "good.toml", "situs"),
    ("publish", "good.toml", "file.txt"),
    ("site", "changes", "nowhere"),
    ("serve", "nowhere"),
    ("links", "list", "none.db"),
    ("links", "list", "file.txt"),
    ("links", "new", "file.txt", "good.toml"),
    ("roster", "who-can", "good.toml", "kpuu", "2023-12-04", "tour"),
    ("roster", "who-can", "good.toml", "kpu", "2023-12-04", "noon"),
    ("roster", "who-can", "good.toml", "kpu", "2029-12-04", "tour"),
    ("chek", "plan.toml"),
)


def _words(text: str) -> set[str]:
    return {word.lower() for word in WORD.findall(QUOTED.sub(" ", text))}


def _keys(value: object) -> set[str]:
    """Return every key and choice of a JSON schema."""
    if isinstance(value, dict):
        names = {str(name) for name in value.get("properties", {})}
        names |= {str(name) for name in value.get("enum", ())}
        return names.union(*map(_keys, value.values()))
    return set().union(*map(_keys, value)) if isinstance(value, list) else set()


def _english() -> set[str]:
    """Return the words of the English sentences that are no words of the Indonesian ones, and no keys of files."""
    literals = ["".join(text for text, *_ in string.Formatter().parse(english)) for english in fault_templates("id")]
    indonesian = ["".join(text for text, *_ in string.Formatter().parse(t)) for t in fault_templates("id").values()]
    keys = {name.lower() for kind in SCHEMAS for name in _keys(json_schema(kind))} | set(COMMAND_NAMES)
    return set().union(*map(_words, literals)) - set().union(*map(_words, indonesian)) - keys


ENGLISH = _english()


@pytest.fixture
def files(folder: Path) -> Path:
    """Return a folder with good and bad files, in which the command runs."""
    for path in EXAMPLES.glob("jombang*"):
        shutil.copy(path, folder)
    good = (folder / "jombang.toml").read_text(encoding="utf-8")
    (folder / "good.toml").write_text(good, encoding="utf-8")
    bad = good.replace('pattern = "tour-24"', 'pattern = "tuor-24"').replace("people = 6", 'people = "six"')
    assert bad.count('"six"') > 1
    (folder / "plan.toml").write_text(f'colour = "red"\n{bad}', encoding="utf-8")
    (folder / "broken.toml").write_text("a = [1\n", encoding="utf-8")
    (folder / "law.toml").write_text(BAD_LAW, encoding="utf-8")
    (folder / "list.csv").write_text(BAD_LIST, encoding="utf-8")
    (folder / "list.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100))
    (folder / "file.txt").write_text("text", encoding="utf-8")
    (folder / "situs" / "internal").mkdir(parents=True)
    (folder / "situs" / "internal" / "manifest.json").write_text("{", encoding="utf-8")
    return folder


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_error_is_told_in_indonesian_without_an_english_word(
    run: Run, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    """In an Indonesian locale no word of the English sentences is left; values and keys stay as they are."""
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    english = run(*command)
    monkeypatch.setenv("LC_ALL", "id_ID.UTF-8")
    told = run(*command)
    assert told.status == english.status == 2
    assert told.err.startswith("galat: ")
    assert _words(english.err) & ENGLISH
    assert _words(told.err) & ENGLISH == set()
    assert told.err.count("\n") == english.err.count("\n")


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize(
    ("command", "label"),
    [
        (("roster", "who-can", "good.toml", "kpu", "2029-12-04", "tour"), "hari"),
        (("links", "revoke", "links.db", "personal", "nobody", "--yes"), "anggota"),
        (("publish", "good.toml", ""), "tujuan"),
        (("law", "new", "x.toml", "--country", "XX"), "negara"),
    ],
)
def test_label_of_an_argument_is_told_in_indonesian(run: Run, command: tuple[str, ...], label: str) -> None:
    """An error of an argument begins with the noun of the argument in the language of its reader."""
    assert run("links", "new", "links.db", "good.toml").status == 0
    ran = run(*command, "--language", "id")
    assert ran.status == 2
    assert ran.err.startswith(f"galat: {label}: ")


def test_words_looked_for_are_those_of_errors() -> None:
    """The test above would find an English sentence."""
    assert {"found", "which", "the", "perhaps", "than"} <= ENGLISH


def test_faults_of_a_law_are_told_together_with_the_nearest_words(run: Run, files: Path) -> None:
    """Each fault stands for itself: key, kind, zone, and each rule with the word that is meant."""
    lines = run("law", "check", files / "law.toml", "--language", "id").err.splitlines()
    places = [line.removeprefix("galat: ").split(": ")[1] for line in lines if "; seharusnya" in line]
    assert {"colour", "zone", "stage[0].kind", "stage[1].start[0].rule", "stage[1].end[0].rule"} <= set(places)
    assert len(places) == len(set(places))
    text = "\n".join(lines)
    for hint in ("'voting'", "'-'", "'working days'"):
        assert hint in text
    assert text.count("^ karakter ke-") == 2


def test_fault_that_follows_from_another_is_left_out(run: Run, files: Path) -> None:
    """A list that cannot be read is told; that its teams and units do not exist is not."""
    plan = (files / "good.toml").read_text(encoding="utf-8")
    (files / "good.toml").write_text(plan.replace('name  = "Polres Jombang"', "name  = 5", 1), encoding="utf-8")
    lines = run("check", "good.toml").err.splitlines()
    assert len(lines) == 1
    assert "unit[0]" in lines[0]


@pytest.mark.parametrize(
    ("name", "misspelt", "place"),
    [
        ("[[team]]", "[[teams]]", "teams"),
        ("[[partner]]", "[[partners]]", "partners"),
        ("[[operation.window]]", "[[operation.windw]]", "operation.windw"),
        ('level = "polres"', 'levl = "polres"', "unit[0].levl"),
    ],
)
def test_misspelt_name_is_one_fault(run: Run, files: Path, name: str, misspelt: str, place: str) -> None:
    """That its list or value is missing, and each reference to it, follow from it and are not told."""
    plan = (files / "good.toml").read_text(encoding="utf-8")
    assert name in plan
    (files / "good.toml").write_text(plan.replace(name, misspelt), encoding="utf-8")
    lines = run("check", "good.toml", "--members", "jombang-members.csv").err.splitlines()
    assert [line.split(": ")[2] for line in lines] == [place]
    assert "Perhaps" in lines[0]


@pytest.mark.parametrize(
    ("arguments", "is_plan"),
    [(("check",), True), (("change", "cancel"), True), (("law", "format"), False)],
)
def test_option_for_a_list_is_named_where_a_plan_is_read(
    run: Run, files: Path, arguments: tuple[str, ...], *, is_plan: bool
) -> None:
    """A list in the place of a plan has its own option; a law has no list."""
    (files / "list.xlsx").write_bytes(b"PK")
    rest = ("kpu", "2023-12-24", "tour", "--by", "x", "--reason", "y", "--yes") if arguments[0] == "change" else ()
    error = run(*arguments, "list.xlsx", *rest).err
    assert "found a file that ends in .xlsx; expected a file that ends in .toml" in error
    assert ("--members" in error) == is_plan


@pytest.mark.parametrize("encoding", ["latin-1", "ascii", "cp1252", "utf-8:strict"])
def test_character_that_the_output_lacks_ends_no_command(starter: Path, encoding: str) -> None:
    """It is printed by its number, as JSON may have it; so are bytes of a path that are no text."""
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "LC_ALL": "C.UTF-8"}
    for arguments in (("explain", "id/general-2024", "quiet_period"), ("new", b"\xff.toml"), ("check", b"\xfe.toml")):
        process = subprocess.run(  # noqa: S603  # our own program
            [PROGRAM, *arguments], env=environment, cwd=starter.parent, capture_output=True, check=False
        )
        assert process.returncode == (2 if "check" in arguments else 0)
        assert b"Traceback" not in process.stderr
    command = [PROGRAM, "explain", "id/general-2024", "quiet_period", "--json"]
    explained = subprocess.run(command, env=environment, capture_output=True, check=True)  # noqa: S603  # as above
    assert json.loads(explained.stdout.decode(encoding.partition(":")[0]))["key"] == "quiet_period"


JUNK = (
    *("", "-", "x", "../..", "/", "é", "\u202e", "a=b", "=", "0", "-1", "99999999999999999999", "[", "%s", "{0}", "'"),
    *("2024-02-30", "2024-02-14", "2024-01-01=x", "2023-11-20T08:00+07:00", "2024-01-01..2023-01-01"),
    *("id/general-2024", "id/general", "plan.toml", "x.toml", "y.csv", ".", "out.txt", "kpu", "campaign", "tour"),
    *("--json", "--language", "id", "--polling", "--given", "--fact", "--members", "--links", "--output", "--at"),
    *("--team", "--post", "--unit", "--day", "--format", "csv", "--start", "--end", "--as-of", "--holiday", "--by"),
    *("--provisional", "--assume-latest", "--reason", "--shift", "--people", "--help", "--month", "--grid"),
)
VERBS = (
    *(("check",), ("window",), ("timeline",), ("explain",), ("audit",), ("bounds",), ("compare",)),
    *(("law", "batch"), ("law", "check"), ("law", "format"), ("law", "holidays"), ("law", "schema")),
    *(("roster", "demand"), ("roster", "pattern"), ("roster", "readiness"), ("roster", "show"), ("roster", "who-can")),
    *(("change", "absence"), ("change", "swap"), ("change", "amend"), ("change", "list"), ("change", "cancel")),
    *(("site", "calendar"), ("site", "card"), ("site", "changes"), ("site", "sheet"), ("site", "announce")),
    *(("links", "list"), ("links", "new"), ("links", "grant"), ("links", "disclosures")),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(verb=st.sampled_from(VERBS), rest=st.lists(st.sampled_from(JUNK), max_size=5))
def test_no_arguments_cause_a_traceback(starter: Path, verb: tuple[str, ...], rest: list[str]) -> None:
    """Whatever the arguments, a command ends with one of its statuses; any other exception would leave `main`."""
    (starter.parent / "x.toml").write_text("a = 1\n", encoding="utf-8")
    (starter.parent / "y.csv").write_text("a,b\n1\n", encoding="utf-8")
    with pytest.raises(SystemExit) as exited:
        main([*verb, *rest])
    assert exited.value.code in {0, 1, 2}


@pytest.mark.parametrize(
    "command", [("publish", "plan.toml", "site"), ("law", "batch", "rows.csv"), ("roster", "assign", "plan.toml")]
)
@pytest.mark.parametrize("jobs", ["0", "1025", "99999999999999999999"])
def test_number_of_processes_is_limited(run: Run, command: tuple[str, ...], jobs: str) -> None:
    """No command begins more processes than a machine can have."""
    ran = run(*command, "--jobs", jobs)
    assert ran.status == 2
    assert f"found '{jobs}'; expected a whole number from 1 to 1024" in ran.err


def test_work_is_a_number(run: Run) -> None:
    """A search whose limit is no number would never end."""
    ran = run("roster", "solve", "problem.json", "--work", "nan")
    assert ran.status == 2
    assert "found 'nan'; expected a number above 0" in ran.err
