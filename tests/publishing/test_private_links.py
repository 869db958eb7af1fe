"""The ledger: secret addresses that are bound, expire and can be taken back, and which calendar held whom."""

from __future__ import annotations

import itertools
import json
import stat
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest

import electsched
from electsched.errors import Fault, PublishError
from electsched.i18n.text import Text
from electsched.operation.plan import Plan
from electsched.operation.teams import Member
from electsched.publishing.private.ledger import FORMAT, Ledger, merged, revoke, rotate_grant, with_grants
from electsched.publishing.private.ledger_file import change_ledger, ledger_kept, load_ledger, new_ledger, save_ledger
from electsched.publishing.site_state import Standing, read_standing
from electsched.stores.local import Folder

EXAMPLE = Path(__file__).parents[2] / "examples" / "jombang.toml"
NOW = datetime(2023, 11, 20, 1, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def plan() -> Plan:
    """Return the plan with two posts, their teams, and the people of one of them."""
    whole = electsched.load_plan(EXAMPLE)
    posts = tuple(post for post in whole.posts if post.key in {"kpu", "ppk-ngoro"})
    used = {key for post in posts for line in post.teams for key in line}
    return attrs.evolve(
        whole,
        posts=posts,
        units=tuple(unit for unit in whole.units if unit.key in {"polres-jombang", "polsek-ngoro"}),
        teams=tuple(team for team in whole.teams if team.key in used),
        members=tuple(Member(key=f"p-{number}", team="kpu-1", name=f"Orang {number}") for number in range(6)),
    )


@pytest.fixture
def ledger(plan: Plan, tmp_path: Path) -> Path:
    """Return a new ledger of the plan's site."""
    place = tmp_path / "ledger.json"
    new_ledger(place, plan)
    return place


def _publish(plan: Plan, folder: Path, ledger: Path, now: datetime = NOW) -> electsched.Published:
    return electsched.publish(plan, folder / "site", ledger=ledger, stamp=now)


def _secret(folder: Path) -> set[str]:
    return {path.name for path in (folder / "site").glob("secret/*")}


def test_the_file_is_its_owners_alone(plan: Plan, tmp_path: Path, ledger: Path) -> None:
    """Mode 0600 when new and after each publication, whatever the umask; nothing beside it is left."""
    assert stat.S_IMODE(ledger.stat().st_mode) == 0o600
    _publish(plan, tmp_path, ledger)
    assert stat.S_IMODE(ledger.stat().st_mode) == 0o600
    assert {path.name for path in tmp_path.iterdir()} == {"ledger.json", "site"}


def test_each_has_an_address_of_its_own(plan: Plan, tmp_path: Path, ledger: Path) -> None:
    """Units, partners and members: at least 128 bits each, none twice, told once, listed in no manifest."""
    done = _publish(plan, tmp_path, ledger)
    keys = {("unit", unit.key) for unit in plan.units} | {("partner", partner.key) for partner in plan.partners}
    keys |= {("personal", member.key) for member in plan.members}
    assert {(each.audience, each.key) for each in done.announce} == keys
    tokens = [each.url.removeprefix(plan.site.secret_url).strip("/") for each in done.announce]
    assert len(set(tokens)) == len(tokens)
    assert all(len(token) * 6 >= 128 for token in tokens)
    assert _secret(tmp_path) == set(tokens)
    for part in ("public", "internal"):
        data = b"".join(path.read_bytes() for path in (tmp_path / "site" / part).rglob("*") if path.is_file())
        assert [token for token in tokens if token.encode() in data] == []
    assert not any(token in repr(done) + repr(load_ledger(ledger)) for token in tokens)
    again = _publish(plan, tmp_path, ledger)
    assert (again.announce, again.written, again.removed) == ((), (), ())


def test_who_was_not_told_by_a_stopped_publication_is_told_by_the_next(
    plan: Plan, tmp_path: Path, ledger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The addresses are in the ledger before they are told; none is lost between."""
    write = Folder.write

    def full(self: Folder, path: str, chunks: Sequence[bytes]) -> None:
        if path.endswith("manifest.json"):
            raise PublishError(Fault(path, "no room left", "room"), source=self.place)
        write(self, path, chunks)

    with monkeypatch.context() as patched:
        patched.setattr(Folder, "write", full)
        with pytest.raises(PublishError, match="no room left"):
            _publish(plan, tmp_path, ledger)
    tokens = {each.token for each in load_ledger(ledger).grants}
    done = _publish(plan, tmp_path, ledger)
    assert {each.url.strip("/").rpartition("/")[2] for each in done.announce} == tokens
    assert len(tokens) == len(plan.units) + len(plan.partners) + len(plan.members)
    assert _publish(plan, tmp_path, ledger).announce == ()


def test_one_is_taken_back_without_the_others(plan: Plan, tmp_path: Path, ledger: Path) -> None:
    """What stood at the address goes, and its place with it; the others keep theirs; a new one is made when asked."""
    _publish(plan, tmp_path, ledger)
    before = _secret(tmp_path)
    grant = load_ledger(ledger).grant("personal", "p-2", NOW)
    assert grant is not None
    save_ledger(ledger, rotate_grant(load_ledger(ledger), "personal", "p-2", NOW))
    done = _publish(plan, tmp_path, ledger)
    assert before - _secret(tmp_path) == {grant.token}
    assert len(_secret(tmp_path)) == len(before)
    assert {path.split("/")[1] for path in done.removed} == {grant.token}
    assert [(each.audience, each.key) for each in done.announce] == [("personal", "p-2")]
    assert done.announce[0].url.strip("/").rpartition("/")[2] not in before
    kept = load_ledger(ledger)
    assert [each.revoked for each in kept.grants if each.token == grant.token] == [NOW]
    with pytest.raises(electsched.InputError, match="a unit, partner or member that has an address"):
        revoke(kept, "personal", "nobody", NOW)


@pytest.mark.parametrize("change", [revoke, rotate_grant])
def test_what_is_taken_back_while_a_site_is_published_stays_so(
    plan: Plan, tmp_path: Path, ledger: Path, change: Callable[..., Ledger]
) -> None:
    """It is not told; what stands there is known, and the next publication removes it and tells the new address."""

    def tell(done: int, _total: int) -> None:
        if done == 1:
            change_ledger(ledger, lambda kept: change(kept, "personal", "p-2", NOW))

    done = electsched.publish(plan, tmp_path / "site", ledger=ledger, stamp=NOW, progress=tell)
    keys = {(each.audience, each.key) for each in done.announce}
    assert ("personal", "p-2") not in keys
    assert len(keys) == len(plan.units) + len(plan.partners) + len(plan.members) - 1
    (taken,) = (each for each in load_ledger(ledger).grants if each.revoked)
    assert (taken.key, taken.announced, bool(taken.files)) == ("p-2", None, True)
    assert taken.token in _secret(tmp_path)
    again = _publish(plan, tmp_path, ledger)
    assert taken.token not in _secret(tmp_path)
    assert [(each.audience, each.key) for each in again.announce] == [("personal", "p-2")]
    assert _publish(plan, tmp_path, ledger).announce == ()


def test_what_is_taken_back_while_the_site_is_read_is_not_published(
    plan: Plan, tmp_path: Path, ledger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is written by then, so it is as if it had been taken back before."""
    _publish(plan, tmp_path, ledger)
    read = read_standing

    def meanwhile(*arguments: Any) -> Standing:  # noqa: ANN401  # as it
        change_ledger(ledger, lambda kept: revoke(kept, "personal", "p-2", NOW))
        return read(*arguments)

    monkeypatch.setattr("electsched.publishing.publish.read_standing", meanwhile)
    done = _publish(plan, tmp_path, ledger)
    (taken,) = (each for each in load_ledger(ledger).grants if each.revoked)
    assert taken.token not in _secret(tmp_path)
    assert [(each.audience, each.key) for each in done.announce] == [("personal", "p-2")]


def test_two_who_change_a_ledger_at_once(plan: Plan, tmp_path: Path, ledger: Path) -> None:
    """One waits for the other, and reads what that one saved; nothing beside the ledger is left."""
    _publish(plan, tmp_path, ledger)
    with ThreadPoolExecutor(1) as other:
        with ledger_kept(ledger):
            kept = load_ledger(ledger)
            later = other.submit(change_ledger, ledger, lambda found: revoke(found, "personal", "p-3", NOW))
            with pytest.raises(TimeoutError):
                later.result(timeout=0.2)
            save_ledger(ledger, revoke(kept, "personal", "p-2", NOW))
        later.result(timeout=10)
    assert {each.key for each in load_ledger(ledger).grants if each.revoked} == {"p-2", "p-3"}
    assert {path.name for path in tmp_path.iterdir()} == {"ledger.json", "site"}


def test_who_leaves_the_plan_loses_the_address(plan: Plan, tmp_path: Path, ledger: Path) -> None:
    """And only that one; the inventory says until when the unit's calendars held the name."""
    _publish(plan, tmp_path, ledger)
    later = NOW + DAY
    grant = load_ledger(ledger).grant("personal", "p-5", NOW)
    assert grant is not None
    six = Member(key="p-6", team="kpu-1", name="Orang 6")
    _publish(attrs.evolve(plan, members=(*plan.members[:5], six)), tmp_path, ledger, later)
    assert grant.token not in _secret(tmp_path)
    held = [each for each in load_ledger(ledger).held if each.feed == "internal/teams/kpu-1"]
    assert [(each.members, each.since, each.until) for each in held] == [
        (tuple(f"p-{number}" for number in range(6)), NOW, later),
        (("p-0", "p-1", "p-2", "p-3", "p-4", "p-6"), later, None),
    ]


def test_a_list_that_was_forgotten_takes_back_no_address(plan: Plan, tmp_path: Path, ledger: Path) -> None:
    """Without any members, though some have addresses, nothing is touched, and the error says what is missing."""
    _publish(plan, tmp_path, ledger)
    before, kept = _secret(tmp_path), ledger.read_bytes()
    with pytest.raises(electsched.InputError, match="the list of the members, of whom 6 have an address"):
        _publish(attrs.evolve(plan, members=()), tmp_path, ledger)
    assert (_secret(tmp_path), ledger.read_bytes()) == (before, kept)


def test_addresses_end_after_the_operation(plan: Plan, tmp_path: Path, ledger: Path) -> None:
    """Each works for the stated days after the last of the operation; then all are gone and none is made."""
    _publish(plan, tmp_path, ledger)
    assert {each.expires for each in load_ledger(ledger).grants} == {datetime(2024, 10, 28, tzinfo=UTC)}
    done = _publish(plan, tmp_path, ledger, datetime(2024, 10, 28, tzinfo=UTC))
    assert _secret(tmp_path) == set()
    assert done.announce == ()
    assert {each.files for each in load_ledger(ledger).grants} == {()}


def test_a_stopped_publication_forgets_no_address(
    plan: Plan, tmp_path: Path, ledger: Path, full_disk: list[Callable[[str], bool]]
) -> None:
    """The ledger knows of every file before it is written, so that what was taken back meanwhile is removed."""
    written = itertools.count(1)
    full_disk.append(lambda _: next(written) >= 40)
    with pytest.raises(PublishError, match="no space left on the device"):
        _publish(plan, tmp_path, ledger)
    full_disk.clear()
    there = _secret(tmp_path)
    taken = next(each for each in load_ledger(ledger).grants if each.token in there)
    save_ledger(ledger, revoke(load_ledger(ledger), taken.audience, taken.key, NOW))
    _publish(plan, tmp_path, ledger)
    assert taken.token not in _secret(tmp_path)


def test_a_calendar_split_by_month_at_a_secret_address(
    plan: Plan, tmp_path: Path, ledger: Path, full_disk: list[Callable[[str], bool]]
) -> None:
    """The page links its months, and all go when it is taken back, those too that a stopped publication left."""
    bring = Text.same("Rompi, " * 5000)
    large = attrs.evolve(plan, posts=tuple(attrs.evolve(post, bring=bring) for post in plan.posts))
    full_disk.append(lambda name: name == "duties.2024-01.id.ics")
    with pytest.raises(PublishError, match=r"secret/\.\.\./duties\.2024-01\.id\.ics"):
        _publish(large, tmp_path, ledger)
    full_disk.clear()
    secret = tmp_path / "site" / "secret"
    stopped = load_ledger(ledger).grant("personal", "p-0", NOW)
    assert stopped is not None
    assert (secret / stopped.token / "duties.2023-12.id.ics").exists()
    save_ledger(ledger, revoke(load_ledger(ledger), "personal", "p-0", NOW))
    done = _publish(large, tmp_path, ledger)
    grant = load_ledger(ledger).grant("personal", "p-1", NOW)
    assert grant is not None
    place = secret / grant.token
    assert not (secret / stopped.token).exists()
    assert {path.name for path in place.iterdir()} == set(grant.files)
    months = sorted(name for name in grant.files if name.count(".") == 3)
    assert months[0] == "duties.2023-10.id.ics"
    page = (place / "index.html").read_text(encoding="utf-8")
    assert all(f"{plan.site.secret_url}/{grant.token}/{month}" in page for month in months)
    assert grant.token not in str(done.split)
    assert _publish(large, tmp_path, ledger).written == ()
    save_ledger(ledger, revoke(load_ledger(ledger), "personal", "p-1", NOW))
    left = attrs.evolve(large, members=tuple(each for each in plan.members if each.key != "p-1"))
    _publish(left, tmp_path, ledger)
    assert not place.exists()


def test_a_post_and_a_team_of_one_key(plan: Plan, tmp_path: Path, ledger: Path) -> None:
    """A team that bears the key of another unit's post stands at its own unit's address, and only there."""
    teams = tuple(attrs.evolve(team, key="kpu") if team.key == "ppk-ngoro-1" else team for team in plan.teams)
    posts = tuple(
        attrs.evolve(
            post, teams=tuple(tuple("kpu" if key == "ppk-ngoro-1" else key for key in line) for line in post.teams)
        )
        for post in plan.posts
    )
    done = _publish(attrs.evolve(plan, teams=teams, posts=posts), tmp_path, ledger)
    address = {each.key: each.url.rpartition("/secret/")[2] for each in done.announce if each.audience == "unit"}
    secret = tmp_path / "site" / "secret"
    assert not (secret / address["polres-jombang"] / "teams" / "kpu.id.ics").exists()
    assert (secret / address["polsek-ngoro"] / "teams" / "kpu.id.ics").exists()
    assert (secret / address["polres-jombang"] / "posts" / "kpu.id.ics").exists()


def test_the_inventory_follows_who_is_lent(plan: Plan, tmp_path: Path, ledger: Path) -> None:
    """Someone who does a duty of another unit stands in its calendars, and the inventory says so."""
    roster, _ = electsched.build_roster(plan)
    lent = next(duty for duty in roster.duties if duty.post == "ppk-ngoro")
    named = attrs.evolve(lent, members=("p-0", "nobody"))
    mixed = electsched.Roster(tuple(named if duty is lent else duty for duty in roster.duties))
    electsched.publish(plan, tmp_path / "site", roster=mixed, ledger=ledger, stamp=NOW)
    held = {each.feed: each.members for each in load_ledger(ledger).held}
    assert held["internal/units/polsek-ngoro"] == held["internal/posts/ppk-ngoro"] == ("p-0",)
    text = (tmp_path / "site" / "internal" / "posts" / "ppk-ngoro.id.ics").read_text(encoding="utf-8")
    assert text.count("Orang 0") == 1


def test_an_error_names_no_secret_address(
    plan: Plan, tmp_path: Path, ledger: Path, full_disk: list[Callable[[str], bool]]
) -> None:
    """A disk that is full and a calendar that is cut off are told without the part that nobody may read."""
    done = _publish(plan, tmp_path, ledger)
    tokens = [each.url.rstrip("/").rpartition("/")[2] for each in done.announce]
    place = next((tmp_path / "site" / "secret").rglob("duties.id.ics"))
    whole = place.read_bytes()
    place.write_bytes(whole[:100])
    with pytest.raises(
        PublishError,
        match=r"secret/\.\.\./duties\.id\.ics \((personal|partner) \S+\): found a calendar that is cut off",
    ) as caught:
        _publish(plan, tmp_path, ledger)
    assert not any(token in str(caught.value) for token in tokens)
    place.write_bytes(whole)

    full_disk.append(lambda name: name == "duties.id.ics")
    renamed = tuple(attrs.evolve(partner, name=Text.same("Lain")) for partner in plan.partners)
    full = r"secret/\.\.\./duties\.id\.ics \(personal p-0\): found no space left on the device"
    with pytest.raises(PublishError, match=full) as caught:
        _publish(attrs.evolve(plan, partners=renamed), tmp_path, ledger)
    assert not any(token in str(caught.value) for token in tokens)


def test_what_others_made_of_a_ledger_says_nothing_of_files(plan: Plan, tmp_path: Path, ledger: Path) -> None:
    """Which stand at an address, and what they are, is told by the publication alone, for both go together."""
    _publish(plan, tmp_path, ledger)
    ours = load_ledger(ledger)
    assert all(len(grant.sealed) == len(grant.files) == grant.seals.count("-") > 0 for grant in ours.grants)
    theirs = attrs.evolve(ours, grants=tuple(attrs.evolve(each, files=("x.ics",), seals="") for each in ours.grants))
    assert merged(ours, theirs) == ours


# --- what is read again ---------------------------------------------------------------------------------------------


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the paths of the files at secret addresses that are read, in their order."""
    found: list[str] = []
    whole = Folder.read

    def noted(self: Folder, path: str) -> bytes | None:
        found.extend([path] if path.startswith("secret/") else [])
        return whole(self, path)

    monkeypatch.setattr(Folder, "read", noted)
    return found


def test_what_stands_at_secret_addresses_is_not_read_again(
    plan: Plan, tmp_path: Path, ledger: Path, read: list[str]
) -> None:
    """The ledger tells each file from others; one of an earlier version did not, and learns it."""
    first = _publish(plan, tmp_path, ledger)
    secret = {path for path in first.written if path.startswith("secret/")}
    read.clear()
    again = _publish(plan, tmp_path, ledger)
    assert (again.written, read) == ((), [])
    assert secret <= set(again.unchanged)

    kept = load_ledger(ledger)
    grants = tuple(attrs.evolve(grant, seals="") for grant in kept.grants)
    save_ledger(ledger, attrs.evolve(kept, grants=grants))
    assert (_publish(plan, tmp_path, ledger).written, set(read)) == ((), secret)
    assert load_ledger(ledger) == kept
    read.clear()
    assert (_publish(plan, tmp_path, ledger).written, read) == ((), [])


@pytest.mark.parametrize("name", ["duties.id.ics", "index.html"])
@pytest.mark.parametrize("seals", ["as they were", "none"])
def test_a_file_at_a_secret_address_that_was_changed_by_hand(
    plan: Plan, tmp_path: Path, ledger: Path, name: str, seals: str
) -> None:
    """It is made again, whether another word of the same length stands in it or nothing does."""
    _publish(plan, tmp_path, ledger)
    kept = load_ledger(ledger)
    grant = kept.grant("personal", "p-0", NOW)
    assert grant is not None
    if seals == "none":
        save_ledger(ledger, attrs.evolve(kept, grants=tuple(attrs.evolve(each, seals="") for each in kept.grants)))
    place = tmp_path / "site" / "secret" / grant.token / name
    whole = place.read_bytes()
    assert b"KPU" in whole
    place.write_bytes(whole.replace(b"KPU", b"XXX", 1))
    assert f"secret/{grant.token}/{name}" in _publish(plan, tmp_path, ledger, NOW + DAY).written
    assert b"XXX" not in place.read_bytes()
    place.unlink()
    assert f"secret/{grant.token}/{name}" in _publish(plan, tmp_path, ledger, NOW + DAY).written
    assert b"KPU" in place.read_bytes()


def _with_grant(of: str, wrong: dict[str, object]) -> str:
    """Return a ledger with one address, of which something is wrong."""
    moment = NOW.isoformat()
    grant = {"token": "a" * 32, "audience": "unit", "key": "polres-jombang", "issued": moment, "expires": moment}
    site = "https://calendars.example.org/jombang/public"
    return json.dumps({"format": 1, "of": of, "site": site, "grants": [grant | wrong]})


_LONG = "9" * 9999 + "-" + "a" * 12
"""The seal of a file of more bytes than Python reads as a number."""


# --- what is no ledger ----------------------------------------------------------------------------------------------


def test_a_ledger_readable_by_others(plan: Plan, tmp_path: Path, ledger: Path) -> None:
    """It is refused before anything is written; the error names the mode."""
    ledger.chmod(0o644)
    with pytest.raises(electsched.InputError) as caught:
        _publish(plan, tmp_path, ledger)
    assert caught.value.faults == (Fault("", "a file of mode 0644", "0600, its owner's alone"),)
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_ledger_that_an_editor_saved_in_another_encoding(
    plan: Plan, tmp_path: Path, ledger: Path, encoding: str
) -> None:
    """It is read as any other."""
    _publish(plan, tmp_path, ledger)
    kept = load_ledger(ledger)
    ledger.write_bytes(ledger.read_text(encoding="utf-8").encode(encoding))
    assert load_ledger(ledger) == kept


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ("{", "no ledger"),
        pytest.param("[" * 100_000, "no ledger", id="nested too deeply"),
        ("[]", "a list"),
        (json.dumps({"format": 9}), "format: found 9"),
        (json.dumps({"format": 1, "of": "x", "site": "y"}), "of: found 'x'"),
        (json.dumps({"format": 1, "of": "x", "site": "y", "grants": [{}]}), "grants[0].token"),
        (json.dumps({"format": 1, "of": "x", "site": "y", "held": 5}), "held"),
        (_with_grant("mantap-brata-jombang-2024", {"token": "../../public"}), "grants[0].token"),
        (_with_grant("mantap-brata-jombang-2024", {"token": "abc"}), "grants[0].token"),
        (_with_grant("mantap-brata-jombang-2024", {"files": ["../../../notes.html"]}), "grants[0].files[0]"),
        (_with_grant("mantap-brata-jombang-2024", {"seals": "12-" + "a" * 12}), "grants[0].seals"),
        (_with_grant("mantap-brata-jombang-2024", {"files": ["a.ics"], "seals": "12-xyz"}), "grants[0].seals"),
        (_with_grant("mantap-brata-jombang-2024", {"issued": 5}), "grants[0].issued: found 5"),
        (_with_grant("mantap-brata-jombang-2024", {"expires": "soon"}), "grants[0].expires: found 'soon'"),
        pytest.param(
            _with_grant("mantap-brata-jombang-2024", {"files": ["a.ics"], "seals": _LONG}),
            "grants[0].seals",
            id="a long number",
        ),
        (_with_grant("mantap-brata-jombang-2024", {"files": ["a.ics", "b.ics", "a.ics"]}), "files[2]: found 'a.ics'"),
    ],
)
def test_a_ledger_that_is_damaged(plan: Plan, tmp_path: Path, ledger: Path, data: str, found: str) -> None:
    """A ledger that cannot be read, of a newer format, or of another plan or site stops all."""
    ledger.write_text(data)
    with pytest.raises(electsched.InputError) as caught:
        _publish(plan, tmp_path, ledger)
    assert found in str(caught.value)
    assert not (tmp_path / "site").exists()


def test_a_ledger_in_the_wrong_place(plan: Plan, tmp_path: Path) -> None:
    """One that is not there, and one inside the site."""
    with pytest.raises(electsched.InputError, match="electsched links new"):
        _publish(plan, tmp_path, tmp_path / "none.json")
    inside = tmp_path / "site" / "ledger.json"
    inside.parent.mkdir()
    new_ledger(inside, plan)
    with pytest.raises(PublishError, match="a ledger inside the site"):
        _publish(plan, tmp_path, inside)
    with pytest.raises(electsched.InputError, match="a file that exists"):
        new_ledger(inside, plan)


def test_addresses_are_made_once(plan: Plan) -> None:
    """The same ledger twice makes no new address; chance can be handed in."""
    empty = Ledger(format=FORMAT, of=plan.id, site=plan.site.public_url)
    numbers = iter(range(100))
    kept = with_grants(empty, plan, NOW, token=lambda: f"t{next(numbers)}")
    assert [each.token for each in kept.grants] == [f"t{number}" for number in range(len(kept.grants))]
    assert len(kept.grants) == len(plan.units) + len(plan.partners) + len(plan.members)
    assert with_grants(kept, plan, NOW) == kept
