"""A third language is one module: nothing else in the package has words."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

MODULE = """
import re

from electsched.i18n.languages import words

KEPT = ("language.holidays", "number.thousands")


def _made_up(phrase):
    phrase = re.sub(r"\\{\\w+:[^}|]*\\|[^}]*\\}", "xx", phrase)
    parts = re.split(r"(\\{[^}]*\\})", phrase)
    return "".join(part if part.startswith("{") else re.sub(r"[^\\W\\d_]+", "Xx", part) for part in parts)


WORDS = {key: phrase if key in KEPT else _made_up(phrase) for key, phrase in words("en").items()}
"""
"""The module of a made-up language, in which each word is ``Xx``."""
START = """
import runpy, sys
import electsched.i18n
electsched.i18n.__path__.append(sys.argv[1])
runpy.run_path(sys.argv[2], run_name="__main__")
"""
"""The folder of the module is added before the package looks up its languages, as if the module were in it."""
SCRIPT = Path(__file__).with_name("third_language.py")
NAMES = {"Android", "Apple", "Google", "Outlook", "Thunderbird", "webcal", "public", "stages", "ics", "WIB"}
"""The names of apps, parts of addresses, and the abbreviation of the time zone."""
CODES = {"under"}
"""The codes of findings, which are the same in every language."""


def test_one_module_is_enough_for_a_language(tmp_path: Path) -> None:
    """With one further module, calendars, pages, printouts, charts, explanations and findings are in its language.

    The plan has names in that language alone. A word that is hard-coded, or in a module of the package, would be left
    over in one of the texts.
    """
    (tmp_path / "xx.py").write_text(MODULE, encoding="utf-8")
    process = subprocess.run(  # noqa: S603  # the script beside this test
        [sys.executable, "-c", START, str(tmp_path), str(SCRIPT)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert process.returncode == 0, process.stderr
    report = json.loads(process.stdout)
    assert len(report) > 60
    assert [name for name, text in report.items() if not text["in_language"]] == []
    left_over = {name: set(text["others"]) - NAMES - CODES for name, text in report.items()}
    assert {name: words for name, words in left_over.items() if words} == {}
