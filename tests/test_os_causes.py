"""The causes of errors of the operating system, in English."""

from __future__ import annotations

import errno

import pytest

from electsched.errors import os_cause


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        (OSError(errno.ENOENT, "Datei oder Verzeichnis nicht gefunden"), "no such file or directory"),
        (PermissionError(errno.EACCES, "Izin ditolak"), "permission denied"),
        (OSError(errno.ENOSPC, ""), "no space left on the device"),
        (OSError(errno.EXDEV, "Ungültiger Link"), "EXDEV"),
        (OSError("a message of a library"), "OSError"),
    ],
)
def test_os_cause_does_not_depend_on_the_locale(error: OSError, cause: str) -> None:
    """The same error has the same English words in every locale; an error without words has its POSIX name."""
    assert os_cause(error) == cause
