"""The command `site words`: a file of words for a further language."""

from __future__ import annotations

from pathlib import Path

import click

from electsched.cli.language.asked import said
from electsched.cli.language.commands import Command
from electsched.cli.language.types import Choice
from electsched.cli.output import print_line
from electsched.i18n.languages import LANGUAGES
from electsched.loaders.words import english_sentences, load_words, new_words

__all__ = ["words"]


@click.command(cls=Command)
@click.argument("words_file", metavar="FILE")
@click.option(
    "--from",
    "source",
    type=Choice(LANGUAGES),
    default="en",
    show_default=True,
    help="The language of the texts in the new file.",
)
@click.option("--check", "only_check", is_flag=True, help="Write nothing: check this file of words.")
def words(*, words_file: str, source: str, only_check: bool) -> None:
    """Write a file of words, to add a language.

    FILE is named by the code of the language, such as jv.toml or jv.json. A file that exists is not replaced. Translate
    its texts; then hand it in with --words, or name it as `words` in the plan.
    """
    if not only_check:
        print_line(said("words.started", path=new_words(Path(words_file), language=source)))
        return
    language = load_words(Path(words_file))
    print_line(said("words.complete", path=words_file, language=language.words["language.name"]))
    missing = sum(map(len, english_sentences().values())) - len(language.faults) - len(language.sentences)
    if missing:
        print_line(said("words.english", count=missing))
