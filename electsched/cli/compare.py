"""The command `compare`."""

from __future__ import annotations

from collections.abc import Container

import attrs
import click

import electsched
from electsched.calendars.comparison import comparison_calendar
from electsched.cli.files import write_output
from electsched.cli.language.commands import Command
from electsched.cli.language.lines import print_line, print_text
from electsched.cli.options import (
    Answer,
    answer_options,
    assumption_options,
    fact_value,
    output_path,
    stage_value,
    subject_argument,
)
from electsched.cli.output import print_json
from electsched.i18n.languages import words
from electsched.loaders.plan_election import load_timeline
from electsched.timeline.assumptions import Assumptions

__all__ = ["compare"]


@click.command(cls=Command)
@subject_argument
@click.argument("other", required=False)
@assumption_options
@click.option("--then", multiple=True, metavar="KEY=VALUE", help="A date or fact of the second alone; may be repeated.")
@click.option("--calendar", type=output_path, metavar="FILE", help="Write a calendar that shows old and new.")
@answer_options
def compare(  # noqa: PLR0913  # a parameter for each option
    *,
    subject: str,
    other: str | None,
    assumptions: Assumptions,
    then: tuple[str, ...],
    calendar: str | None,
    answer: Answer,
) -> None:
    """Show the differences of two timelines with their reasons.

    OTHER is another SUBJECT, and the dates and facts given hold for both. Without it the same subject is taken twice,
    and they hold for the second alone, unless --then names dates or facts.
    """
    first = load_timeline(subject, assumptions if other or then else Assumptions(provisional=assumptions.provisional))
    fact_keys = {fact.key for fact in first.statute.facts}
    second = load_timeline(other or subject, _with_pairs(assumptions, then, fact_keys))
    comparison = electsched.compare(first, second)
    if calendar:
        write_output(calendar, comparison_calendar(comparison, language=answer.language).to_ical())
    if answer.as_json:
        print_json(comparison.to_dict())
    elif not first.dated and not second.dated:
        print_line(words(answer.language)["law.no_date"])
    else:
        print_text(comparison.to_text(answer.language))
        if not other and first == second:
            print_line(words(answer.language)["law.same_subject"])


def _with_pairs(assumptions: Assumptions, pairs: tuple[str, ...], fact_keys: Container[str]) -> Assumptions:
    """Return the assumptions with the ``key=value`` pairs of ``--then``: facts of the law, and days of stages."""
    fact_pairs = [pair for pair in pairs if pair.partition("=")[0] in fact_keys]
    dates = dict(stage_value(pair, "--then") for pair in pairs if pair not in fact_pairs)
    return attrs.evolve(
        assumptions,
        polling=None if "polling" in dates else assumptions.polling,
        given={**assumptions.given, **dates},
        facts={**assumptions.facts, **dict(fact_value(pair, "--then") for pair in fact_pairs)},
    )
