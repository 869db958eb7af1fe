"""The folder of a site: files that are whole at every moment, and what was done to them."""

from __future__ import annotations

from pathlib import Path

from electsched.errors import Fault, PublishError
from electsched.io.causes import cause

__all__ = ["SECRET", "SiteFolder", "told"]

SECRET = "secret"  # noqa: S105  # the name of a folder
"""The part of a site whose addresses nobody is to guess, or to read in an error or a log."""


def told(path: str) -> str:
    """Return the path as an error may name it: without the secret part of the address."""
    part, _, rest = path.partition("/")
    return f"{SECRET}/.../{rest.partition('/')[2]}" if part == SECRET else path


class SiteFolder:
    """The folder of a site, and what was done to it."""

    def __init__(self, root: Path) -> None:
        """Take the folder; it need not be there yet."""
        self.root = root
        self.written: list[str] = []
        self.unchanged: list[str] = []
        self.removed: list[str] = []

    def read(self, path: str) -> bytes | None:
        """Return a published file, None where there is none.

        Raises:
            PublishError: Something stands there that cannot be read.
        """
        try:
            return (self.root / path).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._failed(path, error) from error

    def write(self, path: str, data: bytes) -> None:
        """Put the file in its place whole, unless the same bytes stand there already.

        Raises:
            PublishError: It cannot be written; what stood there before is whole.
        """
        if self.read(path) == data:
            self.unchanged.append(path)
            return
        place = self.root / path
        beside = place.with_name(f".{place.name}.new")
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            try:
                beside.write_bytes(data)
                beside.replace(place)
            except OSError:
                beside.unlink(missing_ok=True)
                raise
        except OSError as error:
            raise self._failed(path, error) from error
        self.written.append(path)

    def remove(self, path: str) -> None:
        """Take the file away, and each folder that is empty then.

        Raises:
            PublishError: It cannot be removed.
        """
        place = self.root / path
        try:
            place.unlink(missing_ok=True)
        except OSError as error:
            raise self._failed(path, error) from error
        self.removed.append(path)
        folder = place.parent
        while folder != self.root and folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
            folder = folder.parent

    def _failed(self, path: str, error: OSError) -> PublishError:
        expected = "a folder that can be written; every file published before is whole"
        return PublishError(Fault(told(path), cause(error), expected), source=str(self.root))
