"""Publishes the example and a national plan, and prints one digest for every file, for any Python that is at hand.

    python tests/publishing/site_digest.py examples/ work/

The ledgers have the same addresses on every run; the work folder must be empty.
"""

from __future__ import annotations

import hashlib
import importlib.util
import itertools
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import electsched
from electsched.operation.plan import Plan
from electsched.publishing.private.ledger import with_grants
from electsched.publishing.private.ledger_file import new_ledger, save_ledger

STAMP = datetime(2023, 11, 20, 1, tzinfo=UTC)


def site_digests(examples: Path, work: Path) -> dict[str, str]:
    """Return the digest of every file of both sites and of both ledgers, by its path."""
    example = electsched.load_plan(examples / "jombang.toml", members=examples / "jombang-members.csv")
    for name, plan in (("jombang", example), ("nation", _national(examples / "nation.py"))):
        ledger = work / f"{name}.json"
        numbers = itertools.count()
        grants = with_grants(new_ledger(ledger, plan), plan, STAMP, token=lambda: f"{next(numbers):032d}")  # noqa: B023  # called at once
        save_ledger(ledger, grants)
        electsched.publish(plan, work / name, stamp=STAMP, ledger=ledger)
    found = sorted(path for path in work.rglob("*") if path.is_file())
    return {path.relative_to(work).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in found}


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
