"""The roster that holds for a plan: that of a file, by option or named in the plan, if there is one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from electsched.errors import Fault, InputError
from electsched.operation.plan import Plan
from electsched.phrases import phrase, quoted
from electsched.roster.duty import Roster

__all__ = ["given_roster"]


def given_roster(
    plan: Plan, path: str | Path | None = None, *, read: Callable[[str | Path, Plan], Roster] | None = None
) -> Roster | None:
    """Return the roster of a file, else of the file that the plan names; None if the teams of the plan take turns.

    Args:
        plan: The plan.
        path: The file; None for that of the plan.
        read: Reads the file, `load_roster` by default.

    Raises:
        InputError: The file is missing, or is no roster of this plan.
    """
    name = path or plan.roster_file
    if not name:
        return None
    if not path and not Path(name).is_file():
        expected = phrase("a file beside the plan, such as 'electsched roster assign PLAN --output FILE' writes")
        raise InputError(Fault("roster", quoted(str(name)), expected), source=plan.id)
    if read is not None:
        return read(name, plan)
    from electsched.loaders.plan_files.roster_grid import load_roster  # noqa: PLC0415  # rare, and slow to load

    return load_roster(name, plan)
