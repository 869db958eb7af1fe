"""Cards with private addresses: a name, an address and its QR code on each, and nothing else of a person."""

from __future__ import annotations

from datetime import UTC, datetime

from electsched.calendars.telling.messages import Reader
from electsched.i18n.text import Text
from electsched.loaders.templates import page_renderer
from electsched.pages.address_cards import address_cards
from electsched.pages.qr import qr_svg
from electsched.pages.renderer import PageContext

SARI = Reader(key="p-1", name="Sari <b>", phone="6281234567890", link="https://a.example/secret/x/", language="id")
CONTEXT = PageContext("id", ("id",), datetime(2023, 11, 20, tzinfo=UTC), "Asia/Jakarta")


def test_card_has_name_address_and_code() -> None:
    """The code is that of the address; the number and the telephone number are not on the card."""
    page = address_cards(page_renderer(), [SARI], operation=Text.same("Operasi"), context=CONTEXT).decode()
    assert "<strong>Sari &lt;b&gt;</strong>" in page
    assert qr_svg(SARI.link) in page
    assert page.count(SARI.link) == 1
    assert "p-1" not in page
    assert SARI.phone not in page
    assert "Pindai dengan kamera ponsel" in page


def test_reader_without_an_address_has_no_card() -> None:
    """A person without a link is left out."""
    nobody = Reader(key="p-2", name="Budi", language="id")
    page = address_cards(page_renderer(), [SARI, nobody], operation=Text.same("Operasi"), context=CONTEXT).decode()
    assert page.count("<li>") == 1


def test_card_is_in_the_language_of_its_reader() -> None:
    """Whatever the language of the page is, each reader can read the card."""
    reader = Reader(key="p-3", name="Ani", link="https://a.example/secret/z/", language="en")
    operation = Text({"id": "Operasi", "en": "The operation"})
    page = address_cards(page_renderer(), [SARI, reader], operation=operation, context=CONTEXT).decode()
    own, other = page.split("<li")[1:]
    assert "Pindai dengan kamera ponsel" in own
    assert "<p>Operasi</p>" in own
    assert other.startswith(' lang="en">')
    assert "Scan with the camera of a phone" in other
    assert "<p>The operation</p>" in other
