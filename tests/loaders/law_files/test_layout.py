"""The layout of law files: order, spacing and indentation change, comments and data do not."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from electsched.errors import InputError
from electsched.loaders.law_files.ids import DATA
from electsched.loaders.law_files.keys import ELECTION_KEYS, STATUTE_KEYS
from electsched.loaders.law_files.layout import laid_out
from electsched.loaders.law_files.new import formatted_law
from electsched.loaders.law_files.overlay_keys import OVERLAY_KEYS

LAW_FILES = sorted(path for folder in ("statutes", "overlays", "elections") for path in (DATA / folder).rglob("*.toml"))

KEY = re.compile(r"[A-Za-z0-9_]+|\"[^\"]+\"")
CLOSING = {"]", "{", "}", ""}
"""The first characters of lines within an array, and of blank lines."""

LOOSE = """\
# The act
id="a/b"   # its id
format = 1
without = [ 'x',   "y" ]

name = {en="A",id='B'}
# All sources
[source]
act={url="u",title="t"}

# --- stages ---

[[stage]]
name = "Polling"
key="polling"
  # The day before
[[stage.end]]
law = {sources=["act"],instrument="Act"}
rule="none"
until=2020-01-01
# no later version

[calendar]
country="ID" # Indonesia
days=[
  # Holi
  { day = 2024-03-27, name = "Holi" },
]
without=[
"A", "B"]
[[fact]]
key="snap"
"""
TIDY = """\
# The act
format = 1
id     = "a/b"  # its id

name    = { en = "A", id = 'B' }
without = ['x', "y"]

[calendar]
country = "ID"  # Indonesia
days    = [
  # Holi
  { day = 2024-03-27, name = "Holi" },
]
without = [
  "A",
  "B",
]

[[fact]]
key = "snap"

# --- stages ---

[[stage]]
key  = "polling"
name = "Polling"

  # The day before
  [[stage.end]]
  rule  = "none"
  until = 2020-01-01
  law   = { instrument = "Act", sources = ["act"] }
  # no later version

# All sources
[source]
act = { url = "u", title = "t" }
"""


def _comments(text: str) -> Counter[str]:
    return Counter(line.strip() for line in text.splitlines() if line.strip().startswith("#"))


def _check(text: str, path: Path) -> None:
    """Check that the layout of a file keeps its data and its comments, and is its own layout."""
    keys = {"elections": ELECTION_KEYS, "overlays": OVERLAY_KEYS}.get(path.relative_to(DATA).parts[0], STATUTE_KEYS)
    formatted = laid_out(text, keys)
    assert tomllib.loads(formatted) == tomllib.loads(text)
    assert _comments(formatted) == _comments(text)
    assert laid_out(formatted, keys) == formatted


def test_layout_of_an_untidy_file() -> None:
    """Tables and keys are in the order of their classes, comments above what they stand above, equals signs aligned."""
    assert laid_out(LOOSE, STATUTE_KEYS) == TIDY


@pytest.mark.parametrize("path", LAW_FILES, ids=lambda path: path.stem)
def test_layout_keeps_data_and_comments(path: Path) -> None:
    """The layout of each built-in law has the same data and comments, and laying it out again changes nothing."""
    _check(path.read_text(encoding="utf-8"), path)


@pytest.mark.parametrize("path", LAW_FILES, ids=lambda path: path.stem)
def test_builtin_law_is_in_the_standard_layout(path: Path) -> None:
    """Each file is stored as `electsched law format` writes it, so that its diffs show changes of the law alone."""
    text, formatted = formatted_law(path)
    assert text == formatted, f"run: electsched law format {path}"


@given(st.sampled_from(LAW_FILES), st.randoms(use_true_random=False))
@settings(max_examples=30, deadline=None)
def test_layout_of_any_spacing(path: Path, chance: Random) -> None:
    """Blank lines, comments, indentation and spaces around the equals sign decide neither data nor comments."""
    lines: list[str] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        lines += ["", "# a remark", ""][: chance.choice((0, 0, 0, 1, 2, 3))] if line.strip()[:1] not in CLOSING else []
        key, sign, value = line.strip().partition("=")
        is_key = KEY.fullmatch(key.strip())
        lines.append(f"{key.strip()}{' ' * chance.randrange(3)}={value}" if sign and is_key else line.strip())
    _check("\n".join(lines), path)


def test_layout_of_dotted_keys_and_comments_in_arrays() -> None:
    """Dotted keys stay dotted, and an array with a comment stays as it is."""
    text = '[[limit]]\nlaw.instrument = "Act"\nrule = "a <= b"\nlaw.sources = [\n "x", # one\n]\n'
    formatted = laid_out(text, STATUTE_KEYS)
    assert (
        formatted
        == '[[limit]]\nrule           = "a <= b"\nlaw.instrument = "Act"\nlaw.sources    = [\n "x", # one\n]\n'
    )
    assert tomllib.loads(formatted) == tomllib.loads(text)


def test_layout_of_a_plan_is_refused() -> None:
    """A plan is no law."""
    with pytest.raises(InputError, match="found a plan; expected a statute or an election"):
        formatted_law(DATA / "plans" / "starter.toml")
