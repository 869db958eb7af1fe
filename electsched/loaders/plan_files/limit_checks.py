"""Check what a plan says about each member that limits the member's duties."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from electsched.errors import Fault
from electsched.loaders.checks.value_checks import References, repeat_faults
from electsched.loaders.plan_files.members import ListedMember
from electsched.phrases import phrase

__all__ = ["limit_faults"]


def limit_faults(listed: Iterable[ListedMember], references: References) -> Iterator[Fault]:
    """Yield every fault of the limits of members."""
    for entry in listed:
        path, posts = entry.path("barred_posts"), entry.member.barred_posts
        yield from references.faults(path, "post", *dict.fromkeys(posts))
        yield from repeat_faults(((path, post) for post in posts), phrase("each key once"))
