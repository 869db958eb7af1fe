"""Remarks on a statute that loads but may not say what its author means."""

from __future__ import annotations

from pathlib import Path

import pytest

from electsched.law.soundness import fact_combinations, soundness_remarks
from tests.law.test_names import load
from tests.timeline.checks.test_law_check import STATUTE

FACTS = """
[[fact]]
key = "nation"
name = "Nation"
values = ["wales", "scotland"]

[[fact]]
key = "snap"
name = "Snap"
values = ["yes", "no"]
"""


def remarks(folder: Path, text: str) -> list[str]:
    """Return the remarks on a statute as text."""
    return [str(remark) for remark in soundness_remarks(load(folder, text))]


def with_limit(rule: str) -> str:
    """Return the statute with one more stage and one more limit."""
    stage = '[[stage]]\nkey = "result"\nkind = "certification"\nname = "Result"\n'
    limit = f'[[limit]]\nrule = "{rule}"\nlaw = {{ instrument = "An Act" }}\n'
    return STATUTE.replace("[source]", f"{stage}\n{limit}\n[source]")


@pytest.mark.parametrize("rule", ["result >= campaign + 3 days", "campaign >= polling - 40 days"])
def test_bare_key_of_a_stage_of_several_days(tmp_path: Path, rule: str) -> None:
    """A bare key of a stage of several days is remarked upon: it means the last day."""
    (remark,) = remarks(tmp_path, with_limit(rule))
    assert remark.startswith("limit[1].rule: found 'campaign', a stage of several days; expected 'campaign.start'")


@pytest.mark.parametrize("rule", ["result >= campaign.end + 3 days", "campaign <= polling - 1 day"])
def test_stage_of_several_days_without_doubt(tmp_path: Path, rule: str) -> None:
    """A key with its part, and a last lawful day of a whole stage, are in no doubt."""
    assert remarks(tmp_path, with_limit(rule)) == []


def test_value_of_a_fact_without_a_rule(tmp_path: Path) -> None:
    """A rule for one value of a fact leaves out the others, unless a version states that there is no rule."""
    end = 'rule = "polling - 3 days at 24:00"'
    wales = STATUTE.replace(end, end + '\n  when = { nation = ["wales"] }') + FACTS
    (remark,) = remarks(tmp_path, wales)
    assert remark.startswith("stage[1].end: found no version for nation = scotland")
    none = '  [[stage.end]]\n  rule = "none"\n  when = { nation = ["scotland"] }\n  law = { instrument = "An Act" }\n'
    assert remarks(tmp_path, wales.replace("[[limit]]", none + "\n[[limit]]")) == []


def test_combinations_of_facts(tmp_path: Path) -> None:
    """Each combination of the values of the facts is tried."""
    combinations = list(fact_combinations(load(tmp_path, STATUTE + FACTS)))
    assert len(combinations) == 4
    assert combinations[0] == {"nation": "wales", "snap": "yes"}
