"""Check the amendments of a plan file: changes of posts and teams from a day on, and new posts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import attrs

from electsched.errors import Fault
from electsched.loaders.checks.value_checks import References, repeat_faults
from electsched.loaders.toml import Fields
from electsched.operation.changes import AMENDED_KEYS, Amendment, amended_post, amended_team
from electsched.operation.operation import Post
from electsched.operation.team_lines import check_rotation
from electsched.operation.teams import Team
from electsched.operation.windows import Window
from electsched.phrases import AND, Phrase, joined, phrase, quoted, verbatim

__all__ = ["amendment_day_faults", "amendment_faults"]

KEYS_OF_POST = phrase("'teams', 'pattern', 'windows', 'partners' or 'people'")


def amendment_faults(fields: Fields, references: References) -> Iterator[Fault]:
    """Yield every fault of the amendments that needs no dates of windows."""
    for index, amendment in fields.items("amendment").items():
        path = f"amendment[{index}]"
        yield from _reference_faults(path, amendment, references)
        yield from _key_faults(path, amendment)
        yield from _effect_faults(index, amendment, fields)
        yield from _line_faults(index, amendment, fields)
        yield from _partner_faults(f"{path}.partners", amendment, fields)
    yield from repeat_faults(_stated_keys(fields), phrase("one amendment of it from a day"))


def _reference_faults(path: str, amendment: Amendment, references: References) -> Iterator[Fault]:
    yield from references.faults(f"{path}.post", "post", amendment.post, optional=True)
    yield from references.faults(f"{path}.team", "team", amendment.team, optional=True)
    yield from references.faults(f"{path}.windows", "window", *amendment.windows or ())
    yield from references.faults(f"{path}.partners", "partner", *amendment.partners or ())
    yield from references.faults(f"{path}.teams", "team", *(key for teams in amendment.teams or () for key in teams))
    if amendment.pattern is not None:
        yield from references.faults(f"{path}.pattern", "pattern", amendment.pattern)


def _key_faults(path: str, amendment: Amendment) -> Iterator[Fault]:
    """Yield a fault if it is not of one post or team, or has keys that others have."""
    subjects = [name for name in ("post", "team", "new_post") if getattr(amendment, name)]
    if len(subjects) != 1:
        yield Fault(
            path,
            joined(subjects, AND) or phrase("no subject"),
            phrase("one of 'post', 'team' and 'new_post'"),
        )
        return
    (subject,) = subjects
    stated = [name for name in AMENDED_KEYS if getattr(amendment, name) is not None]
    allowed = {"post": AMENDED_KEYS, "team": ("people",), "new_post": ()}[subject]
    for name in stated:
        if name not in allowed:
            yield Fault(f"{path}.{name}", phrase("a key beside {subject!r}", subject=subject), _place_of(name, subject))
    if amendment.people is not None and amendment.people < 1:
        yield Fault(f"{path}.people", verbatim(amendment.people), phrase("at least 1"))
    if amendment.cycle == "anew" and subject != "post":
        yield Fault(
            f"{path}.cycle", phrase("a key beside {subject!r}", subject=subject), phrase("an amendment of a post")
        )
    if amendment.new_post and amendment.new_post.start is not None:
        yield Fault(f"{path}.new_post.start", phrase("a second first day"), phrase("'start' of the amendment alone"))
    if not stated and subject != "new_post" and amendment.cycle == "continued":
        yield Fault(path, phrase("no change"), KEYS_OF_POST if subject == "post" else quoted("people"))


def _place_of(name: str, subject: str) -> Phrase:
    if subject == "team":
        return phrase("'people' alone")
    return phrase("{key!r} in the table of the new post", key=name)


def _earlier(fields: Fields, index: int) -> Iterable[Amendment]:
    """Return the amendments that are in force when one begins, without itself."""
    amendments: dict[int, Amendment] = fields.items("amendment")
    start = amendments[index].start
    return [amendment for number, amendment in amendments.items() if (amendment.start, number) < (start, index)]


def _effect_faults(index: int, amendment: Amendment, fields: Fields) -> Iterator[Fault]:
    """Yield a fault if everything that it states is so already."""
    stated = [name for name in AMENDED_KEYS if getattr(amendment, name) is not None]
    post: Post | None = fields.by_key("post").get(amendment.post)
    team: Team | None = fields.by_key("team").get(amendment.team)
    subject: Post | Team | None = None
    if post is not None:
        subject, _ = amended_post(post, _earlier(fields, index), amendment.start)
    elif team is not None:
        subject = amended_team(team, _earlier(fields, index), amendment.start)
    names = [name for name in stated if hasattr(subject, name)]
    is_same = bool(names) and all(getattr(subject, name) == getattr(amendment, name) for name in names)
    if is_same and len(names) == len(stated) and amendment.cycle == "continued":
        found = phrase("{names} as before", names=joined(map(quoted, names), AND))
        yield Fault(f"amendment[{index}]", found, phrase("a change from {start} on", start=amendment.start.isoformat()))


def _stated_keys(fields: Fields) -> Iterator[tuple[str, tuple[str, str, str]]]:
    for index, amendment in fields.items("amendment").items():
        for name in AMENDED_KEYS:
            if getattr(amendment, name) is not None:
                subject = amendment.post or amendment.team
                yield f"amendment[{index}].{name}", (subject, amendment.start.isoformat(), name)


def _line_faults(index: int, amendment: Amendment, fields: Fields) -> Iterator[Fault]:
    """Yield each disagreement between the teams and the pattern that the post then has."""
    post: Post | None = fields.by_key("post").get(amendment.post)
    if post is None:
        return
    amended, _ = amended_post(post, fields.items("amendment").values(), amendment.start)
    patterns = fields.by_key("pattern")
    keys = dict.fromkeys((amended.pattern, *amended.pattern_by_posture.values()))
    in_file = {number: patterns[key] for number, key in enumerate(keys) if key in patterns}
    for fault in check_rotation({index: amended}, in_file):
        if fault.path.startswith("post["):
            yield attrs.evolve(fault, path=fault.path.replace("post[", "amendment[", 1))


def _partner_faults(path: str, amendment: Amendment, fields: Fields) -> Iterator[Fault]:
    """Yield each partner that may not be at a post of that kind."""
    post: Post | None = fields.by_key("post").get(amendment.post)
    partners = fields.by_key("partner")
    for number, key in enumerate(amendment.partners or ()):
        if post is not None and key in partners and post.kind in partners[key].excluded_post_kinds:
            expected = phrase("a partner that may be at a post of the kind {kind!r}", kind=post.kind)
            yield Fault(f"{path}[{number}]", phrase("{key!r}, which may not", key=key), expected)


# --- on their days ------------------------------------------------------------------------------------------------


def amendment_day_faults(fields: Fields, windows: Mapping[str, Window]) -> Iterator[Fault]:
    """Yield each post that comes, and each amendment of a post that begins, after the last day of its windows."""
    for index, post in fields.items("post").items():
        last = _last_day(post.windows, windows)
        if post.start is not None and last is not None and post.start > last.end:
            found = phrase("{start}, after the windows of {key!r}", start=post.start.isoformat(), key=post.key)
            yield Fault(f"post[{index}].start", found, phrase("a day up to {end}", end=last.end.isoformat()))
    posts = fields.by_key("post")
    for index, amendment in fields.items("amendment").items():
        if amendment.post not in posts:
            continue
        keys = (*posts[amendment.post].windows, *(amendment.windows or ()))
        for earlier in _earlier(fields, index):
            keys += (earlier.windows or ()) if earlier.post == amendment.post else ()
        last = _last_day(keys, windows)
        if last is not None and amendment.start > last.end:
            found = phrase(
                "{start}, after the windows of {key!r}", start=amendment.start.isoformat(), key=amendment.post
            )
            yield Fault(f"amendment[{index}].start", found, phrase("a day up to {end}", end=last.end.isoformat()))


def _last_day(keys: Iterable[str], windows: Mapping[str, Window]) -> Window | None:
    """Return the window that ends last; None if one is not dated."""
    names = tuple(keys)
    if not names or any(key not in windows for key in names):
        return None
    return max((windows[key] for key in names), key=lambda window: window.end)
