"""A timeline as a value: lookups, its chart, its frame and its data."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import attrs
import pytest

import electsched
from electsched.errors import UnknownNameError
from electsched.i18n.text import Text
from electsched.timeline.chart import COLORS
from electsched.values import LINE_LENGTH

TIMELINE = electsched.resolve("id/general-2024")
BARE = electsched.resolve("id/general")
SVG = "{http://www.w3.org/2000/svg}"


# --- lookups ------------------------------------------------------------------------------------------------------


def test_timeline_is_a_mapping_of_keys_to_stages() -> None:
    """A timeline has `in`, `len`, `get` and iteration, in the order of the law."""
    assert "campaign" in TIMELINE
    assert "campaing" not in TIMELINE
    assert len(TIMELINE) == len(TIMELINE.stages) == len(list(TIMELINE))
    assert TIMELINE.get("campaign") is TIMELINE["campaign"]
    assert TIMELINE.get("campaing") is None
    assert TIMELINE.get("campaing", TIMELINE["voting"]) is TIMELINE["voting"]


def test_timeline_lookup_of_an_unknown_stage_names_the_nearest() -> None:
    """The error has the election, the key and the nearest key."""
    with pytest.raises(UnknownNameError, match=r"^id/general-2024: stage: found 'campaing'; expected one of campaign"):
        _ = TIMELINE["campaing"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (TIMELINE, "<Timeline id/general-2024: 66 stages, 2022-06-14 to 2024-10-20, Asia/Jakarta>"),
        (BARE, "<Timeline id/general: 66 stages, no dates, Asia/Jakarta>"),
        (TIMELINE["campaign"], "<Stage campaign: 2023-11-28 to 2024-02-10, confirmed>"),
        (TIMELINE["polling"], "<Stage polling: 2024-02-14, confirmed>"),
        (BARE["polling"], "<Stage polling: no date, undated>"),
        (TIMELINE.statute, "<Statute id/general: 66 stages, 22 limits, Asia/Jakarta>"),
        (
            electsched.load_election("id/general-2024"),
            "<Election id/general-2024: statute id/general, 51 stages with decreed dates>",
        ),
        (electsched.bounds("id/general-2024"), "<Bounds id/general-2024: 66 stages>"),
        (
            electsched.compare(TIMELINE, TIMELINE),
            "<Comparison id/general-2024 -> id/general-2024: 0 moves>",
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_repr_fits_a_line(value: object, text: str) -> None:
    """A repr has the id or key, the dates and the status."""
    assert repr(value) == text


def test_repr_of_every_value_within_a_timeline_fits_a_line() -> None:
    """No repr of a stage, its dates, its law, its limits or its audit includes a trace or a wording."""
    election = electsched.load_election("id/general-2024")
    laws = TIMELINE.statute.stages
    values = [
        *TIMELINE,
        *election.dates,
        *laws,
        *electsched.audit(TIMELINE),
        *electsched.bounds("id/general-2024").stages,
    ]
    values += [value for stage in TIMELINE for value in (stage.computed, stage.effective.first, *stage.limits)]
    values += [version for law in laws for version in (*law.start, *law.end)]
    values += electsched.compare(TIMELINE, electsched.resolve("id/general-2024", polling=date(2024, 2, 21))).moves
    assert [text for text in map(repr, values) if len(text) > LINE_LENGTH or "\n" in text] == []


# --- charts -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["id", "en"])
def test_svg_has_a_bar_for_each_dated_stage(language: str) -> None:
    """The SVG is well-formed, loads nothing, and has a bar with name and days for each dated stage."""
    text = TIMELINE.to_svg(language)
    root = ET.fromstring(text)  # noqa: S314  # our own text
    bars = [bar for bar in root.iter(f"{SVG}rect") if "bar" in bar.get("class", "").split()]
    labels = [bar.findtext(f"{SVG}title", "") for bar in bars]
    assert len(bars) == len(TIMELINE.dated)
    days = "28 November 2023 – 10 Februari 2024" if language == "id" else "28 November 2023 – 10 February 2024"
    assert any(label.endswith(days) for label in labels)
    assert root.findtext(f"{SVG}title") == TIMELINE.name[language]
    assert "href" not in text
    assert "url(" not in text


def test_svg_is_the_picture_of_a_notebook() -> None:
    """A notebook calls `_repr_svg_`."""
    assert TIMELINE._repr_svg_() == TIMELINE.to_svg("en")  # the method of notebooks


def test_svg_escapes_names() -> None:
    """Markup in the names of a statute or its stages is shown as text."""
    hostile = Text.same('<script>alert("&\'")</script>')
    stages = tuple(attrs.evolve(stage, name=hostile) for stage in TIMELINE.stages)
    text = attrs.evolve(TIMELINE, name=hostile, stages=stages).to_svg()
    assert ET.fromstring(text).get("aria-label") == hostile["en"]  # noqa: S314  # our own text
    assert "<script" not in text


def test_svg_style_applies_to_its_chart_only() -> None:
    """Each rule of the style begins with the class of the root, so that a chart does not restyle its page."""
    text = TIMELINE.to_svg()
    root = ET.fromstring(text)  # noqa: S314  # our own text
    style = root.findtext(f"{SVG}style", "")
    selectors = re.findall(r"([^{}]+)\{[^{}]*\}", style)
    assert len(selectors) == 3 + len(COLORS)
    assert {selector.split()[0] for selector in selectors} == {f".{root.get('class')}"}


@pytest.mark.parametrize("method", ["to_svg", pytest.param("to_frame", marks=pytest.mark.extra)])
def test_unknown_language_is_refused(method: str) -> None:
    """No other language is used in place of one that the package does not have."""
    with pytest.raises(UnknownNameError, match="language: found 'fr'; expected one of id, en"):
        getattr(TIMELINE, method)("fr")


# --- frames and data ----------------------------------------------------------------------------------------------


@pytest.mark.extra
def test_frame_has_a_row_for_each_dated_stage() -> None:
    """Days are timestamps, and the deadline has its zone."""
    frame = TIMELINE.to_frame("en")
    assert list(frame.index) == [stage.key for stage in TIMELINE.dated]
    assert frame.loc["campaign", "start"] == datetime(2023, 11, 28)  # noqa: DTZ001  # a day has no zone
    assert frame.loc["campaign", "days"] == 75
    assert frame.loc["voting", "closes"] == datetime(2024, 2, 14, 13, tzinfo=ZoneInfo("Asia/Jakarta"))
    assert (frame["end"] - frame["start"]).dt.days.add(1).tolist() == [stage.days for stage in TIMELINE.dated]
    assert frame["closes"].isna()["polling"]


@pytest.mark.extra
def test_frame_without_dated_stages_has_no_rows() -> None:
    """A statute without dates gives an empty frame."""
    assert len(BARE.to_frame()) == 0


def test_data_of_timelines_audits_and_traces_is_json() -> None:
    """The data of a timeline, of all traces and of the audit are unchanged by JSON."""
    data = [
        TIMELINE.to_dict(),
        [stage.to_dict(trace=True) for stage in TIMELINE],
        [line.to_dict() for line in electsched.audit(TIMELINE)],
        electsched.bounds("id/general-2024").to_dict(),
    ]
    assert json.loads(json.dumps(data)) == data
    assert len(TIMELINE.to_dict()["stages"]) == len(TIMELINE)
