"""The languages made by program keep what must not be translated."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from score_learn.core.compiler.catalog import fits
from score_learn.core.compiler.draft import Message
from score_learn.core.pseudo import KEPT, lengthened, pseudo

SENTENCE = "Lesson %(number)s: <small>%(title)s</small>, [read more](1) in `code`"


@pytest.mark.parametrize("code", ["ar_XB", "en_XA"])
def test_placeholders_tags_targets_and_code_stay(code: str) -> None:
    assert KEPT.findall(pseudo(code, SENTENCE)) == KEPT.findall(SENTENCE)
    assert pseudo(code, "100 %%") != "100 %%"
    assert pseudo(code, "Read %(n)d cards") % {"n": 3}


def test_it_is_longer_and_every_word_is() -> None:
    text = "One good question opens many doors"
    assert len(lengthened(text)) > 1.35 * len(text)
    assert all(
        len(long) > len(word)
        for long, word in zip(lengthened(text).split(), text.split(), strict=True)
    )


@given(st.text(alphabet="ab[]()<>%`s &;1", max_size=60))
def test_no_text_loses_its_fit(text: str) -> None:
    message = Message(context="a/text", text=text, comment="", line=1)
    assert fits(message, lengthened(text)) == fits(message, text)
