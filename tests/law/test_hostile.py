"""Statutes that were written to do harm: each is answered in bounded time and memory, or refused in clear words."""

from __future__ import annotations

import json
import re
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import attrs
import pytest

COMMANDS = """
import json, sys
from electsched.cli.main import main
for arguments in json.loads(sys.argv[1]):
    try:
        main(arguments)
    except SystemExit as ended:
        print("exit", ended.code, flush=True)
"""
"""A process that runs commands one after the other and prints the status of each after its answer."""
CPU_SECONDS = 60
MEMORY_BYTES = 1_500_000_000
"""The limits of a process; the tests of this file need a half of them at most."""

HEAD = """
format = 1
id     = "test/hostile"
name   = "Hostile"
zone   = "Europe/London"
{head}
[calendar]
name    = "Working days"
weekend = [6, 7]
country = "GB"
first   = 2015-01-01
last    = 2028-12-31
{calendar}
[[stage]]
key  = "polling"
kind = "voting"
name = "Polling day"
"""


def _law(*tables: str, head: str = "", calendar: str = "") -> str:
    return HEAD.format(head=head, calendar=calendar) + "".join(tables)


def _stage(key: str, rule: str = "", covers: str = "") -> str:
    lines = f'[[stage]]\nkey = "{key}"\nkind = "campaign"\nname = "x"\n' + (f"covers = [{covers}]\n" if covers else "")
    return lines + (f'[[stage.end]]\nrule = "{rule}"\nlaw = {{ instrument = "Act" }}\n' if rule else "")


def _phases(number: int, *stages: str) -> str:
    phases = "".join(f'[[phase]]\nkey = "{phase}"\nname = "x"\n' for phase in range(number))
    return "".join(stages).replace('name = "x"\n', 'name = "x"\nrepeats = true\n') + phases


def _limit(rule: str) -> str:
    return f'[[limit]]\nrule = "{rule}"\nlaw = {{ instrument = "Act" }}\n'


def _facts(number: int, values: int) -> str:
    choices = ", ".join(f'"v{value}"' for value in range(values))
    return "".join(f'[[fact]]\nkey = "f{fact}"\nname = "x"\nvalues = [{choices}]\n' for fact in range(number))


def _cases(number: int) -> str:
    case = '[[case]]\nname = "x"\nsources = ["x"]\ngiven = { polling = 2024-06-13 }\nexpected = { s1 = 2024-06-14 }\n'
    return case * number + '[source]\nx = { title = "x" }\n'


WIDE = "".join(_stage(f"s{number}", f"polling + {number % 200} working days") for number in range(900))
SOLAR = "".join(
    _stage(f"s{number}", f"1 farvardin of persian year of (polling + {number} years)") for number in range(1, 300)
)
CHOOSING = [
    *(_stage("s0"), _stage("s1", "polling + 1 day")),
    *(_limit("s0 == " + " or ".join(f"s1 + {n * 7 + day} days" for day in range(20))) for n in range(900)),
]
DOUBLING = [
    _stage("s0", "polling + 1 day"),
    *(_stage(f"s{n}", f"latest(s{n - 1}, s{n - 1}.start)") for n in range(1, 48)),
]
COVERING = [
    *(_stage(f"{side}0", "polling") for side in "st"),
    *(_stage(f"{side}{n}", covers=f'"s{n - 1}", "t{n - 1}"') for n in range(1, 48) for side in "st"),
]
PUSHING = [
    *(_stage(f"s{n}") + _limit(f"s{n} <= s{(n + 1) % 300} + 1 day") for n in range(300)),
    *(_limit("s0 >= polling"), _limit("s299 <= polling - 1 day")),
]


@attrs.frozen
class Hostile:
    """A statute, and the words of the error that each command answers; empty if it is sound."""

    text: Callable[[], str]
    error: str = ""


FILES = {
    "nested lists": Hostile(lambda: _law(head="x = " + "[" * 100_000 + "]" * 100_000), "TOML nested too deeply"),
    "nested tables": Hostile(
        lambda: _law(head="x = " + "{a = " * 50_000 + "1" + "}" * 50_000), "TOML nested too deeply"
    ),
    "dotted keys": Hostile(lambda: "a" + ".a" * 20_000 + " = 1", "a key of more than 30 parts"),
    "dotted keys in quotes": Hostile(lambda: '"a b"' + ' . "a b"' * 20_000 + " = 1", "a key of more than 30 parts"),
    "one long word": Hostile(lambda: "a" * 4_900_000, "text that is not TOML"),
    "more than 5 MB": Hostile(lambda: "#" * 5_000_001, "expected a file of at most 5000000"),
    "a long text": Hostile(lambda: _law(head="not_covered = [{ what = '" + "x. " * 1_000_000 + "', reason = 'x' }]")),
    "thousands of stages": Hostile(lambda: _law(*(_stage(f"s{n}") for n in range(3000))), "found 3001 entries"),
    "thousands of limits": Hostile(lambda: _law(_limit("polling <= polling") * 3000), "found 3000 entries"),
    "thousands of cases": Hostile(lambda: _law(_cases(3000)), "found 3000 entries"),
    "thousands of zones": Hostile(
        lambda: _law(head="zones = [" + '"Asia/Jakarta", ' * 3000 + "]"), "found 3000 entries"
    ),
    "dates that double their reasons": Hostile(lambda: _law(*DOUBLING), "a reason of 20001 steps or more"),
    "stages that double their reasons": Hostile(lambda: _law(*COVERING), "a reason of 20001 steps or more"),
    "phases that double their reasons": Hostile(
        lambda: _law(_phases(900, *DOUBLING[:5])), "stage[4].start: found a reason of 20001 steps or more"
    ),
    "choices within choices": Hostile(lambda: _law(_stage("s1", "latest(" * 19 + "polling" + ", polling)" * 19))),
    "a long chain of rules": Hostile(
        lambda: _law(_stage("s0", "polling"), *(_stage(f"s{n}", f"s{n - 1} + 1 day") for n in range(1, 900))),
        "more than 50 rules, each of which rests on the next",
    ),
    "limits that push each other": Hostile(lambda: _law(*PUSHING), "rest on one another in too long a chain"),
    "limits in a circle": Hostile(
        lambda: _law(*(_stage(f"s{n}") + _limit(f"s{n} < s{(n + 1) % 300}") for n in range(300)))
    ),
    "counts out of the calendar": Hostile(lambda: _law(_stage("s1", "polling + 100000 years")), "a date from year 1"),
    "counts of many years": Hostile(lambda: _law(_stage("s1", "polling" + " + 2000 working days" * 20))),
    "a week without a working day": Hostile(
        lambda: _law(_stage("s1", "polling + 1 working day")).replace("[6, 7]", "[1, 2, 3, 4, 5, 6, 7]"),
        "expected a week with a working day",
    ),
    "days far beside a holiday": Hostile(
        lambda: _law(calendar='beside = [{ holiday = "Good Friday", weekdays = 1000000000, name = "x" }]'),
        "expected a distance of at most 60 days",
    ),
    "a calendar of all years": Hostile(
        lambda: _law().replace("2015-01-01", "0001-01-01").replace("2028-12-31", "9999-12-31"),
        "expected a day of the years 1800 to 2400",
    ),
    "thousands of similar keys": Hostile(
        lambda: _law(*(_stage(f"stage_of_the_vote_number_{n}", f"stage_of_the_voet_number_{n}x") for n in range(300))),
        "expected one of stage_of_the_vote_number_",
    ),
    "a word without an end in each rule": Hostile(lambda: _law(_stage("s1", "x" * 499 + "!")), "Perhaps '==' is meant"),
    "a number of thousands of digits": Hostile(
        lambda: _law(calendar=f"short = 1{'0' * 5000}"), "A number of more than 4300 digits"
    ),
    "a number of thousands of bits": Hostile(
        lambda: _law(calendar=f"short = 0x{'F' * 6000}"), "calendar.short: found a number that 64 bits do not hold"
    ),
    "a given year of thousands of bits": Hostile(
        lambda: _law(_cases(1).replace("2024-06-13", f"0x{'F' * 6000}")), "a number that 64 bits do not hold"
    ),
    "a great many combinations of facts": Hostile(lambda: _law(_facts(30, 50), *(_stage(f"s{n}") for n in range(50)))),
}
LARGE = {
    "a poll in each of 320 regions": Hostile(
        lambda: _law(_phases(320, *(_stage(f"s{n}", f"polling + {n} working days") for n in range(1, 10)))), "no fault"
    ),
    "years of another calendar": Hostile(lambda: _law(SOLAR)),
    "limits that choose among thousands of days": Hostile(lambda: _law(*CHOOSING)),
    "the largest law under many facts": Hostile(
        lambda: _law(_facts(30, 50), WIDE, _limit("s1 <= polling + 9 days") * 990)
    ),
    "the largest law with many cases": Hostile(lambda: _law(WIDE, _cases(500))),
    "the largest law with too many cases": Hostile(
        lambda: _law(WIDE, _limit("s1 <= polling + 9 days") * 990, _cases(900)), "expected at most 264 cases"
    ),
}


def _limited() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


def _check(hostile: Hostile, folder: Path) -> None:
    path = folder / "hostile.toml"
    path.write_text(hostile.text(), encoding="utf-8")
    polling = ("--polling", "2024-06-13")
    commands = (("law", "check", path), ("timeline", path, *polling, "--json"), ("bounds", path, *polling))
    run = subprocess.run(  # noqa: S603  # the program above
        [sys.executable, "-c", COMMANDS, json.dumps(commands, default=str)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        preexec_fn=_limited,
    )
    assert run.returncode == 0, run.stdout[-2000:]
    assert "Traceback" not in run.stdout
    first, *answers = re.split(r"^exit [012]$", run.stdout, flags=re.MULTILINE)
    assert len(answers) == len(commands)
    assert hostile.error in first


@pytest.mark.parametrize("name", FILES)
def test_hostile_statute_takes_bounded_time_and_memory(tmp_path: Path, name: str) -> None:
    """Three commands end within the limits of a process, without a traceback, and the check names the fault."""
    _check(FILES[name], tmp_path)


@pytest.mark.long
@pytest.mark.parametrize("name", LARGE)
def test_largest_statute_takes_bounded_time_and_memory(tmp_path: Path, name: str) -> None:
    """So do the largest statutes that are accepted."""
    _check(LARGE[name], tmp_path)
