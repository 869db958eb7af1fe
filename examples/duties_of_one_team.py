"""Print the duties of one team that begin on the given days, from the plan beside this script.

python examples/duties_of_one_team.py gudang-1 2023-11-28 2023-11-29
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import electsched

PLAN = Path(__file__).with_name("jombang.toml")


def main(team: str, *days: str) -> None:
    """Print each duty of the team that begins on one of the days."""
    plan = electsched.load_plan(PLAN)
    roster, _ = electsched.build_roster(plan)
    for day in days:
        for duty in roster.select(team=team, day=date.fromisoformat(day)):
            start, end = duty.span.start, duty.span.end
            print(f"{start:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M}  {plan.post(duty.post).name['en']}, {duty.shift}")


if __name__ == "__main__":
    main(*sys.argv[1:])
