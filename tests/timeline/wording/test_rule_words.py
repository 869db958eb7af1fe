"""Rules in the words of a reader who does not read the language of rules."""

from __future__ import annotations

import pytest

import electsched
from electsched.i18n.text import Text
from electsched.loaders.law_files.ids import builtin_ids
from electsched.timeline.explain import explain
from electsched.timeline.wording.rule_words import rule_in_words

NAMES = {
    "polling": Text((("id", "Hari pemungutan suara"), ("en", "Polling day"))),
    "quiet": Text((("id", "Masa tenang"), ("en", "Quiet period"))),
    "list": Text((("id", "Daftar calon"), ("en", "List"))),
}
RULES = [
    ("quiet.start - 1 day", "1 hari sebelum awal Masa tenang"),
    ("polling + 14 working days inclusive", "14 hari kerja sesudah Hari pemungutan suara, hari pertama ikut dihitung"),
    ("polling at 07:00", "Hari pemungutan suara, pukul 07.00"),
    ("(polling at 24:00) + 12 hours", "12 jam sesudah Hari pemungutan suara, pukul 24.00"),
    (
        "latest(list, quiet.end) + 3 days",
        "3 hari sesudah yang paling akhir di antara Daftar calon dan akhir Masa tenang",
    ),
    ("polling.end in Asia/Jakarta + 2 hours", "2 jam sesudah akhir Hari pemungutan suara, menurut jam Asia/Jakarta"),
    ("unknown - 2 weeks", "2 minggu sebelum unknown"),
    ("unknown", ""),
    ("first tuesday after polling", ""),
]
LIMITS = [
    ("list <= polling - 9 months", "paling lambat 9 bulan sebelum Hari pemungutan suara"),
    ("list >= polling + 2 years rounding up", "paling cepat 2 tahun sesudah Hari pemungutan suara"),
    (
        "list between quiet and polling + 1 day",
        "antara Masa tenang dan 1 hari sesudah Hari pemungutan suara",
    ),
    ("polling falls on sunday", ""),
]


@pytest.mark.parametrize(("rule", "phrase"), RULES)
def test_rule_in_indonesian(rule: str, phrase: str) -> None:
    """Counts, hours and choices are said with the names of the stages; a rare shape has no phrase."""
    assert rule_in_words(rule, NAMES, "id") == phrase


@pytest.mark.parametrize(("limit", "phrase"), LIMITS)
def test_limit_in_indonesian(limit: str, phrase: str) -> None:
    """A limit is said as people say it: at the latest, at the earliest, between."""
    assert rule_in_words(limit, NAMES, "id", is_limit=True) == phrase


def test_rule_needs_no_words_in_english() -> None:
    """The language of rules is English."""
    assert rule_in_words("quiet.start - 1 day", NAMES, "en") == ""


@pytest.mark.parametrize("law", builtin_ids("elections"))
def test_every_count_of_an_explanation_is_said(law: str) -> None:
    """Each line with a rule that counts has the line with its words below it, with the name of the stage."""
    timeline = electsched.resolve(law)
    names = {stage.key: stage.name for stage in timeline}
    said = 0
    for stage in timeline:
        lines = [line.strip() for line in explain(stage, language="id", names=names).splitlines()]
        for line, below in zip(lines, [*lines[1:], ""], strict=True):
            if line.startswith("aturan: ") and (" days" in line or " day" in line or " hours" in line):
                assert below.startswith("artinya: "), (stage.key, line)
                said += 1
    assert said or law.startswith("in/")
