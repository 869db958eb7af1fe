"""Print the security window over the campaign of an election, with the reason for its first and last day.

python examples/window_of_an_election.py
python examples/window_of_an_election.py id/general-2024 quiet_period
"""

from __future__ import annotations

import sys

import electsched


def main(election: str = "id/general-2024", stage: str = "campaign") -> None:
    """Print the window over one stage of the election, and the explanation of its dates."""
    timeline = electsched.resolve(electsched.load_election(election))
    window = electsched.security_window(timeline, stage)
    print(f"{window.start} to {window.end}, {window.days} days, {window.zone}")
    print(f"from {window.span.start.isoformat()} up to {window.span.end.isoformat()}")
    print()
    print(electsched.explain(timeline[stage]))


if __name__ == "__main__":
    main(*sys.argv[1:])
