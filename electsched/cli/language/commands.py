"""Commands and groups whose help is in the language asked for."""

from __future__ import annotations

import copy
import inspect
from collections.abc import Iterable, Mapping
from typing import Any

import click

from electsched.cli.language.asked import OPTION, WORDS_OPTION, asked_language
from electsched.cli.language.types import LanguageChoice, TranslatedChoice
from electsched.errors import unknown_name
from electsched.i18n.languages import sentences

__all__ = ["Command", "Group"]

LEAST_COLUMNS = 52
"""The least width of a terminal for which the library lays out its help."""


def _language_option(*, hidden: bool) -> click.Option:
    return click.Option(
        [OPTION],
        type=LanguageChoice(),
        expose_value=False,
        hidden=hidden,
        help="Language of the answer; by default that of the locale.",
    )


def _words_option(*, hidden: bool) -> click.Option:
    return click.Option(
        [WORDS_OPTION],
        multiple=True,
        metavar="FILE",
        expose_value=False,
        hidden=hidden,
        help="A file of words of a further language; see `electsched site words`.",
    )


def _paragraphs(text: str, table: Mapping[str, str]) -> str:
    """Return a text of several paragraphs in the language of the table."""
    paragraphs = (" ".join(paragraph.split()) for paragraph in inspect.cleandoc(text).split("\n\n"))
    return "\n\n".join(table.get(paragraph, paragraph) for paragraph in paragraphs)


class _Formatter(click.HelpFormatter):
    """Lays out help; on a narrow terminal the column of options is narrow too, so that no word is broken."""

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Write options or commands with their help."""
        super().write_dl(rows, col_max if self.width >= LEAST_COLUMNS - 2 else self.width // 4, col_spacing)


class _Context(click.Context):
    """The context of a command, with this layout of help."""

    formatter_class = _Formatter


class Command(click.Command):
    """A command whose help is in the language asked for; it has the option ``--language``, whatever it answers."""

    context_class = _Context

    def __init__(self, *arguments: Any, **keywords: Any) -> None:  # noqa: ANN401  # those of the library
        """Add the option, unless the command has one."""
        super().__init__(*arguments, **keywords)
        self._in_language: dict[tuple[str, str | None], click.Parameter] = {}
        if not any(OPTION in param.opts for param in self.params):
            self.params.append(_language_option(hidden=isinstance(self, click.Group)))
        self.params.append(_words_option(hidden=isinstance(self, click.Group)))

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Return the parameters, with their help and placeholders in the language asked for."""
        language, params = asked_language(ctx), super().get_params(ctx)
        table = sentences(language)
        if not table:
            return params
        # The same objects each time: the library compares them by identity to run them in the order given.
        for param in params:
            key = (language, param.name)
            if key not in self._in_language:
                self._in_language[key] = _param_in_language(param, ctx, table)
        return [self._in_language[language, param.name] for param in params]

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return the option ``--help``; the library keeps the text of its first use, so it is set in English."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "Show this message and exit."
        return option

    def get_help(self, ctx: click.Context) -> str:
        """Return the help, as wide as the terminal also if that is narrower than the library takes it to be."""
        from shutil import get_terminal_size  # noqa: PLC0415  # loaded when help is printed

        columns = get_terminal_size().columns
        if ctx.terminal_width is None and columns < LEAST_COLUMNS:
            ctx.terminal_width = columns - 2
        return super().get_help(ctx)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Return the parts of the line of usage."""
        table = sentences(asked_language(ctx))
        return [table.get(piece, piece) for piece in super().collect_usage_pieces(ctx)]

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help text."""
        described = copy.copy(self)
        described.help = _paragraphs(self.help or "", sentences(asked_language(ctx)))
        click.Command.format_help_text(described, ctx, formatter)

    def get_short_help_str(self, limit: int = 0) -> str:  # noqa: ARG002  # the signature is the library's
        """Return the first paragraph of the help, uncut."""
        return _paragraphs(self.help or "", sentences(asked_language())).partition("\n\n")[0]


class Group(Command, click.Group):
    """A group of commands whose help is in the language asked for, and that of its commands."""

    command_class = Command
    group_class = type

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command of the first argument, or fail with the nearest names."""
        # The names are listed for an error alone: some groups import all their commands for them.
        if not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            raise unknown_name("command", args[0], self.list_commands(ctx))
        return super().resolve_command(ctx, args)


def _param_in_language(param: click.Parameter, context: click.Context, table: Mapping[str, str]) -> click.Parameter:
    """Return a parameter with its help and its placeholder in the language of the table."""
    translated = copy.copy(param)
    if isinstance(translated, click.Option) and translated.help:
        translated.help = _paragraphs(translated.help, table)
    placeholder = param.make_metavar(context)
    if placeholder in table:
        translated.metavar = table[placeholder]
    if isinstance(param.type, TranslatedChoice) and isinstance(param.default, str):
        translated.default = param.type.word(param.default, context)
    return translated
