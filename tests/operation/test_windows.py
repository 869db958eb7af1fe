"""Windows over the stages of an election, and the findings about declared, announced and official days."""

from __future__ import annotations

from datetime import date, timedelta

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import electsched
from electsched.errors import InputError, UndatedError, UnknownNameError
from electsched.i18n.text import Text
from electsched.operation.findings import Finding
from electsched.operation.operation import AnnouncedDays, Operation, WindowSpec
from electsched.operation.windows import (
    Window,
    operation_findings,
    operation_windows,
    security_window,
)
from electsched.timeline.election import DecreedDate
from electsched.timeline.timeline import Timeline

ZONE = "Asia/Jakarta"
NAME = Text.same("A window")
TIMELINE = electsched.resolve(electsched.load_election("id/general-2024"))
BARE = electsched.resolve(
    electsched.load_statute("id/general"),
    polling=date(2024, 2, 14),
    given={"final_list": date(2023, 11, 3), "pairs_determined": date(2023, 11, 13)},
)
CAMPAIGN = (date(2023, 11, 28), date(2024, 2, 10))


def _spec(key: str, *stages: str, before: int = 0, after: int = 0) -> WindowSpec:
    return WindowSpec(key=key, name=NAME, stages=stages, before=before, after=after)


def _operation(*specs: WindowSpec, announced: tuple[AnnouncedDays, ...] = ()) -> Operation:
    """Return an operation of the days that were declared for Mantap Brata."""
    return Operation(
        key="mantap-brata",
        name=Text.same("Mantap Brata"),
        start=date(2023, 10, 19),
        end=date(2024, 10, 20),
        window=specs,
        announced=announced,
    )


def _decreed(stage: str, start: date | None, end: date | None) -> Timeline:
    """Return the timeline of the election with other decreed days for one stage."""
    election = electsched.load_election("id/general-2024")
    others = tuple(decreed for decreed in election.dates if decreed.stage != stage)
    return electsched.resolve(
        attrs.evolve(election, dates=(*others, DecreedDate(stage=stage, start=start, end=end, by="a misprint")))
    )


def _bounds(window: Window) -> tuple[date, date]:
    return window.start, window.end


def _findings(timeline: Timeline, *specs: WindowSpec) -> tuple[Finding, ...]:
    operation = _operation(*specs)
    return operation_findings(operation, timeline, operation_windows(operation, timeline, zone=ZONE))


# --- the campaign of 2024 -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("timeline", [pytest.param(TIMELINE, id="election"), pytest.param(BARE, id="bare statute")])
def test_campaign_window_of_2024(timeline: Timeline) -> None:
    """The campaign runs from 28 November 2023 to 10 February 2024, 75 days, on the clock of Jakarta."""
    window = security_window(timeline, "campaign")
    assert _bounds(window) == CAMPAIGN
    assert (window.key, window.days, window.zone, window.stages) == ("campaign", 75, ZONE, ("campaign",))
    assert window.name["en"] == "Campaign"


def test_window_as_data() -> None:
    """Days are both included; moments are half-open and have their offset."""
    assert security_window(TIMELINE, "campaign").to_dict() == {
        "key": "campaign",
        "start": "2023-11-28",
        "end": "2024-02-10",
        "days": 75,
        "zone": "Asia/Jakarta",
        "span_start": "2023-11-28T00:00:00+07:00",
        "span_end": "2024-02-11T00:00:00+07:00",
    }


def test_campaign_window_follows_polling_day() -> None:
    """Polling one week later ends the campaign one week later, and leaves its first day."""
    timeline = electsched.resolve(electsched.load_election("id/general-2024"), polling=date(2024, 2, 21))
    window = security_window(timeline, "campaign")
    assert _bounds(window) == (date(2023, 11, 28), date(2024, 2, 17))
    assert window.days == 82


def test_campaign_window_follows_an_earlier_final_list() -> None:
    """The campaign begins with the list or the pairs, whichever lets it begin first; the earlier list moves it."""
    window = security_window(_decreed("final_list", date(2023, 11, 1), None), "campaign")
    assert _bounds(window) == (date(2023, 11, 26), date(2024, 2, 10))


@given(shift=st.integers(min_value=1, max_value=30))
def test_official_campaign_does_not_move_the_window(shift: int) -> None:
    """With any other official days of the campaign the window has the days that the law fixes."""
    first, last = (date.fromordinal(day.toordinal() + shift) for day in CAMPAIGN)
    assert _bounds(security_window(_decreed("campaign", first, last), "campaign")) == CAMPAIGN


def test_margins_widen_and_narrow_the_window() -> None:
    """Days before and after widen the window; negative numbers narrow it."""
    assert _bounds(security_window(TIMELINE, "campaign", before=3, after=2)) == (date(2023, 11, 25), date(2024, 2, 12))
    assert _bounds(security_window(TIMELINE, "campaign", before=-1, after=-1)) == (
        date(2023, 11, 29),
        date(2024, 2, 9),
    )


def test_margin_that_leaves_no_day_is_refused() -> None:
    """A window may shrink to one day, and no further."""
    assert security_window(TIMELINE, "campaign", after=-74).days == 1
    with pytest.raises(InputError) as caught:
        security_window(TIMELINE, "campaign", after=-75)
    (fault,) = caught.value.faults
    assert (fault.path, fault.found) == ("window campaign", "2023-11-28 to 2023-11-27")
    assert fault.expected == "an end not before the start"


@pytest.mark.parametrize(("before", "after"), [(10**9, 0), (0, 10**10), (0, 2_913_133), (738_851, 0)])
def test_margin_beyond_the_calendar_is_refused(before: int, after: int) -> None:
    """A margin that leads out of the years 1 to 9999 is refused, and the fault names it."""
    with pytest.raises(InputError) as caught:
        security_window(TIMELINE, "campaign", before=before, after=after)
    (fault,) = caught.value.faults
    assert fault.found == f"{before} days before, {after} days after"
    assert "9999" in fault.expected


def test_window_in_another_zone_begins_at_its_midnight() -> None:
    """A given zone is used instead of that of the jurisdiction."""
    window = security_window(TIMELINE, "campaign", zone="Asia/Jayapura")
    assert window.zone == "Asia/Jayapura"
    assert window.to_dict()["span_start"] == "2023-11-28T00:00:00+09:00"


def test_unknown_zone_is_refused() -> None:
    """A zone that does not exist is an error."""
    with pytest.raises(InputError, match="IANA time zone"):
        security_window(TIMELINE, "campaign", zone="Asia/Jombang")


def test_unknown_stage_is_refused() -> None:
    """A stage that the law does not have is an error that names the nearest stage."""
    with pytest.raises(UnknownNameError, match=r"stage: found 'kampanye'.* Perhaps 'campaign' is meant"):
        security_window(TIMELINE, "kampanye")


def test_stage_without_a_date_has_no_window() -> None:
    """The statute alone gives no date for the registration of pairs."""
    with pytest.raises(UndatedError, match="registration"):
        security_window(BARE, "registration")


@pytest.mark.parametrize(
    ("key", "first", "last"),
    [
        ("registration", date(2023, 10, 19), date(2023, 10, 25)),
        ("candidate_determination", date(2023, 11, 13), date(2023, 11, 13)),
        ("rallies_and_media", date(2024, 1, 21), date(2024, 2, 10)),
        ("quiet_period", date(2024, 2, 11), date(2024, 2, 13)),
        ("voting", date(2024, 2, 14), date(2024, 2, 14)),
        ("oath_president", date(2024, 10, 20), date(2024, 10, 20)),
    ],
)
def test_window_of_each_stage(key: str, first: date, last: date) -> None:
    """A window has the days of the law if the law fixes both ends, else the official days."""
    assert _bounds(security_window(TIMELINE, key)) == (first, last)


# --- the windows of an operation ----------------------------------------------------------------------------------


def test_window_over_several_stages_covers_them_all() -> None:
    """It runs from the first day of any stage to the last day of any, in any order."""
    operation = _operation(_spec("poll", "counting", "quiet_period", "voting"), _spec("campaign", "campaign"))
    poll, campaign = operation_windows(operation, TIMELINE, zone="Asia/Makassar")
    assert _bounds(poll) == (date(2024, 2, 11), date(2024, 2, 15))
    assert (poll.key, poll.name, poll.stages) == ("poll", NAME, ("counting", "quiet_period", "voting"))
    assert _bounds(campaign) == CAMPAIGN
    assert {poll.zone, campaign.zone} == {"Asia/Makassar"}


def test_window_between_dates_takes_margins() -> None:
    """A window between dates has no stages, and is widened like others."""
    spec = WindowSpec(key="rush", name=NAME, start=date(2024, 2, 28), end=date(2024, 3, 1), before=1, after=1)
    (window,) = operation_windows(_operation(spec), TIMELINE, zone=ZONE)
    assert _bounds(window) == (date(2024, 2, 27), date(2024, 3, 2))
    assert window.days == 5
    assert window.stages == ()


def test_span_of_a_window_has_the_hours_of_a_clock_change() -> None:
    """The days of a window are local days: 26 March 2023 has 23 hours in London, 29 October has 25."""
    days = (date(2023, 3, 26), date(2023, 10, 29))
    lengths = [Window(key="w", name=NAME, start=day, end=day, zone="Europe/London").span.length for day in days]
    assert lengths == [timedelta(hours=23), timedelta(hours=25)]


# --- findings -----------------------------------------------------------------------------------------------------


def test_announced_days_that_differ_are_reported() -> None:
    """211, 220 and 222 days were announced for an operation of 368; each is reported with its source."""
    announced = tuple(AnnouncedDays(days=days, source=f"S-{days}") for days in (211, 220, 368, 222))
    operation = _operation(_spec("campaign", "campaign"), announced=announced)
    assert operation.days == 368
    windows = operation_windows(operation, TIMELINE, zone=ZONE)
    findings = operation_findings(operation, TIMELINE, windows)
    assert [(finding.code, finding.path) for finding in findings] == [
        ("announced_days", f"operation.announced[{index}]") for index in (0, 1, 3)
    ]
    for finding, days in zip(findings, (211, 220, 222), strict=True):
        for language in ("id", "en"):
            assert f"{days} " in finding.text[language]
            assert f"S-{days}" in finding.text[language]
            assert "368" in finding.text[language]
            assert "2023-10-19" in finding.text[language]


@pytest.mark.parametrize(
    ("before", "after", "outside"), [(40, 0, False), (41, 0, True), (0, 253, False), (0, 254, True)]
)
def test_window_outside_the_declared_days_is_reported(before: int, after: int, *, outside: bool) -> None:
    """A window that begins a day before the operation, or ends a day after it, is reported; at its edge it is not."""
    findings = _findings(TIMELINE, _spec("wide", "campaign", before=before, after=after))
    assert [(finding.code, finding.path) for finding in findings] == (
        [("outside_declared", "window wide")] if outside else []
    )
    assert all("2023-10-19 – 2024-10-20" in finding.text["en"] for finding in findings)


def test_official_dates_that_differ_are_reported() -> None:
    """Official days of the campaign that the law does not give are reported, and not used."""
    timeline = _decreed("campaign", date(2023, 11, 28), date(2024, 2, 11))
    (finding,) = _findings(timeline, _spec("guard", "campaign"))
    assert (finding.code, finding.path) == ("official_differs", "window guard")
    assert finding.text["en"] == "campaign: set as 2023-11-28 – 2024-02-11, by law 2023-11-28 – 2024-02-10"
    assert finding.text["id"] == "campaign: ditetapkan 2023-11-28 – 2024-02-11, menurut hukum 2023-11-28 – 2024-02-10"


def test_official_dates_that_agree_are_not_reported() -> None:
    """There is no finding if the official days are those of the law, or the law gives none."""
    stages = ("campaign", "quiet_period", "registration", "voting", "oath_president")
    assert _findings(TIMELINE, *(_spec(key, key) for key in stages)) == ()


def test_statute_without_official_dates_has_no_findings() -> None:
    """No day was set under the statute alone, so none differs."""
    assert _findings(BARE, _spec("campaign", "campaign")) == ()


def test_official_date_of_one_end_is_not_compared() -> None:
    """If only one end was set there is no pair of days to compare with the law."""
    assert _findings(_decreed("campaign", None, date(2024, 2, 12)), _spec("campaign", "campaign")) == ()


# --- short forms --------------------------------------------------------------------------------------------------


def test_window_repr_fits_a_line() -> None:
    """It gives the days and the zone."""
    window = security_window(TIMELINE, "campaign")
    assert repr(window) == "Window('campaign', 2023-11-28 to 2024-02-10, 75 days, Asia/Jakarta)"


def test_finding_as_data_has_its_text_in_every_language() -> None:
    """Code, path and the text by language."""
    (finding,) = _findings(TIMELINE, _spec("wide", "campaign", before=41))
    data = finding.to_dict()
    assert (data["code"], data["path"], set(data["text"])) == ("outside_declared", "window wide", {"id", "en"})
