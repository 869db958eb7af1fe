"""Marks planted in every text of a plan, searched in every byte that any audience gets."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import attrs
import pytest

import electsched
from electsched.cli.main import main
from electsched.i18n.text import Text
from electsched.law.date_arithmetic import Moment
from electsched.operation.changes import Addition, Amendment, Cancellation, DutyName, Substitution, Swap
from electsched.operation.plan import Plan
from electsched.operation.teams import Ending, Member, MemberRequest
from electsched.operation.work_rules import NoticeTier, Waiver
from electsched.publishing.completion import Published
from electsched.stores.base import WORK
from tests.builders import DECISION, an_absence
from tests.sites import files_of, jombang_part, links_in, two_posts, write_links

MARK = re.compile(r"MARK-[a-zA-Z_.]+")
KEPT = {"key", "id", "zone", "level", "parent", "unit", "team", "home", "to", "url", "internal_url", "secret_url"}
"""Fields by which parts of a plan refer to each other, and addresses: they are not texts."""
WHOLE = KEPT | {"timeline", "site", "languages", "roster_file"}
"""Fields of a plan that are not marked as a whole; a publication reads the file of a roster."""
REFERS = KEPT | {
    *("kind", "pattern", "deployment", "tier", "terrain", "window", "posture", "requires", "language", "severity"),
    *("rule", "by", "post", "shift", "relief", "member", "substitute", "line", "cycle", "exempt"),
}
"""Fields that hold the key of something else, or one of a few fixed words."""


def _marked(value: Any, path: str) -> Any:  # noqa: ANN401  # a value and another of the same class
    """Return the value with each of its texts marked by its place, such as ``MARK-posts.note``."""
    if isinstance(value, Text):
        return Text({language: f"MARK-{path}" for language, _ in value.words}) if value else Text.same(f"MARK-{path}")
    if isinstance(value, tuple):
        return tuple(_marked(item, path) for item in value)
    if attrs.has(type(value)):
        fields = {
            field.name: _field(value, field.name, path)
            for field in attrs.fields(type(value))
            if field.init and field.name not in KEPT
        }
        return attrs.evolve(value, **fields)
    return value


def _field(value: object, name: str, path: str) -> object:
    found = getattr(value, name)
    place = f"{path}.{name}"
    return f"MARK-{place}" if isinstance(found, str) and name not in REFERS else _marked(found, place)


def _unmarked(value: Any, path: str) -> Iterator[str]:  # noqa: ANN401  # a value of any class
    """Yield the place of every text that bears no mark and is none of the keys by which parts refer to each other."""
    if isinstance(value, Text):
        if not all(words.startswith("MARK-") for _, words in value.words):
            yield path
    elif isinstance(value, tuple):
        for item in value:
            yield from _unmarked(item, path)
    elif attrs.has(type(value)):
        for field in attrs.fields(type(value)):
            if field.init and field.name not in KEPT:
                found, place = getattr(value, field.name), f"{path}.{field.name}"
                if isinstance(found, str) and field.name not in REFERS and not found.startswith("MARK-"):
                    yield place
                yield from _unmarked(found, place)


@pytest.fixture(scope="module")
def plan() -> Plan:
    """Return a plan whose every text names its place, with people, leave, notes, waivers, strength and all.

    Values that the example lacks are added, for a field that is empty could leak unseen.
    """
    part = jombang_part("kpu", "gudang-kpu", "ppk-ngoro")
    members = tuple(
        Member(key=f"nrp-{number}", team=team.key, name="x", note="x", roles=team.roles)
        for number, team in enumerate(team for team in part.teams for _ in range(team.people))
    )
    leave = an_absence(date(2024, 1, 1), date(2024, 1, 2), member="nrp-0", reason="x")
    changes: dict[str, Any] = {
        "substitutions": (Substitution(member="nrp-1", substitute="nrp-9", start=date(2024, 1, 3), **DECISION),),
        "swaps": (
            Swap(
                first=DutyName(post="kpu", day=date(2024, 1, 8), shift="tour"),
                second=DutyName(post="kpu", day=date(2024, 1, 9), shift="tour"),
                **DECISION,
            ),
        ),
        "amendments": (Amendment(post="kpu", start=date(2024, 2, 1), partners=("kpu",), **DECISION),),
        "additions": (Addition(post="kpu", day=date(2024, 1, 11), shift="tour", team="kpu-3", **DECISION),),
        "cancellations": (Cancellation(post="kpu", day=date(2024, 1, 12), shift="tour", **DECISION),),
    }
    ending = Ending(post="kpu", day=date(2024, 1, 5), shift="tour", at=Moment(date(2024, 1, 6), 540), receipt="x")
    waiver = Waiver(rule="rest", reason="x", by="x")
    small = attrs.evolve(
        part,
        members=members,
        absences=(leave,),
        **changes,
        endings=(ending,),
        waivers=(*part.waivers, waiver),
        notices=(NoticeTier(key="short", name=Text.same("x"), under=15),),
    )
    fields = [field.name for field in attrs.fields(Plan) if field.name not in WHOLE]
    return attrs.evolve(small, **{name: _marked(getattr(small, name), name) for name in fields})


@pytest.fixture(scope="module")
def published(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Published]:
    """Return the folder of a site with a link registry beside it, and the report of the publication."""
    folder = tmp_path_factory.mktemp("leaks")
    electsched.LinkRegistry.create(folder / "links.db", plan).close()
    stamp = datetime(2023, 11, 20, tzinfo=UTC)
    return folder, electsched.publish(plan, folder / "site", links=folder / "links.db", stamp=stamp)


def _marks(paths: Iterator[Path]) -> set[str]:
    """Return every mark in the bytes and the names of these files; folded lines are unfolded first."""
    found: set[str] = set()
    for path in paths:
        found |= _found(path.read_bytes().replace(b"\r\n ", b"").decode() + path.as_posix())
    return found


def _found(text: str) -> set[str]:
    return {mark.removeprefix("MARK-").rstrip(".") for mark in MARK.findall(text)}


NOWHERE = {
    "endings.receipt",
    "absences.reason",
    "additions.reason",
    "amendments.reason",
    "cancellations.reason",
    "substitutions.reason",
    "swaps.reason",
    "members.note",
    "members.phone",
    "members.phone_place",
    "members.rank",
    "musters.place.note",
    "musters.source",
    "notices.name",
    "operation.command.name",
    "operation.command.note",
    "operation.letterhead",
    "operation.posture.note",
    "operation.signatory",
    "operation.source",
    "partners.contact",
    "partners.limits",
    "partners.may",
    "partners.role",
    "patterns.name",
    "patterns.note",
    "posts.note",
    "posts.place.note",
    "posts.short",
    "ratios.source",
    "reinforcements.note",
    "resources.name",
    "rules.source",
    "station_guard.note",
    "stations.note",
    "strengths.note",
    "tiers.name",
    "units.note",
    "units.place.address",
    "units.place.note",
    "waivers.reason",
}
"""What is planted and reaches nobody; all else is seen by some audience."""


def test_every_text_of_the_plan_is_marked_and_seen_or_named_here(plan: Plan, published: tuple[Path, Published]) -> None:
    """The test can fail: no text of the plan is without its mark, and exactly the marks that no list allows are unseen.

    A field that a class gets tomorrow is marked, and reaches somebody or must be named here.
    """
    fields = [field.name for field in attrs.fields(Plan) if field.name not in WHOLE]
    assert [place for name in fields for place in _unmarked(getattr(plan, name), name)] == []
    assert [name for name in fields if not getattr(plan, name)] == []
    planted = {mark.removeprefix("MARK-").rstrip(".") for mark in MARK.findall(_all(plan))}
    folder, _ = published
    seen = _marks(path for path in (folder / "site").rglob("*") if path.is_file() and WORK not in path.parts)
    assert planted - seen == NOWHERE | {"units.contact"}  # told only of posts that have none of their own


def test_kept_changes_name_nobody(published: tuple[Path, Published]) -> None:
    """The files from which people are told have names of teams, partners, musters and places, and of no person."""
    folder, _ = published
    kept = _marks(path for path in (folder / "site" / WORK).rglob("*.json"))
    assert kept == {
        "musters.name",
        "musters.place.address",
        "notices.name",
        "operation.name",
        "partners.name",
        "teams.name",
    }


def _all(plan: Plan) -> str:
    """Return every value of the plan as text, also those that it does not show."""

    def shown(_: object, __: object, value: object) -> object:
        return str(value.words) if isinstance(value, Text) else value

    return str(attrs.asdict(plan, value_serializer=shown))


def test_public_part_has_stages_alone(published: tuple[Path, Published]) -> None:
    """No mark of the plan stands in any public byte or name, nor any number of a person."""
    folder, _ = published
    public = [path for path in (folder / "site" / "public").rglob("*") if path.is_file()]
    assert _marks(iter(public)) == set()
    assert not any(b"nrp-" in path.read_bytes() for path in public)


AUDIENCES = {
    "partner": {
        "operation.name",
        "partners.name",
        "posts.name",
        "posts.place.address",
        "patterns.shift.name",
        "patterns.shift.role",
        "title",
    },
}
AUDIENCES["personal"] = AUDIENCES["partner"] - {"partners.name"} | {
    "operation.conduct",
    "operation.conduct_short",
    "units.name",
    "teams.name",
    "teams.short",
    "partners.name",
    "patterns.shift.letter",
    "patterns.shift.until",
    "posts.bring",
    "posts.contact",
    "musters.name",
    "musters.text",
    "musters.checklist.name",
    "musters.place.address",
}
AUDIENCES["unit"] = AUDIENCES["personal"] | {"members.name"}


@pytest.mark.parametrize("audience", list(AUDIENCES))
def test_secret_addresses_show_the_allowed_marks_of_their_audience(
    plan: Plan, published: tuple[Path, Published], audience: str
) -> None:
    """Every byte below each address of an audience shows exactly the marks that its list allows."""
    folder, done = published
    seen: set[str] = set()
    for each in done.announce:
        if each.audience == audience:
            place = folder / "site" / "secret" / each.url.removeprefix(f"{plan.site.secret_url}/").rstrip("/")
            files = [path for path in place.rglob("*") if path.is_file()]
            assert not any(re.search(rb"nrp-\d", path.read_bytes()) for path in files)
            seen |= _marks(iter(files))
    assert seen == AUDIENCES[audience]


def test_internal_part_has_no_note(published: tuple[Path, Published]) -> None:
    """Files for officers hold names, and no text that reaches nobody; no file is named after a person."""
    folder, _ = published
    files = [path for path in (folder / "site" / "internal").rglob("*") if path.is_file()]
    seen = _marks(iter(files))
    assert seen & NOWHERE == set()
    assert "members.name" in seen
    assert not any("nrp-" in path.name for path in (folder / "site").rglob("*"))
    assert not any(re.search(rb"nrp-\d", path.read_bytes()) for path in files)


def test_manifests_list_nothing_secret(published: tuple[Path, Published]) -> None:
    """No secret address, no mark and no number of a person stands in a manifest; only the link registry has them."""
    folder, done = published
    tokens = [each.url.rstrip("/").rpartition("/")[2] for each in done.announce]
    manifests = list((folder / "site").rglob("manifest.json"))
    assert len(manifests) == 2
    text = "".join(path.read_text(encoding="utf-8") for path in manifests)
    assert "MARK" not in text
    assert "nrp-" not in text
    assert not any(token in text for token in tokens)
    kept = (folder / "links.db").read_bytes()
    assert all(token.encode() in kept for token in tokens)
    assert b"MARK" not in kept


def test_logs_and_reprs_name_nobody(
    plan: Plan, published: tuple[Path, Published], caplog: pytest.LogCaptureFixture
) -> None:
    """A value that is printed by mistake names nobody: plan, members, publication and links, and every log."""
    folder, done = published
    with caplog.at_level("DEBUG"):
        electsched.publish(plan, folder / "site", links=folder / "links.db", stamp=datetime(2023, 11, 21, tzinfo=UTC))
    with electsched.LinkRegistry.open(folder / "links.db") as registry:
        links, disclosures = tuple(registry.links()), tuple(registry.disclosures())
        shown = caplog.text + repr((plan, plan.members, done, done.announce, registry, links, disclosures))
    assert "members." not in shown
    assert "absences.reason" not in shown
    assert len(links) > len(plan.members)
    assert not any(link.token in shown for link in links)


@pytest.mark.parametrize("told", [(), ("--json",)])
def test_publish_command_prints_no_name_note_or_address(
    plan: Plan,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    told: tuple[str, ...],
) -> None:
    """On either stream and at any change."""
    monkeypatch.setattr("electsched.load_plan", lambda *_, **__: plan)
    links = tmp_path / "links.db"
    electsched.LinkRegistry.create(links, plan).close()
    printed = ""
    left = attrs.evolve(plan, members=plan.members[1:], absences=())
    for edition in (plan, left):
        monkeypatch.setattr("electsched.load_plan", lambda *_, edition=edition, **__: edition)
        arguments = ("publish", "plan.toml", str(tmp_path / "site"), "--links", str(links), "--at")
        with pytest.raises(SystemExit) as ended:
            main((*arguments, "2023-11-20T08:00+07:00", *told))
        assert ended.value.code == 0
        out, err = capfd.readouterr()
        if told:
            data = json.loads(out)
            changes = json.dumps(data.pop("changes"))  # asked for, to tell people of: by number, with post and unit
            assert _found(changes) <= {
                "musters.name",
                "musters.place.address",
                "patterns.shift.name",
                "posts.name",
                "posts.place.address",
            }
            out = json.dumps(data)
        printed += out + err
    assert _found(printed) <= {"title", "operation.window.name"}
    assert "nrp-" not in printed
    tokens = [link.token for link in links_in(links)]
    assert len(tokens) > len(plan.members)
    assert [token for token in tokens if token in printed] == []


def test_limits_of_members_reach_nobody(tmp_path: Path) -> None:
    """Every byte of every audience is that of a site without them: a bar may be a matter of somebody's family."""
    plan = two_posts()
    limits: dict[str, Any] = {
        "barred_posts": ("ppk-ngoro",),
        "caps": {"tour": 37},
        "least_hours": 901,
        "most_hours": 911,
        "requests": (MemberRequest(day=date(2023, 12, 24), weight=7),),
    }
    limited = attrs.evolve(plan, members=tuple(attrs.evolve(member, **limits) for member in plan.members))
    sites = []
    for name, of_name in (("plain", plan), ("limited", limited)):
        links = write_links(tmp_path / f"{name}.db", of_name)
        electsched.publish(of_name, tmp_path / name, links=links, stamp=datetime(2023, 11, 20, tzinfo=UTC))
        sites.append(files_of(tmp_path / name))
    assert sites[0] == sites[1]
    assert not any(name in repr(limited.members) for name in limits)
