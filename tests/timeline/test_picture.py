"""A timeline as a picture and as a frame."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import attrs
import pandas as pd
import pytest

import electsched
from electsched.i18n.text import Text
from electsched.law.kinds import KINDS
from electsched.timeline.chart import COLORS

TIMELINE = electsched.resolve(electsched.load_election("id/general-2024"))
SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_picture_that_stands_alone(language: str) -> None:
    """It is well-formed SVG, loads nothing, and has a bar with name and days for each dated stage."""
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


def test_what_a_notebook_shows() -> None:
    """A notebook asks for `_repr_svg_`."""
    assert TIMELINE._repr_svg_() == TIMELINE.to_svg("en")  # the name by which notebooks ask


def test_names_cannot_break_the_picture() -> None:
    """What a statute calls itself or its stages is text, whatever it holds."""
    hostile = Text.same('<script>alert("&\'")</script>')
    stages = tuple(attrs.evolve(stage, name=hostile) for stage in TIMELINE.stages)
    text = attrs.evolve(TIMELINE, name=hostile, stages=stages).to_svg()
    assert ET.fromstring(text).get("aria-label") == hostile["en"]  # noqa: S314  # our own text
    assert "<script" not in text


def test_every_kind_has_a_colour() -> None:
    """No kind is drawn black for want of one."""
    assert set(COLORS) == set(KINDS)


def test_a_frame() -> None:
    """A row for each dated stage, days as timestamps, the deadline with its zone."""
    frame = TIMELINE.to_frame("en")
    assert list(frame.index) == [stage.key for stage in TIMELINE.dated]
    assert frame.loc["campaign", "start"] == pd.Timestamp(2023, 11, 28)
    assert frame.loc["campaign", "days"] == 75
    assert frame.loc["voting", "closes"] == pd.Timestamp("2024-02-14 13:00", tz="Asia/Jakarta")
    assert (frame["end"] - frame["start"]).dt.days.add(1).tolist() == [stage.days for stage in TIMELINE.dated]
    assert pd.isna(frame.loc["polling", "closes"])


def test_a_frame_of_nothing() -> None:
    """A law without a date gives a frame without rows."""
    assert len(electsched.resolve(electsched.load_statute("id/general")).to_frame()) == 0
