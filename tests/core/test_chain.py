"""Whatever is done to a chain shows, and a chain that nobody touched has no fault."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction

import pytest

from score_learn.core.chain import Fault, Link, faults, link, spell


def chain_of(count: int) -> list[Link]:
    """Return answers 1 to `count`, whose ids are 11, 12 and so on."""
    made: list[Link] = []
    for place in range(1, count + 1):
        spelling = spell("answer", {"what": place})
        before = made[-1].hash if made else ""
        made.append(
            Link(
                table="answer", fact=str(place + 10), place=place, hash=link(before, spelling),
                spelling=spelling, number=place + 10,
            )
        )  # fmt: skip
    return made


def told(links: list[Link], length: int = 4, head: str | None = None) -> list[tuple[str, str]]:
    expected = chain_of(length)[-1].hash if head is None else head
    return [(fault.fact, fault.what) for fault in faults(links, length=length, head=expected)]


def test_a_sound_chain_has_no_fault_in_whatever_order_it_is_read() -> None:
    assert told(chain_of(4)[::-1]) == []
    assert told([], length=0, head="") == []


def test_an_altered_fact_alone_is_named() -> None:
    links = chain_of(4)
    links[1] = replace(links[1], spelling=spell("answer", {"what": "other"}))
    assert told(links) == [("answer 12", "altered")]


def test_an_altered_hash_shows() -> None:
    links = chain_of(4)
    links[1] = replace(links[1], hash="0" * 64)
    assert ("answer 12", "altered") in told(links)


@pytest.mark.parametrize(
    ("gone", "words"),
    [
        ([0], "fact 1"), ([1], "fact 2"), ([1, 2], "facts 2 to 3"), ([3], "fact 4"),
        ([2, 3], "facts 3 to 4"), ([0, 1, 2, 3], "facts 1 to 4"),
    ],
)  # fmt: skip
def test_what_was_removed_is_missing(gone: list[int], words: str) -> None:
    links = [one for place, one in enumerate(chain_of(4)) if place not in gone]
    assert told(links) == [(words, "missing")]


def test_what_was_put_in_is_named_and_not_what_was_there() -> None:
    links = chain_of(4)
    other = replace(links[1], fact="99", number=99, spelling=b"other")
    assert ("answer 99", "inserted") in told([*links, other])
    assert ("answer 12", "altered") not in told([*links, other])


@pytest.mark.parametrize("place", [0, -1])
def test_a_fact_without_a_place_was_put_in(place: int) -> None:
    links = chain_of(4)
    assert ("answer 9", "inserted") in told(
        [*links, replace(links[0], fact="9", number=9, place=place)]
    )


def test_what_was_put_at_the_end_was_not_written_by_the_program() -> None:
    assert told(chain_of(5), length=4) == [("fact 5", "inserted")]


def test_facts_that_changed_places_show() -> None:
    links = chain_of(4)
    links[1], links[2] = replace(links[1], place=3), replace(links[2], place=2)
    assert {"answer 12", "answer 13"} <= {fact for fact, _ in told(links)}


def test_facts_that_changed_ids_show_though_every_hash_holds() -> None:
    links = chain_of(4)
    links[1], links[2] = replace(links[1], number=13), replace(links[2], number=12)
    assert told(links) == [("answer 13", "moved")]


def test_an_id_made_by_a_browser_says_nothing_about_order() -> None:
    links = [replace(one, number=None) for one in chain_of(4)]
    assert told(links) == []


def test_a_head_that_was_altered_shows() -> None:
    assert told(chain_of(4), head="0" * 64) == [("the end of the chain", "altered")]
    assert Fault("a", "moved") == Fault("a", "moved")


def test_one_moment_and_one_share_have_one_spelling() -> None:
    utc = datetime(2026, 3, 2, 12, tzinfo=UTC)
    india = utc.astimezone(timezone(timedelta(hours=5, minutes=30)))
    assert spell("a", {"at": utc, "b": 1}) == spell("a", {"b": 1, "at": india})
    assert spell("a", {"b": 1, "of a later version": None}) == spell("a", {"b": 1})
    assert spell("a", {"b": []}) != spell("a", {"b": None})
    assert b'"1/3"' in spell("a", {"share": Fraction(2, 6)})
    with pytest.raises(TypeError, match="no canonical spelling"):
        spell("a", {"x": object()})


def test_a_fact_is_spelt_and_hashed_as_those_of_the_past() -> None:
    """The rule may not change: stored chains hold only their hashes."""
    values = {
        "question": "q001", "answer": ["a", "गेट"], "client_at": None, "site_id": 3,
        "passed": True, "share": Fraction(2, 6), "at": datetime(2026, 3, 2, 12, tzinfo=UTC),
    }  # fmt: skip

    spelling = spell("answer", values)

    assert spelling == (
        rb'{"answer":["a","\u0917\u0947\u091f"],"at":"2026-03-02T12:00:00+00:00","passed":true,'
        rb'"question":"q001","share":"1/3","site_id":3,"table":"answer"}'
    )
    assert link("0" * 64, spelling) == (
        "86b7466fec3b28633398d7f306d8942c3ef5a050e2ee69f78db494408f0ae737"
    )
