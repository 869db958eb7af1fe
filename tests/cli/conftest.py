"""Fixtures for the tests of commands."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import pytest

from electsched.cli.main import main
from electsched.loaders.plan import new_plan


@attrs.frozen
class Ran:
    """The outcome of a command: its exit status and its output."""

    status: int
    out: str
    err: str

    @property
    def data(self) -> Any:  # noqa: ANN401  # whatever the command answers
        """Return the answer as JSON."""
        return json.loads(self.out)


Run = Callable[..., Ran]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    """Return a function that runs a command in this process."""

    def ran(*arguments: str | Path) -> Ran:
        with pytest.raises(SystemExit) as exited:
            main([str(argument) for argument in arguments])
        captured = capfd.readouterr()
        assert isinstance(exited.value.code, int)
        return Ran(exited.value.code, captured.out, captured.err)

    return ran


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder, in which the command runs."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def starter(folder: Path) -> Path:
    """Return the plan that `electsched new` writes, as a file of an empty folder."""
    return new_plan(folder / "plan.toml")


@pytest.fixture
def open_plan(starter: Path) -> Path:
    """Return a plan whose operation goes on for many years, so that private links work."""
    text = starter.read_text(encoding="utf-8")
    end = "end   = 2024-02-10"
    assert end in text
    starter.write_text(text.replace(end, "end   = 2199-02-10"), encoding="utf-8")
    return starter
