"""What is wrong with the phases, ratios, stations and strength of a plan file beyond the type of each value."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from electsched.errors import ElectschedError, Fault
from electsched.loaders.toml import Fields
from electsched.operation.operation import Operation, Post
from electsched.operation.resources import StationGuard, Strength
from electsched.operation.windows import days_of, operation_windows, posture_on
from electsched.staffing.demand import ratio_for
from electsched.timeline.stage import Timeline

__all__ = ["FORCE_KEYED", "ended_duties", "force_faults", "long_duties"]

FORCE_KEYED = ("tier", "resource")
"""The lists of this part whose items have keys."""
Refer = Callable[[str, str, tuple[str, ...]], Iterator[Fault]]


def force_faults(fields: Fields, refer: Refer) -> Iterator[Fault]:
    """Yield every fault; ``refer`` yields one for each key that names nothing of its kind."""
    yield from _phases(fields.values.get("operation"), refer)
    for index, post in fields.items("post").items():
        yield from _post(post, f"post[{index}]", refer, fields)
    yield from _ratios(fields, refer)
    yield from _stations(fields, refer)
    for index, strength in fields.items("strength").items():
        yield from _strength(strength, f"strength[{index}]", refer)
    yield from _twice(fields)
    for index, sent in fields.items("reinforcement").items():
        path = f"reinforcement[{index}]"
        yield from refer(f"{path}.home", "unit", (sent.home,) if sent.home else ())
        yield from refer(f"{path}.to", "unit", (sent.to,))
        yield from refer(f"{path}.windows", "window", sent.windows)
        if sent.people < 1:
            yield Fault(f"{path}.people", str(sent.people), "at least 1")
    yield from _teams(fields)
    yield from _work_rules(fields, refer)
    yield from _leave(fields, refer)
    yield from _partners(fields)
    yield from _endings(fields, refer)


def _endings(fields: Fields, refer: Refer) -> Iterator[Fault]:
    patterns = {pattern.key: pattern for pattern in fields.items("pattern").values()}
    posts = {post.key: post for post in fields.items("post").values()}
    for index, ending in fields.items("ending").items():
        path = f"ending[{index}]"
        yield from refer(f"{path}.post", "post", (ending.post,))
        yield from refer(f"{path}.relief", "team", (ending.relief,) if ending.relief else ())
        if ending.post not in posts:
            continue
        post = posts[ending.post]
        names = [name for name in (post.pattern, *post.raised.values()) if name in patterns]
        shifts = [each for name in names for each in patterns[name].shift if each.key == ending.shift]
        if not any(each.until for each in shifts):
            expected = f"a shift of {post.key!r} that ends with an event ('until')"
            yield Fault(f"{path}.shift", repr(ending.shift), expected)


def _leave(fields: Fields, refer: Refer) -> Iterator[Fault]:
    people = {team.key: team.people for team in fields.items("team").values()}
    for index, leave in fields.items("leave").items():
        path = f"leave[{index}]"
        yield from refer(f"{path}.team", "team", (leave.team,))
        if leave.end < leave.start:
            yield Fault(f"{path}.end", leave.end.isoformat(), f"a day not before the start, {leave.start.isoformat()}")
        if not 1 <= leave.people <= people.get(leave.team, leave.people):
            yield Fault(f"{path}.people", str(leave.people), f"from 1 to {people[leave.team]}, all of the team")


def _partners(fields: Fields) -> Iterator[Fault]:
    partners = {partner.key: partner for partner in fields.items("partner").values()}
    for index, post in fields.items("post").items():
        for number, key in enumerate(post.partners):
            if key in partners and post.kind in partners[key].never_at:
                expected = f"a partner that may be at a post of the kind {post.kind!r}"
                yield Fault(f"post[{index}].partners[{number}]", f"{key!r}, which may not", expected)


def _work_rules(fields: Fields, refer: Refer) -> Iterator[Fault]:
    seen: set[str] = set()
    for index, rule in fields.items("rule").items():
        if rule.limit < 1:
            yield Fault(f"rule[{index}].limit", str(rule.limit), "at least 1")
        if rule.key in seen:
            yield Fault(f"rule[{index}].key", f"{rule.key!r} a second time", "one limit for a rule")
        seen.add(rule.key)
    operation: Operation | None = fields.values.get("operation")
    roles = {role.key: role for role in operation.command} if operation else {}
    for index, waiver in fields.items("waiver").items():
        path = f"waiver[{index}]"
        yield from refer(f"{path}.team", "team", (waiver.team,) if waiver.team else ())
        if not waiver.reason.strip():
            yield Fault(f"{path}.reason", "nothing", "why the rule need not be kept")
        if waiver.by not in roles:
            expected = f"the key of a command role: {', '.join(sorted(roles)) or 'none is given'}"
            yield Fault(f"{path}.by", f"the role {waiver.by!r}", expected)
        elif waiver.rule not in roles[waiver.by].waives:
            found = f"{waiver.by!r}, who may not waive {waiver.rule!r}"
            yield Fault(f"{path}.by", found, f"a role with {waiver.rule!r} among what it waives")


def _phases(operation: Operation | None, refer: Refer) -> Iterator[Fault]:
    if operation is None:
        return
    ranks: dict[int, str] = {}
    keys: set[str] = set()
    for index, posture in enumerate(operation.posture):
        path = f"operation.posture[{index}]"
        if posture.key in keys:
            yield Fault(f"{path}.key", f"{posture.key!r} a second time", "a key of its own")
        keys.add(posture.key)
        if posture.rank in ranks:
            expected = f"a rank of its own: where phases meet, it tells which of {ranks[posture.rank]!r} and this holds"
            yield Fault(f"{path}.rank", f"{posture.rank} a second time", expected)
        ranks[posture.rank] = posture.key
    seen: dict[str, str] = {}
    for index, phase in enumerate(operation.phase):
        path = f"operation.phase[{index}]"
        yield from refer(f"{path}.window", "window", (phase.window,))
        if phase.posture not in keys:
            expected = f"the key of a posture: {', '.join(sorted(keys)) or 'none is given'}"
            yield Fault(f"{path}.posture", f"the posture {phase.posture!r}", expected)
        if phase.window in seen:
            found = f"{phase.posture!r} for {phase.window!r}, which has {seen[phase.window]!r} already"
            yield Fault(f"{path}.posture", found, "one posture for a phase")
        seen.setdefault(phase.window, phase.posture)


def _post(post: Post, path: str, refer: Refer, fields: Fields) -> Iterator[Fault]:
    operation: Operation | None = fields.values.get("operation")
    yield from refer(f"{path}.tier", "tier", (post.tier,) if post.tier else ())
    yield from refer(f"{path}.needs", "resource", tuple(post.needs))
    yield from refer(f"{path}.raised", "pattern", tuple(post.raised.values()))
    yield from _counts(post.needs, f"{path}.needs")
    if operation is None:
        return
    postures = {posture.key for posture in operation.posture}
    for key in post.raised:
        if key not in postures:
            expected = f"the key of a posture: {', '.join(sorted(postures)) or 'none is given'}"
            yield Fault(f"{path}.raised.{key}", f"the posture {key!r}", expected)
    phases = {phase.window for phase in operation.phase}
    if phases and post.windows and not phases & set(post.windows):
        expected = f"a window with a phase: {', '.join(sorted(phases))}"
        yield Fault(f"{path}.windows", f"{post.key!r} in no phase", expected)


def _counts(numbers: Mapping[str, int], path: str) -> Iterator[Fault]:
    for key, number in numbers.items():
        if number < 0:
            yield Fault(f"{path}.{key}", str(number), "a number that is not negative")


def _ratios(fields: Fields, refer: Refer) -> Iterator[Fault]:
    seen: set[tuple[str, str, str]] = set()
    for index, ratio in fields.items("ratio").items():
        path = f"ratio[{index}]"
        yield from refer(f"{path}.tier", "tier", (ratio.tier,))
        yield from refer(f"{path}.unit", "unit", (ratio.unit,) if ratio.unit else ())
        for name in ("police", "stations", "linmas"):
            number = getattr(ratio, name)
            if number < 1:
                yield Fault(f"{path}.{name}", str(number), "at least 1, as in 2-12-24: police, stations, linmas")
        identity = (ratio.tier, ratio.terrain, ratio.unit)
        if identity in seen:
            yield Fault(path, "a second ratio for the same tier, terrain and unit", "one")
        seen.add(identity)


def _stations(fields: Fields, refer: Refer) -> Iterator[Fault]:
    groups = fields.items("stations")
    guard: StationGuard | None = fields.values.get("station_guard")
    if groups and guard is None:
        yield Fault("station_guard", "nothing", "the windows in which polling stations are guarded")
    if guard is not None:
        yield from refer("station_guard.windows", "window", guard.windows)
        if not guard.windows:
            yield Fault("station_guard.windows", "none", "at least one window")
    ratios = tuple(fields.items("ratio").values())
    seen: set[tuple[str, str, str]] = set()
    for index, group in groups.items():
        path = f"stations[{index}]"
        yield from refer(f"{path}.unit", "unit", (group.unit,))
        yield from refer(f"{path}.tier", "tier", (group.tier,))
        if group.count < 1:
            yield Fault(f"{path}.count", str(group.count), "at least 1")
        identity = (group.unit, group.tier, group.terrain)
        if identity in seen:
            yield Fault(path, "the same unit, tier and terrain a second time", "one number for them")
        seen.add(identity)
        try:
            ratio_for(group, ratios)
        except ElectschedError as error:
            for fault in error.faults:
                yield Fault(path, fault.found, fault.expected)


def _strength(strength: Strength, path: str, refer: Refer) -> Iterator[Fault]:
    yield from refer(f"{path}.unit", "unit", (strength.unit,))
    for name in ("present", "leave", "sick", "detached"):
        number = getattr(strength, name)
        if number < 0:
            yield Fault(f"{path}.{name}", str(number), "a number that is not negative")
    yield from refer(f"{path}.has", "resource", tuple(strength.has))
    yield from refer(f"{path}.out", "resource", tuple(strength.out))
    yield from _counts(strength.has, f"{path}.has")
    yield from _counts(strength.out, f"{path}.out")
    for key, number in strength.out.items():
        if number > strength.has.get(key, 0):
            yield Fault(f"{path}.out.{key}", str(number), f"at most {strength.has.get(key, 0)}, which there are")


def _twice(fields: Fields) -> Iterator[Fault]:
    seen: set[str] = set()
    for index, strength in fields.items("strength").items():
        if strength.unit in seen:
            yield Fault(f"strength[{index}].unit", f"{strength.unit!r} a second time", "one count for a unit")
        seen.add(strength.unit)


def _teams(fields: Fields) -> Iterator[Fault]:
    roll = {strength.unit: strength.roll for strength in fields.items("strength").values()}
    for index, team in fields.items("team").items():
        if team.unit in roll and team.people > roll[team.unit]:
            expected = f"at most {roll[team.unit]}, everyone who belongs to {team.unit!r}"
            yield Fault(f"team[{index}].people", str(team.people), expected)


def long_duties(fields: Fields, timeline: Timeline) -> Iterator[Fault]:
    """Yield each duty that is longer than the window in which it stands; the windows are sound."""
    operation: Operation = fields.values["operation"]
    windows = {window.key: window for window in operation_windows(operation, timeline, zone=timeline.zone)}
    patterns = {pattern.key: pattern for pattern in fields.items("pattern").values()}
    for index, post in fields.items("post").items():
        names = (post.pattern, *post.raised.values())
        shifts = [shift for name in names if name in patterns for shift in patterns[name].shift]
        for key in post.windows:
            for shift in shifts:
                if key in windows and shift.hours > windows[key].days * 24:
                    found = f"{shift.hours} hours of {shift.key!r} in {key!r}, which has {windows[key].days} days"
                    yield Fault(f"post[{index}].pattern", found, "duties no longer than their window")


def ended_duties(fields: Fields, timeline: Timeline) -> Iterator[Fault]:
    """Yield each ending of a duty that is none on its day, or that had not begun; the windows are sound."""
    operation: Operation = fields.values["operation"]
    windows = {window.key: window for window in operation_windows(operation, timeline, zone=timeline.zone)}
    postures = {posture.key: posture for posture in operation.posture}
    phases = [phase for phase in operation.phase if phase.posture in postures and phase.window in windows]
    patterns = {pattern.key: pattern for pattern in fields.items("pattern").values()}
    posts = {post.key: post for post in fields.items("post").values()}
    for index, ending in fields.items("ending").items():
        post = posts.get(ending.post)
        if post is None:
            continue
        posture = posture_on(ending.day, phases, windows, postures)
        pattern = patterns.get(post.raised.get(posture.key, post.pattern) if posture else post.pattern)
        shift = next((each for each in pattern.shift if each.key == ending.shift), None) if pattern else None
        stands = ending.day in days_of(windows[key] for key in post.windows if key in windows)
        if pattern is not None and (shift is None or not stands):
            found = f"{ending.day.isoformat()}, on which {ending.post!r} has no shift {ending.shift!r}"
            yield Fault(f"ending[{index}].day", found, "the day on which the duty began")
        elif shift is not None and (ending.at.day, ending.at.minutes) <= (ending.day, shift.minutes):
            yield Fault(f"ending[{index}].at", str(ending.at), "a moment after the duty began")
