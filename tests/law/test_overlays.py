"""The law for one election, laid over the standing law: Germany 2025, Brazil 2020, and faults of overlays."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import electsched
from electsched.errors import InputError, UnknownNameError
from electsched.law.date_arithmetic import show
from electsched.law.statute import Statute
from electsched.loaders.law_files.ids import builtin_ids
from electsched.timeline.checks.law_check import check_law
from electsched.timeline.explain import explain
from electsched.timeline.timeline import Timeline

SHAPES = Path(__file__).parent / "shapes"
POLL = date(2025, 2, 23)


def shape(name: str) -> Statute:
    """Return a statute of the folder `shapes`."""
    return electsched.load_statute(str(SHAPES / f"{name}.toml"))


def closing(timeline: Timeline, key: str) -> str:
    """Return the last day or moment of a stage as text."""
    return show(timeline[key].closes or timeline[key].end)


def written(tmp_path: Path, text: str, name: str = "overlay.toml", head: str = "") -> str:
    """Write an overlay of the German statute, and return its path."""
    path = tmp_path / name
    standard = f'format = 1\nid = "test/{path.stem}"\nname = "Overlay"\noverlay = "de/bundestag"\n'
    path.write_text((head or standard) + text, encoding="utf-8")
    return str(path)


def stage(key: str, rule: str, *, more: str = "") -> str:
    """Return the table of a stage with a rule for its last day."""
    return f'[[stage]]\nkey = "{key}"\n{more}[[stage.end]]\nrule = "{rule}"\nlaw = {{ instrument = "Ordinance" }}\n'


# --- the law under an overlay ---


@pytest.mark.parametrize("name", [*builtin_ids("overlays"), str(SHAPES / "brazil_2020.toml")])
def test_overlay_has_neither_fault_nor_remark(name: str) -> None:
    """The cases of an overlay come out under it, and its statute stays sound."""
    law_check = check_law(electsched.load_statute(name))
    assert law_check.statute.cases
    assert (law_check.faults, law_check.remarks) == ((), ())


def test_germany_2025_shorter_periods_are_law_for_that_election_alone() -> None:
    """The ordinance of 2024 changes seven periods; the standing law keeps its own, and all other rules are the same."""
    given = {"dissolution": date(2024, 12, 27)}
    shortened = electsched.resolve("de/bundestag-2025", polling=POLL, given=given)
    standing = electsched.resolve("de/bundestag", polling=POLL, given=given, facts={"dissolved": "yes"})
    differing = {line.key for line in shortened if line.dated and line.effective != standing[line.key].effective}
    changed = {"party_notice", "party_determination", "party_complaint_ruling", "nominations", "admission"}
    changed |= {"admission_complaint_ruling", "nominations_published"}
    # Two complaints are counted from a date that the ordinance changes.
    assert differing == changed | {"party_complaint", "admission_complaint"}
    assert closing(shortened, "nominations") == "2025-01-20 18:00"
    assert closing(standing, "nominations") == "2024-12-16 18:00"


def test_explanation_tells_that_a_rule_is_of_the_overlay() -> None:
    """The reason of a changed date names the overlay in both languages, and the data has its id."""
    timeline = electsched.resolve("de/bundestag-2025", polling=POLL)
    assert "law for this election alone, by the overlay de/bundestag-2025" in explain(timeline["nominations"])
    assert "menurut lapisan de/bundestag-2025" in explain(timeline["nominations"], language="id")
    assert timeline["nominations"].to_dict()["citations"][0]["overlay"] == "de/bundestag-2025"
    assert timeline["voter_list_entry"].citations[0].overlay == ""
    assert "overlay" not in explain(electsched.resolve("de/bundestag", polling=POLL)["nominations"])


def test_bounds_of_an_overlay_name_its_provision() -> None:
    """Nominations end on the 34th day before the poll: within 60 days of the dissolution, by 23 January 2025."""
    bounded = electsched.bounds("de/bundestag-2025", given={"dissolution": date(2024, 12, 27)})
    end = bounded["nominations"].end
    assert end.latest == date(2025, 1, 20)  # the last Sunday within 60 days is 23 February
    assert next(ground.law.overlay for ground in end.latest_by if ground.law) == "de/bundestag-2025"


def test_audit_of_an_election_under_an_overlay(tmp_path: Path) -> None:
    """Official days are compared with the overlay's rules; without it they would be unlawful."""
    dates = (
        '[[date]]\nstage = "polling"\nstart = 2025-02-23\n[[date]]\nstage = "admission"\nstart = 2025-01-24\n'
        '[facts]\ndissolved = "yes"\n'
    )
    head = 'format = 1\nid = "x"\nname = "X"\nstatute = "de/bundestag"\n'
    with_overlay = written(tmp_path, dates, "with.toml", f'{head}overlays = ["de/bundestag-2025"]\n')
    without = written(tmp_path, dates, "without.toml", head)
    lines = electsched.audit(electsched.resolve(with_overlay))
    assert {line.stage: line.verdict for line in lines if line.relation == "fixed"} == {"admission": "equal"}
    assert [line.law[0].overlay for line in lines if line.relation == "fixed"] == ["de/bundestag-2025"]
    lines = electsched.audit(electsched.resolve(without))
    assert {line.stage: line.verdict for line in lines if line.relation == "fixed"} == {"admission": "unlawful"}


def test_brazil_2020_polls_of_both_rounds_are_moved_and_the_limit_is_lifted() -> None:
    """The amendment moved both rounds of 2020 to November, where the standing law allows no poll."""
    given = {"election_year": date(2020, 1, 1)}
    moved, standing = (electsched.resolve(shape(name), given=given) for name in ("brazil_2020", "brazil"))
    assert [closing(moved, f"polling@{phase}") for phase in ("first", "second")] == ["2020-11-15", "2020-11-29"]
    # The day that had been set before the amendment.
    assert [closing(standing, f"polling@{phase}") for phase in ("first", "second")] == ["2020-10-04", "2020-10-25"]
    assert moved["polling@first"].limits == ()
    assert len(standing["polling@first"].limits) == 1
    assert moved["diplomas"].latest == date(2020, 12, 18)
    assert "diplomas" not in standing


def test_indonesia_2020_poll_is_lawful_in_december_alone() -> None:
    """Perppu 2/2020, Art. 201A(2) set the poll for December 2020; the limit holds for that election alone."""
    (check,) = electsched.resolve("id/regional-2020")["polling"].limits
    assert (check.kept, check.limit.law.overlay) == (True, "id/regional-2020-perppu")
    september = electsched.resolve("id/regional-2020-perppu", polling=date(2020, 9, 23))
    assert [check.kept for check in september["polling"].limits] == [False]
    assert electsched.resolve("id/regional-2024")["polling"].limits == ()


def test_overlay_with_a_condition_is_preferred_and_leaves_the_rest(tmp_path: Path) -> None:
    """A rule under a condition holds for those elections; for all others the standing rule does."""
    rule = stage("nominations", "polling - 34 days").replace("law =", 'when = { dissolved = ["yes"] }\nlaw =')
    law = electsched.load_statute(written(tmp_path, rule))
    days = [
        closing(electsched.resolve(law, polling=POLL, facts={"dissolved": answer}), "nominations")
        for answer in ("yes", "no")
    ]
    assert days == ["2025-01-20", "2024-12-16 18:00"]
    bounded = electsched.bounds(law, polling=POLL, facts={"dissolved": "yes"})
    assert bounded["nominations"].end.latest == date(2025, 1, 20)


def test_overlay_removes_a_stage_and_a_rule_with_a_provision(tmp_path: Path) -> None:
    """A stage ends by an amendment of the overlay, and a rule by `none`; each has its provision."""
    text = (
        '[[stage]]\nkey = "voter_list_entry"\n'
        'amended = [{ from = 2024-12-27, exists = false, law = { instrument = "Ordinance", provision = "2" } }]\n'
    )
    law = electsched.load_statute(written(tmp_path, text + stage("admission", "none")))
    timeline = electsched.resolve(law, polling=POLL)
    assert "voter_list_entry" not in timeline
    assert not timeline["admission"].dated


def test_two_overlays_of_one_election(tmp_path: Path) -> None:
    """An election may have several overlays, each with changes of its own."""
    further = written(tmp_path, stage("voter_list_entry", "polling - 40 days"), "further.toml")
    head = (
        f'format = 1\nid = "x"\nname = "X"\nstatute = "de/bundestag"\noverlays = ["de/bundestag-2025", "{further}"]\n'
    )
    election = electsched.load_election(written(tmp_path, "", "election.toml", head))
    timeline = electsched.resolve(election, polling=POLL)
    assert [closing(timeline, key) for key in ("voter_list_entry", "admission")] == ["2025-01-14", "2025-01-24"]
    assert (timeline.id, election.statute.id) == ("x", "de/bundestag")


# --- faults ---


def test_overlay_of_another_statute_is_refused(tmp_path: Path) -> None:
    """An election takes only overlays of its own statute."""
    head = 'format = 1\nid = "x"\nname = "X"\nstatute = "gb/parliament"\noverlays = ["de/bundestag-2025"]\n'
    with pytest.raises(InputError) as caught:
        electsched.load_election(written(tmp_path, "", "election.toml", head))
    assert "overlays[0]: found an overlay of 'de/bundestag'; expected an overlay of 'gb/parliament'" in str(
        caught.value
    )


def test_two_overlays_that_change_the_same_rule_are_refused(tmp_path: Path) -> None:
    """The second overlay is told which other one changes the rule."""
    again = written(tmp_path, stage("admission", "polling - 29 days"), "again.toml")
    head = f'format = 1\nid = "x"\nname = "X"\nstatute = "de/bundestag"\noverlays = ["de/bundestag-2025", "{again}"]\n'
    with pytest.raises(InputError) as caught:
        electsched.load_election(written(tmp_path, "", "election.toml", head))
    assert "again.toml: stage[0].end: found a change of admission.end, which de/bundestag-2025 changes too" in str(
        caught.value
    )


LIMIT = '[[limit]]\nlaw = { instrument = "Ordinance" }\n'
SUNDAY = "polling falls on sunday or holiday"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (stage("admision", "polling - 30 days"), "stage[0].key: found the stage 'admision'; expected one of admission"),
        (
            stage("admission", "polling - 30 days") + stage("admission", "polling - 31 days"),
            "stage[1].key: found the stage 'admission' a second time",
        ),
        (stage("admission", "polling - 30 dayz"), "stage[0].end[0].rule: found 'dayz'"),
        (stage("admission", "poling - 30 days"), "stage[0].end[0].rule: found the stage 'poling'"),
        (stage("polling", "admission + 30 days"), "of de/bundestag: found a circle: polling.end -> admission.end"),
        (stage("admission", "polling", more='kind = "voting"\n'), "stage[0].kind: found a change of it"),
        (f'{LIMIT}rule = "none"\n', "limit[0].replaces: found nothing; expected the text of the limit"),
        (f'{LIMIT}rule = "none"\nreplaces = "polling falls on monday"\n', f"expected the text of a limit: {SUNDAY}"),
        (
            f'{LIMIT}rule = "none"\nreplaces = "{SUNDAY}"\n' * 2,
            f"limit[1].replaces: found '{SUNDAY}' a second time; expected one change of each limit",
        ),
        (f'{LIMIT}rule = "poling falls on monday"\n', "limit[0].rule: found the stage 'poling'"),
        ('facts = { dissolved = "maybe" }\n', "facts.dissolved: found 'maybe'; expected one of yes, no"),
        ('facts = { snap = "yes" }\n', "facts.snap: found 'yes'; expected one of dissolved"),
        ('zone = "Europe/Berlin"\n', "zone: found a key that is not known"),
        (
            stage("admission", "polling").replace("Ordinance", 'Ordinance", overlay = "x'),
            "stage[0].end[0].law.overlay: found a key that is not known",
        ),
    ],
)
def test_faulty_overlay_is_refused_with_its_place(tmp_path: Path, text: str, message: str) -> None:
    """An unknown stage or limit, a change twice, a circle: each is a fault with its place in the overlay's file."""
    with pytest.raises(InputError) as caught:
        electsched.load_statute(written(tmp_path, text))
    assert message in str(caught.value)


BAD_LAW = 'law = { instrument = "Ordinance" }', "law = 7"
KEY, RULE, LAW = ".key", ".end[0].rule", ".end[0].law"


@pytest.mark.parametrize(
    ("text", "places"),
    [
        (  # a table whose law and rule and key are at fault, before one whose rule names no stage
            "colour = 3\n" + stage("admision", "polling - 3 dya").replace(*BAD_LAW) + stage("admission", "poling"),
            ["colour", f"stage[0]{KEY}", f"stage[0]{LAW}", f"stage[0]{RULE}", f"stage[1]{RULE}"],
        ),
        (  # no value that cannot be read: a key without a stage, and rules that name none
            stage("admision", "poling") + stage("admission", "poling - 1 day"),
            [f"stage[0]{KEY}", f"stage[0]{RULE}", f"stage[1]{RULE}"],
        ),
        (  # a second change of one stage does not move the places of those that follow
            stage("admission", "polling") * 2 + stage("nominations", "poling"),
            [f"stage[1]{KEY}", f"stage[2]{RULE}"],
        ),
        (  # a table without a key does not move them either
            stage("admission", "poling").replace('key = "admission"', "") + stage("nominations", "poling"),
            ["stage[0].key", f"stage[1]{RULE}"],
        ),
        (  # a new stage whose kind is misspelt is known to rules
            stage("recount", "polling", more='knd = "dispute"\nname = "Recount"\n') + stage("admission", "recount"),
            ["stage[0].knd"],
        ),
        (  # an unknown list may be a misspelt one: the rules are not checked, the facts are
            stage("recount", "polling").replace("[[stage]]", "[[stages]]").replace("stage.end", "stages.end")
            + stage("admission", "recount")
            + '[facts]\ndissolved = "maybe"\n',
            ["facts.dissolved", "stages"],
        ),
        (  # a fact is said once to be at fault
            stage("admission", "poling") + '[facts]\ndissolved = "maybe"\n',
            ["facts.dissolved", f"stage[0]{RULE}"],
        ),
        (
            f"""{LIMIT}rule = "polling <= days"
replaces = "polling falls on monday"
{LIMIT}rule = "poling falls on monday"
""",
            ["limit[0].replaces", "limit[0].rule", "limit[1].rule"],
        ),
        (
            'not_covered = [{ what = "W", reason = "R", sources = ["nowhere"] }]\n' + stage("admission", "poling"),
            [f"stage[0]{RULE}", "not_covered[0].sources[0]"],
        ),
    ],
)
def test_all_faults_of_an_overlay_are_reported_at_once(tmp_path: Path, text: str, places: list[str]) -> None:
    """Keys, values, changes and rules at fault are reported together, each once and at its place in the file."""
    with pytest.raises(InputError) as caught:
        electsched.load_statute(written(tmp_path, text))
    assert sorted(fault.path for fault in caught.value.faults) == sorted(places)


def test_unknown_statute_of_an_overlay_is_reported_with_its_other_faults(tmp_path: Path) -> None:
    """Without the statute the changes cannot be checked, but the rules are parsed."""
    head = 'format = 1\nid = "x"\nname = "X"\noverlay = "de/bundesrat"\n'
    with pytest.raises(InputError) as caught:
        electsched.load_statute(written(tmp_path, stage("admission", "polling - 3 dya"), head=head))
    assert [fault.path for fault in caught.value.faults] == [f"stage[0]{RULE}", "overlay"]


def test_faults_of_an_overlay_and_of_its_statute_are_reported_at_once(tmp_path: Path) -> None:
    """Those of the statute follow, with the name of its file."""
    (tmp_path / "law.toml").write_text(
        'format = 1\nid = "test/law"\nname = "Law"\nzone = "Europe/London"\n'
        '[[stage]]\nkey = "polling"\nkind = "voting"\nname = "Poll"\n'
        '[[stage.end]]\nrule = "polling - 3 dya"\nlaw = { instrument = "Act" }\n'
        '[calendar]\nname = "Days"\nweekend = [6, 7]\ncountry = "GB"\nfirst = 2015-01-01\n',
        encoding="utf-8",
    )
    overlay = written(tmp_path, "nonsense = 3\n", head='format = 1\nid = "x"\nname = "X"\noverlay = "law.toml"\n')
    with pytest.raises(InputError) as caught:
        electsched.load_statute(overlay)
    assert caught.value.source == overlay
    assert [fault.path for fault in caught.value.faults] == ["nonsense", "law.toml: stage[0].end[0].rule"]


def test_change_of_a_limit_of_a_statute_without_limits_is_refused(tmp_path: Path) -> None:
    """The fault says that there is no limit to change, not an empty list of texts."""
    (tmp_path / "law.toml").write_text(
        'format = 1\nid = "x/law"\nname = "X"\nzone = "UTC"\n[calendar]\nname = "W"\nweekend = [6, 7]\ncountry = "DE"\n'
        'first = 2020-01-01\n[[stage]]\nkey = "polling"\nkind = "voting"\nname = "Poll"\n'
    )
    head = 'format = 1\nid = "x"\nname = "X"\noverlay = "law.toml"\n'
    with pytest.raises(InputError, match=r"limit\[0\].replaces: found '.+'; expected a statute that has limits"):
        electsched.load_statute(written(tmp_path, f'{LIMIT}rule = "none"\nreplaces = "{SUNDAY}"\n', head=head))


def test_overlay_over_an_unknown_statute_or_over_an_overlay_is_refused(tmp_path: Path) -> None:
    """An overlay lies over a statute that exists; it can lie over no other overlay, itself included."""
    head = 'format = 1\nid = "x"\nname = "X"\n'
    for name, message in (
        ("de/bundesrat", "overlay: found 'de/bundesrat'"),
        ("de/bundestag-2025", "overlay: found 'de/bundestag-2025', which is an overlay"),
        ("self.toml", "overlay: found 'self.toml', which is an overlay"),
    ):
        with pytest.raises((InputError, UnknownNameError)) as caught:
            electsched.load_statute(written(tmp_path, "", "self.toml", f'{head}overlay = "{name}"\n'))
        assert message in str(caught.value)


def test_unknown_overlay_of_an_election_is_refused(tmp_path: Path) -> None:
    """An id that is no overlay is refused with those that exist."""
    head = 'format = 1\nid = "x"\nname = "X"\nstatute = "de/bundestag"\noverlays = ["de/bundestag-2026"]\n'
    with pytest.raises(InputError, match=r"overlays\[0\]: .*de/bundestag-2026.*de/bundestag-2025"):
        electsched.load_election(written(tmp_path, "", "election.toml", head))
