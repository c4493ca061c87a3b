"""The questions of an attempt, read from its page, and answers to them that a learner could give."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from random import Random


@dataclass
class Question:
    """A question as its form offers it: options to tick, selections to make, or a field to fill.

    `places` are the selections of an order; each value says place and step ("2:ab12cd34").
    """

    id: str
    action: str
    ticks: list[str] = field(default_factory=list)
    pairs: list[list[str]] = field(default_factory=list)
    places: list[list[str]] = field(default_factory=list)

    def answer(self, chance: Random) -> tuple[str, ...]:
        """Return what to be stored: values of `choice`, or an order's steps by place."""
        if self.places:
            steps = [select[0].partition(":")[2] for select in self.places]
            return tuple(chance.sample(steps, len(steps)))
        if self.pairs:
            return tuple(chance.choice(select) for select in self.pairs)
        return (chance.choice(self.ticks),) if self.ticks else (str(chance.randrange(100)),)

    def fields(self, answer: tuple[str, ...]) -> list[tuple[str, str]]:
        """Return the answer as the form sends it."""
        if self.places:
            return [("place", f"{place}:{step}") for place, step in enumerate(answer, start=1)]
        return [("choice", value) for value in answer]


def read_questions(page: str) -> list[Question]:
    """Return the questions of an attempt's page, in order."""
    reader = _Reader()
    reader.feed(page)
    return reader.questions


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.questions: list[Question] = []
        self._open: Question | None = None
        self._options: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = None
            if "data-question" in given:
                self._open = Question(given["data-question"], given["action"])
                self.questions.append(self._open)
        if self._open is None:
            return
        if tag == "input" and given.get("type") in {"radio", "checkbox"}:
            self._open.ticks.append(given["value"])
        if tag == "select":
            self._options = []
            kept = self._open.places if given["name"] == "place" else self._open.pairs
            kept.append(self._options)
        if tag == "option" and self._options is not None and given.get("value"):
            self._options.append(given["value"])

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._options = None
