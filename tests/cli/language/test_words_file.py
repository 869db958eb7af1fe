"""A language that a user hands in as a file of words, on a published site and on the command line.

The language of the tests has the English words, each in brackets: a word without brackets is one of the data, or one
that stands outside the catalogue.
"""

from __future__ import annotations

import json
import os
import pickle
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import tomlkit

import electsched
from electsched.errors import InputError, UnknownNameError
from electsched.i18n.error_text import error_text
from electsched.i18n.languages import LANGUAGES, AddedLanguage, words
from electsched.i18n.text import translated
from electsched.i18n.written_days import read_day
from electsched.loaders.plan import new_plan
from electsched.loaders.word_files.new import new_words
from electsched.loaders.word_files.words import load_words
from electsched.operation.plan import Plan
from tests.cli.conftest import Ran, Run
from tests.cli.language.test_language import COMMANDS
from tests.i18n.third_language import calendar_text, page_text, strings

STAMP = datetime(2023, 11, 20, tzinfo=UTC)
KEPT = {"language.holidays", "number.thousands", "number.decimal", "date.first_number", "usage.yes", "usage.no"}
"""The words that a program reads."""
PARTS = re.compile(r"(\{[^}]*\}|%\(\w+\)s|`[^`]*`|'[^']*'|--[\w-]+)")
"""The parts of a text that every language keeps: placeholders, code, values and options."""
APPS = {"Android", "Apple", "Google", "Outlook", "Thunderbird", "webcal", "https", "ics"}


def _in_brackets(text: str) -> str:
    return "".join(
        _choice(part)
        if part.startswith("{") and "|" in part
        else part
        if PARTS.fullmatch(part)
        else re.sub(r"[^\W\d_]+", r"[\g<0>]", part)
        for part in PARTS.split(text)
    )


def _choice(part: str) -> str:
    """Return a choice such as ``{count:day|days}`` with its words in brackets."""
    name, _, words_of_choice = part.strip("{}").partition(":")
    return f"{{{name}:" + re.sub(r"[^\W\d_]+", r"[\g<0>]", words_of_choice) + "}"


@cache
def _bracketed() -> dict[str, Any]:
    """Return the tables of the language in brackets, from a file that the package wrote."""
    with TemporaryDirectory() as folder:
        source = new_words(Path(folder) / "xyz.toml", language="en")
        tables = tomllib.loads(source.read_text(encoding="utf-8"))
    return {
        section: {key: text if f"{section}.{key}" in KEPT else _in_brackets(text) for key, text in table.items()}
        for section, table in tables.items()
        if section != "code"
    }


def _pseudo(folder: Path, name: str = "jv.json", **changes: Any) -> Path:  # noqa: ANN401  # the tables of the file
    """Write the file of the language in brackets, with these tables changed, and return its path."""
    path = folder / name
    path.write_text(json.dumps({"code": path.stem, **_bracketed(), **changes}), encoding="utf-8")
    return path


@pytest.fixture
def words_file(folder: Path) -> Path:
    """Return the file of the language in brackets."""
    return _pseudo(folder)


def _plan(folder: Path, languages: str = 'languages = ["jv"]', words_key: str = 'words = "jv.json"') -> Path:
    """Return the starter plan in these languages, as a file."""
    path = new_plan(folder / "plan.toml")
    text = path.read_text(encoding="utf-8")
    assert text.count("languages =") == 1
    path.write_text(re.sub(r"^languages =.*$", f"{languages}\n{words_key}", text, flags=re.MULTILINE), encoding="utf-8")
    return path


def _outside(text: str) -> set[str]:
    """Return the words of a text that are not in brackets."""
    return set(re.findall(r"(?<![\[\w])[^\W\d_]{3,}(?![\]\w])", re.sub(r"\w+:\S+", "", text)))


def _data_words(plan: Plan) -> set[str]:
    return set(re.findall(r"[^\W\d_]{3,}", " ".join(strings(plan))))


# --- a published site ---------------------------------------------------------------------------------------------


def _texts(site: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(site.rglob("*.ics")):
        yield path.name, calendar_text(path.read_bytes())
    for path in sorted(site.rglob("*.html")):
        yield path.name, page_text(path.read_text(encoding="utf-8"))


def test_site_of_a_plan_with_a_file_of_words_is_in_that_language(words_file: Path) -> None:
    """On every page and in every calendar, each word that is no data is in brackets: it comes from the file."""
    folder = words_file.parent
    plan = electsched.load_plan(_plan(folder))
    with electsched.LinkRegistry.create(folder / "links.db", plan) as registry:
        registry.close()
    electsched.publish(plan, folder / "site", links=folder / "links.db", stamp=STAMP)
    texts = dict(_texts(folder / "site"))
    assert len(texts) > 8
    assert all("[" in text for text in texts.values())
    allowed = _data_words(plan) | APPS
    assert {name: outside for name, text in texts.items() if (outside := _outside(text) - allowed)} == {}


def test_a_changed_word_is_published(words_file: Path) -> None:
    """If the file of words changes, the files in its language are written again; without a change none is."""
    folder = words_file.parent
    path, site = _plan(folder), folder / "site"
    electsched.publish(electsched.load_plan(path), site, stamp=STAMP)
    assert electsched.publish(electsched.load_plan(path), site, stamp=STAMP).written == ()
    text = words_file.read_text(encoding="utf-8")
    words_file.write_text(text.replace("[Team]", "[Regu]"), encoding="utf-8")
    assert electsched.publish(electsched.load_plan(path), site, stamp=STAMP).written
    assert "[Regu]" in (site / "internal" / "board.html").read_text(encoding="utf-8")


def test_a_language_that_is_taken_away_leaves_no_fault(words_file: Path) -> None:
    """The calendars in a language that the plan no longer has are cancelled in its first language."""
    folder = words_file.parent
    site = folder / "site"
    electsched.publish(electsched.load_plan(_plan(folder)), site, stamp=STAMP)
    (folder / "plan.toml").unlink()
    electsched.publish(electsched.load_plan(_plan(folder, 'languages = ["id"]', "")), site, stamp=STAMP)
    calendar = calendar_text((site / "public" / "stages.jv.ics").read_bytes())
    assert words("id")["calendar.set_by"] not in calendar
    assert b"STATUS:CANCELLED" in (site / "public" / "stages.jv.ics").read_bytes()


def test_a_plan_without_languages_has_that_of_its_file_too(words_file: Path) -> None:
    """The languages of a plan are by default all that have words."""
    plan = electsched.load_plan(_plan(words_file.parent, ""))
    assert plan.languages == (*LANGUAGES, "jv")


def test_language_of_another_file_can_be_handed_in(words_file: Path) -> None:
    """A plan may name the language alone; then the caller hands in its words."""
    path = _plan(words_file.parent, words_key="")
    with pytest.raises(InputError, match="languages"):
        electsched.load_plan(path)
    assert electsched.load_plan(path, languages=[load_words(words_file)]).languages == ("jv",)


def test_a_language_goes_to_another_process(words_file: Path) -> None:
    """A language that is pickled keeps its words, so that a site can be published by several processes."""
    language = load_words(words_file)
    again = pickle.loads(pickle.dumps(language))  # noqa: S301  # it was pickled here
    assert isinstance(again, AddedLanguage)
    assert (again, again.words, again.faults) == (language, language.words, language.faults)


def test_words_of_the_package_follow_the_language(words_file: Path) -> None:
    """Texts made before the file was read are in its words too, and days are read in its names of months."""
    text = translated("demand.stations", count=3)
    language = load_words(words_file)
    assert text[language] == "3 [polling] [stations]"
    with pytest.raises(UnknownNameError):
        text["jv"]
    plain = AddedLanguage("jv", {**words("en"), "month.2": "Pebruwari"}, {}, {})
    assert read_day("14 Pebruwari 2024", plain) == date(2024, 2, 14)


# --- the command line ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", COMMANDS)
def test_help_is_in_the_language_of_the_file(run: Run, words_file: Path, path: str) -> None:
    """The help of each command has no word without brackets but names of commands, options and examples."""
    run(*path.split(), "--help", "--language", "id")  # its words do not stay in the process
    helped = run(*path.split(), "--help", "--words", words_file)
    assert helped.status == 0
    lines = [re.sub(r"^  (\S+|-\S, --\S+)(  +|$)", " ", line) for line in helped.out.splitlines()]
    values = r"`[^`]*`|\[([\w\[\]]+\|)+[\w\[\]]+\]|\{[^}]*\}|\S*[-.=/]\S*|electsched [a-z -]*"
    text = re.sub(values, " ", " ".join(lines))
    assert {word for word in _outside(text) if word.islower()} <= set(path.split()) | {
        "key",
        "name",
        "default",
        "solver",
    }


@pytest.mark.parametrize(
    "command",
    [
        "check plan.toml",
        "window plan.toml",
        "timeline id/general-2024",
        "explain id/general-2024 campaign",
        "audit id/general-2024",
        "bounds id/general --polling 2029-02-14",
        "roster demand plan.toml",
        "roster readiness plan.toml",
        "publish plan.toml site --at 2023-11-20T08:00:00+07:00",
        "law holidays id/general 2024",
        "check no-such.toml",
        "check plan.toml --jsn",
        "explain id/general-2024 campain",
    ],
)
def test_answers_are_in_the_language_of_the_file(run: Run, words_file: Path, command: str) -> None:
    """Each word that a command prints is in brackets, unless it is one of the law, of the plan or of its arguments."""
    plan = _plan(words_file.parent)
    answered = run(*command.split(), "--words", words_file)
    text = re.sub(r"`[^`]*`|'[^']*'|\S*[_./=-]\S*", " ", answered.out + answered.err)
    assert "[" in text
    loaded = electsched.load_plan(plan)
    statute = electsched.load_statute("id/general")
    names = {key for stage in statute.stages for key in re.findall(r"[^\W\d_]+", stage.key)}
    names |= set(re.findall(r"[^\W\d_]+", " ".join(strings(statute))))
    assert _outside(text) - _data_words(loaded) - names - {"electsched", "toml", "site"} == set()


def test_language_option_chooses_between_the_words(run: Run, words_file: Path) -> None:
    """Words that are handed in are those of the answer, unless another language is asked for."""
    assert run("--help", "--words", words_file).out.startswith("[Usage]")
    assert run("--help", "--words", words_file, "--language", "id").out.startswith("Pemakaian")
    assert run("--help", "--words", words_file, "--language", "jv").out.startswith("[Usage]")


def test_an_unknown_language_is_an_error_that_names_the_remedy(run: Run, folder: Path) -> None:
    """The error says how words are handed in."""
    ran = run("timeline", "id/general-2024", "--language", "jv")
    assert (ran.status, ran.out) == (2, "")
    assert "'jv'; expected one of id, en. A language of your own needs its file of words: --words" in ran.err
    _plan(folder, words_key="")
    assert "languages[0]: found 'jv'; expected one of id, en" in run("check", "plan.toml").err


def test_words_cost_a_command_without_them_nothing() -> None:
    """The module that reads files of words is imported for a file of words alone."""
    code = (
        "import sys\nfrom electsched.cli.main import cli\nprint('electsched.loaders.word_files.words' in sys.modules)"
    )
    ran = subprocess.run(  # noqa: S603  # the code above
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ
    )
    assert ran.stdout.strip() == "False"


# --- the file -----------------------------------------------------------------------------------------------------


def _written(run: Run, *arguments: str) -> Ran:
    return run("site", "words", *arguments)


@pytest.mark.parametrize("name", ["jv.toml", "su.json"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_new_file_has_all_words_of_its_source(run: Run, folder: Path, name: str, language: str) -> None:
    """The file that the command writes is complete: read again, it gives the same words and sentences."""
    assert _written(run, name, "--from", language).status == 0
    added = load_words(folder / name)
    assert (added, dict(added.words)) == (name[:2], dict(words(language)))
    written = (folder / name).read_text(encoding="utf-8")
    assert written.index("language") < written.index("date") < written.index("calendar")
    checked = _written(run, name, "--check")
    assert (checked.status, checked.out) == (
        0,
        f"{name}: all words of the language {words(language)['language.name']}\n",
    )


def test_a_file_is_named_by_a_code(run: Run, folder: Path) -> None:
    """A name that is no code of a language is refused, and nothing is written."""
    assert "expected a file named by the code of the language" in _written(run, "kata-jawa.toml").err
    assert list(folder.iterdir()) == []


OLD = """# Kata Jawa, dening Kantor Contoh.
code = "jv"

[calendar]
team = "Regu Jawa"  # regu, dudu tim
teem = "Ora dienggo"
post = "Pos"

# Wulan
[month]
1 = "Siji"
"""
"""A file of an older version: most words are missing, and one is no longer used."""


def test_a_file_that_exists_gets_the_texts_that_it_lacks(run: Run, folder: Path) -> None:
    """Its texts, comments and order stay; the added texts are counted, and those no longer used are named."""
    path = folder / "jv.toml"
    path.write_text(OLD, encoding="utf-8")
    ran = _written(run, "jv.toml", "--from", "id")
    count = len(words("id")) - 3
    assert (ran.status, ran.out) == (
        0,
        f"jv.toml: {count} texts added; translate them\n1 key is no longer used; delete it:\n  calendar.teem\n",
    )
    text = path.read_text(encoding="utf-8")
    remaining = iter(text.splitlines())
    assert all(line in remaining for line in OLD.splitlines())
    assert text.index("[calendar]") < text.index("# Ditambahkan setelah pembaruan") < text.index("# Wulan")
    path.write_text(text.replace('teem = "Ora dienggo"\n', ""), encoding="utf-8")
    language = load_words(path)
    assert dict(language.words) == {
        **words("id"),
        "calendar.team": "Regu Jawa",
        "calendar.post": "Pos",
        "month.1": "Siji",
    }
    assert (language.faults, language.sentences) == ({}, {})


def test_a_complete_file_stays_as_it_is(run: Run, folder: Path) -> None:
    """A second run changes no byte, also if the file has a byte order mark and lines that end in CRLF."""
    _written(run, "jv.toml")
    path = folder / "jv.toml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    before = path.read_bytes()
    assert _written(run, "jv.toml", "--language", "id").out == "jv.toml: tidak ada teks yang kurang\n"
    assert path.read_bytes() == before


@pytest.mark.parametrize("name", ["jv.toml", "su.json"])
def test_completion_restores_each_text_that_is_taken_out(run: Run, folder: Path, name: str) -> None:
    """One text is taken out of each section, also of the optional sentences: the completed file has them all."""
    path = folder / name
    _written(run, name)
    whole = load_words(path)
    tables = (
        tomlkit.parse(path.read_text(encoding="utf-8")) if name == "jv.toml" else json.loads(path.read_text("utf-8"))
    )
    sections = [section for section in tables if section != "code"]
    for section in sections:
        del tables[section][next(iter(tables[section]))]
    path.write_text(tomlkit.dumps(tables) if name == "jv.toml" else json.dumps(tables), encoding="utf-8")
    assert f"{len(sections)} texts added" in _written(run, name).out
    completed = load_words(path)
    assert (dict(completed.words), completed.faults, completed.sentences) == (
        dict(whole.words),
        whole.faults,
        whole.sentences,
    )


def test_completion_of_a_faulty_file_leaves_it(run: Run, folder: Path) -> None:
    """A section that is no table, or text that is not TOML, is an error; the file stays."""
    path = folder / "jv.toml"
    for text, message in (
        ('calendar = "x"\n', "calendar: found 'x'; expected a table"),
        ("x", "text that is not TOML"),
    ):
        path.write_text(text, encoding="utf-8")
        ran = _written(run, "jv.toml")
        assert (ran.status, path.read_text(encoding="utf-8")) == (2, text)
        assert message in ran.err


def test_all_faults_of_a_file_are_told_at_once(folder: Path) -> None:
    """Missing words are counted and the first are named; unknown keys have the nearest; placeholders are compared."""
    path = _pseudo(folder, code="Jawa", calendar={"teem": "Regu", "post": "", "gap": 3}, date={"clock": "{hours}"})
    with pytest.raises(InputError) as caught:
        load_words(path)
    faults = {fault.path: str(fault) for fault in caught.value.faults}
    missing = [key for key in words("en") if key.startswith(("calendar.", "date."))]
    missing = [key for key in missing if key not in {"calendar.post", "calendar.gap", "date.clock"}]
    named = ", ".join(missing[:2])
    assert f"found {len(missing)} of {len(words('en'))} words missing: {named}" in faults[""]
    assert faults["code"].endswith("two or three letters such as 'jv'")
    assert faults["calendar.teem"].endswith("Perhaps 'calendar.team' is meant.")
    assert faults["calendar.post"] == "calendar.post: found ''; expected text"
    assert faults["calendar.gap"] == "calendar.gap: found '3'; expected text" or "3" in faults["calendar.gap"]
    assert faults["date.clock"].endswith("expected the placeholders {hour:02d}, {minute:02d}")
    assert "kata belum ada" in error_text(caught.value, "id")


@pytest.mark.parametrize(
    ("tables", "path", "message"),
    [
        ({"help": {"Answer in JSON.": "x"}}, "help.'Answer in JSON.'", "Perhaps 'Answer as JSON.' is meant."),
        ({"errors": {"one of {names}": "{name}"}}, "errors.'one of {names}'", "the placeholders {names}"),
        ({"errors": {"one of {names}": "{names"}}, "errors.'one of {names}'", "braces are in pairs"),
        ({"errors": {"one of {names}": "{names.__class__}"}}, "errors.'one of {names}'", "the placeholders {names}"),
        ({"help": ["x"]}, "help", "a table"),
        ({"month": {"1": "Siji\u202e"}}, "month.1", "control characters"),
    ],
)
def test_faulty_sentences_are_named(folder: Path, tables: dict[str, Any], path: str, message: str) -> None:
    """Sentences of errors and help are checked as words are, and a placeholder reaches no attribute of a value."""
    with pytest.raises(InputError) as caught:
        load_words(_pseudo(folder, **tables))
    assert message in next(str(fault) for fault in caught.value.faults if fault.path == path)


def test_sentences_are_optional_and_counted(run: Run, folder: Path) -> None:
    """Without its tables of sentences a file is whole, and the command counts those that stay English."""
    path = _pseudo(folder, errors={}, help={})
    ran = _written(run, str(path), "--check")
    assert re.search(r"\n\d{3,} sentences of errors and help stay English\n", ran.out)
    assert "found no such file or directory" in run("check", "none.toml", "--words", path).err


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("jv.toml", "x", "text that is not TOML"),
        ("jv.json", "[]", "expected a table"),
        ("jv.json", "{", "text that is not JSON"),
    ],
)
def test_a_file_that_is_none_is_named(run: Run, folder: Path, name: str, content: str, message: str) -> None:
    """The error has the name of the file of words, and no command is run."""
    (folder / name).write_text(content, encoding="utf-8")
    ran = run("check", "none.toml", "--words", name)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith(f"error: {name}: ")
    assert message in ran.err
