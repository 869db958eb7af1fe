"""Check the posts, teams, changes, working-time rules and endings of duties in a plan file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from electsched.errors import Fault
from electsched.i18n.text import Text
from electsched.loaders.checks.change_checks import change_faults
from electsched.loaders.checks.dated_change_checks import dated_change_faults
from electsched.loaders.checks.resource_checks import count_faults
from electsched.loaders.checks.value_checks import References, repeat_faults
from electsched.loaders.sheets.cell import Cell
from electsched.loaders.toml import Fields
from electsched.operation.changes import amended_post
from electsched.operation.operation import Operation, Post
from electsched.operation.shifts import Pattern, Shift
from electsched.operation.windows import Window, days_of, posture_on
from electsched.phrases import phrase, quoted, verbatim

__all__ = ["duty_faults", "window_duty_faults"]

SHORT_LETTERS_MAX = 12
SHIFT_LETTERS_MAX = 3
"""The widest names that the columns and cells of pages and printouts hold."""


def duty_faults(fields: Fields, raw: Mapping[str, object], references: References) -> Iterator[Fault]:
    """Yield every fault of posts, teams, changes, working-time rules and endings that needs no dates of windows."""
    for index, post in fields.items("post").items():
        yield from _post_faults(post, f"post[{index}]", references, fields)
        yield from _length_faults(f"post[{index}].short", post.short, SHORT_LETTERS_MAX)
    for index, pattern in fields.items("pattern").items():
        for number, shift in enumerate(pattern.shift):
            yield from _length_faults(f"pattern[{index}].shift[{number}].letter", shift.letter, SHIFT_LETTERS_MAX)
    yield from _team_faults(fields, raw)
    yield from _short_name_faults(fields)
    yield from _partner_faults(fields)
    yield from _work_rule_faults(fields)
    yield from _waiver_faults(fields, references)
    yield from change_faults(fields, references)
    yield from _ending_faults(fields, references)


def _post_faults(post: Post, path: str, references: References, fields: Fields) -> Iterator[Fault]:
    yield from references.faults(f"{path}.tier", "tier", post.tier, optional=True)
    yield from references.faults(f"{path}.needs", "resource", *post.needs)
    yield from references.faults(f"{path}.pattern_by_posture", "pattern", *post.pattern_by_posture.values())
    yield from count_faults(post.needs, f"{path}.needs")
    for key in post.pattern_by_posture:
        yield from references.faults(f"{path}.pattern_by_posture.{key}", "posture", key)
    if post.people is not None and post.people < 1:
        yield Fault(f"{path}.people", verbatim(post.people), phrase("at least 1"))
    if not post.windows:
        yield Fault(f"{path}.windows", phrase("none"), phrase("at least one window in which the post is manned"))
    operation: Operation | None = fields.values.get("operation")
    phases = {phase.window for phase in operation.phase} if operation else set()
    if phases and post.windows and not phases & set(post.windows):
        expected = phrase("a window with a phase: {names}", names=", ".join(sorted(phases)))
        yield Fault(f"{path}.windows", phrase("{key!r} in no phase", key=post.key), expected)


def _length_faults(path: str, text: Text, most: int) -> Iterator[Fault]:
    for words in dict.fromkeys(spoken for _, spoken in text.words):
        if len(words) > most:
            yield Fault(path, quoted(words), phrase("at most {most} characters", most=most))


def _team_faults(fields: Fields, raw: Mapping[str, object]) -> Iterator[Fault]:
    """Report each team that no post lists: it would never be on duty."""
    posts = raw.get("post")
    tables = posts if isinstance(posts, list) else []
    listed = {key for table in tables if isinstance(table, dict) for key in _strings(table.get("teams"))}
    for index, team in fields.items("team").items():
        if team.key not in listed:
            yield Fault(
                f"team[{index}].key",
                phrase("{key!r}, a team of no post", key=team.key),
                phrase("a team listed in the teams of a post"),
            )


def _short_name_faults(fields: Fields) -> Iterator[Fault]:
    """Report each team whose short name another team has too: beside a post it would be taken for the other."""
    teams = fields.items("team")
    names = {(tag, words): team.key for team in teams.values() for tag, words in team.name.words}
    shorts: dict[tuple[str, str, str], str] = {}
    for index, team in teams.items():
        for tag, words in team.short.words:
            first = shorts.setdefault((team.unit, tag, words), team.key)
            namesake = first if first != team.key else names.get((tag, words), team.key)
            if namesake != team.key:
                expected = phrase("a short name that no other team has: {other!r} has it", other=namesake)
                yield Fault(f"team[{index}].short", quoted(words), expected)


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, Cell):
        yield from value.replace("|", " ").split()
    elif isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


def _partner_faults(fields: Fields) -> Iterator[Fault]:
    partners = fields.by_key("partner")
    for index, post in fields.items("post").items():
        for number, key in enumerate(post.partners):
            if key in partners and post.kind in partners[key].excluded_post_kinds:
                expected = phrase("a partner that may be at a post of the kind {kind!r}", kind=post.kind)
                yield Fault(f"post[{index}].partners[{number}]", phrase("{key!r}, which may not", key=key), expected)


def _work_rule_faults(fields: Fields) -> Iterator[Fault]:
    rules = fields.items("rule")
    for index, rule in rules.items():
        if rule.limit < 1:
            yield Fault(f"rule[{index}].limit", verbatim(rule.limit), phrase("at least 1"))
    yield from repeat_faults(
        ((f"rule[{index}].key", rule.key) for index, rule in rules.items()), phrase("one limit for a rule")
    )


def _waiver_faults(fields: Fields, references: References) -> Iterator[Fault]:
    operation: Operation | None = fields.values.get("operation")
    roles = {role.key: role for role in operation.command} if operation else {}
    for index, waiver in fields.items("waiver").items():
        path = f"waiver[{index}]"
        yield from references.faults(f"{path}.team", "team", waiver.team, optional=True)
        if not waiver.reason.strip():
            yield Fault(f"{path}.reason", phrase("nothing"), phrase("the reason for the exception from the rule"))
        yield from references.faults(f"{path}.by", "role", waiver.by)
        if waiver.by in roles and waiver.rule not in roles[waiver.by].waives:
            found = phrase("{by!r}, who may not waive {rule!r}", by=waiver.by, rule=waiver.rule)
            yield Fault(f"{path}.by", found, phrase("a role whose 'waives' has {rule!r}", rule=waiver.rule))


def _ending_faults(fields: Fields, references: References) -> Iterator[Fault]:
    posts = fields.by_key("post")
    for index, ending in fields.items("ending").items():
        path = f"ending[{index}]"
        yield from references.faults(f"{path}.post", "post", ending.post)
        yield from references.faults(f"{path}.relief", "team", ending.relief, optional=True)
        if ending.post in posts:
            post, _ = amended_post(posts[ending.post], fields.items("amendment").values(), ending.day)
            shifts = [shift for shift in _shifts(post, fields) if shift.key == ending.shift]
            if not any(shift.until for shift in shifts):
                expected = phrase("a shift of {post!r} that ends with an event ('until')", post=ending.post)
                yield Fault(f"{path}.shift", quoted(ending.shift), expected)


def _shifts(post: Post, fields: Fields) -> list[Shift]:
    """Return the shifts of all patterns that the post can have."""
    patterns: dict[str, Pattern] = fields.by_key("pattern")
    keys = (post.pattern, *post.pattern_by_posture.values())
    return [shift for key in keys if key in patterns for shift in patterns[key].shift]


# --- duties in their windows --------------------------------------------------------------------------------------


def window_duty_faults(fields: Fields, windows: Mapping[str, Window]) -> Iterator[Fault]:
    """Yield each duty that is longer than its window, and each ending of a duty that does not take place."""
    for index, post in fields.items("post").items():
        for key in post.windows:
            for shift in _shifts(post, fields):
                if key in windows and shift.hours > windows[key].days * 24:
                    found = phrase(
                        "{hours} {hours:hour|hours} of {shift!r} in {window!r}, which has {days} {days:day|days}",
                        hours=shift.hours,
                        shift=shift.key,
                        window=key,
                        days=windows[key].days,
                    )
                    yield Fault(f"post[{index}].pattern", found, phrase("duties no longer than their window"))
    yield from _ending_day_faults(fields, windows)
    yield from dated_change_faults(fields, windows)


def _ending_day_faults(fields: Fields, windows: Mapping[str, Window]) -> Iterator[Fault]:
    operation: Operation = fields.values["operation"]
    postures = {posture.key: posture for posture in operation.posture}
    phases = [phase for phase in operation.phase if phase.posture in postures and phase.window in windows]
    patterns = fields.by_key("pattern")
    posts = fields.by_key("post")
    for index, ending in fields.items("ending").items():
        if ending.post not in posts:
            continue
        post, _ = amended_post(posts[ending.post], fields.items("amendment").values(), ending.day)
        posture = posture_on(ending.day, phases, windows, postures)
        pattern = patterns.get(post.pattern_by_posture.get(posture.key, post.pattern) if posture else post.pattern)
        if pattern is None:
            continue
        shift = next((shift for shift in pattern.shift if shift.key == ending.shift), None)
        is_manned = ending.day in days_of(windows[key] for key in post.windows if key in windows)
        if shift is None or not is_manned:
            found = phrase(
                "{day}, on which {post!r} has no shift {shift!r}",
                day=ending.day.isoformat(),
                post=ending.post,
                shift=ending.shift,
            )
            yield Fault(f"ending[{index}].day", found, phrase("the day on which the duty began"))
        elif (ending.at.day, ending.at.minutes) <= (ending.day, shift.minutes):
            yield Fault(f"ending[{index}].at", verbatim(ending.at), phrase("a moment after the duty began"))
