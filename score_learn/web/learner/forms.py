"""What the learner's forms send, and how it becomes an `Answer`.

All seven kinds of question speak two words: `choice`, which may come many times, and `place`, which
says of each step of an order where it stands ("2:ab12cd34").  An empty choice or place is a
selection not yet made.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import MAXYEAR, MINYEAR, UTC, datetime
from typing import Any, NamedTuple, get_args

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Field, Form, IntegerField, StringField
from wtforms.validators import AnyOf, InputRequired, Length, Optional, Regexp, ValidationError

from score_learn.core.client_id import CLIENT_ID
from score_learn.core.grading import TYPED_LIMIT
from score_learn.core.languages import REGISTRY
from score_learn.core.question import Answer, QuestionId
from score_learn.core.standing import Outcome
from score_learn.services.answers import Given

IS_UUID = Regexp(re.compile(CLIENT_ID.pattern + r"\Z"))
KEY_LIMIT = 100
IS_KEY = Length(min=1, max=KEY_LIMIT)
MOST_VALUES = 100
"""Values one field may bring; the longest question has far fewer choices."""


class Repeated(Field):
    """Every value that was sent under one name, in the order of the page."""

    data: tuple[str, ...]

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Keep all values."""
        self.data = _stripped(valuelist)


def _stripped(values: Iterable[Any]) -> tuple[str, ...]:
    return tuple([str(value).strip() for value in values])


def _are_small(values: Sequence[str]) -> bool:
    return len(values) <= MOST_VALUES and max(map(len, values), default=0) <= TYPED_LIMIT


def _is_small(form: Form, field: Repeated) -> None:
    """Refuse what no page of ours would send."""
    if not _are_small(field.data or ()):
        raise ValidationError


def read_answer(choices: Sequence[str], places: Sequence[str], *, answered: bool) -> Answer:
    """Return what was answered; None while nothing is.

    `answered` says that there was an answer before: taking everything away again answers with
    nothing, which is not the same as not answering.
    """
    made = _read_order(places) if any(places) else tuple(choice for choice in choices if choice)
    return made if made or answered else None


def has_gaps(choices: Sequence[str], places: Sequence[str]) -> bool:
    """Tell whether an answer was begun but some pair or step is still open."""
    values = (*choices, *places)
    return any(values) and ("" in values or shares_a_place(places))


def shares_a_place(places: Sequence[str]) -> bool:
    """Tell whether two steps were given one place, which no order can hold."""
    taken = [place.partition(":")[0] for place in places if place]
    return len(set(taken)) < len(taken)


def _read_order(places: Sequence[str]) -> tuple[str, ...]:
    """Return the steps by place, "" for a place that is still open."""
    steps = dict(place.split(":", 1) for place in places if ":" in place)
    return tuple(steps.get(str(place), "") for place in range(1, len(places) + 1))


class BeginForm(Form):
    """Begins an attempt; its id was made for the page, so that a second press begins nothing."""

    attempt = StringField(validators=[InputRequired(), IS_UUID])
    module = StringField(validators=[InputRequired(), IS_KEY])
    quiz = StringField(validators=[InputRequired(), IS_KEY])
    purpose = StringField(validators=[AnyOf(["pre", "lesson", "test", "refresher"])])


class CommitmentForm(Form):
    """Chooses one thing to do; its id was made for the page, so that a second press adds nothing."""

    commitment = StringField(validators=[InputRequired(), IS_UUID])
    choice = StringField(validators=[InputRequired(), IS_KEY])
    lang = StringField(validators=[Optional(), AnyOf(list(REGISTRY))])


class OutcomeForm(Form):
    """Says how it went."""

    outcome = StringField(validators=[AnyOf(list(get_args(Outcome)))])


class AnswerForm(Form):
    """One question answered, or left for now.

    `then` says where to go; `skip` that the page has already said what is missing; `lang` is the
    language the question was read in; `client_at` what the phone's clock says.
    """

    answer = StringField(validators=[InputRequired(), IS_UUID])
    question = StringField(validators=[InputRequired(), IS_KEY])
    number = IntegerField(default=1, validators=[Optional()])
    choice = Repeated(default=(), validators=[_is_small])
    place = Repeated(default=(), validators=[_is_small])
    answered = BooleanField()
    skip = BooleanField()
    then = StringField(
        default="next", validators=[Optional(), AnyOf(["next", "back", "review", "language"])]
    )
    lang = StringField(validators=[Optional(), AnyOf(list(REGISTRY))])
    client_at = StringField(validators=[Optional(), Length(max=40)])

    @property
    def typed(self) -> Answer:
        """What was answered, as far as it can be kept; None when there is nothing to keep."""
        if shares_a_place(self.place.data):
            return None
        return read_answer(self.choice.data, self.place.data, answered=self.answered.data)

    @property
    def lacks(self) -> str:
        """What to say before going on: "empty", "gaps", or "" when all is said or whole."""
        if self.skip.data or self.then.data != "next":
            return ""
        if has_gaps(self.choice.data, self.place.data):
            return "gaps"
        return "empty" if not self.typed else ""

    @property
    def draft(self) -> list[str]:
        """The places to carry along in the address, because no answer can hold them."""
        return list(self.place.data) if shares_a_place(self.place.data) else []

    @property
    def sent_at(self) -> datetime | None:
        """The phone's time in UTC, where it is one; nothing is decided by it.

        The first and the last year of the calendar are none: other time zones cannot hold them.
        """
        try:
            moment = datetime.fromisoformat(self.client_at.data or "")
            in_utc = moment.astimezone(UTC) if moment.tzinfo else None
        except (ValueError, OverflowError):
            return None
        return in_utc if in_utc and MINYEAR < in_utc.year < MAXYEAR else None

    def given(self, attempt: str) -> Given:
        """Return the answer as the service takes it."""
        question = QuestionId(self.question.data or "")
        return Given(
            answer_id=self.answer.data or "",
            attempt_id=attempt,
            question=question,
            answer=self.typed,
        )


class CarriedAnswer(NamedTuple):
    """One of the answers that a hand-in carries.

    Its values are the answer as it was kept: an order names its steps by place, "" for an open one.
    """

    answer_id: str
    question: str
    values: tuple[str, ...]

    @property
    def is_bounded(self) -> bool:
        """Whether it would be taken if it were sent by itself."""
        return (
            CLIENT_ID.fullmatch(self.answer_id) is not None
            and 1 <= len(self.question) <= KEY_LIMIT
            and _are_small(self.values)
        )

    def given(self, attempt: str) -> Given:
        """Return the answer as the service takes it."""
        return Given(
            answer_id=self.answer_id,
            attempt_id=attempt,
            question=QuestionId(self.question),
            answer=self.values,
        )


class Carried(Repeated):
    """The ids of the questions whose answers come along, and with them these answers.

    For each there are `answer-ID` (the answer's id) and `choice-ID` values.  They are read here and
    not by a form for each answer: ten forms take longer to make than a quiz takes to grade.
    """

    answers: tuple[CarriedAnswer, ...] = ()

    def process(self, formdata: MultiDict[str, str] | None, *args: Any, **kwargs: Any) -> None:
        """Read the questions' ids, then what was sent for each; a question counts once."""
        super().process(formdata, *args, **kwargs)
        sent = formdata or MultiDict()
        self.answers = tuple(_carried(sent, question) for question in dict.fromkeys(self.data))


def _carried(sent: MultiDict[str, str], question: str) -> CarriedAnswer:
    return CarriedAnswer(
        answer_id=sent.get(f"answer-{question}", ""),
        question=question,
        values=_stripped(sent.getlist(f"choice-{question}")),
    )


def _are_bounded(form: Form, field: Carried) -> None:
    """Refuse an answer that would be refused if it were sent by itself."""
    if not all(answer.is_bounded for answer in field.answers):
        raise ValidationError


class HandInForm(Form):
    """The whole quiz handed in, with every answer that the page shows."""

    hand_in = StringField(validators=[InputRequired(), IS_UUID])
    lang = StringField(validators=[Optional(), AnyOf(list(REGISTRY))])
    given = Carried(default=(), validators=[_is_small, _are_bounded])

    def answers(self, attempt: str) -> list[Given]:
        """Return the answers that came along, as the service takes them."""
        return [answer.given(attempt) for answer in self.given.answers]
