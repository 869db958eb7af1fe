"""Places: maps, telephone numbers, and facts."""

from __future__ import annotations

import pytest

from electsched.i18n.text import Text
from electsched.operation.operation import Place
from electsched.pages.parts.places import phone_number, post_place
from tests.builders import a_plan, a_post


@pytest.mark.parametrize(
    ("contact", "number"),
    [
        ("Perwira jaga, 0321-123456", "0321123456"),
        ("Call +62 (321) 123 456 or radio", "+62321123456"),
        ("0812.3456.7890", "081234567890"),
        ("Kanal 3", ""),
        ("Ruang 12, lantai 3", ""),
        ("NRP 123456789012345678", ""),
        ("", ""),
    ],
)
def test_phone_number_is_taken_from_a_contact(contact: str, number: str) -> None:
    """A contact may be a number with words, a channel or nothing; a longer row of digits is no telephone number."""
    assert phone_number(contact) == number


def test_map_is_by_position_else_by_address() -> None:
    """Without both there is no link to a map."""
    for place, query in (
        (Place(address="Jl A & B", latitude=-7.5, longitude=112.25), "query=-7.5%2C112.25"),
        (Place(address="Jl A & B"), "query=Jl+A+%26+B"),
        (Place(), ""),
    ):
        view = post_place(a_plan(posts=[a_post(place=place)]), "kpu", "id")
        assert view.map.partition("&")[2] == query
        assert view.address == place.address


def test_facts_are_those_that_the_plan_states() -> None:
    """Without equipment and contact there are no facts."""
    bare = post_place(a_plan(), "kpu", "en")
    assert bare.facts == ()
    whole = a_plan(posts=[a_post(bring=Text.same("Torch"), contact=Text.same("Desk, 0321 123456"))])
    view = post_place(whole, "kpu", "en")
    assert [text for _, text in view.facts] == ["Torch", "Desk, 0321 123456"]
    assert view.phone == "0321123456"
