"""Plain data of JSON files."""

from __future__ import annotations

from pathlib import Path

import pytest

from electsched.errors import InputError
from electsched.loaders.json_files import read_json


def test_escaped_characters_are_read(tmp_path: Path) -> None:
    """A pair of halves is one character, and a backslash may be one of the text."""
    path = tmp_path / "a.json"
    path.write_text(r'{"a": "\u00e9\ud83d\ude42", "b": "\\ud800"}', encoding="utf-8")
    assert read_json(path) == {"a": "\u00e9\U0001f642", "b": r"\ud800"}


@pytest.mark.parametrize("text", [r'{"a": "\ud800"}', r'["x", "\udc00 \ud83d"]', r'{"\uDFFF": 1}'])
def test_half_a_character_is_refused(tmp_path: Path, text: str) -> None:
    """It could be written to no calendar, page or file."""
    path = tmp_path / "a.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="found half a character"):
        read_json(path)
