"""The pages of a site that is published again: made anew where they show something else, else under another stamp."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest

import electsched
from electsched.i18n.text import Text
from electsched.operation.plan import Plan
from electsched.publishing import publication as publishing
from electsched.publishing.manifest import manifest_text
from electsched.roster.duty import Duty, Roster
from electsched.timespan import Span

EXAMPLE = Path(__file__).parents[2] / "examples" / "jombang.toml"
FIRST, LATER = datetime(2023, 11, 20, tzinfo=UTC), datetime(2023, 12, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
BOARDS = ("board.html", "board.en.html")
Site = tuple[Plan, Roster]


@pytest.fixture(scope="module")
def plan() -> Plan:
    """Return the plan of Polres Jombang with few posts, to be published quickly."""
    whole = electsched.load_plan(EXAMPLE)
    posts = tuple(post for post in whole.posts if post.key in {"kpu", "gudang-kpu", "ppk-ngoro"})
    used = {key for post in posts for line in post.teams for key in line}
    units = tuple(unit for unit in whole.units if unit.key in {"polres-jombang", "polsek-ngoro"})
    teams = tuple(team for team in whole.teams if team.key in used)
    return attrs.evolve(whole, posts=posts, units=units, teams=teams, issued=None)


def _with(roster: Roster, **change: Any) -> Roster:  # noqa: ANN401  # whatever a duty has
    """Return the roster with its middle duty changed."""
    place = len(roster.duties) // 2
    return Roster((*roster.duties[:place], attrs.evolve(_middle(roster), **change), *roster.duties[place + 1 :]))


def _middle(roster: Roster) -> Duty:
    return roster.duties[len(roster.duties) // 2]


def _renamed(plan: Plan) -> Plan:
    return attrs.evolve(plan, teams=(attrs.evolve(plan.teams[0], name=Text.same("Regu Lain")), *plan.teams[1:]))


def _moved(plan: Plan) -> Plan:
    """Return the plan with its last post at its first unit."""
    return attrs.evolve(plan, posts=(*plan.posts[:-1], attrs.evolve(plan.posts[-1], unit=plan.units[0].key)))


def _unraised(plan: Plan) -> Plan:
    """Return the plan in which a phase less is guarded: fewer people are needed."""
    return attrs.evolve(plan, posts=(attrs.evolve(plan.posts[0], windows=plan.posts[0].windows[:1]), *plan.posts[1:]))


@pytest.fixture(params=["whole", "paged"])
def boards(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> tuple[str, ...]:
    """Return where the boards stand: of the whole site, or of each unit where a site is so large."""
    if request.param == "paged":
        monkeypatch.setattr(publishing, "ONE_PAGE", 1)
        return tuple(f"units/{unit}.{board}" for unit in ("polres-jombang", "polsek-ngoro") for board in BOARDS)
    return BOARDS


def _board(site: Path, boards: tuple[str, ...]) -> dict[str, bytes]:
    return {name: (site / "internal" / name).read_bytes() for name in boards}


def _without_stamp(page: bytes) -> bytes:
    return page.partition(b"<footer>")[0]


@pytest.mark.parametrize(
    ("change", "shows"),
    [
        (lambda plan, roster: (plan, _with(roster, people=1)), True),
        (lambda plan, roster: (plan, _with(roster, relief=True)), True),
        (lambda plan, roster: (plan, _with(roster, team=roster.duties[0].team)), True),
        (lambda plan, roster: (_renamed(plan), roster), True),
        (lambda plan, roster: (_unraised(plan), roster), True),
        (lambda plan, roster: (plan, Roster(roster.duties[1:])), True),
        (lambda plan, roster: (plan, _with(roster, span=_shifted(_middle(roster)))), False),
        (lambda plan, roster: (plan, _with(roster, line="other")), False),
    ],
    ids=["people", "relief", "team", "name", "need", "gone", "hour", "line"],
)
def test_a_board_published_again(
    plan: Plan, tmp_path: Path, boards: tuple[str, ...], change: Callable[[Plan, Roster], Site], *, shows: bool
) -> None:
    """Whatever changed, the boards are those of a site that is published anew; what they show changes where it must."""
    roster, _ = electsched.build_roster(plan)
    changed, duties = change(plan, roster)
    electsched.publish(plan, tmp_path / "old", roster=roster, stamp=FIRST)
    before = _board(tmp_path / "old", boards)
    electsched.publish(changed, tmp_path / "old", roster=duties, stamp=LATER)
    electsched.publish(changed, tmp_path / "new", roster=duties, stamp=LATER)
    old, new = _board(tmp_path / "old", boards), _board(tmp_path / "new", boards)
    for name in boards:
        # A unit of which nothing changed keeps the stamp of its pages; anew it takes the new one.
        assert _without_stamp(old[name]) == _without_stamp(new[name]), name
    assert any(old[name] != before[name] for name in boards)
    assert any(_without_stamp(old[name]) != _without_stamp(before[name]) for name in boards) is shows


def _shifted(duty: Duty) -> Span:
    return Span(duty.span.start + HOUR, duty.span.end + HOUR)


def test_a_post_moves_to_another_unit(plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a site with pages for each unit both boards change: the one that had the post and the one that has it now."""
    monkeypatch.setattr(publishing, "ONE_PAGE", 1)
    roster, _ = electsched.build_roster(plan)
    units = [f"units/{unit}.board.html" for unit in (plan.units[0].key, plan.posts[-1].unit)]
    electsched.publish(plan, tmp_path / "old", roster=roster, stamp=FIRST)
    before = _board(tmp_path / "old", tuple(units))
    electsched.publish(_moved(plan), tmp_path / "old", roster=roster, stamp=LATER)
    electsched.publish(_moved(plan), tmp_path / "new", roster=roster, stamp=LATER)
    for name in units:
        page = _without_stamp(_board(tmp_path / "old", (name,))[name])
        assert page != _without_stamp(before[name])
        assert page == _without_stamp(_board(tmp_path / "new", (name,))[name])


def test_a_board_that_shows_the_same_is_not_made_again(
    plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a duty an hour later the board says nothing: it takes the new stamp and nothing is rendered; nor the index."""
    roster, _ = electsched.build_roster(plan)
    electsched.publish(plan, tmp_path, roster=roster, stamp=FIRST)
    before = {name: (tmp_path / "internal" / name).read_bytes() for name in (*BOARDS, "index.html", "index.en.html")}

    def refuse(*_: object, **__: object) -> bytes:
        raise AssertionError

    monkeypatch.setattr("electsched.pages.renderer.Renderer.render", refuse)
    moved = _with(roster, span=_shifted(_middle(roster)))
    done = electsched.publish(plan, tmp_path, roster=moved, stamp=LATER)
    for name, page in before.items():
        assert f"internal/{name}" in done.written
        now = (tmp_path / "internal" / name).read_text()
        shown = ("20 November 2023", "1 December 2023" if ".en." in name else "1 Desember 2023")
        head, _, foot = page.decode().rpartition("<footer>")
        later = foot.replace(*shown).replace("2023-11-20T", "2023-12-01T")
        assert later != foot
        assert now == f"{head}<footer>{later}"


@pytest.mark.parametrize("name", ["board.html", "index.html"])
def test_a_page_edited_by_hand_is_healed(plan: Plan, tmp_path: Path, name: str) -> None:
    """What was changed in a page is seen and put right, though it has the same length and shows the same."""
    roster, _ = electsched.build_roster(plan)
    electsched.publish(plan, tmp_path, roster=roster, stamp=FIRST)
    place = tmp_path / "internal" / name
    whole = place.read_bytes()
    place.write_bytes(whole.replace(b"KPU", b"KPX", 1))
    assert place.read_bytes() != whole
    electsched.publish(plan, tmp_path, roster=roster, stamp=LATER)
    assert place.read_bytes() == whole


@pytest.mark.parametrize(
    "files",
    [
        [],
        [{"path": "a.ics", "bytes": 1, "sha256": "é\n{}[],"}, {"path": "b.html"}],
        [{"a},\n   {": "},\n   {", "b": "}, {"}, {"c": 'x"},\\n   {"'}, {"d": None, "e": True, "f": 1.5}],
        [{"path": "a.ics", "months": {"2024-01": 3, "2024-02": 1}, "events": 4}, {"path": "b", "months": {}}],
        [{}],
        ["text", 1],
        [{"names": ["a", "b"], "secret": ""}],
        [{"names": ("a",), "cancelled": 0}],
    ],
    ids=str,
)
def test_a_manifest_is_written_as_json_would(files: list[object]) -> None:
    """The text of a manifest is that which `json` gives with an indent of one."""
    manifest = {"format": 2, "made_with": {"é": "1"}, "nothing": {}, "files": files, "pieces": files[:1], "seal": "x"}
    assert manifest_text(manifest) == json.dumps(manifest, indent=1, ensure_ascii=False) + "\n"
