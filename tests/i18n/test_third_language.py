"""A third language is one module: nothing else in the package has words, and what it reads is in the language too."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

MODULE = """
import re

from electsched.i18n.languages import fault_templates, reading_words, sentences, words

KEPT = ("language.holidays", "number.thousands")


def _made_up(phrase):
    phrase = re.sub(r"\\{\\w+:[^}|]*\\|[^}]*\\}", "xx", phrase)
    parts = re.split(r"(\\{[^}]*\\}|%\\(\\w+\\)s|--[\\w-]+)", phrase)
    return "".join(part if part[:1] in "{%-" else re.sub(r"[^\\W\\d_]+", "Xx", part) for part in parts)


WORDS = {key: phrase if key in KEPT else _made_up(phrase) for key, phrase in words("en").items()}
FAULTS = {template: _made_up(template) for template in fault_templates("id")}
SENTENCES = {sentence: _made_up(sentence) for sentence in sentences("id")}
READING = {key: re.sub(r"[^\\W\\d_]+", r"xx\\g<0>", spellings) for key, spellings in reading_words("en").items()}
"""
"""The module of a made-up language, in which each word is ``Xx``; those by which lists are read begin with ``xx``."""
ADDED = "import sys; import electsched.i18n; electsched.i18n.__path__.append(sys.argv[1]); "
"""The folder of the module is added before the package looks up its languages, as if the module were in it."""
SCRIPT = ADDED + "import runpy; runpy.run_path(sys.argv[2], run_name='__main__')"
COMMAND = ADDED + "from electsched.cli.main import main; main(sys.argv[2:])"
OUTPUTS = Path(__file__).with_name("third_language.py")
NAMES = {"Android", "Apple", "Google", "Outlook", "Thunderbird", "webcal", "public", "stages", "ics", "WIB"}
"""The names of apps, parts of addresses, and the abbreviation of the time zone."""
CODES = {"under"}
"""The codes of findings, which are the same in every language."""
READ_LIST = (
    ADDED
    + """
from electsched.loaders.plan_files.members import load_members
for member in load_members(sys.argv[2]):
    print(member.key, member.team, member.name, member.rank)
"""
)
EXAMPLE = Path(__file__).parents[2] / "examples" / "jombang.toml"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the module of the language."""
    folder = tmp_path_factory.mktemp("language")
    (folder / "xx.py").write_text(MODULE, encoding="utf-8")
    return folder


def _python(start: str, folder: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a program to which the language is added."""
    return subprocess.run(  # noqa: S603  # the programs of this test
        [sys.executable, "-c", start, str(folder), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
    )


def test_one_module_is_enough_for_a_language(folder: Path) -> None:
    """With one further module, calendars, pages, printouts, charts, explanations and findings are in its language.

    The plan has names in that language alone. A word that is hard-coded, or in a module of the package, would be left
    over in one of the texts.
    """
    process = _python(SCRIPT, folder, OUTPUTS)
    assert process.returncode == 0, process.stderr
    report = json.loads(process.stdout)
    assert len(report) > 60
    assert [name for name, text in report.items() if not text["in_language"]] == []
    left_over = {name: set(text["others"]) - NAMES - CODES for name, text in report.items()}
    assert {name: words for name, words in left_over.items() if words} == {}


def _others(text: str) -> set[str]:
    """Return the words of a text that are not in the language, without options and quoted values of the input."""
    plain = re.sub(r"'[^']*'|--[\w-]+|electsched publish|[\w-]+\.(?:toml|csv)", " ", text)
    return {word for word in re.findall(r"[^\W\d_]{2,}", plain) if not word.casefold().startswith("xx")}


def test_help_is_in_the_language_of_the_module(folder: Path) -> None:
    """The help of a command, its options and its placeholders have no English word."""
    process = _python(COMMAND, folder, "publish", "--help", "--language", "xx")
    assert (process.returncode, process.stderr) == (0, "")
    assert process.stdout.count("Xx") > 100
    codes = {"id", "en"}
    assert _others(process.stdout) - codes == set()


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "nowhere.toml"),
        ("window", "id/general", "--before", "few"),
        ("law", "schema", "sheet"),
        ("publish",),
        ("check", EXAMPLE, "--members", "list.csv"),
    ],
    ids=lambda arguments: arguments[0],
)
def test_errors_are_in_the_language_of_the_module(folder: Path, arguments: tuple[str | Path, ...]) -> None:
    """Errors of files, of usage and of the library of the command line have no English word; keys stay."""
    (folder / "list.csv").write_text("xxservice xxnumber;xxphone\n79010001;0812\n", encoding="utf-8")
    process = _python(COMMAND, folder, *arguments, "--language", "xx")
    assert (process.returncode, process.stdout) == (2, "")
    assert process.stderr.count("Xx") > 3
    keys = {"team", "name", "electsched", "window", "law", "schema", "overlay"}
    assert _others(process.stderr) - keys == set()


def test_list_with_headings_of_the_module_is_read(folder: Path) -> None:
    """Columns are known by the headings of the language, and a row above people by its word for a team."""
    path = folder / "people.csv"
    rows = ["xxservice xxnumber;xxfull xxname;xxrank", "XXTEAM 1;2 xxpeople;", "7901;Sari;Aipda"]
    path.write_text("\n".join(rows), encoding="utf-8")
    process = _python(READ_LIST, folder, path)
    assert process.returncode == 0, process.stderr
    assert process.stdout.split() == ["7901", "XXTEAM", "1", "Sari", "Aipda"]
