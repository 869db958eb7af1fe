"""Every command with sample input in an Indonesian locale: no English word is printed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

import electsched
from electsched.i18n.languages import sentences, words
from tests.cli.conftest import Run

STAGES = {"campaign", "counting", "polling", "registration", "election"}
PLAN_KEYS = {"office", "police", "guard", "extra", "tour", "team", "post", "unit"}
RECORD_KEYS = {"cycle", "end", "kind", "line", "people", "shift", "start"}
COMMAND_WORDS = {"absence", "change", "plan", "links", "roster", "show", "sheet", "card"}
"""Keys of stages and of plans, and names of commands and files, which are the same in every language."""
KEYS = STAGES | PLAN_KEYS | RECORD_KEYS | COMMAND_WORDS
BY = ("--by", "kaopsres", "--reason", "Surat dokter", "--decided", "2023-12-01", "--yes")
COMMANDS = (
    ("new", "kedua.toml"),
    ("new", "ketiga.toml", "--polling", "14 Februari 2029"),
    ("check", "plan.toml"),
    ("check", "plan.toml", "--all"),
    ("window", "plan.toml"),
    ("timeline", "id/general-2024"),
    ("timeline", "id/general"),
    ("explain", "id/general-2024", "quiet_period"),
    ("audit", "id/general-2024"),
    ("bounds", "id/general", "--polling", "14/02/2029"),
    ("compare", "id/general-2024", "--polling", "2024-02-21"),
    ("law", "check", "id/general"),
    ("law", "new", "hukum.toml"),
    ("law", "format", "hukum.toml"),
    ("law", "holidays", "id/general", "2024"),
    ("links", "new", "links.db", "plan.toml"),
    ("publish", "plan.toml", "situs", "--links", "links.db"),
    ("publish", "plan.toml", "situs", "--links", "links.db"),
    ("links", "list", "links.db"),
    ("links", "rotate", "links.db", "unit", "my-station", "--yes"),
    ("links", "revoke", "links.db", "unit", "my-station", "--yes"),
    ("links", "grant", "links.db", "unit", "my-station", "--yes"),
    ("links", "disclosures", "links.db"),
    ("change", "absence", "plan.toml", "--team", "team-1", "--people", "2", "--start", "4 Desember 2023", *BY),
    ("change", "amend", "plan.toml", "election-office", "--start", "2024-01-10", "--people", "5", *BY),
    ("change", "addition", "plan.toml", "election-office", "2023-12-11", "tour", "team-2", *BY),
    ("change", "cancel", "plan.toml", "election-office", "2023-12-14", "tour", *BY),
    ("change", "list", "plan.toml"),
    ("publish", "plan.toml", "situs", "--links", "links.db"),
    ("site", "changes", "situs", "--at", "2023-11-20T08:00+07:00"),
    ("site", "announce", "situs", "--links", "links.db"),
    ("roster", "show", "plan.toml"),
    ("roster", "show", "plan.toml", "--fairness"),
    ("roster", "demand", "plan.toml"),
    ("roster", "readiness", "plan.toml"),
    ("roster", "who-can", "plan.toml", "election-office", "2023-12-04", "tour", "--all"),
    ("roster", "pattern"),
    ("roster", "show", "plan.toml", "--grid", "--format", "json"),
    ("site", "sheet", "plan.toml", "--day", "2023-12-04", "--until", "2023-12-01"),
    ("site", "card", "plan.toml"),
    ("publish", "plan.toml", "situs", "--links", "links.db", "--without-links"),
    ("publish", "plan.toml", "situs", "--changes", "perubahan.doc"),
    ("change", "absence", "plan.toml", "--start", "30/02/2024", "--by", "a", "--reason", "b"),
)
"""One after another in one folder; the last ones are refused."""


def _words(texts: Iterable[str]) -> set[str]:
    """Return the words in small letters, without options, codes, placeholders, addresses, rules and notes of data."""
    rules = r"(?m)^\w+ = .*$|(?:aturan|catatan): .*$|\(sumber: .*$|\(holidays \d.*\)$"
    code = re.compile(rules + r"|`[^`]*`|'[^']*'|\{[^}]*\}|<[^>]*>|[\w-]*[-./:=_@\[][\w./:=@?#&\]-]*|\S*\d\S*")
    return {word for text in texts for word in re.findall(r"\b[a-z]{3,}\b", code.sub(" ", text))}


def test_no_command_prints_an_english_word(run: Run, starter: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a locale of Indonesian, answers, warnings and errors have no word that only the English catalogue has."""
    assert starter.name == "plan.toml"
    monkeypatch.setenv("LC_ALL", "id_ID.UTF-8")
    english = _words([*words("en").values(), *sentences("id")])
    indonesian = _words([*words("id").values(), *sentences("id").values()])
    only_english = english - indonesian - KEYS
    assert len(only_english) > 500
    printed = {" ".join(command): run(*command) for command in COMMANDS}
    assert not [command for command, ran in printed.items() if "Traceback" in ran.err]
    notes = [line.note for line in electsched.audit(electsched.resolve("id/general-2024")) if line.note]
    data = re.compile("|".join(map(re.escape, notes)))
    texts = {command: (data.sub("", ran.out), ran.err) for command, ran in printed.items()}
    left = {command: _words(text) & only_english for command, text in texts.items()}
    assert {command: sorted(others) for command, others in left.items() if others} == {}
