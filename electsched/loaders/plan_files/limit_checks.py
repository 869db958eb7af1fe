"""Check what a plan says about each member that limits the member's duties."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from electsched.errors import Fault, perhaps
from electsched.loaders.checks.value_checks import References, repeat_faults
from electsched.loaders.plan_files.members import ListedMember
from electsched.loaders.toml import Fields
from electsched.phrases import phrase, quoted, verbatim

__all__ = ["limit_faults"]


def limit_faults(listed: Iterable[ListedMember], fields: Fields, references: References) -> Iterator[Fault]:
    """Yield every fault of the limits and the roles of members."""
    shifts = sorted({shift.key for pattern in fields.items("pattern").values() for shift in pattern.shift})
    for entry in listed:
        path, posts = entry.path("barred_posts"), entry.member.barred_posts
        yield from references.faults(path, "post", *dict.fromkeys(posts))
        for name in ("barred_posts", "roles"):
            entries = getattr(entry.member, name)
            yield from repeat_faults(((entry.path(name), value) for value in entries), phrase("each entry once"))
        yield from _cap_faults(entry, shifts)
        yield from _hour_faults(entry)


def _cap_faults(entry: ListedMember, shifts: Collection[str]) -> Iterator[Fault]:
    for shift, cap in entry.member.caps.items():
        if shifts and shift not in shifts:
            expected = phrase("one of {names}", names=", ".join(shifts))
            yield Fault(entry.path("caps"), quoted(shift), expected, hint=perhaps(shift, shifts))
        if cap < 0:
            yield Fault(entry.path("caps"), verbatim(cap), phrase("a number that is not negative"))


def _hour_faults(entry: ListedMember) -> Iterator[Fault]:
    least, most = entry.member.least_hours, entry.member.most_hours
    for name, hours in (("least_hours", least), ("most_hours", most)):
        if hours is not None and hours < 0:
            yield Fault(entry.path(name), verbatim(hours), phrase("a number that is not negative"))
    if least is not None and most is not None and least > most:
        yield Fault(entry.path("least_hours"), verbatim(least), phrase("at most {most}, the most hours", most=most))
