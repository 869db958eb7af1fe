"""Addresses of examples and telephone numbers that are none."""

from __future__ import annotations

import pytest

from electsched.operation.findings import example_addresses, unread_phones
from electsched.operation.site import LOCAL_URL, Site
from electsched.operation.teams import Member


@pytest.mark.parametrize(
    ("site", "paths"),
    [
        (Site(url="https://calendars.example.org/jombang"), ["site.url"]),
        (Site(url="https://EXAMPLE.com"), ["site.url"]),
        (Site(url="https://kalender.polri.test:8443/a"), ["site.url"]),
        (Site(url="https://a.invalid./b", internal_url="http://10.0.0.1/i"), ["site.url"]),
        (Site(url="https://polres.go.id", internal_url="https://intra.example/x"), ["site.internal_url"]),
        (
            Site(url="https://a.example.net", secret_url="https://b.example.net/s"),  # noqa: S106  # an address
            ["site.url", "site.secret_url"],
        ),
        (Site(url="https://example.go.id/example.org"), []),
        (Site(url="https://myexample.org"), []),
        (Site(url=LOCAL_URL), []),
        (Site(url="http://localhost:8000"), []),
    ],
)
def test_addresses_of_examples_are_named(site: Site, paths: list[str]) -> None:
    """Reserved names (RFC 2606) open nowhere; an address is named once, and not for the parts that rest on it."""
    findings = list(example_addresses(site))
    assert [finding.path for finding in findings] == paths
    assert {finding.code for finding in findings} <= {"example_address"}


def test_telephone_numbers_that_are_none_are_named_with_their_place() -> None:
    """A number that can be read and an empty one have no finding; a person of no file is named by the key."""
    members = (
        Member(key="a", team="t", name="A", phone="0812-3456-7890"),
        Member(key="b", team="t", name="B"),
        Member(key="c", team="t", name="C", phone="lihat grup"),
        Member(key="d", team="t", name="D", phone="12", phone_place="list.csv line 3: No. HP"),
    )
    assert [(finding.code, finding.path) for finding in unread_phones(members)] == [
        ("phone", "c"),
        ("phone", "list.csv line 3: No. HP"),
    ]
