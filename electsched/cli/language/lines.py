"""Lines of text on a terminal: none is cut, and no word is broken."""

from __future__ import annotations

import re
import shlex
import sys

import click

__all__ = ["INDENT", "as_argument", "folded", "print_line", "print_text"]

INDENT = "    "
_PLAIN = re.compile(r"[\w@%+=:,./\\~-]+")
"""A path that is one word in any shell."""


def print_line(text: str, *, err: bool = False) -> None:
    """Print a line of text; on a terminal, it goes on below with an indent, and no word is broken."""
    if (sys.stderr if err else sys.stdout).isatty() and text.strip():
        from shutil import get_terminal_size  # noqa: PLC0415  # loaded when lines are folded

        start = text[: len(text) - len(text.lstrip())]
        text = folded(text.strip(), get_terminal_size().columns, start, f"{start}{INDENT}")
    click.echo(text, err=err)


def as_argument(path: object) -> str:
    """Return a path as a command has it, so that it can be copied: with quotation marks if it has spaces."""
    text = str(path)
    if _PLAIN.fullmatch(text):
        return text
    # Double ones serve every shell, unless the text has a character with a meaning between them.
    return shlex.quote(text) if re.search(r"[\"$`\\!%]", text) else f'"{text}"'


def print_text(text: str) -> None:
    """Print each line of a text as `print_line` does."""
    for line in text.splitlines():
        print_line(line)


def folded(text: str, width: int, first: str = "", below: str = INDENT) -> str:
    """Return a text in lines of a width; no word is broken, so that addresses and paths can be copied."""
    import textwrap  # noqa: PLC0415  # loaded when a line is folded

    return textwrap.fill(
        text,
        width,
        initial_indent=first,
        subsequent_indent=below,
        break_long_words=False,
        break_on_hyphens=False,
    )
