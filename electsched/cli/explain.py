"""The command `explain`; it stands alone, because it answers in a fraction of a second and imports nothing else."""

from __future__ import annotations

import click

from electsched.cli.language.commands import Command
from electsched.cli.options import Answer, answer_options, assumption_options, subject_argument
from electsched.cli.output import print_json, print_text
from electsched.loaders.plan_election import load_stage
from electsched.timeline.assumptions import Assumptions
from electsched.timeline.explain import explain as explanation

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
        print_text(explanation(dated_stage, language=answer.language))
