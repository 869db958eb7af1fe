"""A timeline or a plan from the id or the path by which a caller names it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from inspect import signature
from os import PathLike, fspath
from typing import Any, Concatenate, ParamSpec, TypeVar

from electsched.errors import Fault, InputError
from electsched.law.statute import Statute
from electsched.loaders.laws import is_law
from electsched.loaders.plan import election_plan, load_plan
from electsched.loaders.timelines import Law, resolve
from electsched.operation.plan import Plan
from electsched.phrases import Phrase, phrase, quoted
from electsched.timeline.election import Election
from electsched.timeline.timeline import Timeline

__all__ = ["PlanSubject", "TimelineSubject", "as_plan", "as_timeline", "of_plan", "of_timeline"]

TimelineSubject = Timeline | Law
"""A timeline, or the law that `resolve` takes: an election, a statute, an id or a path."""
PlanSubject = Plan | Timeline | str | PathLike[str]
"""A plan or its path, or a timeline or the id or path of its law, of which the stages alone are planned."""
_P = ParamSpec("_P")
_R = TypeVar("_R")


def as_timeline(subject: TimelineSubject) -> Timeline:
    """Return a timeline that is given by itself or by its law.

    Raises:
        UnknownNameError: There is no such law.
        InputError: The file is no law, or the value is none of these.
    """
    if isinstance(subject, Timeline):
        return subject
    if isinstance(subject, Election | Statute | str | PathLike):
        return resolve(subject)
    raise _wrong(subject, phrase("a timeline, an election, a statute, an id such as id/general-2024, or a path"))


def as_plan(subject: PlanSubject) -> Plan:
    """Return a plan that is given by itself, by its path, or by a timeline or a law whose stages alone it has.

    Raises:
        UnknownNameError: There is no such law.
        InputError: The file is no plan and no law, no stage of the timeline has a date, or the value is none of these.
    """
    if isinstance(subject, Plan):
        return subject
    if isinstance(subject, Timeline):
        return Plan.of_timeline(subject)
    if isinstance(subject, str | PathLike):
        name = fspath(subject)
        return election_plan(name) if is_law(name) else load_plan(name)
    raise _wrong(subject, phrase("a plan, a timeline, an id such as id/general-2024, or a path"))


def of_timeline(function: Callable[Concatenate[Timeline, _P], _R]) -> Callable[Concatenate[TimelineSubject, _P], _R]:
    """Return the function, which then takes the law of its timeline, the first argument, as well."""
    return _of(as_timeline, function)


def of_plan(function: Callable[Concatenate[Plan, _P], _R]) -> Callable[Concatenate[PlanSubject, _P], _R]:
    """Return the function, which then takes the path of its plan, the first argument, as well."""
    return _of(as_plan, function)


def _of(convert: Callable[[Any], object], function: Callable[..., _R]) -> Callable[..., _R]:
    name = next(iter(signature(function).parameters))

    @wraps(function)
    def wrapper(*arguments: object, **keywords: object) -> _R:
        if name in keywords:
            keywords[name] = convert(keywords[name])
        return function(*map(convert, arguments[:1]), *arguments[1:], **keywords)

    return wrapper


def _wrong(subject: object, expected: Phrase) -> InputError:
    return InputError(Fault("", quoted(type(subject).__name__), expected))
