"""The group `links`, and publications with private links."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.sites import files_of


@pytest.fixture
def links(run: Run, open_plan: Path) -> str:
    """Return a new registry of private links for the plan."""
    ran = run("links", "new", "links", open_plan)
    assert ran.status == 0
    assert ran.out == f"links: a registry of private links; electsched publish {open_plan} SITE --links links\n"
    return "links"


def _state(run: Run, audience: str) -> list[tuple[str, str]]:
    listed = run("links", "list", "links", "--json").data["links"]
    return [(link["state"], link["address"]) for link in listed if link["audience"] == audience]


def test_publish_counts_new_links(run: Run, open_plan: Path, links: str) -> None:
    """The command says how many links are new and prints none of them; `links list` does."""
    ran = run("publish", open_plan, "site", "--links", links)
    assert (ran.status, ran.err) == (0, "")
    assert "1 new private link; electsched site announce writes the messages" in ran.out
    assert "secret/" not in ran.out
    ((state, address),) = _state(run, "unit")
    assert state == "works"
    assert address in run("links", "list", links).out


def test_rotate_replaces_a_link(run: Run, open_plan: Path, links: str) -> None:
    """After `rotate` the old link is revoked, and a new one works."""
    run("publish", open_plan, "site", "--links", links)
    ((_, address),) = _state(run, "unit")
    assert run("links", "rotate", links, "unit", "my-station", "--yes").status == 0
    assert run("publish", open_plan, "site", "--links", links, "--json").status == 0
    states = [(state, changed == address) for state, changed in _state(run, "unit")]
    assert states == [("revoked", True), ("works", False)]


def test_revoke_ends_a_link(run: Run, open_plan: Path, links: str) -> None:
    """After `revoke` no link of the key works; to revoke it again is an error."""
    run("publish", open_plan, "site", "--links", links)
    ran = run("links", "revoke", links, "unit", "my-station", "--yes")
    assert ran.out.endswith("Done. Publish to write the site accordingly.\n")
    assert [state for state, _ in _state(run, "unit")] == ["revoked"]
    again = run("links", "revoke", links, "unit", "my-station", "--yes")
    assert again.status == 2
    assert "unit 'my-station' has no working link. `electsched links grant` gives" in again.err
    assert run("publish", open_plan, "site", "--links", links).status == 0
    assert [state for state, _ in _state(run, "unit")] == ["revoked"]


def test_grant_gives_a_revoked_reader_a_link(run: Run, open_plan: Path, links: str) -> None:
    """After `grant` another link works than before."""
    run("publish", open_plan, "site", "--links", links)
    ((_, address),) = _state(run, "unit")
    run("links", "revoke", links, "unit", "my-station", "--yes")
    ran = run("links", "grant", links, "unit", "my-station", "--yes")
    assert "unit my-station: gets a new address (works until 2199-02-18)" in ran.out
    assert "1 new private link;" in run("publish", open_plan, "site", "--links", links).out
    assert [(state, changed == address) for state, changed in _state(run, "unit")] == [
        ("revoked", True),
        ("works", False),
    ]


@pytest.mark.parametrize("action", ["revoke", "rotate"])
def test_change_is_shown_before_it_is_made(run: Run, open_plan: Path, links: str, action: str) -> None:
    """Who loses which address with how many calendars: without --yes and a terminal nothing changes."""
    run("publish", open_plan, "site", "--links", links)
    before = _state(run, "unit")
    ((_, address),) = before
    ran = run("links", action, links, "unit", "my-station")
    assert ran.status == 2
    assert f"my-station: loses this address (works until 2199-02-18; calendars there: 10)\n{address}\n" in ran.out
    assert ("gets a new address" in ran.out) is (action == "rotate")
    assert "Give --yes" in ran.err
    shown = run("links", action, links, "unit", "my-station", "--language", "id").out
    assert f"\n{address}\n" in shown
    assert "satuan my-station: kehilangan alamat ini" in shown
    assert _state(run, "unit") == before


def test_change_as_data(run: Run, open_plan: Path, links: str) -> None:
    """Without --yes the data says what would change; with it, the address that the reader gets."""
    run("publish", open_plan, "site", "--links", links)
    ((_, address),) = _state(run, "unit")
    reader = ("links", "rotate", links, "unit", "my-station", "--json")
    trial = run(*reader).data
    assert (trial["loses"]["address"], trial["gets"]["address"], trial["changed"]) == (address, None, False)
    assert _state(run, "unit") == [("works", address)]
    done = run(*reader, "--yes").data
    assert (done["loses"]["address"], done["calendars"], done["changed"]) == (address, 10, True)
    assert _state(run, "unit") == [("revoked", address), ("works", done["gets"]["address"])]
    assert "my-station: keeps the address" in run("links", "grant", links, "unit", "my-station", "--yes").out


def test_unknown_reader_is_refused_with_the_nearest(run: Run, open_plan: Path, links: str) -> None:
    """A key that never had a link is an error that names similar keys."""
    run("publish", open_plan, "site", "--links", links)
    ran = run("links", "revoke", links, "unit", "my-statoin")
    assert (ran.status, ran.err) == (2, "error: unit: found 'my-statoin'; expected one of my-station\n")


def test_empty_registry_says_how_it_is_filled(run: Run, links: str) -> None:
    """A new registry has no rows: a newcomer reads the next step, and a program gets an empty list."""
    for command in ("list", "disclosures"):
        assert run("links", command, links).out == (
            "None yet: electsched publish PLAN SITE --links FILE makes private links.\n"
        )
    assert run("links", "list", links, "--json").data == {"links": []}


def test_disclosures_name_members_by_key(run: Run, open_plan: Path, links: str) -> None:
    """The list has the calendars and the keys of the members that each named, and no name of a person."""
    Path("people.csv").write_text(
        "key,team,name\n" + "".join(f"p-{number},team-1,Orang\n" for number in range(6)), encoding="utf-8"
    )
    assert run("publish", open_plan, "site", "--links", links, "--members", "people.csv").status == 0
    ran = run("links", "disclosures", links, "--json")
    members: dict[str, list[str]] = {}
    for row in ran.data["disclosures"]:
        members.setdefault(row["calendar"], []).append(row["member"])
    assert (
        members["internal/teams/team-1"] == members["secret/unit/my-station"] == [f"p-{number}" for number in range(6)]
    )
    assert members["secret/personal/p-3"] == ["p-3"]
    assert "secret/personal/p-3" in run("links", "disclosures", links).out
    assert "Orang" not in ran.out


def test_missing_registry_is_refused(run: Run, open_plan: Path) -> None:
    """A registry that does not exist is an error with its path, and no site is written."""
    ran = run("publish", open_plan, "site", "--links", "missing")
    assert ran.status == 2
    assert ran.err.startswith("error: missing: found no such file or directory")
    assert not Path("site").exists()


@pytest.mark.parametrize(("time", "ended"), [("2199-02-17T23:59:59+00:00", False), ("2199-02-18T00:00:00+00:00", True)])
def test_publish_warns_after_the_end_of_access(
    run: Run, open_plan: Path, links: str, time: str, *, ended: bool
) -> None:
    """Seven days after the operation no link works any more, and the command says so."""
    ran = run("publish", open_plan, "site", "--links", links, "--at", time)
    warning = "no private link works: the operation and its days of access ended before 2199-02-18; --at takes another"
    assert (ran.status, warning in ran.err) == (0, ended)
    assert ("new private link" in ran.out) is not ended
    assert "no private link" not in run("publish", open_plan, "site", "--at", time).err


def test_site_with_links_is_refused_without_its_registry(run: Run, open_plan: Path, links: str) -> None:
    """A site with private links is not published without their registry: nothing is written, and the way out named."""
    run("publish", open_plan, "site", "--links", links)
    files = files_of(Path("site"))
    ran = run("publish", open_plan, "site")
    assert (ran.status, ran.out) == (2, "")
    assert "This site has private links, and no registry was given. Give it with --links FILE, or end" in ran.err
    assert files_of(Path("site")) == files
    assert run("publish", open_plan, "site", "--links", links).status == 0


def test_links_of_a_site_are_ended_on_purpose(run: Run, open_plan: Path, links: str) -> None:
    """With `--without-links` the files at private links are removed; `--links` contradicts it."""
    run("publish", open_plan, "site", "--links", links)
    both = run("publish", open_plan, "site", "--links", links, "--without-links")
    assert both.status == 2
    assert "Give one of the two." in both.err
    ran = run("publish", open_plan, "site", "--without-links")
    assert ran.status == 0
    assert not Path("site/secret").exists()
    assert "secret/" not in ran.out
    assert run("publish", open_plan, "site").status == 0
