"""The choice of neighbourhoods: each kind of move by its gain for its work, its size by whether it was finished."""

from __future__ import annotations

from typing import Literal

import attrs
import numpy as np

from electsched.roster.assignment.arrays import Floats
from electsched.roster.assignment.weighted.column_generation import Relaxation
from electsched.roster.assignment.weighted.cp_roster import CpAnswer, CpLimits
from electsched.roster.assignment.weighted.dive import dive
from electsched.roster.assignment.weighted.neighbourhoods import Incumbent, solve_all, solve_days, solve_officers
from electsched.roster.assignment.weighted.workspace import Workspace

__all__ = ["Improvement", "MoveKind"]

MoveKind = Literal["days", "officers", "dive", "all"]
_MOVE_WORK = (0.5, 4.0)
_MOVE_SHARE = 1 / 8
"""The part of the work that is left which a move over days or officers may use, between these limits."""
_LEAST_WORK = 0.01
"""The work that a move counts at the least: a model that is solved as it is read counts none for the solver."""
_WHOLE_SHARE = 0.25
"""The part of the work that goes to the problem as a whole."""
_LEAST_RATE = 0.05
_FORGETTING = 0.8
_LEAST_PART = 0.3
"""The smallest part of the officers for whom a dive begins anew."""


@attrs.define
class _Arm:
    """A kind of move.

    Attributes:
        size: Days of a window, or officers of a group.
        smallest: The least size.
        gain: What it gained so far; older gains count less.
        work: The work that it took so far.
    """

    size: float
    smallest: int
    gain: float = 0.0
    work: float = 1e-3

    def learn(self, gain: float, work: float, *, complete: bool) -> None:
        """Count the gain and the work, and adapt the size."""
        self.gain = _FORGETTING * self.gain + gain
        self.work += work
        self.size = self.size * 1.1 if complete else max(float(self.smallest), self.size * 0.8)


class Improvement:
    """The moves that improve a roster."""

    def __init__(self, workspace: Workspace, relaxation: Relaxation, chance: np.random.Generator) -> None:
        """Keep the problem with its columns and work, and its linear programme."""
        self._workspace = workspace
        self._model = workspace.model
        self._meter = workspace.meter
        self._relaxation = relaxation
        self._chance = chance
        self._arms: dict[MoveKind, _Arm] = {
            "days": _Arm(7, 5),
            "officers": _Arm(6, 3),
            "dive": _Arm(1, 1),
            "all": _Arm(1, 1),
        }
        self._effort = 1.0

    def step(self, incumbent: Incumbent, bound: float) -> tuple[MoveKind, CpAnswer]:
        """Try one move, and return its kind and its answer."""
        move = self._next_move()
        arm, done_before = self._arms[move], self._meter.done
        limits = CpLimits(
            work=max(0.05, self._most_work(move)),
            below=incumbent.cost,
            bound=bound,
            seed=int(self._chance.integers(1 << 30)),
        )
        answer = self._solve(move, incumbent, limits)
        if move == "all":
            self._effort *= 3
        self._meter.spend(max(0.0, _LEAST_WORK - (self._meter.done - done_before)))
        gain = 0 if answer.cost is None else incumbent.cost - answer.cost
        arm.learn(gain, self._meter.done - done_before, complete=answer.complete)
        return move, answer

    def _most_work(self, move: MoveKind) -> float:
        left, (least, most) = self._meter.left, _MOVE_WORK
        return min(left, self._effort if move == "all" else max(least, min(most, left * _MOVE_SHARE)))

    def _next_move(self) -> MoveKind:
        """Return a move that was not tried yet, the whole if its share is due, else one by its gain for work."""
        arms = self._arms
        untried = next((move for move, arm in arms.items() if arm.work < 0.01), None)  # noqa: PLR2004  # none was done
        if untried is not None:
            return untried
        if arms["all"].work < _WHOLE_SHARE * sum(arm.work for arm in arms.values()):
            return "all"
        parts: list[MoveKind] = ["days", "officers", "dive"]
        rates = np.array([arms[move].gain / arms[move].work + _LEAST_RATE for move in parts])
        return parts[int(self._chance.choice(len(parts), p=rates / rates.sum()))]

    def _solve(self, move: MoveKind, incumbent: Incumbent, limits: CpLimits) -> CpAnswer:
        if move == "all":
            return solve_all(self._workspace, incumbent, self._relaxation, limits)
        if move == "days":
            return solve_days(self._workspace, incumbent, self._window(incumbent), limits)
        if move == "dive":
            return self._dive(incumbent, limits)
        size = int(self._arms["officers"].size)
        group = self._group(incumbent, size)
        return solve_officers(self._workspace, incumbent, group, self._relaxation.duals, limits)

    def _dive(self, incumbent: Incumbent, limits: CpLimits) -> CpAnswer:
        """Dive anew for a part of the officers, the others fixed."""
        part = self._chance.uniform(_LEAST_PART, 1.0)
        group = self._group(incumbent, max(2, round(len(incumbent.rows) * part)))
        fixed_rows = {officer: marks for officer, marks in incumbent.rows.items() if officer not in group}
        rows = dive(self._workspace, self._relaxation, limits.seed, kept=fixed_rows)
        cost = self._model.roster_cost(rows)
        is_better = cost < limits.below
        return CpAnswer(rows if is_better else None, int(cost) if is_better else None, complete=False)

    def _window(self, incumbent: Incumbent) -> range:
        """Return days in a row, rather those on which the needs cost more than their duals ask for."""
        model, duals = self._model, self._relaxation.duals
        left = model.remainder(incumbent.rows)
        most = np.where(np.isfinite(left.most), left.most, 0.0)
        costs = np.maximum(0, left.least) * model.under + np.maximum(0, -most) * model.over
        costs -= duals * np.where(duals >= 0, left.least, most)
        days = np.zeros(model.problem.days)
        np.add.at(days, model.need_days, np.maximum(0, costs))
        size = min(int(self._arms["days"].size), len(days))
        totals = np.convolve(days + days.mean() * 0.25 + 0.1, np.ones(size), mode="valid")
        first = int(self._chance.choice(len(totals), p=totals / totals.sum()))
        return range(first, first + size)

    def _group(self, incumbent: Incumbent, size: int) -> tuple[int, ...]:
        """Return officers, rather those whose rows cost more than their cheapest at the duals."""
        model, relaxation = self._model, self._relaxation
        excess = np.array(
            [
                model.row_cost(officer, marks)
                - float(relaxation.duals @ model.cover(officer, marks))
                - relaxation.lowest[officer]
                for officer, marks in sorted(incumbent.rows.items())
            ]
        )
        weights: Floats = np.maximum(excess, 0) + max(0.1, float(excess.mean()) * 0.3)
        size = min(size, len(weights))
        chosen = self._chance.choice(len(weights), size=size, replace=False, p=weights / weights.sum())
        return tuple(sorted(int(officer) for officer in chosen))
