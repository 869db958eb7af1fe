"""Arguments and options that several commands share, each turned into the value that a command needs."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import attrs
import click

import electsched
from electsched.cli.days import day, iso_days, moment
from electsched.cli.language.asked import added_languages, asked_language, said
from electsched.cli.language.types import LanguageChoice
from electsched.errors import InputError
from electsched.i18n.written_days import read_day
from electsched.loaders.converters import given_value
from electsched.timeline.assumptions import Assumptions, GivenValue

__all__ = [
    "Answer",
    "CommandFunction",
    "answer_options",
    "assumption_options",
    "calendar_options",
    "day",
    "fact_value",
    "gathered",
    "history_option",
    "holiday_options",
    "json_option",
    "language_option",
    "moment",
    "output_option",
    "output_path",
    "plan_argument",
    "provisional_option",
    "roster_option",
    "stage_value",
    "subject_argument",
]

CommandFunction = Callable[..., Any]


# --- types of values ----------------------------------------------------------------------------------------------


def output_path(path: str) -> str:
    """Return the path to which a command writes; a bad one is refused before the work begins.

    Raises:
        click.BadParameter: The path is a directory, or its folder does not exist.
    """
    if Path(path).is_dir():
        raise click.BadParameter(said("usage.directory", path=repr(path)))
    if not Path(path).parent.is_dir():
        raise click.BadParameter(said("usage.no_folder", path=repr(path)))
    return path


# --- options ------------------------------------------------------------------------------------------------------

json_option = click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
language_option = click.option(
    "--language",
    type=LanguageChoice(),
    default=asked_language,
    help="Language of the answer; by default that of the locale.",
)
output_option = click.option(
    "--output", type=output_path, metavar="FILE", default="-", help="Write to this file instead of the terminal."
)
provisional_option = click.option(
    "--provisional", is_flag=True, help="Count with estimated holidays in years whose holidays are not known."
)
roster_option = click.option(
    "--roster",
    "roster_file",
    metavar="FILE",
    help=(
        "Take the duties from this roster: a grid of people by days (XLSX or CSV), or duties (JSON); by default that "
        "which the plan names."
    ),
)
history_option = click.option(
    "--history",
    metavar="FILE",
    help="Go on from this earlier roster: a grid of people by days (XLSX or CSV), or duties (JSON).",
)
subject_argument = click.argument("subject")


@attrs.frozen
class Answer:
    """The form in which a command answers.

    Attributes:
        language: The language of words.
        as_json: Whether the answer is JSON instead of text.
    """

    language: str
    as_json: bool


def gathered(name: str, kind: type[Any]) -> Callable[[CommandFunction], CommandFunction]:
    """Return a decorator that hands options on as one value, ``name``: those named as the fields of an attrs class."""
    fields = [field.name for field in attrs.fields(kind)]

    def decorate(command: CommandFunction) -> CommandFunction:
        @functools.wraps(command)
        def wrapper(**arguments: Any) -> Any:  # noqa: ANN401  # those of the command
            value = kind(**{field: arguments.pop(field) for field in fields})
            return command(**{name: value}, **arguments)

        return wrapper

    return decorate


def answer_options(command: CommandFunction) -> CommandFunction:
    """Add ``--language`` and ``--json``; the command takes them as one ``answer``."""

    @language_option
    @json_option
    @functools.wraps(command)
    def wrapper(*, language: str, as_json: bool, **arguments: object) -> object:
        return command(answer=Answer(language, as_json), **arguments)

    return wrapper


def plan_argument(command: CommandFunction) -> CommandFunction:
    """Add the argument PLAN and ``--members``; the command takes the loaded ``plan``."""

    @click.argument("plan_file", metavar="PLAN")
    @click.option("--members", metavar="FILE", help="A list (XLSX or CSV) of the people of the teams.")
    @provisional_option
    @functools.wraps(command)
    def wrapper(*, plan_file: str, members: str | None, provisional: bool, **arguments: object) -> object:
        plan = electsched.load_plan(plan_file, members=members, provisional=provisional, languages=added_languages())
        return command(plan=plan, **arguments)

    return wrapper


# --- assumed dates and facts --------------------------------------------------------------------------------------


def assumption_options(command: CommandFunction) -> CommandFunction:
    """Add the options that assume dates and facts; the command takes them as one value, ``assumptions``."""

    @click.option("--polling", type=day, metavar="DAY", help="Assume this polling day.")
    @click.option(
        "--given", multiple=True, metavar="STAGE=DAYS", help="Assume these dates of a stage; may be repeated."
    )
    @click.option(
        "--fact", "facts", multiple=True, metavar="FACT=VALUE", help="A fact on which the law depends; may be repeated."
    )
    @calendar_options
    @click.option("--assume-latest", is_flag=True, help="Assume the latest lawful day of each date that is open.")
    @functools.wraps(command)
    def wrapper(  # a parameter for each option
        *,
        polling: date | None,
        given: tuple[str, ...],
        facts: tuple[str, ...],
        assume_latest: bool,
        assumptions: Assumptions,
        **arguments: object,
    ) -> object:
        completed = attrs.evolve(
            assumptions,
            polling=polling,
            given=dict(stage_value(pair, "--given") for pair in given),
            facts=dict(fact_value(pair, "--fact") for pair in facts),
            assume_latest=assume_latest,
        )
        return command(assumptions=completed, **arguments)

    return wrapper


def calendar_options(command: CommandFunction) -> CommandFunction:
    """Add the options on the days not worked; the command takes them as ``assumptions`` without dates and facts."""

    @holiday_options
    @provisional_option
    @functools.wraps(command)
    def wrapper(*, assumptions: Assumptions, provisional: bool, **arguments: object) -> object:
        return command(assumptions=attrs.evolve(assumptions, provisional=provisional), **arguments)

    return wrapper


def holiday_options(command: CommandFunction) -> CommandFunction:
    """Add ``--holiday`` and ``--as-of``; the command takes them as ``assumptions`` with nothing else."""

    @click.option(
        "--holiday", "holidays", multiple=True, metavar="DAY=NAME", help="A further day not worked; may be repeated."
    )
    @click.option("--as-of", type=day, metavar="DAY", help="Holidays as known on this day.")
    @functools.wraps(command)
    def wrapper(*, holidays: tuple[str, ...], as_of: date | None, **arguments: object) -> object:
        days = dict(_holiday(pair) for pair in holidays)
        return command(assumptions=Assumptions(as_of=as_of, holidays=days), **arguments)

    return wrapper


def stage_value(pair: str, option: str) -> tuple[str, GivenValue]:
    """Return the key of a stage and its dates, from text such as ``final_list=2023-11-03``.

    Raises:
        click.BadParameter: The text has no day, moment or range; the error names the option.
    """
    key, _, text = pair.partition("=")
    try:
        return key, given_value(iso_days(text))
    except InputError as error:
        message = said("usage.stage_value", pair=repr(pair))
        raise click.BadParameter(message, param_hint=option) from error


def _holiday(pair: str) -> tuple[date, str]:
    text, _, name = pair.partition("=")
    holiday = read_day(text, asked_language())
    if holiday is None or not name.strip():
        raise click.BadParameter(said("usage.holiday", pair=repr(pair)), param_hint="--holiday")
    return holiday, name


def fact_value(pair: str, option: str) -> tuple[str, str]:
    """Return the key of a fact and its value, from text such as ``nation=wales``.

    Of an answer in the language asked for, such as ``Ya``, in any case, it is ``yes`` or ``no``.

    Raises:
        click.BadParameter: The text has no value; the error names the option.
    """
    key, sign, value = pair.partition("=")
    if not sign:
        raise click.BadParameter(said("usage.fact", pair=repr(pair)), param_hint=option)
    answers = {said("explanation.yes").casefold(): "yes", said("explanation.no").casefold(): "no"}
    answer = answers.get(value.casefold(), value)
    return key, value if answer == value.casefold() else answer  # 'NO' may be a value of a law, such as Norway
