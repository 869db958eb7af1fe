"""A reader of HTML pages for tests: links, attributes, text, and whether elements close in order."""

from __future__ import annotations

from html.parser import HTMLParser

VOID_ELEMENTS = {"meta", "link", "br", "col", "img", "input", "hr"}
ENDS = {
    "td": {"td", "th"},
    "th": {"td", "th"},
    "tr": {"td", "th", "tr"},
    "tbody": {"td", "th", "tr", "tbody"},
    "option": {"option"},
    "optgroup": {"option", "optgroup"},
}
"""The open elements that the start of an element ends, though they have no end tags (HTML, 13.1.2.4)."""
OPTIONAL_ENDS = {name for names in ENDS.values() for name in names}


class HtmlReader(HTMLParser):
    """Collects the links, the loaded addresses, the attributes and the text of a page."""

    def __init__(self) -> None:
        """Start with an empty page."""
        super().__init__()
        self.open: list[str] = []
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.attributes: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Record an element and the address that it links or loads."""
        attributes = dict(attrs)
        self.attributes.append((tag, attributes))
        while self.open and self.open[-1] in ENDS.get(tag, ()):
            self.open.pop()
        if tag == "a":
            self.links.append(attributes["href"] or "")
        elif "src" in attributes or not (attributes.get("href") or "#").startswith("#"):
            self.loaded.append(str(attributes))
        if tag not in VOID_ELEMENTS and not (self.get_starttag_text() or "").endswith("/>"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Record an element that closes itself."""
        self.attributes.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        """Check that the element that ends is the last one that began, besides those that need no end tag."""
        while self.open[-1:] != [tag] and self.open and self.open[-1] in OPTIONAL_ENDS:
            self.open.pop()
        assert self.open
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Collect text."""
        self.text += data


def read_html(page: bytes) -> HtmlReader:
    """Return the contents of a page; every element in it must be closed."""
    reader = HtmlReader()
    reader.feed(page.decode())
    reader.close()
    assert reader.open == []
    return reader
