"""The words of commands that assign duties by name and repair rosters in English, by key."""

from __future__ import annotations

__all__ = ["WORDS"]

WORDS = {
    "one.pool": "{count} pool",
    "several.pool": "{count} pools",
    "one.place": "{count} place",
    "several.place": "{count} places",
    "column.posts": "posts",
    "column.people": "people",
    "column.outcome": "status",
    "column.duties": "duties",
    "column.result": "result",
    "column.value": "value",
    "column.officer": "officer",
    "column.clear_days_of_notice": "clear days of notice",
    "naming.assigned": "{duties} assigned by name",
    "naming.fairest": "{fairest} of {pools} cannot be fairer",
    "naming.relaxed": "{posts}: rules with the severity 'warning' were left out",
    "naming.no_roster": "{posts}: no roster",
    "naming.spread": "{fewest} to {most} (least {bound})",
    "naming.need": "{day}: {shift} needs {people}",
    "naming.need_of_role": "{day}: {shift} needs {people} with the role {role}",
    "naming.on_leave": "on leave: {member}",
    "naming.remedy": "on leave: {member}; with this person the needs can be filled",
    "naming.empty": "otherwise {places} at least stay empty",
    "naming.search": "cost {cost}, bound {bound}, work {work}",
    "naming.none_yet": "none yet",
    "naming.yes": "yes",
    "naming.no": "no",
    "solution.status": "status",
    "solution.cost": "cost",
    "solution.bound": "bound",
    "solution.proved_by": "proved by",
    "solution.duties": "duties",
    "solution.nights": "nights",
    "solution.weekend_duties": "weekend duties",
    "solution.repeatable": "repeatable",
    "solution.solver": "solver",
    "outcome.optimal": "optimal",
    "outcome.feasible": "feasible",
    "outcome.infeasible": "infeasible",
    "outcome.unknown": "unknown",
    "repair.gap": "{day}: nobody for {shift}",
    "repair.gap_of_role": "{day}: nobody with the role {role} for {shift}",
    "repair.proven": "{changes} of others: no repair changes fewer",
    "repair.proven_within": (
        "{changes} of others: no repair that changes only days from {first} to {last} changes fewer"
    ),
    "repair.not_proven": "{changes} of others: not proven to be the fewest",
}
