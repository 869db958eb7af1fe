"""British statements of persons nominated that were published, held against the days that the law allows.

The statements are those of `tests/historic_sopn_data.csv` in the repository DemocracyClub/uk-election-timetables (MIT
License, Copyright (c) 2020 Democracy Club). The file is read from the folder of inputs that others made, as
`uk-election-timetables/historic_sopn_data.csv`; the tests are deselected if it is absent.

Its authors set fourteen statements aside, each on a line that begins with `--`, because their own day differs.
"""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path

import attrs
import pytest

import electsched

FILE = "uk-election-timetables/historic_sopn_data.csv"
pytestmark = pytest.mark.needs_benchmarks(FILE)

STATUTES = {
    "gla": "gb/london",
    "mayor": "gb/mayor",
    "naw": "gb/senedd",
    "nia": "gb/ni-assembly",
    "parl": "gb/parliament",
    "pcc": "gb/pcc",
    "sp": "gb/scottish-parliament",
}
LATE = {
    "West Lancashire",
    "Middlesbrough",
    "Bishop Auckland",
    "City of Durham",
    "Easington",
    "Folkestone and Hythe",
    "North Durham",
    "North West Durham",
    "Sedgefield",
    "police:lincolnshire",
}
"""Documents dated after the last lawful day, so they do not show when the first statement went out."""

EARLY = {"typo on the doc: a year in the past", "Fareham"}
"""Documents dated before nominations closed, when no statement can show who stands nominated."""

LAWFUL = {"Copeland", "Manchester, Gorton"}
"""By-elections: the law leaves a range, and these days lie in it; the package has the one day of a general election."""


@attrs.frozen
class Statement:
    """A published statement of persons nominated.

    Attributes:
        election: The identifier of the election in the file, such as ``parl.2015-05-07``.
        polling: Polling day.
        published: The day that the document bears.
        place: The remark of the file's authors, else the area.
    """

    election: str
    polling: date
    published: date
    place: str


@pytest.fixture(scope="module")
def lines(benchmark_inputs: Path) -> list[str]:
    """Return the lines of the file."""
    return (benchmark_inputs / FILE).read_text(encoding="utf-8").splitlines()


def statements(lines: list[str]) -> list[Statement]:
    """Return the statements of some lines; the day of publication may have a remark behind it."""
    rows = csv.reader(line for line in lines if line.count(",") >= 4)
    return [
        Statement(row[0], date.fromisoformat(row[3]), date.fromisoformat(day), place or row[1])
        for row in rows
        for day, _, place in [",".join(row[4:]).partition(" ")]
    ]


@cache
def window(election: str, polling: date) -> tuple[date | None, date | None]:
    """Return the first and last lawful day of the statement."""
    kind, _, rest = election.partition(".")
    name = "gb/london" if kind == "mayor" and rest.startswith("london.") else STATUTES[kind]
    law = electsched.load_statute(name)
    facts = {"nation": "england"} if kind in {"parl", "pcc"} else {}
    if kind == "parl" and rest != polling.isoformat():
        facts["election"] = "by_election"
    stage = electsched.resolve(law, polling=polling, facts=facts)["statement_of_persons_nominated"]
    return stage.earliest, stage.latest


def position(statement: Statement) -> str:
    """Return whether a statement lies before, in or after its window."""
    first, last = window(statement.election, statement.polling)
    assert first is not None
    assert last is not None
    if statement.published < first:
        return "early"
    return "late" if statement.published > last else "lawful"


def test_published_statements_lie_in_the_lawful_window(lines: list[str]) -> None:
    """Each of 1,014 statements of 2015 to 2017 was published on a day that the law allows."""
    published = statements([line for line in lines[1:] if not line.startswith("--")])
    assert Counter(statement.election.partition(".")[0] for statement in published) == {
        "parl": 873,
        "sp": 51,
        "nia": 36,
        "pcc": 24,
        "naw": 13,
        "mayor": 9,
        "gla": 8,
    }
    assert [statement for statement in published if position(statement) != "lawful"] == []


def test_windows_of_published_statements_are_narrow(lines: list[str]) -> None:
    """No window has more than six days, and those of elections whose day of nominations is fixed at most three."""
    days = {
        statement.election: (last - first).days + 1
        for statement in statements([line for line in lines[1:] if not line.startswith("--")])
        for first, last in [window(statement.election, statement.polling)]
        if first and last
    }
    assert max(days.values()) == 6
    assert {days["sp.c.2016-05-05"], days["parl.2015-05-07"], days["nia.2017-03-02"]} == {1, 2}


def test_statements_that_the_package_sets_aside(lines: list[str]) -> None:
    """Of fourteen, two by-elections are lawful, where the package is wrong; twelve documents bear an unlawful day."""
    aside = statements([line.removeprefix("--") for line in lines if line.startswith("--")])
    places = {
        name: {statement.place for statement in aside if position(statement) == name}
        for name in ("late", "early", "lawful")
    }
    assert places == {"late": LATE, "early": EARLY, "lawful": LAWFUL}
