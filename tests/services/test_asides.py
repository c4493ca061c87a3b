"""What was sent before is known again by its hash."""

from score_learn.services.asides import content_hash


def test_what_was_sent_is_hashed_as_in_the_past() -> None:
    """The rule may not change: a hand-in is known again by the hash that is stored with it."""
    carried = [("q001", ("a", "गेट")), ("q002", None)]

    assert content_hash(carried) == (
        "8988201c3bdd2c9a4c1ccd9ac1fb6d3b92d8279ab6bdc15a045c4d8a19a8c153"
    )
    assert content_hash(carried[::-1]) != content_hash(carried)
