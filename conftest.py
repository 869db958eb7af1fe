"""Run the code blocks of README.md and docs as tests.

The blocks of a document run from top to bottom in one temporary folder, which has a copy of ``examples/``. The language
of a fence decides how its block is run:

- ``python``: run, in one namespace for each document; a block that begins with ``>>>`` is a doctest.
- ``console``: each line ``$ electsched ...`` is run by the installed script, and its output must be the text below it.
  A line may go on after a backslash. ``...`` matches any text, as in doctest. ``# exit 1`` at the end of a command is
  its exit status; without it the status is 0. ``electsched serve`` is started on a free port, asked for each address
  that it prints, and stopped.
- ``toml``: read as TOML. With the comment ``<!-- file: plan.toml -->`` above it, the block is written to that file and
  loaded as a plan, an election or a statute. With ``<!-- part: plan.toml -->`` it is added to the end of that file
  without loading it, for the console or python blocks that follow.
- ``ebnf``: each name that it uses must be defined in it, once.
- ``sh``: not run; it must begin with ``python3 -m venv .venv && ``.
- ``text``: a drawing or an address, not run. Below the comment ``<!-- rules -->`` each line must parse as a rule of the
  law, or as a limit if it compares.

A fence with any other language, or with none, is an error. Sphinx checks the fences of directives, such as
``{toctree}``.
"""

from __future__ import annotations

import doctest
import gc
import os
import re
import shlex
import shutil
import signal
import subprocess
import sysconfig
import tempfile
import tomllib
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sybil import Document, Example, Region, Sybil
from sybil.parsers.myst import CodeBlockParser, PythonCodeBlockParser

import electsched
from electsched.law.rules.parser import parse_limit, parse_rule
from electsched.loaders.laws import load_law
from electsched.loaders.plan_election import is_plan

ROOT = Path(__file__).parent
SCRIPT = Path(sysconfig.get_path("scripts")) / "electsched"
FLAGS = doctest.ELLIPSIS
INSTALL = "python3 -m venv .venv && "
FENCE = re.compile(
    r"^ *(?P<fence>`{3,}|~{3,})(?P<language>[^\n`]*)\n(?P<body>.*?)^ *(?P=fence)$", re.MULTILINE | re.DOTALL
)
MARK = re.compile(r"<!-- (?P<kind>file|part): (?P<name>[\w.-]+\.toml) -->\s*\Z")
RULES = re.compile(r"<!-- rules -->\s*\Z")
STATUS = re.compile(r"\s+# exit (\d)$")
PORT = "8000"
"""The default port of `electsched serve`, which the documents show."""
LONG_PAGES = frozenset(
    {"anggota.md", "dinas-per-nama.md", "named-rosters.md", "operasi.md", "perencana.md", "planner.md"}
)
"""Pages with many rosters by name, or with commands that a page runs always: in Indonesian, or to be read first."""


# --- console ------------------------------------------------------------------------------------------------------


def run_console(example: Example) -> str | None:
    """Run each command of the block, and return the first difference between its output and the text below it."""
    folder: Path = example.namespace["_folder"]
    for command, shown in _commands(example.parsed):
        expected_status = STATUS.search(command)
        arguments = shlex.split(STATUS.sub("", command))
        if arguments[0] != "electsched":
            return f"only electsched is run, not {command!r}"
        run = _serve_briefly if arguments[1:2] == ["serve"] else _run
        status, printed = run(arguments[1:], folder)
        expected = int(expected_status[1]) if expected_status else 0
        if status != expected:
            return f"{command!r} exited with {status}, not {expected}:\n{printed}"
        want, got = (f"{text.strip(chr(10))}\n" for text in (shown, printed))
        if not doctest.OutputChecker().check_output(want, got, FLAGS):
            return f"{command!r}\n--- shown\n{want}\n--- printed\n{got}"
    return None


def _commands(block: str) -> Iterator[tuple[str, str]]:
    """Yield each command of the block with the output shown below it."""
    joined = block.replace("\\\n", "")
    for part in re.split(r"^\$ ", joined, flags=re.MULTILINE)[1:]:
        command, _, shown = part.partition("\n")
        yield command.strip(), shown


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONUTF8": "1", "NO_COLOR": "1"}


def _run(arguments: list[str], folder: Path) -> tuple[int, str]:
    process = subprocess.run(  # noqa: S603  # the commands of our own documents
        [SCRIPT, *arguments],
        cwd=folder,
        env=_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
        timeout=600,
    )
    return process.returncode, process.stdout


def _serve_briefly(arguments: list[str], folder: Path) -> tuple[int, str]:
    """Start the server on a free port, ask for each address that it prints, and stop it as Ctrl-C does."""
    with subprocess.Popen(  # noqa: S603  # as above
        [SCRIPT, *arguments, "--port", "0"],
        cwd=folder,
        env=_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    ) as server:
        lines: list[str] = []
        for line in server.stdout or ():
            lines.append(line)
            if "Ctrl-C" in line:
                break
        try:
            for address in re.findall(r"^http://\S+$", "".join(lines), re.MULTILINE):
                with urllib.request.urlopen(address, timeout=600):  # noqa: S310  # the loopback interface
                    pass
        finally:
            server.send_signal(signal.SIGINT)
        status = server.wait(timeout=600)
    return status, re.sub(r"(127\.0\.0\.1):\d+", rf"\1:{PORT}", "".join(lines))


# --- toml ---------------------------------------------------------------------------------------------------------


def run_toml(example: Example) -> str | None:
    """Read the block; if a comment names a file, write the block to it and load it."""
    tomllib.loads(example.parsed)
    mark = MARK.search(example.document.text[: example.region.start])
    if mark is None:
        return None
    path = example.namespace["_folder"] / mark["name"]
    if mark["kind"] == "part":
        with path.open("a", encoding="utf-8") as file:
            file.write(example.parsed + "\n")
    else:
        path.write_text(example.parsed, encoding="utf-8")
        try:
            load = electsched.load_plan if is_plan(str(path)) else load_law
            load(str(path))
        except electsched.ElectschedError as error:
            return str(error)
    return None


# --- grammar ------------------------------------------------------------------------------------------------------


def run_ebnf(example: Example) -> str | None:
    """Return the names that the grammar uses without a definition, or defines twice."""
    bare = re.sub(r'"[^"]*"|\?[^?]*\?|\(\*.*?\*\)', " ", example.parsed, flags=re.DOTALL)
    defined = re.findall(r"^([a-z]+) *=", bare, re.MULTILINE)
    used = set(re.findall(r"[a-z]+", bare))
    missing = sorted(used - set(defined))
    if missing or len(set(defined)) != len(defined):
        return f"not defined: {missing}; defined: {defined}"
    return None


# --- other blocks -------------------------------------------------------------------------------------------------


def run_shell(example: Example) -> str | None:
    """Return the fault of a shell block, which no test runs."""
    return None if example.parsed.startswith(INSTALL) else f"a block of sh begins with {INSTALL!r}"


def run_text(example: Example) -> str | None:
    """Parse each line, if the block is marked as rules of the law."""
    if RULES.search(example.document.text[: example.region.start]):
        for line in example.parsed.splitlines():
            try:
                (parse_limit if re.search(r"[<>=]| falls | between ", line) else parse_rule)(line)
            except electsched.ElectschedError as error:
                return str(error)
    return None


RUNS: dict[str, Callable[[Example], str | None]] = {
    "console": run_console,
    "toml": run_toml,
    "ebnf": run_ebnf,
    "sh": run_shell,
    "text": run_text,
}


def every_fence(document: Document) -> Iterable[Region]:
    """Refuse a document with a fence that no parser here takes; yield no example.

    Raises:
        ValueError: A fence has no language, or an unknown one.
    """
    languages = {*RUNS, "python"}
    for fence in FENCE.finditer(document.text):
        language = fence["language"].strip()
        if language not in languages and not language.startswith("{"):
            line = document.text.count("\n", 0, fence.start()) + 1
            raise ValueError(f"{document.path}:{line}: a fence of {language!r}; expected one of {sorted(languages)}")
    return ()


ANSWERS = ("LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE", "COLUMNS", "LINES", "FORCE_COLOR", "NO_COLOR", "TTY_COMPATIBLE")
"""Variables of the environment by which a command chooses the language, the width and the colours of its answer."""


def pytest_configure() -> None:
    """Let programs that tests start answer alike on every machine, and be stopped by Ctrl-C.

    If pytest runs in the background, it ignores Ctrl-C, and so would they.
    """
    for name in ANSWERS:
        os.environ.pop(name, None)
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_finish() -> None:
    """Leave all that is loaded so far out of the garbage collection, which then takes less time."""
    gc.collect()
    gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave the pages of `LONG_PAGES` to the long run."""
    for item in items:
        if item.path.name in LONG_PAGES:
            item.add_marker(pytest.mark.long)


def set_up(namespace: dict[str, Any]) -> None:
    """Make a folder for the document, and change to it."""
    folder = Path(tempfile.mkdtemp(prefix="electsched-docs-"))
    shutil.copytree(ROOT / "examples", folder / "examples", ignore=shutil.ignore_patterns("__pycache__"))
    namespace["_folder"], namespace["_back"] = folder, Path.cwd()
    os.chdir(folder)


def tear_down(namespace: dict[str, Any]) -> None:
    """Change back, and remove the folder."""
    os.chdir(namespace["_back"])
    shutil.rmtree(namespace["_folder"])


pytest_collect_file = Sybil(
    parsers=[
        every_fence,
        PythonCodeBlockParser(doctest_optionflags=FLAGS),
        *(CodeBlockParser(language, run) for language, run in RUNS.items()),
    ],
    patterns=["README.md", "docs/*.md", "docs/*/*.md"],
    excludes=["*/README.md", "docs/_build/*", "docs/_build/*/*"],
    setup=set_up,
    teardown=tear_down,
).pytest()
