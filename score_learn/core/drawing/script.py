"""The text that makes a drawing: one line says who or what stands where.

    # A press without a guard, and a hand in it.
    scene
    press-open 200 190 size 1.5
    newcomer 90 190 size 1.1 near open press-open.opening face worry
    rays 250 60

The first line is the sentence, the second the canvas, each further line one thing, from back to
front.  A place is two numbers, or a point of something named before: `press-open.opening`.
"""

from dataclasses import dataclass, field, replace

from score_learn.core.drawing import stage
from score_learn.core.drawing.cast import CAST, FACES, HANDS, LOOKS, POSES
from score_learn.core.drawing.codes import Report
from score_learn.core.drawing.figure import Figure
from score_learn.core.drawing.given import Given, Shape
from score_learn.core.drawing.kit import Point, things, wearables
from score_learn.core.drawing.palette import PALETTE
from score_learn.core.drawing.shapes import SHAPES
from score_learn.core.drawing.stage import Canvas, Someone, Thing, Wanted
from score_learn.core.drawing.words import UnfitError, Words, nearest
from score_learn.core.problem import Problem

MOST_PEOPLE = 6
ELBOWS = ("up", "down", "in", "out")


@dataclass
class Panel:
    """A part of the canvas with its own wall and floor; most drawings have one."""

    number: int
    floor: float | None
    dark: bool = False
    items: list[stage.Item] = field(default_factory=list)


@dataclass
class Drawing:
    """What a text says.  `problems` is empty when it can be drawn."""

    sentence: str = ""
    canvas: Canvas = field(default_factory=Canvas)
    panels: list[Panel] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_script(file: str, text: str) -> Drawing:
    """Return what the text says; every mistake is among its problems, with its line."""
    return _Reader(file, text).read()


class _Reader:
    def __init__(self, file: str, text: str) -> None:
        self.report = Report(file)
        self.lines = text.splitlines()
        self.drawing = Drawing(problems=self.report.problems)
        self.names: dict[str, stage.Item] = {}
        self.people = 0

    def read(self) -> Drawing:
        if not self.lines or not self.lines[0].startswith("# "):
            self.report.add("D10", 1, self.lines[0] if self.lines else "")
        else:
            self.drawing.sentence = self.lines[0][2:].strip()
        for number, line in enumerate(self.lines, start=1):
            words = line.partition("#")[0].split()
            if words:
                self._line(Words(words, number, self.report, self.place_of))
        if not self.drawing.panels:
            self.report.add("D01", 1, "no canvas")
        return self.drawing

    def _line(self, words: Words) -> None:
        try:
            if not self.drawing.panels:
                self._canvas(words)
            elif words.next == "panel":
                self._panel(words)
            else:
                self._item(words)
            words.end()
        except UnfitError:
            return

    def _canvas(self, words: Words) -> None:
        name = words.take()
        if name in stage.COUNTS:
            name += f" {words.take()}"
        if name not in stage.CANVASES:
            words.fail("D01", name)
        self.drawing.canvas = stage.CANVASES[name]
        ground = self._ground(words, self.drawing.canvas.floor)
        for number in range(1, len(self.drawing.canvas.places) + 1):
            self.drawing.panels.append(replace(ground, number=number, items=[]))
        self.current = self.drawing.panels[0]
        self.names = {}

    def _panel(self, words: Words) -> None:
        words.take()
        number = int(words.number())
        if not 1 <= number <= len(self.drawing.panels):
            words.fail("D09", str(number))
        self.current = self.drawing.panels[number - 1]
        ground = self._ground(words, self.current.floor)
        self.current.floor, self.current.dark = ground.floor, ground.dark or self.current.dark
        self.names = {}

    def _ground(self, words: Words, floor: float | None) -> Panel:
        panel = Panel(number=0, floor=floor)
        while words.next:
            word = words.take()
            if word == "floor":
                panel.floor = words.number()
            elif word == "no" and words.next == "floor":
                words.take()
                panel.floor = None
            elif word == "dark":
                panel.dark = True
            else:
                words.fail("D04", word, expected="floor 150, no floor or dark")
        return panel

    def _item(self, words: Words) -> None:
        name = words.take()
        if name in CAST:
            item: stage.Item = self._someone(name, words)
        elif name in things():
            item = self._thing(name, words)
        elif name in SHAPES:
            item = self._shape(SHAPES[name], words)
        elif name == "arm":
            item = self._arm_again(words)
        elif name == "head":
            item = self._head(words)
        else:
            known = [*CAST, *things(), *SHAPES, "arm", "head", "panel"]
            words.fail("D02", name, **nearest(name, known))
        self.current.items.append(item)

    def _thing(self, name: str, words: Words) -> Thing:
        thing = Thing(part=name, at=words.place())
        while words.next:
            word = words.take()
            if word == "size":
                thing = replace(thing, size=words.number())
            elif word == "turn":
                thing = replace(thing, turn=words.number())
            elif word == "left":
                thing = replace(thing, left=True)
            elif word == "as":
                name = words.take()
            else:
                words.fail("D04", word, **nearest(word, ["size", "turn", "left", "as"]))
        self.names[name] = thing
        return thing

    def _someone(self, who: str, words: Words) -> Someone:
        self.people += 1
        if self.people > MOST_PEOPLE:
            words.fail("D07", f"{self.people} people")
        someone = Someone(figure=Figure(who=who), at=words.place())
        name = who
        while words.next:
            word = words.take()
            if word == "as":
                name = words.take()
            elif word == "holds":
                someone = replace(someone, holds=self._held(words))
            else:
                someone = self._described(someone, word, words)
        self.names[name] = someone
        return someone

    def _described(self, someone: Someone, word: str, words: Words) -> Someone:
        figure = someone.figure
        if word == "size":
            return replace(someone, size=words.number())
        if word == "left":
            return replace(someone, left=True)
        if word in POSES:
            return replace(someone, figure=replace(figure, pose=word))
        if word in {"near", "far"}:
            wanted = self._wanted(words)
            return replace(someone, near=wanted) if word == "near" else replace(someone, far=wanted)
        return replace(someone, figure=self._featured(figure, word, words))

    def _featured(self, figure: Figure, word: str, words: Words) -> Figure:
        if word == "lean":
            return replace(figure, lean=words.number())
        if word == "face":
            return replace(figure, face=words.one_of(FACES))
        if word == "look":
            return replace(figure, look=words.one_of(LOOKS))
        if word == "wears":
            return replace(figure, wears=(*figure.wears, words.one_of(wearables())))
        known = ["size", "left", "near", "far", "lean", "face", "look", "wears", "holds", "as"]
        return words.fail("D04", word, **nearest(word, [*known, *POSES]))

    def _wanted(self, words: Words) -> Wanted:
        shape = words.take() if words.next in HANDS else "fist"
        wanted = Wanted(at=words.place(), shape=shape)  # type: ignore[arg-type]  # one of HANDS
        if words.next == "elbow":
            words.take()
            wanted = replace(wanted, elbow=words.one_of(ELBOWS))
        return wanted

    def _held(self, words: Words) -> Thing:
        """Read what is held; the words after it speak of it."""
        held = Thing(part=words.one_of(list(things()), code="D02"), at=(0, 0))
        while words.next in {"size", "turn", "left"}:
            word = words.take()
            if word == "left":
                held = replace(held, left=True)
            else:
                number = words.number()
                held = replace(held, size=number) if word == "size" else replace(held, turn=number)
        return held

    def _head(self, words: Words) -> Someone:
        who = words.one_of(list(CAST))
        someone = Someone(figure=Figure(who=who), at=words.place(), only="head")
        while words.next:
            someone = self._described(someone, words.take(), words)
        self.names[who] = someone
        return someone

    def _arm_again(self, words: Words) -> Someone:
        """Read `arm NAME`: that person's near arm lies over what was drawn since."""
        name = words.take()
        found = self.names.get(name)
        if not isinstance(found, Someone):
            return words.fail("D05", name)
        items = self.current.items
        place = next(number for number, item in enumerate(items) if item is found)
        items[place] = self.names[name] = replace(found, only="rest")
        return replace(found, only="arm")

    def _shape(self, shape: Shape, words: Words) -> stage.Drawn:
        given = Given()
        for want in shape.wants:
            getattr(self, f"_take_{want}")(given, words)
        while words.next and words.next in shape.words:
            word = words.take()
            given.words[word] = words.number() if shape.words[word] else 1
        return stage.Drawn(markup=shape.draw(given))

    def place_of(self, word: str) -> Point | None:
        """Return where a named point is: of a thing, "press.button"; of a person, "operator.head"."""
        name, _, point = word.partition(".")
        found = self.names.get(name)
        return stage.points_of(found).get(point) if found else None

    def _take_place(self, given: Given, words: Words) -> None:
        given.places.append(words.place())

    def _take_target(self, given: Given, words: Words) -> None:
        words.expect("to")
        given.clear = self._clearance(words.next)
        given.places.append(words.place())

    def _clearance(self, word: str) -> float:
        """Return how far from its target a line ends: clear of the head it points to."""
        name, _, point = word.partition(".")
        found = self.names.get(name)
        return found.size * 18 + 3 if point == "head" and isinstance(found, Someone) else 0

    def _take_path(self, given: Given, words: Words) -> None:
        given.places.append(words.place())
        while words.next == "to":
            words.take()
            given.places.append(words.place())

    def _take_number(self, given: Given, words: Words) -> None:
        given.numbers.append(words.number())

    def _take_numbers(self, given: Given, words: Words) -> None:
        given.numbers.append(words.number())
        while words.next and words.is_number:
            given.numbers.append(words.number())

    def _take_colour(self, given: Given, words: Words) -> None:
        name = words.take()
        if name not in PALETTE:
            words.fail("D08", name, **nearest(name, list(PALETTE)))
        given.colour = PALETTE[name]
