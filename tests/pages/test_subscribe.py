"""What a page says of its calendars, read by others."""

from __future__ import annotations

import re

import pytest
import zxingcpp
from PIL import Image, ImageDraw

import electsched
from electsched.calendars.feed import stage_feed
from electsched.pages.subscribe import links_of

PIXELS = 4
"""To a module."""


def _read(drawn: str) -> str:
    """Return what a reader of QR codes makes of the picture, drawn as its path says."""
    size = re.search(r'viewBox="0 0 (\d+) \1"', drawn)
    assert size is not None
    image = Image.new("L", (int(size[1]) * PIXELS,) * 2, 255)
    pen = ImageDraw.Draw(image)
    for x, y, length in re.findall(r"M(\d+) (\d+)\.5h(\d+)", drawn):
        left, top = int(x) * PIXELS, int(y) * PIXELS
        pen.rectangle((left, top, left + int(length) * PIXELS - 1, top + PIXELS - 1), fill=0)
    (found,) = zxingcpp.read_barcodes(image)
    return str(found.text)


@pytest.mark.parametrize("base", ["https://a.example/p", f"https://calendars.example.org/secret/{'Zz-_09aQ' * 4}"])
def test_a_qr_code_reads_as_the_address(base: str) -> None:
    """The code beside a calendar is its webcal address."""
    timeline = electsched.resolve(electsched.load_election("id/general-2024"))
    (link,) = links_of(stage_feed(timeline, language="id", base=base), {})
    assert link.webcal == f"{base.replace('https', 'webcal', 1)}/stages.id.ics"
    assert _read(link.qr) == link.webcal
