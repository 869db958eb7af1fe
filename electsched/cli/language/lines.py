"""Lines of text on a terminal: none is cut, and no word is broken."""

from __future__ import annotations

import sys

import click

__all__ = ["INDENT", "folded", "print_line", "print_text"]

INDENT = "    "


def print_line(text: str, *, err: bool = False) -> None:
    """Print a line of text; on a terminal, it goes on below with an indent, and no word is broken."""
    if (sys.stderr if err else sys.stdout).isatty() and text.strip():
        from shutil import get_terminal_size  # noqa: PLC0415  # loaded when lines are folded

        start = text[: len(text) - len(text.lstrip())]
        text = folded(text.strip(), get_terminal_size().columns, start, f"{start}{INDENT}")
    click.echo(text, err=err)


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
