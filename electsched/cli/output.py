"""The output of the command line: JSON, tables, a progress bar, and the exit status.

Colour is used on a terminal alone. A table that does not go to a terminal is as wide as its rows.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Self

import click

from electsched.cli.language.asked import asked_language, said, translated_text
from electsched.cli.language.lines import INDENT, folded
from electsched.i18n.languages import words

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from electsched.roster.difference import DutyDifference

__all__ = [
    "BAD",
    "DONE",
    "NO",
    "ProgressBar",
    "counted",
    "differences_text",
    "is_confirmed",
    "json_text",
    "print_json",
    "print_table",
    "text_rows",
]

DONE, NO, BAD = 0, 1, 2
"""The exit statuses: done, the answer is no, the input is bad."""
BAR_MIN_COLUMNS = 72
"""Width of a terminal that has room for a bar, the rate and the time left; a narrower one shows the count alone."""
TABLE_FILE_COLUMNS = 400
"""Width of a table elsewhere: enough for any row."""
WORD_MIN_COLUMNS = 18
"""Width of a column of words, at least."""
DUTIES_SHOWN = 3
GAP_COLUMNS = 3
"""Width between two columns."""
WORD_COLUMNS = {"name", "provision", "reason", "before", "after", "obstacles", "says"}
"""The columns that may take several lines on a narrow terminal; dates and keys never do."""
NAME_COLUMNS = {"name", "key"}
"""The columns that say of what a row is, beside the first."""
ADDRESS = "address"
STYLES = {"unlawful": "bold red", "conflict": "yellow", "unknown": "yellow"}


# --- text and JSON ------------------------------------------------------------------------------------------------


def print_json(data: object) -> None:
    """Print the data as indented JSON, with characters beyond ASCII as they are."""
    click.echo(json_text(data), nl=False)


def json_text(data: object) -> str:
    """Return the data as indented JSON, with a line feed at the end."""
    import json  # noqa: PLC0415  # loaded when an answer is data

    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def counted(number: int, noun: str) -> str:
    """Return the number with its noun in the language asked for, such as ``2 people``."""
    return said(f"counted.{noun}", count=number)


def is_confirmed(question: str) -> bool:
    """Ask a question until it is answered with yes or no; no answer is no."""
    yes, no = said("usage.yes").split(), said("usage.no").split()
    while True:
        answer = click.prompt(f"{question} {said('usage.choice')}", default="", show_default=False).strip().lower()
        if answer in yes:
            return True
        if not answer or answer in no:
            return False
        click.echo(said("usage.answer", answers=", ".join((*yes, *no))))


# --- tables -------------------------------------------------------------------------------------------------------


def text_rows(rows: Iterable[Iterable[object]]) -> list[tuple[str, ...]]:
    """Return the rows with each cell as text."""
    return [tuple(map(str, row)) for row in rows]


def print_table(
    head: Sequence[str], rows: Sequence[Sequence[str]], title: str = "", language: str | None = None
) -> None:
    """Print the rows under their heads; a row with an alarming verdict is coloured.

    On a terminal that is too narrow for the table, each row is a paragraph. The heads and the cells that are words of
    the package are in the language, or in that asked for.
    """
    from shutil import get_terminal_size  # noqa: PLC0415  # loaded when a table is printed

    from rich.box import SIMPLE_HEAD  # noqa: PLC0415  # loaded when a table is printed
    from rich.console import Console  # noqa: PLC0415  # as above
    from rich.table import Table  # noqa: PLC0415  # as above

    styles = [next((STYLES[cell] for cell in row if cell in STYLES), "") for row in rows]
    titles, texts = _in_language(head, rows, language or asked_language())
    width = get_terminal_size().columns if sys.stdout.isatty() else TABLE_FILE_COLUMNS
    if _least_width(head, (titles, *texts)) > width:
        styled_rows = zip(texts, styles, strict=True)
        paragraphs = [_paragraph(head, titles, row, style, width) for row, style in styled_rows]
        color = False if os.environ.get("NO_COLOR") else None
        click.echo("\n".join(([title, ""] if title else []) + paragraphs) + "\n", color=color)
        return
    # Without a height, the library takes a terminal of the type 'dumb' to have 80 columns, and cuts the table.
    console = Console(width=width, height=1, highlight=False, markup=False)
    table = Table(box=SIMPLE_HEAD, title=title or None, title_justify="left", pad_edge=False)
    for name, column_title in zip(head, titles, strict=True):
        is_words = name in WORD_COLUMNS
        table.add_column(
            column_title,
            overflow="fold",
            no_wrap=not is_words,
            min_width=WORD_MIN_COLUMNS if is_words else None,
            justify="right" if name == "days" else "left",
        )
    for row, style in zip(texts, styles, strict=True):
        table.add_row(*row, style=style or None)
    with console.capture() as printed:
        console.print(table)
    lines = [line.rstrip() for line in printed.get().splitlines()]
    click.echo("\n".join(lines).strip("\n") + "\n", color=console.is_terminal)


def _in_language(
    head: Sequence[str], rows: Sequence[Sequence[str]], language: str
) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Return the heads and the rows in a language."""
    phrases = words(language)
    titles = tuple(phrases[f"column.{_word_key(name)}"] for name in head)
    texts = [tuple(_cell(name, cell, phrases) for name, cell in zip(head, row, strict=True)) for row in rows]
    return titles, texts


def _word_key(text: str) -> str:
    return text.replace(" ", "_").replace("-", "_")


def _cell(column: str, cell: str, phrases: Mapping[str, str]) -> str:
    """Return a cell in the language of the words, if its column has words of the package."""
    key = _word_key(cell)
    if not key:
        return cell
    match column:
        case "audience":
            cell = phrases[f"choice.{key}"]
        case "status":
            cell = phrases[f"stage_status.{key}"]
        case "part":
            cell = phrases[f"stage_part.{key}"]
        case "law sets":
            cell = phrases[f"law_sets.{key}"]
        case "verdict":
            cell = phrases[f"verdict.{key}"]
        case "state":
            cell = phrases[f"link_state.{key}"]
    return cell


def _least_width(head: Sequence[str], rows: Sequence[Sequence[str]]) -> int:
    """Return the least width of a table whose words take several lines; the first row has the titles."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    least = [
        min(width, WORD_MIN_COLUMNS) if name in WORD_COLUMNS else width
        for name, width in zip(head, widths, strict=True)
    ]
    return sum(least) + GAP_COLUMNS * len(least)


def _paragraph(head: Sequence[str], titles: Sequence[str], row: Sequence[str], style: str, width: int) -> str:
    """Return a row as a line with its first cell and its name, and lines with its other cells, each after its title.

    A number of days is written as a count, for "hari 7" would be the seventh day. An address stands alone on its line.
    """
    others = list(zip(head, titles, row, strict=True))[1:]
    names = [cell for name, _, cell in others if name in NAME_COLUMNS]
    cells = [
        _days(cell) if name == "days" else f"{title}: {cell}"
        for name, title, cell in others
        if cell and name not in {*NAME_COLUMNS, ADDRESS}
    ]
    lines = [folded("  ".join((row[0], *names)), width), folded(", ".join(cells), width, INDENT)]
    lines += [cell for name, _, cell in others if name == ADDRESS]
    text = "\n".join(line for line in lines if line.strip())
    return click.style(text, fg=style.rsplit(maxsplit=1)[-1], bold=style.startswith("bold")) if style else text


def _days(cell: str) -> str:
    """Return a cell with a number of days, which may have a sign, with its noun."""
    return said("counted.day", count=cell)


# --- progress -----------------------------------------------------------------------------------------------------


class ProgressBar:
    """Shows the progress of a publication on standard error: a bar on a terminal, otherwise a line now and then.

    The rate counts from the first calendar on, because reading the existing site comes before it.
    """

    def __init__(self, *, bar_after_seconds: float = 1.0, log_line_seconds: float = 30.0) -> None:
        """Start the clock: a bar appears after these seconds, and a log gets a line in every so many seconds."""
        self._bar_after_seconds, self._log_line_seconds = bar_after_seconds, log_line_seconds
        self._start = self._last_line = time.monotonic()
        self._first: tuple[float, int] | None = None
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        """Return the bar itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Remove the bar."""
        if self._bar is not None:
            self._bar.stop()

    def step(self, done: int, total: int) -> None:
        """Take the number of calendars done, and their total."""
        now = time.monotonic()
        self._first = self._first or (now, done)
        seconds, rate = now - self._first[0], 0.0
        if seconds > 0:
            rate = (done - self._first[1]) / seconds
        if self._bar is None:
            if now - self._start < self._bar_after_seconds:
                return
            if not sys.stderr.isatty():
                if now - self._last_line >= self._log_line_seconds:
                    self._last_line = now
                    click.echo(_progress_line(done, total, rate), err=True)
                return
            self._show(total)
        if self._bar is not None and self._task is not None:
            self._bar.update(
                self._task, completed=done, total=total, rate=said("progress.each_second", rate=_number(rate))
            )

    def notice(self, text: str) -> None:
        """Print a line of text, above the bar if there is one; a phrase in the language of the command."""
        line = translated_text(text)
        if self._bar is None:
            click.echo(line, err=True)
        else:
            self._bar.console.print(line, markup=False, highlight=False)

    def _show(self, total: int) -> None:
        from rich.console import Console  # noqa: PLC0415  # loaded when a bar is shown
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415  # as above

        console = Console(stderr=True)
        writing, count = TextColumn(said("progress.writing")), MofNCompleteColumn()
        rate = TextColumn(said("progress.calendars", rate="{task.fields[rate]}"))
        left = (TimeRemainingColumn(), TextColumn(said("progress.left")))
        columns = (writing, BarColumn(), count, rate, *left) if console.width >= BAR_MIN_COLUMNS else (writing, count)
        self._bar = Progress(*columns, console=console, transient=True)
        self._task = self._bar.add_task("", total=total, rate=said("progress.each_second", rate=_number(0)))
        self._bar.start()


def _progress_line(done: int, total: int, rate: float) -> str:
    """Return the progress and, if the rate is known, the rate and the time left."""
    line = said("progress.line", done=_number(done), total=_number(total))
    if not rate:
        return line
    left = timedelta(seconds=round((total - done) / rate))
    return said("progress.rate", line=line, rate=_number(rate), left=left)


def _number(value: float) -> str:
    """Return a whole number with the separator of thousands of the language."""
    return f"{value:,.0f}".replace(",", said("number.thousands"))


def differences_text(differences: Sequence[DutyDifference], language: str) -> str:
    """Return the sentences about the duties that have begun and that the plan says otherwise."""
    duties = [pair.before or pair.after for pair in differences]
    names = [f"{duty.post} {duty.day} {duty.shift}" for duty in duties[:DUTIES_SHOWN] if duty is not None]
    ellipsis = ", ..." if len(duties) > DUTIES_SHOWN else ""
    return words(language)["past.differences"].format(count=len(duties), duties=", ".join(names) + ellipsis)
