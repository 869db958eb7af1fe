"""What may befall the files of a site."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, Any, Self

import pytest


class _Full:
    """A file of which only half gets written before the disk is full."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def writelines(self, chunks: Iterable[bytes]) -> None:
        data = b"".join(chunks)
        self._file.write(data[: len(data) // 2])
        raise OSError(28, "No space left on device")


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Callable[[str], bool]]]:
    """Make the disk full once a file of the site is to be written whose name one of the listed functions knows."""
    full: list[Callable[[str], bool]] = []
    opened = builtins.open

    def open_(place: Any, mode: str = "r", *arguments: Any, **more: Any) -> Any:  # noqa: ANN401  # as open
        file = opened(place, mode, *arguments, **more)
        if mode == "xb" and any(knows(Path(place).name.partition("-")[2]) for knows in full):
            return _Full(file)
        return file

    monkeypatch.setattr(builtins, "open", open_)
    yield full
    full.clear()
