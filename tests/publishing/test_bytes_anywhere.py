"""The bytes of a site rest on its plan alone: not on the seed of hashes, the zone, the locale or the folder.

Other Pythons are compared by ``.ci/pythons``.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.stress

SCRIPT = Path(__file__).with_name("site_digest.py")
EXAMPLES = Path(__file__).parents[2] / "examples"
PLAIN = {"PYTHONHASHSEED": "0", "TZ": "UTC", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}


def _digests(work: Path, **environment: str) -> dict[str, str]:
    """Return the digest of every file that a process of its own publishes in that environment."""
    work.mkdir()
    dropped = {"LANGUAGE", *PLAIN}
    kept = {name: value for name, value in os.environ.items() if name not in dropped}
    done = subprocess.run(  # noqa: S603  # our own script
        [sys.executable, "-W", "error", SCRIPT, EXAMPLES, work],
        env={**kept, **PLAIN, **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=600,
    )
    assert (done.returncode, done.stderr) == (0, "")
    found: dict[str, str] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return the digests in a plain environment."""
    return _digests(tmp_path_factory.mktemp("plain") / "work")


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONHASHSEED": "1", "TZ": "America/New_York"},
        {"PYTHONHASHSEED": "random", "TZ": "Asia/Jayapura", "LANG": "id_ID.UTF-8", "LC_ALL": "", "LANGUAGE": "id"},
        {"PYTHONHASHSEED": "4294967295", "TZ": "Pacific/Kiritimati", "LC_ALL": "tr_TR.UTF-8", "LANGUAGE": "tr:de"},
        {"PYTHONHASHSEED": "random", "TZ": "", "LANG": "", "LC_ALL": "POSIX", "PYTHONUTF8": "0"},
    ],
)
def test_publish_gives_the_same_bytes_in_any_environment(
    plain: dict[str, str], environment: dict[str, str], tmp_path: Path
) -> None:
    """Every file of the public, internal and secret parts, and the links files."""
    assert _digests(tmp_path / "work", **environment) == plain
    assert {path.split("/")[1] for path in plain if "/" in path} == {"public", "internal", "secret"}
