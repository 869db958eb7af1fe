"""The tests import the installed package, not the source tree beside them."""

from __future__ import annotations

import sysconfig
from importlib.metadata import version
from pathlib import Path

import electsched


def test_the_installed_package_is_tested() -> None:
    """The package is imported from site-packages, whatever the working directory contains."""
    assert Path(electsched.__file__).is_relative_to(sysconfig.get_path("purelib"))


def test_the_package_is_typed() -> None:
    """The installed package carries the marker by which type checkers read its annotations (PEP 561)."""
    assert (Path(electsched.__file__).parent / "py.typed").is_file()


def test_the_package_names_its_version() -> None:
    """The installed package has a version of three numbers."""
    assert len(version("electsched").split(".")) == 3
