"""Write the stages of an election as a calendar that a newsroom can open in any calendar app.

python examples/newsroom_stages.py stages.ics
python examples/newsroom_stages.py tahapan.ics id
"""

from __future__ import annotations

import sys
from pathlib import Path

import electsched


def main(path: str, language: str = "en") -> None:
    """Write the stages of the general election of 2024 to the path."""
    timeline = electsched.resolve(electsched.load_election("id/general-2024"))
    calendar = electsched.stage_calendar(timeline, language=language)
    Path(path).write_bytes(calendar.to_ical())
    print(f"{path}: {len(calendar.events)} events")


if __name__ == "__main__":
    main(*sys.argv[1:])
