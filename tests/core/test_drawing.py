"""Drawings from short texts: what a line says, what is refused, and what comes out."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from score_learn.core.drawing import compose, judge, read_script
from score_learn.core.drawing.cast import CAST, POSES
from score_learn.core.drawing.codes import CODES
from score_learn.core.drawing.kit import parts, things
from score_learn.core.drawing.palette import COLOURS, PALETTE, STYLE, contrast
from score_learn.core.drawing.shapes import SHAPES
from score_learn.core.drawing.stage import Someone

HEAD = "# A sentence.\nscene\n"
TALL = {"lamp-on", "pipe", "pipe-lagged"}


def svg_of(text: str) -> str:
    drawing = read_script("a.txt", text)
    assert drawing.problems == []
    return compose(drawing)


def codes_of(text: str) -> list[tuple[str, int]]:
    return [(found.code, found.line) for found in read_script("a.txt", text).problems]


def test_the_same_text_makes_the_same_drawing_and_it_is_whole() -> None:
    text = (
        HEAD
        + "press 220 190 size 1.4\noperator 90 190 size 1.1 near point press.button\nrays 280 60\n"
    )
    assert svg_of(text) == svg_of(text)
    assert ElementTree.fromstring(svg_of(text)).get("viewBox") == "0 0 320 200"
    assert judge("a.svg", svg_of(text).encode()) == ()


def test_a_hand_meets_the_point_it_is_sent_to() -> None:
    drawing = read_script(
        "a.txt", HEAD + "press 150 190\noperator 128 190 size 1.4 near press.lamp\n"
    )
    person = drawing.panels[0].items[1]
    assert isinstance(person, Someone)
    x, y = person.on_page(person.hand(1))
    assert (round(x), round(y)) == (150, 83)


def test_a_hand_out_of_reach_stops_where_the_arm_ends() -> None:
    drawing = read_script("a.txt", HEAD + "operator 100 190 near 300 100\n")
    person = drawing.panels[0].items[0]
    assert isinstance(person, Someone)
    assert 140 < person.on_page(person.hand(1))[0] < 160


def test_who_looks_left_is_mirrored_and_keeps_the_hand_on_its_place() -> None:
    drawing = read_script("a.txt", HEAD + "owner 200 190 size 1.2 left near 160 90\n")
    person = drawing.panels[0].items[0]
    assert isinstance(person, Someone)
    assert [round(value) for value in person.on_page(person.hand(1))] == [160, 90]
    assert "scale(-1.2 1.2)" in person.svg()


def test_an_arm_may_lie_over_what_was_drawn_later() -> None:
    text = HEAD + "newcomer 100 190 sit\ntable 130 118 60 72\narm newcomer\n"
    svg = svg_of(text)
    assert svg.count(PALETTE["coral-dark"]) == 2
    assert svg.rindex(PALETTE["coral-dark"]) > svg.index(PALETTE["wood"])


def test_what_is_held_lies_between_body_and_hand() -> None:
    svg = svg_of(HEAD + "safety 100 190 raise holds key size 1.4 turn 20\n")
    assert svg.index(PALETTE["yellow"]) < svg.index(PALETTE["gold"]) < svg.rindex(PALETTE["skin-b"])


def test_a_bubbles_tail_aims_at_its_speaker_and_stays_clear_of_the_face() -> None:
    svg = svg_of(HEAD + "operator 100 190\nbubble 100 30 60 30 to operator.head\n")
    tail = re.findall(r'd="M[^"]*L[^"]*z"/></svg>', svg)
    assert len(tail) == 1
    tip = float(re.findall(r"L[\d.]+ ([\d.]+)L", tail[0])[0])
    assert 43 < tip < 60


def test_each_panel_is_a_window_of_its_own() -> None:
    svg = svg_of("# Two.\ntwo panels\npanel 1\nwrong 20 20\npanel 2 dark\nright 130 20\n")
    root = ElementTree.fromstring(svg)
    windows = [child for child in root if child.tag.endswith("svg")]
    assert [window.get("x") for window in windows] == ["0", "164"]
    assert PALETTE["night"] in svg


@pytest.mark.parametrize("pose", POSES)
@pytest.mark.parametrize("who", CAST)
def test_everybody_can_stand_in_every_pose(who: str, pose: str) -> None:
    svg = svg_of(f"# {who}.\nscene\n{who} 160 190 {pose} face worry look down\n")
    assert judge("a.svg", svg.encode()) == ()


@pytest.mark.parametrize("name", sorted(things()))
def test_every_part_is_light_and_seen_in_grey_and_at_night(name: str) -> None:
    centre = 110 if things()[name].group in {"signs", "tools", "safety"} else 160
    svg = svg_of(f"# {name}.\nscene no floor\n{name} 160 {centre}\n")
    assert judge("a.svg", svg.encode()) == ()


def test_parts_have_names_of_their_own() -> None:
    assert not set(things()) & (set(CAST) | set(SHAPES) | {"arm", "head", "panel"})
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", name) for name in parts())


@pytest.mark.parametrize("name", sorted(SHAPES))
def test_every_shape_can_be_drawn_as_its_usage_says(name: str) -> None:
    usage = re.sub(r"\[[^]]*\]|\.\.\.", "", SHAPES[name].usage).replace("COLOUR", "red-dark")
    words = [word if word.islower() else "40" for word in usage.split()]
    svg = svg_of(f"# {name}.\nscene\n{' '.join(words)}\n")
    found = [each for each in judge("a.svg", svg.encode()) if each.code != "D25"]
    assert found == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [("D10", 1), ("D01", 1)]),
        ("scene\n", [("D10", 1)]),
        ("# A.\npicture\n", [("D01", 2), ("D01", 1)]),
        ("# A.\ntwo\n", [("D04", 2), ("D01", 1)]),
        (HEAD + "pres 10 10\n", [("D02", 3)]),
        (HEAD + "press ten 10\n", [("D03", 3)]),
        (HEAD + "press 10\n", [("D03", 3)]),
        (HEAD + "press 10 10 big\n", [("D04", 3)]),
        (HEAD + "rays 10 10 size\n", [("D03", 3)]),
        (HEAD + "rays 1 1 turn 3 4\n", [("D04", 3)]),
        (HEAD + "operator 10 10 near press.button\n", [("D05", 3)]),
        (HEAD + "press 1 1\nrays press.buton\n", [("D05", 4)]),
        (HEAD + "arm operator\n", [("D05", 3)]),
        (HEAD + "box 1000 10\n", [("D06", 3)]),
        (HEAD + "young 9 9\n" * 7, [("D07", 9)]),
        (HEAD + "rect crimson 1 1 9 9\n", [("D08", 3)]),
        (HEAD + "panel 2\n", [("D09", 3)]),
        (HEAD + "operator 9 9 face glad\n", [("D04", 3)]),
        (HEAD + "operator 9 9 holds sword\n", [("D02", 3)]),
        (HEAD + "arrow 1 1 9 9\n", [("D04", 3)]),
        (HEAD + "oops\npres 1 1\n", [("D02", 3), ("D02", 4)]),
    ],
)
def test_every_mistake_is_said_with_its_line(text: str, expected: list[tuple[str, int]]) -> None:
    assert codes_of(text) == expected


def test_a_slip_of_the_pen_is_answered_with_the_word_meant() -> None:
    (problem,) = read_script("a.txt", HEAD + "supervizor 10 10\n").problems
    assert problem.fix == "did you mean supervisor?"


@given(st.text(max_size=300))
def test_no_text_crashes_the_reader(text: str) -> None:
    drawing = read_script("a.txt", HEAD + text)
    if not drawing.problems:
        ElementTree.fromstring(compose(drawing))


def wrapped(inside: str, box: str = "0 0 320 200") -> bytes:
    paper = '<path class="w" fill="#FBF0DF" d="M0 0h320v200H0z"/>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}">{STYLE}{paper}{inside}</svg>'
    ).encode()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"<svg", "D20"),
        (wrapped("<script/>"), "D20"),
        (wrapped('<path d="M0 0h9" onload="x"/>'), "D20"),
        (wrapped('<path class="x" d="M0 0h9"/>'), "D20"),
        (b'<!DOCTYPE svg [<!ENTITY a "b">]>' + wrapped(""), "D20"),
        (wrapped("", box="0 0 100 100"), "D21"),
        (wrapped('<path fill="#123456" d="M9 9h9v9H9z"/>'), "D22"),
        (wrapped('<path stroke="blue" fill="none" d="M9 9h9v9H9z"/>'), "D22"),
        (wrapped("<text>Exit</text>"), "D24"),
        (wrapped('<path fill="#C23B2B" d="M20 20h90v90H20z"/><path fill="#5F717E" d="M40 40h9v9h-9z"/>'), "D25"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96"/>', "D26"),
    ],
)  # fmt: skip
def test_every_house_rule_is_held(content: bytes, code: str) -> None:
    assert code in {found.code for found in judge("a.svg", content)}


def test_a_heavy_drawing_and_a_strange_name_are_refused() -> None:
    many = "".join(
        f'<path fill="#2B2533" d="M{n * 7919 % 320} {n * 104729 % 200}h{n % 13 + 1}v3h-1z"/>'
        for n in range(900)
    )
    found = {each.code for each in judge("A b.svg", wrapped(many))}
    assert {"D23", "D28"} <= found


def test_a_shape_that_is_hidden_or_see_through_is_not_lost() -> None:
    square = '<path fill="#C23B2B" d="M20 20h90v90H20z"/>'
    hidden = '<path fill="#5F717E" d="M40 40h9v9h-9z"/><path fill="#FFFDF8" d="M30 30h60v60H30z"/>'
    clear = '<path fill="#5F717E" opacity=".3" d="M40 40h9v9h-9z"/>'
    turned = (
        '<g transform="translate(300 0)rotate(10)scale(2 .5)"><circle r="2" fill="#C23B2B"/></g>'
    )
    assert judge("a.svg", wrapped(square + hidden + clear + turned)) == ()


def test_every_colour_is_told_from_paper_or_is_paper() -> None:
    assert all(re.fullmatch("#[0-9A-F]{6}", colour) for colour in COLOURS)
    for name in ("ink", "blue", "plum", "red", "green-dark", "steel-dark", "wood", "coral", "teal"):
        assert contrast(PALETTE[name], PALETTE["wall"]) >= 3, name


def test_every_code_is_used_by_a_case_above_or_by_the_command() -> None:
    cases = Path(__file__).read_text("utf-8").partition("def test_every_code_is_used")[0]
    assert {code for code in CODES if f'"{code}"' not in cases} == {"D11", "D27"}
