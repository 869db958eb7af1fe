"""The pictures of the README, drawn by the package from its own data: ``python docs/pictures.py`` writes them anew."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import attrs

import electsched

FOLDER = Path(__file__).parent / "pictures"
STAGES = (
    "registration",
    "pairs_determined",
    "campaign",
    "quiet_period",
    "voting",
    "counting",
    "certification",
)
"""The stages from the registration of the pairs to the result."""


def pictures() -> Mapping[str, str]:
    """Return the SVG document of each picture, by the name of its file."""
    timeline = electsched.resolve("id/general-2024")
    stages = attrs.evolve(timeline, stages=tuple(timeline[key] for key in STAGES))
    return {"stages.svg": stages.to_svg("en"), "tahapan.svg": stages.to_svg("id")}


if __name__ == "__main__":
    for name, picture in pictures().items():
        (FOLDER / name).write_text(picture, encoding="utf-8")
