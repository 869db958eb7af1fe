"""The names that a caller imports from `electsched` itself."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import electsched
from electsched import errors

NAMES = [name for name in dir(electsched) if name != "__version__"]


@pytest.mark.parametrize("name", NAMES)
def test_public_name_loads(name: str) -> None:
    """A public name is imported when it is asked for, has a docstring, and is the same value the next time."""
    value = getattr(electsched, name)
    assert value.__doc__
    assert getattr(electsched, name) is value


def test_all_errors_are_public() -> None:
    """Each class of error that the package raises can be caught by a name of the top level."""
    classes = {name for name in errors.__all__ if isinstance(getattr(errors, name), type)}
    assert "UnknownNameError" in classes
    assert classes - set(NAMES) == set()


def test_version_is_that_of_the_distribution() -> None:
    """`__version__` has three numbers, as in the metadata of the installed distribution."""
    assert len(electsched.__version__.split(".")) == 3


def test_unknown_name_is_refused() -> None:
    """A name that is not public is no attribute, for mypy neither: in strict mode the ignore below must be needed."""
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = electsched.nothing  # type: ignore[attr-defined]


def test_import_loads_nothing_heavy() -> None:
    """Importing the package loads no library on which it depends."""
    libraries = ["pendulum", "icalendar", "holidays", "jinja2", "rich", "cattrs", "click", "attrs"]
    code = f"import sys, electsched; print([name for name in {libraries!r} if name in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603  # our own code
    assert run.stdout.strip() == "[]"


def test_reference_lists_public_names() -> None:
    """The first page of the reference has each public name."""
    page = (Path(__file__).parents[1] / "docs" / "reference" / "index.md").read_text(encoding="utf-8")
    assert [name for name in NAMES if f"`{name}`" not in page] == []
