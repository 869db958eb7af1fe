"""Keys of plan files: their form, repeats, and references to keys that do not exist."""

from __future__ import annotations

import pytest

from electsched.loaders.checks.value_checks import References, declared_keys, key_faults, repeat_faults


@pytest.mark.parametrize("key", ["a", "kpu-1", "polsek-ngoro", "2024", "a" * 64])
def test_key_for_addresses_is_accepted(key: str) -> None:
    """Lower-case letters, digits and single hyphens, up to 64 characters, are accepted."""
    assert list(key_faults("unit[0].key", key)) == []


@pytest.mark.parametrize("key", ["", "A", "a_b", "a--b", "-a", "a-", "é", "a/b", "..", "a" * 65, "a\n"])
def test_key_with_other_characters_is_refused(key: str) -> None:
    """The fault has the path of the key and its value."""
    (fault,) = key_faults("unit[0].key", key)
    assert (fault.path, fault.found) == ("unit[0].key", repr(key))


def test_each_repeat_is_a_fault() -> None:
    """The first value is valid; the second and the third are faults at their paths, with the place of the first."""
    faults = list(repeat_faults([("a[0]", "x"), ("a[1]", "y"), ("a[2]", "x"), ("a[3]", "x")]))
    assert [(fault.path, fault.found) for fault in faults] == [
        ("a[2]", "'x' a second time"),
        ("a[3]", "'x' a second time"),
    ]
    assert {fault.hint for fault in faults} == {"The first is at a[0]."}


def test_declared_keys_include_those_of_faulty_tables() -> None:
    """Tables without a key, and values that are no tables, are left out."""
    raw = {"unit": [{"key": "a", "level": 5}, {"level": "x"}, "b", {"key": "c"}], "post": "none"}
    assert declared_keys(raw, "unit") == {"a", "c"}
    assert declared_keys(raw, "post") == declared_keys(raw, "team") == frozenset()


def test_reference_fault_names_the_nearest_keys() -> None:
    """An unknown key is a fault with the keys that resemble it; an optional reference can be empty."""
    raw = {
        "unit": [{"key": "polsek-gudo"}, {"key": "polsek-perak"}, {"key": "polres"}],
        "operation": {"window": [{"key": "campaign"}], "command": [{"key": "padal"}]},
    }
    references = References.of_plan(raw)
    (fault,) = references.faults("post[0].unit", "unit", "polsek-gudoo", "polres")
    assert str(fault).startswith("post[0].unit: found the unit 'polsek-gudoo'; expected the key of a unit: polsek-gudo")
    assert list(references.faults("p", "window", "campaign")) == list(references.faults("p", "role", "padal")) == []
    assert list(references.faults("unit[0].parent", "unit", "", optional=True)) == []
    (fault,) = references.faults("unit[0].parent", "unit", "")
    assert fault.found == "the unit ''"
    (fault,) = references.faults("post[0].tier", "tier", "deep")
    assert fault.expected == "the key of a tier: the plan has no tier"


def test_reference_fault_with_one_near_key_says_that_it_is_perhaps_meant() -> None:
    """One near key among several is a hint, not a choice of one."""
    (fault,) = References.of_plan({"unit": [{"key": "polres"}, {"key": "gudo"}]}).faults("p", "unit", "gudi")
    assert str(fault) == "p: found the unit 'gudi'; expected the key of a unit. Perhaps 'gudo' is meant."


def test_references_to_a_faulty_list_are_not_checked() -> None:
    """A table without a key has a fault of its own, and so has a missing operation; neither causes others."""
    references = References.of_plan({"unit": [{"key": "a"}, {"level": "x"}], "team": "none"})
    assert list(references.faults("post[0].unit", "unit", "b")) == []
    assert list(references.faults("post[0].teams", "team", "b")) == []
    assert list(references.faults("post[0].windows", "window", "b")) == []
    assert [fault.found for fault in references.faults("post[0].tier", "tier", "b")] == ["the tier 'b'"]
