"""The program `electsched`: its commands, each imported when it is used, and its exit status.

Exit status 0: done. 1: the answer is no (a date is unlawful, a duty has no team). 2: the input is bad; the error names
file and key path, and states the value there and the value expected.
"""

from __future__ import annotations

import atexit
import gc
import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module

import click

from electsched.cli.language.asked import WORDS_OPTION, Asked, language_of, values_of
from electsched.cli.language.commands import Group
from electsched.cli.language.lines import print_line
from electsched.cli.language.messages import click_in_language
from electsched.cli.output import BAD, DONE, NO
from electsched.errors import ElectschedError, Fault, InputError, os_cause
from electsched.i18n.error_text import error_text
from electsched.i18n.languages import words
from electsched.phrases import phrase

__all__ = ["main"]

COMMANDS = {
    "new": "plan",
    "check": "plan",
    "window": "plan",
    "timeline": "law",
    "explain": "explain",
    "audit": "law",
    "bounds": "law",
    "compare": "compare",
    "publish": "telling.publish",
    "serve": "serve",
    "law": "statutes",
    "roster": "changes.who_can",
    "change": "changes.commands",
    "site": "site",
    "links": "links",
}
"""The module of each command, in the order of the help: everyday commands, then groups."""


YOUNG_OBJECTS = 500_000
"""New objects after which the garbage collector runs: most objects live until the command ends."""


class LazyGroup(Group):
    """The commands of the program; only the module of the one that runs is imported."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # the signature is the library's
        """Return the names of the commands, in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # as above
        """Return the command, or None if there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"electsched.cli.{COMMANDS[cmd_name]}"), cmd_name)
        return command

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return the option ``--help``, which needs no line of a help that fits a screen."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.hidden = True
        return option


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="electsched")
def cli() -> None:
    """Turn electoral law into calendars that people act on."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its status; bad input causes no traceback."""
    gc.set_threshold(YOUNG_OBJECTS)
    atexit.register(gc.freeze)  # the process ends: no garbage of it needs to be looked for
    for stream in (sys.stdout, sys.stderr):
        # A pipe may lack a character, and a path may have bytes that are no text: neither ends a command.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    command_line = list(sys.argv[1:] if arguments is None else arguments)
    if not sys.stdout:  # as Python has it if the descriptor is closed; `print` then says nothing
        expected = phrase("one that is open, such as a terminal, a pipe or /dev/null")
        fault = Fault(phrase("standard output"), phrase("a closed one"), expected)
        _show(InputError(fault), language_of(command_line, os.environ))
        sys.exit(BAD)
    try:
        asked = _asked(command_line)
    except ElectschedError as error:
        _show(error, language_of(command_line, os.environ))
        sys.exit(BAD)
    with click_in_language(asked.language):
        status = _status(command_line, asked)
    sys.exit(status)


def _asked(arguments: list[str]) -> Asked:
    """Return the language that the arguments ask for, and those of the files of words that they name."""
    paths = values_of(WORDS_OPTION, arguments)
    if not paths:
        return Asked(language_of(arguments, os.environ))
    from electsched.loaders.word_files.words import load_words  # noqa: PLC0415  # loaded when a file of words is handed in

    added = tuple(map(load_words, paths))
    return Asked(language_of(arguments, os.environ, added), added)


def _status(arguments: list[str], asked: Asked) -> int:
    """Run a command, print its error, and return the exit status."""
    language = asked.language
    try:
        status = cli.main(args=arguments, prog_name="electsched", standalone_mode=False, obj=asked)
    except click.ClickException as error:
        message = io.StringIO()
        error.show(message)
        _print_error(message.getvalue().rstrip("\n"))
        return error.exit_code
    except click.Abort:
        click.echo(words(language)["usage.stopped"], err=True)
        return NO
    except ElectschedError as error:
        _show(error, language)
        return BAD
    except OSError as error:  # of standard output: the files that a command reads and writes raise the errors above
        _show(InputError(Fault(error.filename or phrase("standard output"), os_cause(error))), language)
        return BAD
    return status if isinstance(status, int) else DONE


def _show(error: ElectschedError, language: str) -> None:
    """Print an error in a language."""
    _print_error(f"{words(language)['error.error']}: {error_text(error, language)}")


def _print_error(text: str) -> None:
    """Print the lines of an error."""
    for line in text.split("\n"):
        # A rule and the mark of its faulty character, which are indented, stay as they are.
        click.echo(line, err=True) if line.startswith(" ") else print_line(line, err=True)
