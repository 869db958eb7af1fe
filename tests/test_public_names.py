"""The names that other tools import."""

from __future__ import annotations

import subprocess
import sys

import pytest

import electsched


@pytest.mark.parametrize("name", electsched.__all__)
def test_every_public_name_loads(name: str) -> None:
    """A public name is there when it is asked for, and says what it is."""
    found = getattr(electsched, name)
    assert found.__doc__
    assert getattr(electsched, name) is found


def test_a_name_that_is_none() -> None:
    """A name that is not public is no attribute, and is not listed."""
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = electsched.nothing
    assert dir(electsched) == sorted(electsched.__all__)


def test_importing_the_package_loads_nothing_heavy() -> None:
    """A bare import leaves pendulum, icalendar, holidays, jinja2, rich and cattrs where they are."""
    heavy = "pendulum icalendar holidays jinja2 rich cattrs click attrs".split()  # noqa: SIM905  # a line of names
    code = f"import sys, electsched; print([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603  # as above
    assert done.stdout.strip() == "[]"
