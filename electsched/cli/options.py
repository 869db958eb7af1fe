"""What the commands share: their options, what a what-if means, and the exit statuses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click

from electsched.loaders.plan import load_timeline

if TYPE_CHECKING:
    from electsched.timeline.stage import Timeline

__all__ = [
    "BAD",
    "DONE",
    "NO",
    "asked_timeline",
    "counted",
    "dates",
    "json_option",
    "language_option",
    "members_option",
    "parse_facts",
    "parse_given",
    "parse_moment",
    "subject_argument",
]

DONE, NO, BAD = 0, 1, 2

json_option = click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
language_option = click.option(
    "--language", type=click.Choice(["id", "en"]), default="en", show_default=True, help="Language of the answer."
)
members_option = click.option("--members", metavar="FILE", help="A list (CSV) of the people of the teams.")
subject_argument = click.argument("subject")


def dates(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options by which a what-if is asked."""
    polling = click.option("--polling", type=click.DateTime(["%Y-%m-%d"]), help="Take this as polling day.")
    given = click.option(
        "--given", multiple=True, metavar="STAGE=DATE", help="Take this as the day of a stage; may be repeated."
    )
    fact = click.option("--fact", "facts", multiple=True, metavar="FACT=VALUE", help="A fact on which the law depends.")
    return polling(given(fact(command)))


def parse_facts(pairs: Iterable[str]) -> Mapping[str, str]:
    """Return the facts that were given as ``fact=value``.

    Raises:
        BadParameter: A pair is none.
    """
    found: dict[str, str] = {}
    for pair in pairs:
        key, sign, value = pair.partition("=")
        if not sign:
            message = f"found {pair!r}; expected a fact and its value, such as nation=wales"
            raise click.BadParameter(message, param_hint="--fact")
        found[key] = value
    return found


def parse_given(pairs: Iterable[str]) -> Mapping[str, date]:
    """Return the days that were given as ``stage=day``.

    Raises:
        BadParameter: A pair is none, or its day is no date.
    """
    found: dict[str, date] = {}
    for pair in pairs:
        key, _, day = pair.partition("=")
        try:
            found[key] = date.fromisoformat(day)
        except ValueError as error:
            message = f"found {pair!r}; expected a stage and a day, such as final_list=2023-11-03"
            raise click.BadParameter(message, param_hint="--given") from error
    return found


def asked_timeline(
    subject: str, polling: datetime | None, given: Iterable[str], facts: Iterable[str], *, provisional: bool = False
) -> Timeline:
    """Return the timeline of an election, a statute or a plan, with the what-if that was asked."""
    day = polling.date() if polling else None
    return load_timeline(
        subject, polling=day, given=parse_given(given), facts=parse_facts(facts), provisional=provisional
    )


def parse_moment(text: str) -> datetime:
    """Return a moment with its offset, such as ``2023-11-20T08:00+07:00``.

    Raises:
        BadParameter: It is none.
    """
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        message = f"found {text!r}; expected a moment with an offset, such as 2023-11-20T08:00+07:00"
        raise click.BadParameter(message, param_hint="--at")
    return found


def counted(number: int, noun: str) -> str:
    """Return the number with its noun, in English."""
    many = "people" if noun == "person" else f"{noun}es" if noun.endswith("s") else f"{noun}s"
    return f"{number} {noun}" if number == 1 else f"{number} {many}"
