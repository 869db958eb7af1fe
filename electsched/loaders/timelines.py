"""Timelines and bounds of a law that is given as a value, by its id or by its path."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from electsched.law.statute import Facts, Statute
from electsched.loaders.law_files.ids import LawName
from electsched.loaders.laws import load_law
from electsched.timeline.assumptions import Assumptions, GivenValue
from electsched.timeline.bounds import Bounds
from electsched.timeline.bounds import bounds as law_bounds
from electsched.timeline.election import Election
from electsched.timeline.resolve import resolve as resolve_law
from electsched.timeline.timeline import Timeline

__all__ = ["bounds", "resolve"]

Law = Election | Statute | LawName
"""An election or a statute, its id such as ``id/general-2024``, or a path that ends in ``.toml``."""


def resolve(  # noqa: PLR0913  # each parameter is independent, and passed by name
    law: Law,
    *,
    polling: date | None = None,
    given: Mapping[str, GivenValue] | None = None,
    facts: Facts | None = None,
    nation: str | None = None,
    provisional: bool = False,
    as_of: date | None = None,
    assume_latest: bool = False,
    holidays: Mapping[date, str] | None = None,
) -> Timeline:
    """Return the timeline of an election, or of a statute with the given dates.

    Given dates are preferred to decreed ones. All official dates that depend on a given date by a rule or a limit are
    dropped, for they were decreed for another anchor.

    Args:
        law: An election or a statute, its id, or a path that ends in ``.toml``.
        polling: Polling day; short for the entry ``polling`` of ``given``.
        given: Given dates, by key of the stage: a day, a moment, or a first and a last of them.
        facts: Facts on which the law depends; preferred to those of the election.
        nation: Short for the entry ``nation`` of ``facts``.
        provisional: Whether a count may go beyond the years whose holidays are known.
        as_of: Day up to which declarations of holidays are known; by default, all are.
        assume_latest: Whether open dates are assumed to be the latest lawful days; their stages are then ``tentative``.
        holidays: More days that are not worked, by day and name, such as a day appointed for thanksgiving.

    Raises:
        UnknownNameError: There is no such law, or a given date is for a stage that it does not have.
        MissingFactError: The law depends on a fact that was not given.
        HorizonError: Polling day, or a count of working days, lies outside the years whose holidays are known.
        InputError: The file is not a law; a given value is not a date, ends before it starts, or lies outside the time
            for which the law has a rule; or a fact is none of this law.
    """
    assumptions = Assumptions(
        polling=polling,
        given=given or {},
        facts=facts or {},
        nation=nation,
        provisional=provisional,
        as_of=as_of,
        assume_latest=assume_latest,
        holidays=holidays or {},
    )
    return resolve_law(_law(law), assumptions)


def bounds(  # noqa: PLR0913  # the first five parameters of `resolve`, and the law
    law: Law,
    *,
    polling: date | None = None,
    given: Mapping[str, GivenValue] | None = None,
    facts: Facts | None = None,
    nation: str | None = None,
    provisional: bool = False,
) -> Bounds:
    """Return the earliest and the latest lawful day of every stage, given some dates.

    Provisions that count working days beyond the known years are left out and listed, unless ``provisional`` is set.

    Args:
        law: An election or a statute, its id, or a path that ends in ``.toml``.
        polling: Polling day; short for the entry ``polling`` of ``given``.
        given: Given dates, by key of the stage: a day, a moment, or a first and a last of them.
        facts: Facts on which the law depends; preferred to those of the election.
        nation: Short for the entry ``nation`` of ``facts``.
        provisional: Whether a count may go beyond the years whose holidays are known.

    Raises:
        UnknownNameError: There is no such law, or a given date is for a stage that it does not have.
        MissingFactError: The law depends on a fact that was not given.
        InputError: The file is not a law; a given value is not a date; a fact is none of this law; or polling day lies
            outside the time for which the law has a rule.
    """
    assumptions = Assumptions(
        polling=polling, given=given or {}, facts=facts or {}, nation=nation, provisional=provisional
    )
    return law_bounds(_law(law), assumptions)


def _law(law: Law) -> Election | Statute:
    return law if isinstance(law, Election | Statute) else load_law(law)
