"""Check of a statute as a law: its cases are computed, and polling days are tried under all facts.

A statute that loads can still give dates that no source states, or an end before its start.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import islice

import attrs

from electsched.errors import Fault, HorizonError, InputError, MissingFactError
from electsched.law.phases import occurrences_of
from electsched.law.soundness import fact_combinations, soundness_remarks
from electsched.law.statute import Statute
from electsched.law.validation import check_statute
from electsched.phrases import joined, phrase
from electsched.timeline.assumptions import Assumptions
from electsched.timeline.checks.cases import case_faults
from electsched.timeline.checks.contradictions import contradictions
from electsched.timeline.resolve import resolve
from electsched.values import value_text

__all__ = ["LawCheck", "check_law"]

MONTHS = range(1, 13)
MOST_PROBED = 300_000
"""The most stages and limits that are computed for all polls; a large law is tried under fewer facts."""
MOST_OF_CASES = 500_000
"""The most stages and limits that are computed for all cases."""
PROBED_DAY = 15
"""The day of each month on which a poll is tried."""


@attrs.frozen
class LawCheck:
    """The result of the check of a statute.

    Attributes:
        statute: The statute.
        faults: Its faults: a case has another date, or a poll gives no timetable.
        remarks: Passages that may not say what their author means.
    """

    statute: Statute
    faults: tuple[Fault, ...]
    remarks: tuple[Fault, ...]

    __repr__ = value_text

    def to_dict(self) -> dict[str, object]:
        """Return the result as data for JSON."""
        counts = {"stages": len(self.statute.stages) - len(self.statute.parts), "limits": len(self.statute.limits)}
        return {
            "id": self.statute.id,
            **counts,
            "cases": len(self.statute.cases),
            "faults": [_fault_data(fault) for fault in self.faults],
            "remarks": [_fault_data(fault) for fault in self.remarks],
        }


def _fault_data(fault: Fault) -> dict[str, str]:
    return {"path": fault.path, "found": fault.found, "expected": fault.expected}


def check_law(statute: Statute) -> LawCheck:
    """Return the faults and remarks of a statute; cases are computed without estimated holidays."""
    written = statute.said_once or statute
    if faults_of_the_whole := check_statute(written):
        return LawCheck(written, faults_of_the_whole, ())
    count = len(statute.cases)
    if count * _size(statute) > MOST_OF_CASES:
        found = phrase(
            "{count} {count:case|cases} of {size} {size:stage or limit|stages and limits}",
            count=count,
            size=_size(statute),
        )
        faults = [
            Fault("case", found, phrase("at most {most} cases of so large a law", most=MOST_OF_CASES // _size(statute)))
        ]
    else:
        faults = list(dict.fromkeys((*case_faults(statute), *_poll_faults(statute), *contradictions(statute))))
    return LawCheck(written, tuple(faults), soundness_remarks(written))


def _size(statute: Statute) -> int:
    return max(len(statute.stages) + len(statute.limits), 1)


def _poll_faults(statute: Statute) -> Iterator[Fault]:
    """Yield the faults of timetables of polls in each month of a year, each with the first poll that has it."""
    calendar = statute.calendar
    year = max(calendar.first.year, calendar.last.year - 1)
    places: set[str] = set()
    keys = (*occurrences_of(statute, "polling"), "polling") if "polling" in statute else ()
    most = max(MOST_PROBED // (len(MONTHS) * _size(statute)), 1)
    for facts in islice(fact_combinations(statute), most) if keys else ():
        for month in MONTHS:
            polling = date(year, month, PROBED_DAY)
            try:
                resolve(statute, Assumptions(given={keys[0]: polling}, facts=facts))
            except (HorizonError, MissingFactError):
                continue
            except InputError as error:
                new_faults = [fault for fault in error.faults if fault.path not in places]
                places.update(fault.path for fault in new_faults)
                for fault in new_faults:
                    conditions = "".join(f", {key} = {value}" for key, value in facts.items())
                    poll = f"{keys[0]} = {polling.isoformat()}{conditions}"
                    yield attrs.evolve(fault, path=joined((poll, fault.path), ": "))
