"""Days and moments of the command line, as people write them, and the present moment."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import click

from electsched.cli.language.asked import asked_language, said
from electsched.errors import InputError
from electsched.i18n.written_days import read_day
from electsched.law.date_arithmetic import Moment
from electsched.loaders.converters import given_value

__all__ = ["clock", "day", "day_or_moment", "iso_days", "moment"]


def clock() -> datetime:
    """Return the present time in UTC, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


def moment(text: str) -> datetime:
    """Return a moment with its offset, such as ``2023-11-20T08:00+07:00``.

    Raises:
        click.BadParameter: The text is no moment, or has no offset.
    """
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError:
        parsed = None
    if parsed is None or parsed.tzinfo is None:
        raise click.BadParameter(said("usage.moment", text=repr(text)))
    return parsed


def day(text: str) -> date:
    """Return a day, such as ``2024-02-14`` or ``14 Februari 2024``.

    Raises:
        click.BadParameter: The text is no day, or may be two days.
    """
    value = read_day(text, asked_language())
    if value is None:
        raise click.BadParameter(said("usage.day", text=repr(text)))
    return value


def day_or_moment(text: str) -> date | datetime:
    """Return a day, or a local moment such as ``2024-01-03T18:00``.

    Raises:
        click.BadParameter: The text is neither.
    """
    try:
        value = given_value(iso_days(text))
    except InputError:
        value = None
    if isinstance(value, Moment):
        return datetime.combine(value.day, time()) + timedelta(minutes=value.minutes)  # local; up to 24:00
    if isinstance(value, date):
        return value
    raise click.BadParameter(said("usage.day_or_moment", text=repr(text)))


def iso_days(text: str) -> str:
    """Return a day, or both days of a range such as ``3/11/2023..9/11/2023``, in the form of ISO 8601."""
    parts = text.split("..")
    days = [read_day(part, asked_language()) for part in parts]
    return "..".join(part if value is None else value.isoformat() for part, value in zip(parts, days, strict=True))
