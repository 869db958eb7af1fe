"""How firm the dates of a stage are, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal

from electsched.i18n.text import Text
from electsched.law.trace import Found
from electsched.timeline.election import Change, DecreedDate, Link

__all__ = ["CAUSES", "FIRM", "OFF", "Status", "all_changes", "status_of"]

Status = Literal[
    "confirmed",
    "scheduled",
    "tentative",
    "unresolved",
    "undated",
    "not_held",
    "suspended",
    "resumed",
    "postponed",
    "cancelled",
    "superseded",
    "annulled",
]
"""confirmed: the authority set it; scheduled: the law fixes it; tentative: given, or only a limit is known;
unresolved: the sources contradict each other; undated: nothing gives a date; not_held: the contingency did not come.
The others say what was decided last on a stage: suspended and resumed; postponed to the dates that it has now;
cancelled before it was held; superseded by another; annulled after it was held."""
FIRM: frozenset[Status] = frozenset({"confirmed", "scheduled", "resumed", "postponed"})
"""The statuses under which a stage takes place on its dates."""
OFF: frozenset[Status] = frozenset({"cancelled", "superseded", "annulled"})
"""The statuses under which it does not, or does not count."""


CAUSES = {
    "death_of_candidate": Text({"id": "calon meninggal dunia", "en": "death of a candidate"}),
    "demise_of_the_crown": Text({"id": "mangkatnya kepala negara", "en": "demise of the Crown"}),
    "uncontested": Text({"id": "tanpa lawan", "en": "uncontested"}),
    "emergency": Text({"id": "keadaan darurat", "en": "emergency"}),
    "disaster": Text({"id": "bencana", "en": "disaster"}),
    "court": Text({"id": "putusan pengadilan", "en": "judgment of a court"}),
}
"""What each cause of a change is called."""


def all_changes(decreed: DecreedDate | None, last: date | None, links: Iterable[Link]) -> tuple[Change, ...]:
    """Return what was decided on a stage, with what an election that takes the place of its own decides.

    What had ended before that became known stays as it is (Perppu 2/2020: the stages completed stay valid).
    """
    changes = decreed.changes if decreed else ()
    for link in links:
        if link.relation == "replaced_by" and link.known is not None and last is not None and last >= link.known:
            more = Change(status="superseded", by=link.by, known=link.known, cause=link.cause, sources=link.sources)
            changes = (*changes, more)
    return changes


def status_of(
    found: tuple[Found | None, Found | None],
    decreed: DecreedDate | None,
    changes: tuple[Change, ...],
    *,
    held: bool | None,
) -> Status:
    """Return the status of a stage with that first and last day; ``held`` is of its contingency, None for none."""
    if held is False:
        return "not_held"
    if decreed is not None and decreed.alternatives:
        return "unresolved"
    if changes:
        return changes[-1].status
    origins = {each.origin for each in found if each is not None}
    if not origins:
        return "undated"
    if origins == {"official"}:
        return "confirmed"
    return "scheduled" if origins <= {"official", "computed"} else "tentative"
