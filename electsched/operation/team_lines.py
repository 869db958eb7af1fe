"""The faults of patterns, and of the teams that posts assign to their lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from electsched.errors import Fault
from electsched.operation.operation import Post
from electsched.operation.plan import Plan
from electsched.operation.shifts import OFF, Pattern, check_pattern
from electsched.phrases import AND, joined, phrase, quoted

__all__ = ["check_plan", "check_rotation"]


def check_plan(plan: Plan) -> tuple[Fault, ...]:
    """Return every fault of the patterns, and of the teams that each post assigns to their lines."""
    return check_rotation(dict(enumerate(plan.posts)), dict(enumerate(plan.patterns)))


def check_rotation(posts: Mapping[int, Post], patterns: Mapping[int, Pattern]) -> tuple[Fault, ...]:
    """Return the faults of `check_plan` for the posts and patterns of a file, by their index in it.

    A file may have other posts and patterns that could not be read; a post whose pattern is missing is not checked.
    """
    faults = [fault for index, pattern in patterns.items() for fault in check_pattern(pattern, f"pattern[{index}]")]
    by_key = {pattern.key: pattern for pattern in patterns.values()}
    for index, post in posts.items():
        for key in dict.fromkeys((post.pattern, *post.pattern_by_posture.values())):
            if key in by_key:
                faults += _team_faults(post, by_key[key], f"post[{index}].teams")
    return tuple(faults)


def _team_faults(post: Post, pattern: Pattern, path: str) -> Iterator[Fault]:
    lines = pattern.line
    if len(post.teams) != len(lines):
        found = phrase("{count} {count:list|lists} of teams", count=len(post.teams))
        yield Fault(
            path, found, phrase("{count}, one for each line of the pattern {key!r}", count=len(lines), key=pattern.key)
        )
        return
    for number, (line, teams) in enumerate(zip(lines, post.teams, strict=True)):
        clash = line.clash(len(teams)) if line.cycle and line.step > 0 else None
        if clash is not None:
            pair = joined((quoted(teams[team]) for team in clash), AND)
            found = phrase("{pair}, which would take one shift on the same day", pair=pair)
            expected = phrase("fewer teams, or a cycle with more {off!r}, in line {key!r}", off=OFF, key=line.key)
            yield Fault(f"{path}[{number}]", found, expected)
