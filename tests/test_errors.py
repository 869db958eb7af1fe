"""Errors and the faults they carry."""

from __future__ import annotations

import pytest

from electsched.errors import (
    ElectschedError,
    Fault,
    InputError,
    PublishError,
    UnknownNameError,
    nearest_names,
    raise_faults,
    redacted_reason,
    unknown_name,
)
from electsched.phrases import verbatim


def test_fault_in_a_rule_has_a_caret_under_its_character() -> None:
    """The rule is printed below the fault, with a mark at the character and its number, counted from one."""
    fault = Fault("stage[0].rule", verbatim("'x'"), verbatim("a number"), text="polling + x days", at=10)
    assert str(fault).splitlines() == [
        "stage[0].rule: found 'x'; expected a number",
        "    polling + x days",
        "              ^ character 11",
    ]


def test_hint_is_a_second_sentence() -> None:
    """A hint follows the values expected, and in a rule it comes before the rule."""
    fault = Fault(
        "",
        verbatim("permission denied"),
        verbatim("a file that can be written"),
        hint=verbatim("Choose another folder."),
    )
    assert str(fault) == "found permission denied; expected a file that can be written. Choose another folder."
    in_rule = Fault("rule", verbatim("'x'"), verbatim("a number"), text="x days", at=0, hint=verbatim("Write 3."))
    assert str(in_rule).splitlines()[0] == "rule: found 'x'; expected a number. Write 3."


def test_fault_of_an_event_is_two_sentences() -> None:
    """A fault without expected values says what happened, then what to do, with its place before both."""
    hint = "Wait for it to finish, then run again."
    fault = Fault("", verbatim("Another publish is running on this site."), hint=verbatim(hint))
    assert str(fault) == "Another publish is running on this site. Wait for it to finish, then run again."
    assert str(Fault("a", verbatim("The lease was lost."))) == "a: The lease was lost."


def test_every_fault_has_a_line_with_its_file() -> None:
    """An error has as many lines as faults, and each begins with the file."""
    error = InputError(
        Fault("a", verbatim("1"), verbatim("2")), Fault("", verbatim("3"), verbatim("4")), source="plan.toml"
    )
    assert str(error).splitlines() == ["plan.toml: a: found 1; expected 2", "plan.toml: found 3; expected 4"]
    assert isinstance(error, ElectschedError)
    assert isinstance(error, ValueError)


def test_no_faults_raise_nothing() -> None:
    """Without a fault there is no error; otherwise one error of the given class carries all faults."""
    raise_faults([])
    faults = [Fault("a", verbatim("1"), verbatim("2")), Fault("b", verbatim("1"), verbatim("2"))]
    with pytest.raises(PublishError) as caught:
        raise_faults(iter(faults), source="site", kind=PublishError)
    assert caught.value.faults == tuple(faults)
    assert caught.value.source == "site"


@pytest.mark.parametrize(
    ("key", "names"),
    [
        ("kpu-01", "kpu-1, kpu-2"),
        ("zzz", "kpu-1, kpu-2, warehouse, office, patrol, ..."),
    ],
)
def test_nearest_names_resemble_the_key(key: str, names: str) -> None:
    """Names that resemble the key are given alone; without one, the first five."""
    assert nearest_names(key, ["kpu-1", "kpu-2", "warehouse", "office", "patrol", "rally"]) == names


def test_unknown_name_says_kind_key_and_nearest_names() -> None:
    """The error is a lookup error and an input error, with the kind as its place."""
    error = unknown_name("post", "kpuu", ["kpu", "warehouse"], source="plan.toml", hint=verbatim("Or add a [[post]]."))
    assert isinstance(error, UnknownNameError)
    assert isinstance(error, LookupError)
    assert str(error) == (
        "plan.toml: post: found 'kpuu'; expected one that exists. Perhaps 'kpu' is meant. Or add a [[post]]."
    )
    assert str(unknown_name("post", "night", ["tour"])) == "post: found 'night'; expected one of tour"
    assert str(unknown_name("post", "kpu", [])) == "post: found 'kpu'; expected one that exists: there is no post"


def test_redacted_reason_leaves_the_message_out() -> None:
    """The class and the place of an error are given; its message may contain a secret address."""
    try:
        raise RuntimeError("https://example.org/secret/8f2a")  # noqa: TRY301  # the error must have a traceback
    except RuntimeError as error:
        reason = redacted_reason(error)
    assert reason.startswith("RuntimeError (")
    assert "secret" not in reason
    assert redacted_reason(KeyError("8f2a")) == "KeyError"
    assert redacted_reason(PermissionError(13, "/site/secret/8f2a")) == "permission denied"
