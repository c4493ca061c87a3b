"""What the operator says of a factory: its own words and its country."""

import pytest
from flask import Flask

from score_learn.cli.sites import country, list_, words
from score_learn.services import people
from tests.builders import NOON, make_module_with_room, publish
from tests.cli.conftest import Run


@pytest.fixture
def sunrise(program: Flask) -> None:
    with program.app_context():
        publish(make_module_with_room())
        people.add_site("Sunrise", organisation="Sunrise Group", now=NOON)


@pytest.mark.usefixtures("sunrise")
def test_the_list_says_what_is_missing_and_what_that_hides(run: Run) -> None:
    before = run(list_).output

    assert "Sunrise (no country, en)" in before
    assert "grievance: not written: who takes complaints" in before
    assert "hidden until grievance is written: safety/voice" in before

    assert run(words, "Sunrise", "grievance", "Ms Rao, office").output == (
        "Sunrise: grievance in en written\n"
    )
    assert run(country, "Sunrise", "in").output == "Sunrise: IN\n"

    after = run(list_).output
    assert "Sunrise (IN, en)" in after
    assert "grievance: en" in after
    assert "hidden" not in after


@pytest.mark.usefixtures("sunrise")
def test_words_can_come_from_stdin(program: Flask, run: Run) -> None:
    told = program.test_cli_runner().invoke(
        words, ["Sunrise", "grievance", "--language", "hi"], input="राव जी\nकमरा 4\n"
    )

    assert told.output == "Sunrise: grievance in hi written\n"
    assert "grievance: hi" in run(list_).output


@pytest.mark.usefixtures("program")
def test_without_a_site_the_list_says_so(run: Run) -> None:
    assert run(list_).output.startswith("No site yet.")


@pytest.mark.usefixtures("sunrise")
def test_a_wrong_word_is_refused_with_what_can_be(run: Run) -> None:
    found = run(words, "Sunset", "grievance", "x")

    assert found.exit_code == 1
    assert "no site is called 'Sunset'; there are: Sunrise" in found.output
