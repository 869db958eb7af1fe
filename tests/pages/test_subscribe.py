"""The links of calendars and their QR codes, read by another library."""

from __future__ import annotations

import re

import pytest
import zxingcpp
from PIL import Image, ImageDraw

import electsched
from electsched.calendars.stage_events import stage_feed
from electsched.pages.subscribe import links_of

PIXELS_PER_MODULE = 4


def _read_code(svg: str) -> str:
    """Return the text that zxing reads from the QR code, drawn in pixels from its path."""
    size = re.search(r'viewBox="0 0 (\d+) \1"', svg)
    assert size is not None
    image = Image.new("L", (int(size[1]) * PIXELS_PER_MODULE,) * 2, 255)
    pen = ImageDraw.Draw(image)
    for x, y, length in re.findall(r"M(\d+) (\d+)\.5h(\d+)", svg):
        left, top = int(x) * PIXELS_PER_MODULE, int(y) * PIXELS_PER_MODULE
        pen.rectangle((left, top, left + int(length) * PIXELS_PER_MODULE - 1, top + PIXELS_PER_MODULE - 1), fill=0)
    (barcode,) = zxingcpp.read_barcodes(image)
    return str(barcode.text)


@pytest.mark.parametrize("base", ["https://a.example/p", f"https://calendars.example.org/secret/{'Zz-_09aQ' * 4}"])
def test_qr_code_of_a_link_is_its_webcal_address(base: str) -> None:
    """The QR code beside a calendar contains its webcal address."""
    timeline = electsched.resolve(electsched.load_election("id/general-2024"))
    (link,) = links_of(stage_feed(timeline, language="id", base=base), {})
    assert link.webcal == f"{base.replace('https', 'webcal', 1)}/stages.id.ics"
    assert _read_code(link.qr) == link.webcal
