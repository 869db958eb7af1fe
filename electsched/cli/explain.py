"""The command `explain`; it stands alone, because it answers in a fraction of a second and imports nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from electsched.cli.language.commands import Command
from electsched.cli.language.lines import print_text
from electsched.cli.options import Answer, answer_options, assumption_options, subject_argument
from electsched.cli.output import print_json
from electsched.loaders.laws import load_law
from electsched.loaders.plan_election import is_plan, load_stage, stage_names
from electsched.timeline.assumptions import Assumptions
from electsched.timeline.explain import explain as explanation

if TYPE_CHECKING:
    from electsched.timeline.bounds import StageBounds

__all__ = ["explain"]


@click.command(cls=Command)
@subject_argument
@click.argument("stage")
@assumption_options
@answer_options
def explain(*, subject: str, stage: str, assumptions: Assumptions, answer: Answer) -> None:
    """Show the reason of each date of a stage."""
    dated_stage = load_stage(subject, stage, assumptions)
    if answer.as_json:
        print_json(dated_stage.to_dict(trace=True))
    else:
        bounds = None if dated_stage.dated or is_plan(subject) else _bounds(subject, stage, assumptions)
        names = stage_names(subject, assumptions)
        print_text(explanation(dated_stage, language=answer.language, bounds=bounds, names=names))


def _bounds(subject: str, stage: str, assumptions: Assumptions) -> StageBounds | None:
    """Return the bounds of a stage; None if provisions and dates contradict each other."""
    from electsched.timeline.bounds import bounds  # noqa: PLC0415  # loaded for a stage without a date

    bounded = bounds(load_law(subject), assumptions)
    return next((stage_bounds for stage_bounds in bounded.stages if stage_bounds.key == stage), None)
