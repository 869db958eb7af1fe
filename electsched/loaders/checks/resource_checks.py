"""Check the phases, ratios, polling stations, strength and reinforcements of a plan file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from electsched.errors import ElectschedError, Fault
from electsched.loaders.checks.value_checks import References, repeat_faults
from electsched.loaders.toml import Fields
from electsched.operation.operation import Operation
from electsched.operation.resources import StationGuard, Strength
from electsched.phrases import phrase, quoted, verbatim
from electsched.staffing.demand import ratio_for

__all__ = ["count_faults", "resource_faults"]


def resource_faults(fields: Fields, references: References) -> Iterator[Fault]:
    """Yield every fault of the resources of a plan."""
    operation: Operation | None = fields.values.get("operation")
    if operation is not None:
        yield from _posture_faults(operation)
        yield from _phase_faults(operation, references)
    yield from _ratio_faults(fields, references)
    yield from _station_guard_faults(fields, references)
    yield from _station_faults(fields, references)
    for index, strength in fields.items("strength").items():
        yield from _strength_faults(strength, f"strength[{index}]", references)
    units = ((f"strength[{index}].unit", strength.unit) for index, strength in fields.items("strength").items())
    yield from repeat_faults(units, phrase("one count for each unit"))
    for index, reinforcement in fields.items("reinforcement").items():
        path = f"reinforcement[{index}]"
        yield from references.faults(f"{path}.home", "unit", reinforcement.home, optional=True)
        yield from references.faults(f"{path}.to", "unit", reinforcement.to)
        if reinforcement.home == reinforcement.to:
            yield Fault(f"{path}.to", quoted(reinforcement.to), phrase("another unit than the home of these people"))
        yield from references.faults(f"{path}.windows", "window", *reinforcement.windows)
        if reinforcement.people < 1:
            yield Fault(f"{path}.people", verbatim(reinforcement.people), phrase("at least 1"))
    yield from _team_size_faults(fields)


def count_faults(counts: Mapping[str, int], path: str) -> Iterator[Fault]:
    """Yield a fault for each negative count."""
    for key, number in counts.items():
        if number < 0:
            yield Fault(f"{path}.{key}", verbatim(number), phrase("a number that is not negative"))


def _posture_faults(operation: Operation) -> Iterator[Fault]:
    paths = [f"operation.posture[{index}]" for index in range(len(operation.posture))]
    keys = [(f"{path}.key", posture.key) for path, posture in zip(paths, operation.posture, strict=True)]
    ranks = [(f"{path}.rank", posture.rank) for path, posture in zip(paths, operation.posture, strict=True)]
    yield from repeat_faults(keys)
    yield from repeat_faults(
        ranks, phrase("a unique rank: if phases meet, the posture with the highest rank is in force")
    )


def _phase_faults(operation: Operation, references: References) -> Iterator[Fault]:
    posture_by_window: dict[str, str] = {}
    for index, phase in enumerate(operation.phase):
        path = f"operation.phase[{index}]"
        yield from references.faults(f"{path}.window", "window", phase.window)
        yield from references.faults(f"{path}.posture", "posture", phase.posture)
        if phase.window in posture_by_window:
            earlier = posture_by_window[phase.window]
            found = phrase(
                "{posture!r} for {window!r}, which has {earlier!r} already",
                posture=phase.posture,
                window=phase.window,
                earlier=earlier,
            )
            yield Fault(f"{path}.posture", found, phrase("one posture for each window"))
        posture_by_window.setdefault(phase.window, phase.posture)


def _ratio_faults(fields: Fields, references: References) -> Iterator[Fault]:
    ratios = fields.items("ratio")
    for index, ratio in ratios.items():
        path = f"ratio[{index}]"
        yield from references.faults(f"{path}.tier", "tier", ratio.tier)
        yield from references.faults(f"{path}.unit", "unit", ratio.unit, optional=True)
        for name in ("police", "stations", "linmas"):
            number = getattr(ratio, name)
            if number < 1:
                yield Fault(
                    f"{path}.{name}", verbatim(number), phrase("at least 1, as in 2-12-24: police, stations, linmas")
                )
    identities = ((f"ratio[{index}]", (ratio.tier, ratio.terrain, ratio.unit)) for index, ratio in ratios.items())
    for fault in repeat_faults(identities):
        yield Fault(fault.path, phrase("a second ratio for the same tier, terrain and unit"), phrase("one ratio"))


def _station_guard_faults(fields: Fields, references: References) -> Iterator[Fault]:
    guard: StationGuard | None = fields.values.get("station_guard")
    if guard is None:
        if fields.items("stations"):
            yield Fault("station_guard", phrase("nothing"), phrase("the windows in which polling stations are guarded"))
        return
    yield from references.faults("station_guard.windows", "window", *guard.windows)
    if not guard.windows:
        yield Fault("station_guard.windows", phrase("none"), phrase("at least one window"))


def _station_faults(fields: Fields, references: References) -> Iterator[Fault]:
    stations = fields.items("stations")
    ratios = tuple(fields.items("ratio").values())
    for index, group in stations.items():
        path = f"stations[{index}]"
        yield from references.faults(f"{path}.unit", "unit", group.unit)
        yield from references.faults(f"{path}.tier", "tier", group.tier)
        if group.count < 1:
            yield Fault(f"{path}.count", verbatim(group.count), phrase("at least 1"))
        try:
            ratio_for(group, ratios)
        except ElectschedError as error:
            for fault in error.faults:
                yield Fault(path, fault.found, fault.expected)
    identities = ((f"stations[{index}]", (group.unit, group.tier, group.terrain)) for index, group in stations.items())
    for fault in repeat_faults(identities):
        yield Fault(fault.path, phrase("the same unit, tier and terrain a second time"), phrase("one count for them"))


def _strength_faults(strength: Strength, path: str, references: References) -> Iterator[Fault]:
    yield from references.faults(f"{path}.unit", "unit", strength.unit)
    people = {name: getattr(strength, name) for name in ("present", "leave", "sick", "detached")}
    yield from count_faults(people, path)
    yield from references.faults(f"{path}.has", "resource", *strength.has)
    yield from references.faults(f"{path}.out", "resource", *strength.out)
    yield from count_faults(strength.has, f"{path}.has")
    yield from count_faults(strength.out, f"{path}.out")
    for key, number in strength.out.items():
        if number > strength.has.get(key, 0):
            yield Fault(
                f"{path}.out.{key}",
                verbatim(number),
                phrase("at most {count}, as many as the unit has", count=strength.has.get(key, 0)),
            )


def _team_size_faults(fields: Fields) -> Iterator[Fault]:
    people_by_unit = {strength.unit: strength.roll for strength in fields.items("strength").values()}
    for index, team in fields.items("team").items():
        people = people_by_unit.get(team.unit, team.people)
        expected = phrase("at most {people}, all the people of {unit!r}", people=people, unit=team.unit)
        if team.people > people:
            yield Fault(f"team[{index}].people", verbatim(team.people), expected)
        for number, amendment in fields.items("amendment").items():
            if amendment.team == team.key and (amendment.people or 0) > people:
                yield Fault(f"amendment[{number}].people", verbatim(amendment.people), expected)
