"""The language of the command line: that asked for, else the locale's; its help and the library's own messages."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from inspect import cleandoc, getsource
from pathlib import Path
from typing import Any

import click
import pytest

from electsched.cli.language.asked import language_of
from electsched.cli.language.commands import Command
from electsched.cli.language.messages import CLICK_MODULES
from electsched.cli.language.types import TranslatedChoice
from electsched.cli.main import cli
from electsched.cli.options import fact_value
from electsched.i18n.languages import LANGUAGES, sentences, words
from tests.cli.conftest import Run

OTHERS = [language for language in LANGUAGES if language != "en"]
FOR_DEVELOPERS = (
    "DeprecationWarning",
    "Could not determine name",
    "No options defined",
    "Arguments take exactly",
    "Name '{name}' defined twice",
    "Boolean option",
    "Unknown color",
    "Do you want to continue?",
    "Confirm the action",
    "Press any key",
    "Repeat for confirmation",
)
"""The beginnings of messages of the library on faulty programs, and on functions that the package does not use."""


def _commands(command: click.Command, path: str = "") -> Iterator[tuple[str, click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            assert child is not None
            yield from _commands(child, f"{path} {name}".strip())


COMMANDS = dict(_commands(cli))


# --- choice of the language ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "environment", "language"),
    [
        ((), {}, "en"),
        ((), {"LANG": "id_ID.UTF-8"}, "id"),
        ((), {"LANG": "id"}, "id"),
        ((), {"LANG": "id_ID.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"}, "en"),
        ((), {"LANG": "en_GB.UTF-8", "LC_MESSAGES": "", "LC_ALL": "id_ID"}, "id"),
        ((), {"LANG": "id_ID.UTF-8", "LC_ALL": "C"}, "en"),
        ((), {"LANG": "POSIX"}, "en"),
        ((), {"LC_ALL": "fr_FR@euro"}, "en"),
        ((), {"LC_ALL": "id@euro"}, "id"),
        ((), {"LANG": "de_DE.UTF-8"}, "en"),
        (("check", "--language", "en"), {"LANG": "id_ID.UTF-8"}, "en"),
        (("check", "--language=id"), {}, "id"),
        (("check", "--language", "en", "--language", "id"), {}, "id"),
        (("check", "--language", "xx"), {"LANG": "id_ID.UTF-8"}, "id"),
        (("check", "--language"), {}, "en"),
        (("check", "--", "--language", "id"), {}, "en"),
    ],
)
def test_language_is_that_asked_for_or_the_locale(
    arguments: tuple[str, ...], environment: dict[str, str], language: str
) -> None:
    """The last ``--language`` counts; without one the first variable of the locale that is set (POSIX, 8.2)."""
    assert language_of(arguments, environment) == language


def test_every_command_has_the_option_language() -> None:
    """The language can be asked for at every command, and its help is in that language."""
    assert [path for path, command in COMMANDS.items() if not isinstance(command, Command)] == []
    without = [path for path, command in COMMANDS.items() if not any("--language" in p.opts for p in command.params)]
    assert without == []


@pytest.mark.parametrize(("arguments", "usage"), [(("--language", "id", "--help"), "Pemakaian:"), (("-h",), "Usage:")])
def test_language_is_asked_for_at_any_place(run: Run, arguments: tuple[str, ...], usage: str) -> None:
    """The option may stand before the command and behind it; English does not stay behind from an earlier run."""
    for command in ("", "roster", "roster show"):
        assert run(*command.split(), *arguments).out.startswith(usage)


# --- help ---------------------------------------------------------------------------------------------------------


def _paragraphs(text: str | None) -> Iterator[str]:
    """Yield each paragraph of a help text as one line."""
    for paragraph in cleandoc(text or "").split("\n\n"):
        if paragraph:
            yield " ".join(paragraph.split())


def _placeholder(command: click.Command, param: click.Parameter) -> str:
    placeholder = param.make_metavar(click.Context(command))
    return "" if placeholder.startswith(("[%", "{")) or "|" in placeholder else placeholder


def _help_of_commands() -> set[str]:
    """Return every paragraph of help, and every placeholder in a line of usage."""
    params = [(command, param) for command in COMMANDS.values() for param in command.params]
    texts = [command.help for command in COMMANDS.values()]
    texts += [param.help for _, param in params if isinstance(param, click.Option)]
    help_texts = {paragraph for text in texts for paragraph in _paragraphs(text)}
    return help_texts | {_placeholder(*pair) for pair in params if not getattr(pair[1], "is_flag", False)} - {""}


def _messages_of_click() -> set[str]:
    """Return every message for users in the source of the installed library."""
    trees = [ast.parse(getsource(import_module(f"click.{name}"))) for name in CLICK_MODULES]
    calls = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]
    literals = [
        argument.value
        for call in calls
        if isinstance(call.func, ast.Name) and call.func.id in {"_", "ngettext"}
        for argument in call.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    ]
    return {literal for literal in literals if not literal.startswith(FOR_DEVELOPERS)}


SAME_IN_EVERY_LANGUAGE = {"FOLDER", "ID"}
NOT_LITERAL = {"required", "[OPTIONS]", "COMMAND [ARGS]..."}
"""Messages that the library looks up by a variable, and the placeholders that it adds."""


@pytest.mark.parametrize("language", OTHERS)
def test_every_help_text_and_message_is_in_the_language(language: str) -> None:
    """Each paragraph, option, placeholder and message of the library has its sentence, and no sentence is left over."""
    english = _help_of_commands() | _messages_of_click() | NOT_LITERAL
    table = sentences(language)
    assert sorted(english - table.keys() - SAME_IN_EVERY_LANGUAGE) == []
    assert sorted(table.keys() - english) == []


@pytest.mark.parametrize("language", OTHERS)
def test_sentences_have_the_placeholders_of_the_english_ones(language: str) -> None:
    """A sentence may leave out a value, but has none that the English one lacks."""
    for english, sentence in sentences(language).items():
        fields = [set(re.findall(r"%\(\w+\)s|\{\w+", text)) for text in (english, sentence)]
        assert fields[1] <= fields[0], english
        assert sentence == sentence.strip()


def _words(texts: Iterator[str]) -> set[str]:
    """Return the words of texts, without options, commands and codes, which are the same in every language."""
    plain = (
        re.sub(r"`[^`]*`|'[^']*'|\[[^\]]*\]|\{[^}]*\}|[\w-]*[-./:=][\w./:=-]+|\S*\d\S*", " ", text) for text in texts
    )
    return {word for text in plain for word in re.findall(r"[a-z]{3,}", text)}


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("path", COMMANDS)
def test_help_has_no_english_word(run: Run, path: str, language: str) -> None:
    """The help of each command has no word that only the English help has."""
    table = sentences(language)
    english = _words(iter(table)) - _words(iter(table.values()))
    assert len(english) > 300
    helped = run(*path.split(), "--help", "--language", language)
    lines = helped.out.replace(f"electsched {path}", "").splitlines()
    # The first column has options and commands.
    text = " ".join(re.sub(r"^  \S+(  +|$)", " ", line) for line in lines)
    assert _words(iter([text])) & english == set()


# --- errors of usage ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "sentences_expected"),
    [
        (("publish",), ["Pemakaian: electsched publish [OPSI] RENCANA TUJUAN", "Belum ada argumen 'RENCANA'."]),
        (("check", "--jsn"), ["Tidak ada opsi '--jsn'.", "maksud Anda", "'--json'"]),
        (("window", "id/general", "--before", "few"), ["'--before'", "'few'; seharusnya bilangan bulat"]),
        (
            ("timeline", "id/general", "--polling", "soon"),
            ["'--polling'", "galat: Nilai untuk '--polling' tidak dapat dipakai: 'soon'; seharusnya hari"],
        ),
        (("law", "schema", "sheet"), ["'sheet'; seharusnya salah satu dari hukum, overlay"]),
        (("check", "a.toml", "b.toml"), ["Ada argumen yang berlebih (b.toml)"]),
        (("check", "a.toml", "--members"), ["Opsi '--members' perlu nilai."]),
        (("publish", "a.toml", "b", "--jobs", "0"), ["'0'; seharusnya bilangan bulat dari 1 sampai 1024"]),
        (("change", "absence", "a.toml"), ["Belum ada opsi '--by'."]),
    ],
)
def test_errors_of_usage_are_in_the_language(
    run: Run, arguments: tuple[str, ...], sentences_expected: list[str]
) -> None:
    """The messages of the library are in the language asked for, with its line of usage."""
    ran = run("--language=id", *arguments)
    assert (ran.status, ran.out) == (2, "")
    assert [sentence for sentence in sentences_expected if sentence not in ran.err] == []
    english = [
        word for word in ("Usage", "OPTIONS", "Error", "Try", "for help", "Invalid", "Missing") if word in ran.err
    ]
    assert english == []


@pytest.mark.parametrize(("language", "form"), [("en", r"found '\?'; expected .+"), ("id", r"'\?'; seharusnya .+")])
def test_values_of_another_type_state_both_the_value_and_those_expected(language: str, form: str) -> None:
    """Each number and each choice of every command refuses a text in the form of the faults of files."""
    params = [(path, param) for path, command in COMMANDS.items() for param in command.params]
    typed = [(path, param.name, kind) for path, param in params for kind in _types_of(param.type)]
    assert len(typed) > 20
    for path, name, kind in typed:
        with click.Context(cli, obj=language), pytest.raises(click.BadParameter) as caught:
            kind.convert("?", None, None)
        assert re.fullmatch(form, caught.value.message), (path, name)


def _types_of(kind: object) -> list[Any]:  # the types of the library are generic in some of its versions
    """Return the types of a value, or of each of several values, that are numbers or choices."""
    kinds = kind.types if isinstance(kind, click.Tuple) else [kind]
    typed = (click.types.IntParamType, click.types.FloatParamType, click.Choice)
    return [single for single in kinds if isinstance(single, typed)]


def test_indonesian_errors_have_one_form() -> None:
    """An error begins with the same word wherever it comes from, and every mismatch is told in the form of faults."""
    table, catalogue, texts = sentences("id"), words("id"), [*words("id").values(), *sentences("id").values()]
    prefixes = {sentence.partition(":")[0] for english, sentence in table.items() if english.startswith("Error:")}
    assert prefixes == {catalogue["error.error"], catalogue["severity.error"]} == {"galat"}
    mismatches = [text for text in texts if "; seharusnya" in text]
    assert len(mismatches) > 5
    assert [text for text in mismatches if not re.match(r"\{\w+\}; seharusnya ", text)] == []


@pytest.mark.parametrize(("group", "wrong", "right"), [("roster", "shwo", "show"), ("links", "rovoke", "revoke")])
def test_unknown_command_of_a_group_names_the_nearest(run: Run, group: str, wrong: str, right: str) -> None:
    """The nearest commands of the group are named."""
    ran = run(group, wrong)
    assert ran.status == 2
    assert repr(wrong) in ran.err
    assert right in ran.err


# --- values of options --------------------------------------------------------------------------------------------


def _choices() -> Iterator[tuple[str, TranslatedChoice]]:
    for path, command in COMMANDS.items():
        for param in command.params:
            types = param.type.types if isinstance(param.type, click.Tuple) else (param.type,)
            yield from ((f"{path} {param.name}", kind) for kind in types if isinstance(kind, TranslatedChoice))


CHOICES = dict(_choices())
FORMATS = {"csv", "xlsx", "svg", "heatmap", "html", "json", "jcal", "ics", "overlay"}
"""Values that are the same in every language."""


@pytest.mark.parametrize("place", [place for place, kind in CHOICES.items() if type(kind) is TranslatedChoice])
@pytest.mark.parametrize("language", LANGUAGES)
def test_values_of_options_have_words_in_each_language(place: str, language: str) -> None:
    """Each value is understood by its key and by its word, in any case; no word is that of two values."""
    kind, context = CHOICES[place], click.Context(click.Command("x"), obj=language)
    spoken = {name: kind.word(name, context) for name in kind.choices}
    assert len(set(spoken.values())) == len(spoken)
    assert all(f"choice.{name}" in words(language) for name in set(spoken) - FORMATS - set(LANGUAGES))
    for name, word in spoken.items():
        assert " " not in word
        for text in (name, name.upper(), name.capitalize(), word, word.upper(), word.capitalize()):
            assert kind.convert(text, None, context) == name


def test_word_of_a_value_is_recorded_by_its_key(run: Run, starter: Path) -> None:
    """The file of the plan has the English key, which every language reads; the error names the nearest word."""
    arguments = ("--team", "team-1", "--people", 1, "--start", "2023-11-30", "--by", "x", "--reason", "y", "--yes")
    ran = run("change", "absence", starter, *arguments, "--kind", "Sakit", "--language", "id")
    assert (ran.status, ran.err) == (0, "")
    assert 'kind = "sick"' in " ".join(starter.read_text(encoding="utf-8").split())
    wrong = run("change", "absence", starter, *arguments, "--kind", "sakti", "--language", "id")
    assert wrong.status == 2
    assert (
        "'sakti'; seharusnya salah satu dari cuti, sakit, BKO, pendidikan. Mungkin yang dimaksud 'sakit'." in wrong.err
    )
    assert run("change", "absence", starter, *arguments, "--kind", "sakit").status == 2


def test_help_shows_the_words_of_values(run: Run) -> None:
    """The words and the default stand in the help of the language, and the keys in English."""
    assert "--kind [cuti|sakit|BKO|pendidikan]" in run("change", "absence", "--help", "--language", "id").out
    assert "[bawaan: cuti]" in run("change", "absence", "--help", "--language", "id").out
    assert "--kind [leave|sick|detached|course]" in run("change", "absence", "--help").out
    assert "{satuan|mitra|anggota}" in run("links", "revoke", "--help", "--language", "id").out


def test_answer_to_a_fact_may_be_in_the_language(run: Run) -> None:
    """A fact that is yes or no is answered in the language asked for too."""
    statute = ("timeline", "de/bundestag", "--polling", "2025-02-23", "--language", "id")
    answers = ("yes", "ya", "Ya", "no", "TIDAK")
    by_answer = {answer: run(*statute, "--fact", f"dissolved={answer}") for answer in answers}
    assert {ran.status for ran in by_answer.values()} == {0}
    assert by_answer["Ya"].out == by_answer["ya"].out == by_answer["yes"].out != by_answer["no"].out
    assert by_answer["TIDAK"].out == by_answer["no"].out


def test_value_in_capitals_is_that_of_the_law() -> None:
    """A law may have a value such as ``NO``, for Norway: only a word of another language is an answer in any case."""
    assert fact_value("country=NO", "--fact") == ("country", "NO")
