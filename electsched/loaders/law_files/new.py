"""Write a first statute file, and bring law files into the standard layout."""

from __future__ import annotations

import tomllib
from datetime import date
from difflib import get_close_matches
from pathlib import Path

import holidays
import tomlkit
import tomlkit.exceptions
from holidays.registry import COUNTRIES

from electsched.errors import Fault, InputError, noun, unknown_name
from electsched.i18n.languages import words
from electsched.i18n.text import Text
from electsched.law.calendar import WorkCalendar
from electsched.law.calendar_table import CalendarTable
from electsched.loaders.law_files.ids import DATA
from electsched.loaders.law_files.keys import ELECTION_KEYS, STATUTE_KEYS
from electsched.loaders.law_files.layout import laid_out
from electsched.loaders.law_files.overlay_keys import OVERLAY_KEYS
from electsched.loaders.new_files import checked_name, write_new_file
from electsched.loaders.toml import read_toml
from electsched.loaders.work_calendar import work_calendars
from electsched.phrases import NOTHING, Phrase, phrase, quoted
from electsched.timespan import zone_named

__all__ = ["formatted_law", "new_law"]

MAX_CHARACTERS = 1_000_000
"""The longest file that is laid out: it takes some ten seconds."""
EXAMPLE_YEAR = 2024
LIKE_A_NAME = 0.75
"""Similarity from which a text is taken for the name of a country."""
FIRST_DAY = date(2015, 1, 1)
"""The first day of the calendar of the starter."""


def new_law(  # noqa: PLR0913  # the keys of the file, by name
    path: str | Path,
    *,
    id: str = "",  # noqa: A002  # the key of the file
    name: str = "",
    country: str = "",
    zone: str = "",
    language: str = "en",
) -> Path:
    """Write a commented statute to start from to a new file, and return its path.

    Args:
        path: The new file.
        id: The id of the statute; that of the starter if empty.
        name: The name of the election for people; that of the starter if empty.
        country: The country whose holidays are not worked, as `holidays` codes it; that of the starter if empty.
        zone: The IANA zone of the jurisdiction's clock; that of the starter if empty.
        language: The language of its comments; English if there is no starter in it.

    Raises:
        InputError: The file exists already or cannot be written, its name has control characters, or there is no such
            zone, or no such country with holidays.
    """
    translated = DATA / "statutes" / f"_starter.{language}.toml"
    starter = translated if translated.is_file() else DATA / "statutes" / "_starter.toml"
    text = starter.read_text(encoding="utf-8").replace("law.toml", checked_name(path))
    if zone:
        zone_named(zone)
    document = tomlkit.parse(_with_years(text, _calendar(country), language) if country else text)
    for table, key, value in (
        (document, "id", id),
        (document, "name", name),
        (document, "zone", zone),
        (document["calendar"], "country", country),
    ):
        if value:
            table[key] = value
    return write_new_file(path, laid_out(tomlkit.dumps(document), STATUTE_KEYS))


def _with_years(text: str, calendar: WorkCalendar, language: str) -> str:
    """Return the starter with an example, whose days are the same in any year, in one that the calendar has."""
    if calendar.year_state(calendar.last.year) == "known":
        return text.replace(f"{EXAMPLE_YEAR}-", f"{min(EXAMPLE_YEAR, calendar.last.year)}-")
    # The holidays of every year are estimates, in which only a stated end of the calendar lets days be counted.
    comment = words(language)["law.estimated_years"]
    end = f"last    = {EXAMPLE_YEAR}-12-31  # {comment}"
    return text.replace("# days    =", f"{end}\n# days    =")


def _country_hint(country: str) -> Phrase:
    """Return the hint of the code of a country that was given by its English name."""
    codes = {module.replace("_", " "): names[1] for module, names in COUNTRIES.items()}
    nearest = get_close_matches(country.lower(), codes, n=1, cutoff=LIKE_A_NAME)
    return phrase("Perhaps {key!r} is meant.", key=codes[nearest[0]]) if nearest else NOTHING


def _calendar(country: str) -> WorkCalendar:
    """Return the working days of a country, up to the last year whose holidays are known.

    Raises:
        InputError: `holidays` has no such country, or no holiday of it.
    """
    codes = holidays.list_supported_countries()
    if country not in codes:
        raise unknown_name("country", country, codes, hint=_country_hint(country))
    table = CalendarTable(name=Text.same(country), weekend=(6, 7), country=country, first=FIRST_DAY)
    calendar, _ = work_calendars(table, source=country)
    if calendar.year_state(calendar.last.year) == "missing":
        raise InputError(
            Fault(noun("country"), quoted(country), phrase("a country that has holidays in the tables of `holidays`"))
        )
    return calendar


def formatted_law(path: str | Path) -> tuple[str, str]:
    """Return the text of a statute or election file, and the same in the standard layout.

    Raises:
        InputError: The file cannot be read, is not TOML, or is a plan.
    """
    raw = read_toml(Path(path))
    text = Path(path).read_bytes().decode("utf-8-sig")
    if "operation" in raw:
        raise InputError(Fault("", phrase("a plan"), phrase("a statute or an election")), source=str(path))
    if len(text) > MAX_CHARACTERS:
        fault = Fault(
            "",
            phrase("{count} {count:character|characters}", count=len(text)),
            phrase("a file of at most {most} to be laid out", most=MAX_CHARACTERS),
        )
        raise InputError(fault, source=str(path))
    try:
        keys = ELECTION_KEYS if "statute" in raw else OVERLAY_KEYS if "overlay" in raw else STATUTE_KEYS
        formatted = laid_out(text, keys)
    except (tomlkit.exceptions.TOMLKitError, RecursionError) as error:
        raise InputError(
            Fault("", phrase("TOML that cannot be laid out: {error}", error=error), phrase("flat tables")),
            source=str(path),
        ) from error
    if tomllib.loads(formatted) != raw:
        raise InputError(
            Fault("", phrase("tables whose order decides their meaning"), phrase("each table once")), source=str(path)
        )
    return text, formatted
