"""The report of a publication, also if its work was done twice: by a lost worker and again, or after a stop."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import attrs
import fsspec
import pytest

import electsched
from electsched.errors import PublishError
from electsched.operation.plan import Plan
from electsched.phrases import verbatim
from electsched.publishing.completion import Published
from electsched.publishing.executors import PublishOptions
from electsched.stores.local import LocalStore
from electsched.stores.remote import ObjectStore
from tests.sites import LATER, STAMP, Watched, files_of, jombang, links_in, national, renamed, without, write_links

ONE_PARTITION_A_JOB = PublishOptions(officers_per_job=1, takeover_wait_seconds=0, orphan_wait_seconds=0)
"""Each partition is a job."""


class _Twice(Executor):
    """Runs each job twice, as Dask does if a worker died after its job; the first result is lost."""

    def __init__(self, inner: Executor) -> None:
        self._inner = inner

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:  # noqa: ANN401  # as Executor
        """Submit it twice."""
        self._inner.submit(fn, *args, **kwargs).result()
        return self._inner.submit(fn, *args, **kwargs)


@pytest.fixture(params=["folder", "memory"])
def places(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[str], LocalStore | ObjectStore]]:
    """Return a function that makes a store from a name."""
    if request.param == "folder":
        yield lambda name: LocalStore(tmp_path / name)
    else:
        yield lambda name: ObjectStore(f"memory://{name}")
        for path in fsspec.filesystem("memory").ls("/", detail=False):
            fsspec.filesystem("memory").rm(path, recursive=True)


@pytest.fixture
def plans() -> tuple[Plan, Plan]:
    """Return a plan of some partitions, and the same without a post, with a team that has another name."""
    whole = national("1/1000")
    first = attrs.evolve(whole, posts=whole.posts[:6])
    used = {key for post in first.posts for line in post.teams for key in line}
    teams = tuple(team for team in whole.teams if team.key in used)
    first = attrs.evolve(first, teams=teams, members=tuple(each for each in whole.members if each.team in used))
    later = without(first, first.posts[2].key)
    return first, attrs.evolve(renamed(later, later.teams[0].key), issued=LATER)


def _told(done: Published) -> tuple[object, ...]:
    return done.added, done.changed, done.withdrawn, done.changes


def test_partition_published_twice_is_counted_once(
    plans: tuple[Plan, Plan], places: Callable[[str], LocalStore | ObjectStore], tmp_path: Path
) -> None:
    """Counts, changes and files are those of a partition that is done once, new and changed, with secret addresses."""
    found = []
    for name in ("once", "twice"):
        links = write_links(tmp_path / f"{name}.db", plans[0])
        with ThreadPoolExecutor(1) as pool:
            executor = _Twice(pool) if name == "twice" else pool
            for plan in plans:
                done = electsched.publish(
                    plan, places(name), stamp=plan.issued, links=links, executor=executor, options=ONE_PARTITION_A_JOB
                )
                found.append(done)
    once, twice = found[:2], found[2:]
    assert [_told(each) for each in once] == [_told(each) for each in twice]
    assert once[1].changes
    assert once[1].withdrawn > 0 < once[0].added
    for one, other in zip(once, twice, strict=True):
        assert _parts(one.written) == _parts(other.written)
        assert _parts(one.unchanged) == _parts(other.unchanged)
        assert set(one.written) <= set(other.written)


def _parts(paths: tuple[str, ...]) -> list[str]:
    return sorted(path for path in paths if not path.startswith("secret/"))


@pytest.mark.parametrize("number", range(2, 15))
def test_resumed_publication_reports_all_changes_since_the_last_finished_one(
    plans: tuple[Plan, Plan], tmp_path: Path, number: int
) -> None:
    """Stopped at any file and run again, it has the report of one run; unchanged events are not reported twice."""
    for name in ("once", "twice"):
        electsched.publish(plans[0], tmp_path / name, stamp=STAMP, options=ONE_PARTITION_A_JOB)
    expected = electsched.publish(plans[1], tmp_path / "once", stamp=LATER, options=ONE_PARTITION_A_JOB)
    writes: list[str] = []

    def tell(what: str, path: str) -> None:
        writes.append(path)
        if len(writes) == number and what == "write":
            raise PublishError(electsched.errors.Fault(path, verbatim("a full disk"), verbatim("room")), source="here")

    with pytest.raises(PublishError):
        electsched.publish(
            plans[1], Watched(LocalStore(tmp_path / "twice"), tell), stamp=LATER, options=ONE_PARTITION_A_JOB
        )
    done = electsched.publish(plans[1], tmp_path / "twice", stamp=LATER, options=ONE_PARTITION_A_JOB)
    assert _told(done) == _told(expected)
    assert files_of(tmp_path / "once") == files_of(tmp_path / "twice")
    again = electsched.publish(plans[1], tmp_path / "twice", stamp=LATER, options=ONE_PARTITION_A_JOB)
    assert (*_told(again), again.written) == (0, 0, 0, (), ())


def test_journal_names_nobody(plans: tuple[Plan, Plan], tmp_path: Path) -> None:
    """Its entries have the texts of the calendars in internal, and neither people nor secret addresses."""
    seen: list[str] = []

    def tell(*_: str) -> None:
        seen.extend(each.read_text() for each in (tmp_path / "site" / ".publishing" / "journal").glob("*.json"))

    links = write_links(tmp_path / "links.db", plans[0])
    for plan in plans:
        electsched.publish(
            plan,
            Watched(LocalStore(tmp_path / "site"), tell),
            stamp=plan.issued,
            links=links,
            options=ONE_PARTITION_A_JOB,
        )
    text = "".join(seen)
    assert '"changed": ' in text
    assert not any(member.key in text for member in plans[0].members)
    assert not any(link.token in text for link in links_in(links))


# --- a post that goes to another unit -----------------------------------------------------------------------------


@pytest.mark.parametrize("paged", [False, True])
def test_post_that_moves_to_another_unit_is_not_withdrawn(tmp_path: Path, *, paged: bool) -> None:
    """Its duties stay, in its own calendar and in that of the other unit; only those of a post that is gone count."""
    options = PublishOptions(index_page_limit=1 if paged else 400)
    whole = jombang()
    posts = tuple(post for post in whole.posts if post.key in {"kpu", "ppk-ngoro", "ppk-mojowarno"})
    used = {key for post in posts for line in post.teams for key in line}
    teams = tuple(team for team in whole.teams if team.key in used)
    units = tuple(unit for unit in whole.units if unit.key in {team.unit for team in teams})
    plan = attrs.evolve(
        whole, units=units, posts=posts, teams=teams, members=(), strengths=(), stations=(), reinforcements=()
    )
    (moved,) = (post for post in posts if post.key == "ppk-ngoro")
    own = {key for line in moved.teams for key in line}
    to = next(post.unit for post in posts if post.key == "ppk-mojowarno")
    assert to != moved.unit
    later = attrs.evolve(
        plan,
        issued=LATER,
        posts=tuple(attrs.evolve(post, unit=to) if post is moved else post for post in posts),
        teams=tuple(attrs.evolve(team, unit=to) if team.key in own else team for team in teams),
    )
    first = electsched.publish(plan, tmp_path, stamp=STAMP, options=options)
    done = electsched.publish(later, tmp_path, options=options)
    assert (done.added, done.withdrawn) == (0, 0)
    duties = sum(duty.post == "kpu" for duty in electsched.build_roster(plan)[0].duties)
    gone = electsched.publish(
        attrs.evolve(without(later, "kpu"), issued=LATER.replace(day=26)), tmp_path, options=options
    )
    assert gone.withdrawn == duties < first.added
