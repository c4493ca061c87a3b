"""What the soak calls level, and what it does not; and its picture."""

from random import Random
from xml.etree import ElementTree

import pytest

from score_learn.drills.level import slope
from score_learn.drills.plot import Panel, draw
from score_learn.drills.report import Plan
from score_learn.drills.soak import SAMPLES, Sample, missed


def samples(*, leak: float = 0, files: int = 0, slower: float = 0) -> list[Sample]:
    """Return half an hour: a warm-up of 20 MB, noise of 1 MB, and what is asked for by its end."""
    chance = Random(4827)
    made = []
    for place in range(SAMPLES):
        share = place / SAMPLES
        memory = 200 + 20 * min(1, share * 5) + leak * share + chance.gauss(0, 1)
        made.append(
            Sample(
                seconds=place * 10, rss_mb=memory, pss_mb=memory / 2,
                files=40 + chance.randrange(3) + round(files * share),
                p50_ms=20 + slower * share + chance.random(), p99_ms=90,
            )
        )  # fmt: skip
    return made


def test_noise_after_a_warm_up_is_level() -> None:
    assert list(missed(Plan(long=True), samples())) == []


def test_files_that_are_open_for_a_request_are_no_leak() -> None:
    assert not list(missed(Plan(long=True), samples(files=3)))


@pytest.mark.parametrize(
    ("harm", "said"),
    [({"leak": 5}, "RSS rises"), ({"files": 20}, "more files"), ({"slower": 60}, "half of")],
)
def test_what_is_not_level_is_said(harm: dict[str, float], said: str) -> None:
    assert any(said in sentence for sentence in missed(Plan(long=True), samples(**harm)))  # type: ignore[arg-type]


def test_a_straight_line_has_its_slope_and_no_doubt() -> None:
    hours = [place / 100 for place in range(60)]

    found = slope(hours, [3 + 7 * at for at in hours])

    assert (found.per_hour, found.margin) == (7, 0)


def test_the_picture_is_sound_and_tells_what_it_shows() -> None:
    panel = Panel(title="Memory", unit="MB", curves={"RSS": [1, 2], "PSS": [0, 1]})

    tree = ElementTree.fromstring(draw("A & B", [0, 1], [panel]))

    assert tree.findtext("{*}title") == "A & B"
    assert len(tree.findall("{*}polyline")) == 2
