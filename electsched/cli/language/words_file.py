"""The command `site words`: a file of words for a further language."""

from __future__ import annotations

from pathlib import Path

import click

from electsched.cli.files import write_output
from electsched.cli.language.asked import said
from electsched.cli.language.commands import Command
from electsched.cli.language.lines import as_argument, print_line
from electsched.cli.language.types import TranslatedChoice
from electsched.i18n.languages import LANGUAGES
from electsched.loaders.word_files.new import completed_words, new_words
from electsched.loaders.word_files.words import english_sentences, load_words

__all__ = ["words"]


@click.command(cls=Command)
@click.argument("words_file", metavar="FILE")
@click.option(
    "--from",
    "source",
    type=TranslatedChoice(LANGUAGES),
    default="en",
    show_default=True,
    help="The language of the texts that are written.",
)
@click.option("--check", "only_check", is_flag=True, help="Write nothing: check this file of words.")
def words(*, words_file: str, source: str, only_check: bool) -> None:
    """Write a file of words, to add a language.

    FILE is named by the code of the language, such as jv.toml or jv.json. A file that exists keeps its texts and gets
    those that it lacks. Translate its texts; then hand it in with --words, or name it as `words` in the plan.
    """
    if only_check:
        _check(words_file)
    elif Path(words_file).exists():
        _complete(words_file, source)
    else:
        path = new_words(Path(words_file), language=source)
        print_line(said("words.started", path=path, file=as_argument(path)))


def _check(path: str) -> None:
    language = load_words(Path(path))
    print_line(said("words.complete", path=path, language=language.words["language.name"]))
    missing = sum(map(len, english_sentences().values())) - len(language.faults) - len(language.sentences)
    if missing:
        print_line(said("words.english", count=missing))


def _complete(path: str, source: str) -> None:
    completed = completed_words(path, language=source)
    if completed.added:
        write_output(path, completed.text)
        print_line(said("words.added", path=path, count=len(completed.added)))
    else:
        print_line(said("words.current", path=path))
    if completed.unused:
        print_line(said("words.unused", count=len(completed.unused)))
        for key in completed.unused:
            print_line(f"  {key}")
