"""Errors and the faults they carry."""

from __future__ import annotations

import pytest

from electsched.errors import ElectschedError, Fault, InputError, PublishError, raise_faults


def test_a_fault_in_a_rule_has_a_caret_under_its_character() -> None:
    """The rule stands under the fault, with a mark at the character and its number counted from one."""
    fault = Fault("stage[0].rule", "'x'", "a number", text="polling + x days", at=10)
    assert str(fault).splitlines() == [
        "stage[0].rule: found 'x'; expected a number",
        "    polling + x days",
        "              ^ character 11",
    ]


def test_every_fault_has_a_line_with_its_file() -> None:
    """An error is as many lines as it has faults, each led by the file."""
    error = InputError(Fault("a", "1", "2"), Fault("", "3", "4"), source="plan.toml")
    assert str(error).splitlines() == ["plan.toml: a: found 1; expected 2", "plan.toml: found 3; expected 4"]
    assert isinstance(error, ElectschedError)
    assert isinstance(error, ValueError)


def test_no_faults_raise_nothing() -> None:
    """Without a fault there is no error; with some, one error of the kind asked for carries them all."""
    raise_faults([])
    faults = [Fault("a", "1", "2"), Fault("b", "1", "2")]
    with pytest.raises(PublishError) as caught:
        raise_faults(iter(faults), source="site", kind=PublishError)
    assert caught.value.faults == tuple(faults)
    assert caught.value.source == "site"
