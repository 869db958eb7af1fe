"""Names in a statute: keys that rules can read, and sources and confidence of citations."""

from __future__ import annotations

from pathlib import Path

import pytest

import electsched
from electsched.errors import InputError
from electsched.law.statute import Statute
from tests.timeline.checks.test_law_check import CASE, STATUTE


def load(folder: Path, text: str) -> Statute:
    """Return the statute of a file."""
    path = folder / "act.toml"
    path.write_text(text, encoding="utf-8")
    return electsched.load_statute(str(path))


@pytest.mark.parametrize("key", ["year", "days", "second-round", "", "latest", "1st", "polling.start", "two words"])
def test_key_that_rules_cannot_name(tmp_path: Path, key: str) -> None:
    """A key that is a word of the grammar, or no word at all, is refused when the statute is loaded."""
    with pytest.raises(InputError, match=r"stage\[1\]\.key: found .*; expected letters, digits and '_'"):
        load(tmp_path, STATUTE.replace('key = "campaign"', f'key = "{key}"'))


def test_unknown_source(tmp_path: Path) -> None:
    """A citation or a case that names no source of the file is refused, with the nearest key."""
    text = STATUTE.replace('provision = "2"', 'provision = "2", sources = ["gazete"]')
    with pytest.raises(InputError, match=r"limit\[0\]\.law\.sources\[0\]: found 'gazete'; .* such as gazette"):
        load(tmp_path, text)
    with pytest.raises(InputError, match=r"case\[0\]\.sources\[0\]: found 'gazete'"):
        load(tmp_path, STATUTE + CASE.replace("gazette", "gazete"))


def test_unknown_confidence(tmp_path: Path) -> None:
    """The confidence is one of the four attestations."""
    text = STATUTE.replace('provision = "2"', 'provision = "2", confidence = "sure"')
    with pytest.raises(InputError, match=r"limit\[0\]\.law\.confidence: found 'sure'; expected one of C2, C, D, M"):
        load(tmp_path, text)
