"""Why the system refused something, in words of our own."""

from __future__ import annotations

import errno

import pytest

from electsched.errors import cause


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ENOENT, "Datei oder Verzeichnis nicht gefunden"), "no such file or directory"),
        (PermissionError(errno.EACCES, "Izin ditolak"), "permission denied"),
        (OSError(errno.ENOSPC, ""), "no space left on the device"),
        (OSError(errno.EXDEV, "Ungültiger Link"), "EXDEV"),
        (OSError("a library's own"), "OSError"),
    ],
)
def test_the_language_of_the_system_is_not_heard(error: OSError, words: str) -> None:
    """The same refusal has the same words whatever the system says, and a name where there are no words."""
    assert cause(error) == words
