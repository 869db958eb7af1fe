"""What the command line shows: JSON, tables, a progress bar.

Colour is used on a terminal alone, and a table elsewhere is as wide as it needs to be.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from shutil import get_terminal_size
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

__all__ = ["ProgressBar", "json_text", "print_json", "print_table"]

SLOW = 1.0
"""Seconds after which a progress bar appears."""
EVERY = 30.0
"""Seconds between the lines that tell of progress where there is no terminal."""
LEAST = 110
"""Columns that a table is given at least on a terminal."""
WIDE = 400
"""Columns where there is no terminal: enough for any row."""
FOLDED = {"name", "provision", "reason"}
"""The columns of words, which may take several lines where the terminal is narrow; dates and keys never do."""
NARROW = 18
"""Columns that words have at least, even where the terminal must then wrap the line."""
STYLES = {"unlawful": "bold red", "conflict": "yellow", "unknown": "yellow"}


def print_json(data: object) -> None:
    """Print the data as JSON, indented, with its characters as they are."""
    click.echo(json_text(data), nl=False)


def json_text(data: object) -> str:
    """Return the data as JSON, as it is printed."""
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def print_table(head: Sequence[str], rows: Sequence[Sequence[str]], title: str = "") -> None:
    """Print the rows under their heads; a row that says something is wrong is coloured."""
    from rich.box import SIMPLE_HEAD  # noqa: PLC0415  # loaded when a table is printed
    from rich.console import Console  # noqa: PLC0415  # as above
    from rich.table import Table  # noqa: PLC0415  # as above

    console = Console(
        width=max(get_terminal_size().columns, LEAST) if sys.stdout.isatty() else WIDE, highlight=False, markup=False
    )
    table = Table(box=SIMPLE_HEAD, title=title or None, title_justify="left", pad_edge=False)
    for name in head:
        words = name in FOLDED
        table.add_column(
            name,
            overflow="fold",
            no_wrap=not words,
            min_width=NARROW if words else None,
            justify="right" if name == "days" else "left",
        )
    for row in rows:
        table.add_row(*row, style=next((STYLES[cell] for cell in row if cell in STYLES), None))
    with console.capture() as printed:
        console.print(table)
    lines = [line.rstrip() for line in printed.get().splitlines()]
    click.echo("\n".join(lines).strip("\n") + "\n", color=console.is_terminal)


class ProgressBar:
    """Tells on standard error how far the work is: by a bar on a terminal, once it has taken a second, else by lines.

    What takes long is watched in a log, where there is one line every half minute. How fast it goes is counted from the
    first calendar on: what stands in a site is read before that.
    """

    def __init__(self) -> None:
        """Begin to count the time."""
        self._began = self._told = time.monotonic()
        self._first: tuple[float, int] | None = None
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> Callable[[int, int], None]:
        """Return what is to be told how much of how much is done."""
        return self._step

    def __exit__(self, *_: object) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.stop()

    def _step(self, done: int, total: int) -> None:
        now = time.monotonic()
        self._first = self._first or (now, done)
        seconds, rate = now - self._first[0], 0.0
        if seconds > 0:
            rate = (done - self._first[1]) / seconds
        if self._bar is None:
            if now - self._began < SLOW:
                return
            if not sys.stderr.isatty():
                if now - self._told >= EVERY:
                    self._told = now
                    click.echo(_progress_line(done, total, rate), err=True)
                return
            self._show(total)
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, completed=done, total=total, rate=f"{rate:,.0f} a second")

    def _show(self, total: int) -> None:
        from rich.console import Console  # noqa: PLC0415  # loaded when it takes long
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415  # as above

        columns = (BarColumn(), MofNCompleteColumn(), TextColumn("calendars, {task.fields[rate]},"))
        left = (TimeRemainingColumn(), TextColumn("left"))
        self._bar = Progress(TextColumn("writing"), *columns, *left, console=Console(stderr=True), transient=True)
        self._task = self._bar.add_task("writing", total=total, rate="")
        self._bar.start()


def _progress_line(done: int, total: int, rate: float) -> str:
    """Return how much is done, and where a rate is known, how fast and how long the rest takes at it."""
    told = f"writing: {done:,} of {total:,} calendars"
    return f"{told}, {rate:,.0f} a second, {timedelta(seconds=round((total - done) / rate))} left" if rate else told
