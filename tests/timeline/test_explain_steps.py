"""Explanations of rolls, weekdays and clear days."""

from __future__ import annotations

from datetime import date

import attrs
import pytest

import electsched
from electsched.law.citation import Citation
from electsched.law.statute import RuleVersion
from electsched.timeline.explain import explain

STATUTE = electsched.load_statute("id/general")


def _explained(rule: str, language: str = "en") -> str:
    """Return the explanation of the President's oath under another rule."""
    version = RuleVersion(rule=rule, law=Citation(instrument="An Act"))
    stages = (
        attrs.evolve(stage, end=(version,)) if stage.key == "oath_president" else stage for stage in STATUTE.stages
    )
    timeline = electsched.resolve(attrs.evolve(STATUTE, stages=tuple(stages)), polling=date(2024, 2, 14))
    return explain(timeline["oath_president"], language=language)


@pytest.mark.parametrize(
    ("rule", "language", "words"),
    [
        (
            "polling + 3 days rolled forward",
            "en",
            "17 February 2024 is moved forward to the next working day, 19 February 2024",
        ),
        ("polling + 3 days rolled forward", "en", "not counted: 2024-02-17 – 2024-02-18 weekend"),
        ("polling - 8 working days", "en", "not counted: 2024-02-03 – 2024-02-04 weekend"),
        ("polling + 3 days rolled forward", "en", "holidays from holidays"),
        (
            "polling + 3 days rolled back",
            "id",
            "17 Februari 2024 digeser mundur ke hari kerja sebelumnya, 16 Februari 2024",
        ),
        ("polling + 1 day rolled back", "en", "15 February 2024 is a working day and stays"),
        ("first tuesday after polling", "en", "Tuesday number 1 after 14 February 2024: 20 February 2024"),
        ("second wednesday until polling", "id", "Rabu ke-2 pada atau sebelum 14 Februari 2024: 7 Februari 2024"),
        ("first monday of november of polling", "en", "Monday number 1 of November 2024: 4 November 2024"),
        ("last sunday of march of polling", "id", "Minggu terakhir bulan Maret 2024: 31 Maret 2024"),
        (
            "polling + 7 clear days",
            "en",
            "14 February 2024 + 7 days = 22 February 2024 (neither the first nor the last day counted)",
        ),
    ],
)
def test_explanation_of_a_step(rule: str, language: str, words: str) -> None:
    """A step has its start, its operation and its end, in the language asked for."""
    assert words in _explained(rule, language)
