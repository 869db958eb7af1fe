"""Time whole publishes of this tree beside those of an older commit, in turns, and print medians and ratios.

    python tests/benchmarks/against_commit.py 51f321f
    python tests/benchmarks/against_commit.py 51f321f --rounds 9 --only jombang
    python tests/benchmarks/against_commit.py 51f321f --rounds 21 --only cold

Each run is a process of its own: Jombang by the command line in a new folder, and the same again; a hundredth of the
nation by `examples/nation.py`, likewise; and cold starts, of which the CPU seconds are compared, beside an interpreter
that imports the libraries of every command. The older commit is checked out in a temporary worktree. Both trees run in
this Python.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

ROOT = Path(__file__).parents[2]
COMMAND = """
import importlib, importlib.util, sys
package = importlib.util.find_spec("electsched.cli").submodule_search_locations
sys.exit(importlib.import_module("electsched.cli.main" if package else "electsched.cli").main())
"""
JOMBANG = [
    *("publish", "examples/jombang.toml", "{site}"),
    *("--members", "examples/jombang-members.csv", "--at", "2023-11-20T08:00:00+07:00"),
]
COUNT = ["explain", "gb/parliament", "close_of_nominations", "--polling", "2024-07-04", "--fact", "nation=england"]
COLD = {
    "import click, attrs": ["-c", "import click, attrs"],
    "--version": ["-c", COMMAND, "--version"],
    "explain": ["-c", COMMAND, "explain", "id/general-2024", "voting"],
    "explain a count": ["-c", COMMAND, *COUNT],
}
NATION = ["examples/nation.py", "--size", "1/100", "--publish", "{site}"]


def run_seconds(tree: Path, command: list[str], site: Path) -> float:
    """Return the seconds that the whole process takes."""
    arguments = [part.format(site=site) for part in command]
    start = time.perf_counter()
    subprocess.run(  # noqa: S603  # our own commands
        [sys.executable, *arguments],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": ""},
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return time.perf_counter() - start


def cpu_seconds(tree: Path, command: list[str]) -> float:
    """Return the CPU seconds of the whole process and its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run_seconds(tree, command, tree)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def cold_starts(base: Path, rounds: int) -> Iterator[tuple[str, float, float]]:
    """Yield each short command with the median CPU seconds of the older commit and of this tree."""
    for name, command in COLD.items():
        times: dict[Path, list[float]] = {base: [], ROOT: []}
        for tree in times:
            cpu_seconds(tree, command)  # compiles its modules
        for number in range(rounds):
            for tree in (base, ROOT) if number % 2 else (ROOT, base):
                times[tree].append(cpu_seconds(tree, command))
        yield name, statistics.median(times[base]), statistics.median(times[ROOT])


@contextmanager
def checked_out(commit: str) -> Iterator[Path]:
    """Check out the commit in a temporary worktree, and remove it at the end."""
    folder = Path(tempfile.mkdtemp(prefix="electsched-base-"))
    tree = folder / "tree"
    subprocess.run(["git", "worktree", "add", "--quiet", "--detach", str(tree), commit], cwd=ROOT, check=True)  # noqa: S603, S607
    try:
        yield tree
    finally:
        subprocess.run(["git", "worktree", "remove", "--force", str(tree)], cwd=ROOT, check=False)  # noqa: S603, S607
        shutil.rmtree(folder, ignore_errors=True)


def compare(base: Path, rounds: int, only: str) -> Iterator[tuple[str, float, float]]:
    """Yield each case with the median seconds of the older commit and of this tree."""
    commands = {"jombang": ["-c", COMMAND, *JOMBANG], "nation": NATION}
    for name, command in commands.items():
        if only not in {"", name}:
            continue
        seconds: dict[str, dict[Path, list[float]]] = {f"{name}, first": {}, f"{name}, again": {}}
        for number in range(rounds):
            for tree in (base, ROOT) if number % 2 else (ROOT, base):
                with tempfile.TemporaryDirectory(prefix="electsched-site-") as folder:
                    for times in seconds.values():
                        times.setdefault(tree, []).append(run_seconds(tree, command, Path(folder) / "site"))
        for case, times in seconds.items():
            yield case, statistics.median(times[base]), statistics.median(times[ROOT])


def main() -> None:
    """Print a row for each case."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("commit", help="the older commit, or the folder of a tree that is checked out")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", choices=["jombang", "nation", "cold"], default="")
    chosen = parser.parse_args()
    print(f"{'case':20} {'before':>8} {'now':>8} {'ratio':>6}")  # noqa: T201
    with checked_out(chosen.commit) as base:
        cases = [compare(base, chosen.rounds, chosen.only)]
        cases += [cold_starts(base, chosen.rounds)] if chosen.only in {"", "cold"} else []
        for case, before, now in chain.from_iterable(cases):
            print(f"{case:20} {before:7.3f}s {now:7.3f}s {now / before:6.2f}", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
