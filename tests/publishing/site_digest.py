"""Publishes the example and a national plan, and prints one digest for every file, for any Python that is at hand.

    python tests/publishing/site_digest.py examples/ work/

The link registries have the same addresses on every run; the work folder must be empty.
"""

from __future__ import annotations

import hashlib
import importlib.util
import itertools
import json
import sqlite3
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import electsched
from electsched.operation.plan import Plan

STAMP = datetime(2023, 11, 20, 1, tzinfo=UTC)


def site_digests(examples: Path, work: Path) -> dict[str, str]:
    """Return the digest of every file of both sites and of both link registries, by its path."""
    example = electsched.load_plan(examples / "jombang.toml", members=examples / "jombang-members.csv")
    for name, plan in (("jombang", example), ("nation", _national(examples / "nation.py"))):
        links = work / f"{name}.db"
        numbers = itertools.count()
        with electsched.LinkRegistry.create(links, plan) as registry:
            registry.issue(plan, STAMP, token=lambda: f"{next(numbers):032d}")  # noqa: B023  # called at once
        electsched.publish(plan, work / name, stamp=STAMP, links=links)
    # The state file has the times at which files were written, and no reader is shown it.
    paths = sorted(path for path in work.rglob("*") if path.is_file() and ".publishing" not in path.parts)
    return {path.relative_to(work).as_posix(): _digest(path) for path in paths}


def _digest(path: Path) -> str:
    """Return the SHA-256 of a file; of a link registry that of its rows: each SQLite has its own layout of bytes."""
    data = path.read_bytes()
    if path.suffix == ".db":
        with closing(sqlite3.connect(path)) as database:
            rows = [_rows(database, table) for table in ("link", "disclosure", "file")]
        data = repr(rows).encode()
    return hashlib.sha256(data).hexdigest()


def _rows(database: sqlite3.Connection, table: str) -> list[tuple[object, ...]]:
    """Return the rows of a table without the version of files, which is the time at which each was written."""
    names = [column[1] for column in database.execute(f"PRAGMA table_info({table})")]
    columns = ", ".join(name for name in names if name != "version")
    return database.execute(f"SELECT {columns} FROM {table} ORDER BY 1, 2, 3").fetchall()  # noqa: S608  # constants


def _national(script: Path) -> Plan:
    spec = importlib.util.spec_from_file_location("nation", script)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(script)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    plan: Plan = module.national_plan("district")
    return plan


if __name__ == "__main__":
    sys.stdout.write(json.dumps(site_digests(Path(sys.argv[1]), Path(sys.argv[2])), indent=1) + "\n")
