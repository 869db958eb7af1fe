"""Validation of a statute as a whole, and the versions of its rules."""

from __future__ import annotations

from datetime import date

import attrs
import pytest

import electsched
from electsched.errors import InputError, UnknownNameError
from electsched.i18n.text import Text
from electsched.law.calendar import WorkCalendar
from electsched.law.citation import Citation
from electsched.law.kinds import KINDS
from electsched.law.statute import Fact, Limit, RuleVersion, StageLaw, Statute
from electsched.law.validation import check_statute
from electsched.law.versions import in_force

LAW = Citation(instrument="An Act")
CALENDAR = WorkCalendar(
    name=Text.same("none"),
    weekend=frozenset({6, 7}),
    holidays={},
    first=date(2000, 1, 1),
    last=date(2030, 12, 31),
    source="this test",
)


def _rule(text: str, from_: date | None = None, until: date | None = None) -> RuleVersion:
    return RuleVersion(rule=text, law=LAW, from_=from_, until=until)


def _stage(key: str, *end: RuleVersion, **more: object) -> StageLaw:
    given = {"kind": "voting", "name": Text.same(key), "end": end} | more
    return StageLaw(key=key, **given)  # type: ignore[arg-type]  # as each case states it


def _statute(*stages: StageLaw, limits: tuple[Limit, ...] = ()) -> Statute:
    return Statute(
        id="test/act",
        name=Text.same("An Act"),
        zone="UTC",
        zones=("UTC",),
        calendar=CALENDAR,
        stages=stages,
        limits=limits,
    )


def _faults(*stages: StageLaw, limits: tuple[Limit, ...] = ()) -> list[tuple[str, str]]:
    return [(fault.path, fault.found) for fault in check_statute(_statute(*stages, limits=limits))]


def test_valid_statute_has_no_faults() -> None:
    """The statute of Indonesia's general elections has no faults."""
    assert check_statute(electsched.load_statute("id/general")) == ()


def test_unknown_anchor_is_a_fault_at_its_character() -> None:
    """A rule or a limit that names an unknown stage is a fault at the character of the name."""
    stages = (_stage("polling"), _stage("result", _rule("polling + 1 day"), _rule("latest(polling, poling)")))
    limits = (Limit(rule="reslt <= polling + 35 days", law=LAW),)
    faults = check_statute(_statute(*stages, limits=limits))
    unknown = [(fault.path, fault.found, fault.at) for fault in faults if "the stage" in fault.found]
    assert unknown == [
        ("stage[1].end[1].rule", "the stage 'poling'", 16),
        ("limit[0].rule", "the stage 'reslt'", 0),
    ]


def test_unknown_stages_outside_rules_are_faults() -> None:
    """The stages that a stage covers, and the stage that decides the version, must exist."""
    faults = _faults(_stage("a", covers=("b",), in_force_at="c"))
    assert faults == [("stage[0].covers", "the stage 'b'"), ("stage[0].in_force_at", "the stage 'c'")]


def test_circular_rules_are_one_fault_with_their_path() -> None:
    """Three rules in a circle are one fault, which names each stage of the circle."""
    faults = _faults(_stage("a", _rule("b + 1 day")), _stage("b", _rule("c + 1 day")), _stage("c", _rule("a + 1 day")))
    assert faults == [("stage[0].end", "a circle: a.end -> b.end -> c.end -> a.end")]


def test_rule_that_reads_its_stage_is_circular() -> None:
    """The shortest circle is a rule that reads the date that it computes."""
    assert _faults(_stage("a", _rule("a - 1 day"))) == [("stage[0].end", "a circle: a.end -> a.end")]


def test_end_may_be_counted_from_the_start_of_the_stage() -> None:
    """The last day of a stage may be counted from its first."""
    assert _faults(_stage("polling"), _stage("a", _rule("a.start + 2 days"), start=(_rule("polling"),))) == []


def test_circle_has_the_place_of_its_own_rules() -> None:
    """A stage that rests on a circle is not at fault: the place is that of the first rule of the circle."""
    faults = _faults(_stage("a", _rule("c + 1 day")), _stage("b", _rule("b - 1 day")), _stage("c", _rule("b + 2 days")))
    assert faults == [("stage[1].end", "a circle: b.end -> b.end")]


def test_circle_through_covered_stages_and_limits() -> None:
    """A covering stage reads the stages that it covers; a stage without a rule reads its limits."""
    limits = (Limit(rule="b <= a + 1 day", law=LAW),)
    assert _faults(_stage("a", covers=("b",)), _stage("b"), limits=limits) == [
        ("stage[0].end", "a circle: a.end -> b.end -> a.end")
    ]


def test_consecutive_versions_do_not_overlap() -> None:
    """A version may end on the day on which the next begins."""
    day = date(2022, 12, 12)
    assert _faults(_stage("p"), _stage("a", _rule("p + 1 day", until=day), _rule("p + 2 days", from_=day))) == []


def test_overlapping_versions_are_a_fault() -> None:
    """Two versions in force on the same day are a fault that names the day."""
    day = date(2022, 12, 12)
    stage = _stage("a", _rule("p + 1 day"), _rule("p + 2 days", from_=day))
    assert _faults(_stage("p"), stage) == [("stage[1].end", "two versions in force on 2022-12-12")]


def test_version_that_ends_before_it_begins_is_a_fault() -> None:
    """The end of a version must lie after its beginning."""
    stage = _stage("a", _rule("p", from_=date(2023, 1, 1), until=date(2022, 1, 1)))
    assert _faults(_stage("p"), stage) == [("stage[1].end", "until 2022-01-01, from 2023-01-01")]


def test_duplicate_keys_and_unknown_kinds_are_faults() -> None:
    """A duplicate key, an unknown kind, and a stage with both `covers` and rules are faults."""
    assert _faults(_stage("a"), _stage("a", kind="party"), _stage("b", _rule("a"), covers=("a",)), _stage("c")) == [
        ("stage[1].key", "'a' a second time"),
        ("stage[1].kind", "'party'"),
        ("stage[2].covers", "both 'covers' and rules"),
    ]


@pytest.mark.parametrize(
    ("day", "rule"),
    [
        (date(2019, 4, 17), "old"),
        (date(2022, 12, 11), "old"),
        (date(2022, 12, 12), "new"),
        (date(2024, 2, 14), "new"),
    ],
)
def test_version_in_force_on_a_day(day: date, rule: str) -> None:
    """A version is in force from its first day, included, until its last, excluded."""
    change = date(2022, 12, 12)
    version = in_force((_rule("old", until=change), _rule("new", from_=change)), day, lambda _: True)
    assert version is not None
    assert version.rule == rule


def test_no_version_in_force_after_a_repeal() -> None:
    """After a repeal no version is in force."""
    assert in_force((_rule("old", until=date(2022, 12, 12)),), date(2023, 1, 1), lambda _: True) is None


def test_versions_of_article_276() -> None:
    """UU 7/2017, 276(1): the rules of the campaign changed on 12 December 2022 (Perppu 1/2022)."""
    starts = electsched.load_statute("id/general")["campaign_presidential"].start
    assert sorted((version.until or version.from_, version.rule) for version in starts) == [
        (date(2022, 12, 12), "latest(final_list, pairs_determined) + 3 days"),
        (date(2022, 12, 12), "pairs_determined + 15 days"),
    ]


@pytest.mark.parametrize("name", ["id/general", "id/regional"])
def test_seven_stages_are_kinds_and_keys(name: str) -> None:
    """The seven stages of every election are stages of that key and kind in both statutes of Indonesia."""
    statute = electsched.load_statute(name)
    for key in (
        "registration",
        "candidate_determination",
        "campaign",
        "quiet_period",
        "voting",
        "counting",
        "certification",
    ):
        assert key in KINDS
        assert statute[key].kind == key


def test_unknown_stage_names_the_nearest() -> None:
    """A lookup of an unknown stage names the nearest stage."""
    with pytest.raises(UnknownNameError, match="one of polling"):
        _statute(_stage("polling"))["poling"]


def test_every_rule_cites_a_provision() -> None:
    """Each rule and limit names its instrument and its sources, or states that none confirmed it."""
    statute = electsched.load_statute("id/general")
    laws = [version.law for stage in statute.stages for version in (*stage.start, *stage.end)]
    laws += [limit.law for limit in statute.limits]
    for law in laws:
        assert law.instrument
        assert law.confidence in {"C", "C2", "D", "M"}
        assert set(law.sources) <= set(statute.sources)
        assert law.sources or law.confidence == "M", str(law)


def test_gap_between_versions_is_a_fault() -> None:
    """A gap between two versions is a fault; a repeal that is written as a version is not."""
    early = _rule("polling", until=date(2010, 1, 1))
    late = _rule("polling", from_=date(2012, 1, 1))
    faults = _faults(_stage("polling"), _stage("result", early, late))
    assert faults == [("stage[1].end", "no version from 2010-01-01 to 2012-01-01 of 'result'")]
    repealed = _rule("none", date(2010, 1, 1), date(2012, 1, 1))
    assert _faults(_stage("polling"), _stage("result", early, repealed, late)) == []


@pytest.mark.parametrize(
    ("polling", "expected"),
    [(date(2009, 12, 31), "a day from 2010-01-01"), (date(2020, 1, 1), "a day before 2020-01-01")],
)
def test_polling_day_without_a_version_is_refused(polling: date, expected: str) -> None:
    """A polling day before the first version or after the last is refused, and the error names the day."""
    version = _rule("polling + 1 day", date(2010, 1, 1), date(2020, 1, 1))
    with pytest.raises(InputError) as caught:
        electsched.resolve(_statute(_stage("polling"), _stage("result", version)), polling=polling)
    assert [(fault.path, fault.expected) for fault in caught.value.faults] == [("result.end", expected)]


def test_stage_with_a_repealed_rule_has_no_date() -> None:
    """After its rule is repealed, the stage has no date."""
    repealed = (_rule("polling + 1 day", until=date(2010, 1, 1)), _rule("none", date(2010, 1, 1)))
    law = _statute(_stage("polling"), _stage("result", *repealed))
    assert electsched.resolve(law, polling=date(2009, 6, 1))["result"].end == date(2009, 6, 2)
    assert not electsched.resolve(law, polling=date(2010, 6, 1))["result"].dated


def test_unknown_fact_of_a_condition_is_the_only_fault() -> None:
    """A misspelt fact says nothing of the other versions of the rule, so no overlap is reported beside it."""
    fact = Fact(key="snap", name=Text.same("snap"))
    versions = [
        RuleVersion(rule=f"polling - {days} days", law=LAW, when={key: (value,)})
        for days, key, value in ((3, "snop", "yes"), (4, "snap", "no"), (5, "snap", "yess"))
    ]
    statute = attrs.evolve(_statute(_stage("polling"), _stage("notice", *versions)), facts=(fact,))
    assert [f"{fault.path}: {fault.found}" for fault in check_statute(statute)] == [
        "stage[1].end[0].when: the fact 'snop'",
        "stage[1].end[2].when.snap: 'yess'",
    ]
