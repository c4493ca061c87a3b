"""Every mistake the compiler knows: its code, how grave it is, what was expected, and the fix.

All wording about authors' mistakes stands here, once.  `docs/authoring.md` lists the same codes
and a test compares the two.  A code is never given a second meaning, because trainers look it up.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from score_learn.core import problem as problems
from score_learn.core.local import SITE_BLOCKS
from score_learn.core.problem import Code, Problem


def _error(expected: str, fix: str) -> Code:
    return Code("error", expected, fix)


def _notice(expected: str, fix: str) -> Code:
    return Code("notice", expected, fix)


FILES = {
    "F01": _error("at most 64 KiB of text in a file", "split it into two lessons"),
    "F02": _error("text in UTF-8", "save the file again, with the encoding UTF-8"),
    "F03": _error("a file module.md in the folder", "write one; content/_example shows how"),
    "F04": _error(
        "1-a-name.md, test.md, team-sheet.md, module.md or img/; in country notes IN.md",
        "rename a lesson: a number first, small letters a-z, digits and hyphens; take any other file out",
    ),
    "F05": _error("--- alone on a line after the settings", "close the settings with ---"),
    "F06": _error("key: value", "write one setting a line, with a colon"),
    "F07": _error("a setting that docs/authoring.md lists", "correct its name or take it out"),
    "F08": _error("a value that docs/authoring.md lists", "correct the value"),
    "F09": _error("each setting once", "take one of the two out"),
    "F10": _error("one heading with a single #, first of all", "begin the page with # and a title"),
    "F11": _error(
        "no marks of an unfinished merge",
        "keep one of the two texts; take out <<<<<<<, ======= and >>>>>>>",
    ),
    "F12": _error("a key of its own for each lesson", "rename one of the two files"),
    "F13": _error(
        "no signs that cannot be seen", "type the line again, without copying the hidden sign"
    ),
    "F14": _notice("lines that end in one sign", "nothing to do; the stamp writes it"),
    "F15": _error("a lesson", "write a file such as 1-first-lesson.md"),
    "F16": _error("an ordinary file inside the module's folder", "put the file itself there"),
    "F17": _error("a paragraph that says what the course is for", "write it under the title"),
    "F18": _error(
        "at most 400 files and 8 MiB in a folder", "take out what the course does not use"
    ),
    "F20": _error(
        "country notes in a folder of their own, without lessons, test or team sheet",
        "move the country note to content/country-notes",
    ),
    "F19": _notice("a translation that fits the text", "correct the entry in the catalog"),
}

LIMITS = {
    "L01": _error("text that is understood within two seconds", "make the text here simpler"),
    "L02": _error("lists and quotes at most three deep", "write it flatter"),
    "L03": _error("at most 2000 signs in one paragraph", "split it; a card holds about 25 words"),
    "L04": _error("at most 60 of the signs of Markdown in one paragraph", "write it plainer"),
    "L05": _error(
        "at most 60 blocks, items or lines of a story together, 200 headings",
        "split it into several cards",
    ),
    "L06": _error("memory enough for the page", "make the text here simpler"),
    "L08": _error(
        "a compiler that ends as it should", "report this line to whoever maintains the program"
    ),
    "L07": _error("at most 100 mistakes in a file", "mend those above first"),
}

MARKDOWN = {
    "M01": _error("# title, ## card, ### question of a pool", "use the heading level that fits"),
    "M02": _error(
        "a heading that begins with #",
        "write ## before the heading, # before the page's title; no line under it",
    ),
    "M03": _error("no spaces at the end of a line", "take them out; begin a paragraph instead"),
    "M04": _error(
        "at most three spaces before a line",
        "take the spaces out; code stands between lines of three backticks",
    ),
    "M05": _error("Markdown and no HTML", "take the tag out; write < alone with a space after it"),
    "M06": _error("a closing line under code", "write three backticks alone on a line"),
    "M07": _error("--> at the end of a comment", "close the comment with -->"),
    "M08": _error(
        "text under a card's heading", "move it below the title, under a heading with ##"
    ),
    "M09": _error("words in the heading", "write the heading's words after the signs"),
    "M10": _error("[words](address) in the same place", "write the address behind the words"),
    "M11": _error(
        "q: pool: audience: in a heading's comment, c: last in a choice's, talk or commitments on the sheet, course: in country notes",
        "correct it, or begin the comment with another word to make it a note",
    ),
    "M12": _error("code outside lists and quotes", "move the code before or after"),
    "M13": _error("a paragraph, a list or a table", "take the line out; ## begins the next card"),
    "M15": _error(
        "a space after the signs of a heading", "put a space after the signs, as many as there are"
    ),
    "M16": _error(
        "[site:NAME] as a paragraph of its own on a card, NAME one of " + ", ".join(SITE_BLOCKS),
        "correct the name, or give it a paragraph of its own under a card's heading",
    ),
    "M14": _error("as many cells as the table's head has", "add or take out a |"),
}

QUESTIONS = {
    "Q01": _error("an id behind the heading", "run: score-learn content stamp"),
    "Q02": _error("an id that stands once in the module", "run: score-learn content stamp"),
    "Q03": _error("an id that was never retired", "take the id out and stamp again"),
    "Q04": _error(
        "4 to 6 of 0-9 and a-z without i, l, o, u",
        "take the id out and run: score-learn content stamp",
    ),
    "Q05": _error("a list with ( ), [ ], (1), => or = under the heading", "write the answers"),
    "Q06": _error("one (x) in a round list", "mark the right choice with (x)"),
    "Q07": _error("one (x) in a round list", "unmark one, or use [x] for choose all that fit"),
    "Q08": _error("one [x] at least in a square list", "mark what is right with [x]"),
    "Q09": _error(
        "the same sort of mark in the whole list", "use only ( ), only [ ], only (1) or only ="
    ),
    "Q10": _error("choices that differ in their words", "reword or take out one of the two"),
    "Q11": _error("two choices, steps or pairs at least", "write another one"),
    "Q12": _error("one wrong choice at least", "add a wrong choice that people really do"),
    "Q13": _error("x for right, a space for wrong", "write x or a space between the brackets"),
    "Q14": _error(
        "two spaces before a choice's feedback, an empty line before an explanation",
        "put two spaces before the >, or an empty line above it",
    ),
    "Q15": _error("a space between mark and picture or words", "write a space after the ]"),
    "Q16": _error("the numbers (1) (2) (3), each once", "number the steps anew"),
    "Q17": _error("left => right, and => right for what belongs to nothing", "add what is missing"),
    "Q18": _error("=> between what belongs together", "did you mean =>?"),
    "Q19": _error(
        "one answer list under a heading", "take one out, or give it a heading of its own"
    ),
    "Q20": _error(
        "only quotes under a choice and after the answers",
        "write it as a quote, or put it before the list",
    ),
    "Q21": _notice("marks as ( ) [ ] - => +- =", "nothing to do; the stamp writes it"),
    "Q22": _notice("more than one [x]", "did you mean round, ( ) and (x)?"),
    "Q23": _notice(
        "a checklist, since nothing is marked", "for a question mark what is right: [x]"
    ),
    "Q24": _notice(
        "feedback under every choice", "write a quote under it: why is it right or wrong?"
    ),
    "Q25": _notice("choices that stand alone", "list them; say nothing about all or none above"),
    "Q26": _notice("choices that stand alone", "name the things instead of letters"),
    "Q27": _notice("one no in a sentence", "say it without the double no"),
    "Q28": _error(
        "a number that can be read in one way",
        "write 1000 or 1.5, without thousands' marks, and a space before the unit",
    ),
    "Q29": _error(
        "points:1 to 20, partial:yes, shuffle:no, audience:worker", "correct the setting"
    ),
    "Q30": _error(
        "a pool with enough questions for everyone who sees it", "write more, or pick fewer"
    ),
    "Q31": _error("pool:name pick:5, a name once in the file", "correct the pool's comment"),
    "Q32": _error(
        "### only under a pool's heading",
        "use ##, or write above it ## and a title with <!-- pool:name pick:5 -->",
    ),
    "Q33": _error("paragraphs and one picture before the answers", "take the list or table out"),
    "Q34": _error("no feedback under typed answers", "write it as an explanation after the list"),
    "Q35": _error("words or a picture", "write the choice"),
    "Q36": _error(
        "c: and 1 to 16 of a-z, 0-9 and -, once in the question", "correct the fixed name"
    ),
    "Q37": _error(
        "questions below a pool's heading",
        "put the text above the pool, under a heading ## of its own",
    ),
    "Q38": _notice("an audience that sees the page", "check the audience of page and heading"),
    "Q39": _error(
        "answers of at most 60 signs, to be typed", "shorten it; a comma is no separator"
    ),
    "Q40": _error(
        "the name of a card that everyone who is asked sees",
        "write read:card, in the test read:lesson/card",
    ),
    "Q41": _error(
        "one <!-- commitments --> on the team sheet, with two to six empty boxes",
        "write a list of - [ ] under one heading",
    ),
    "Q42": _error("one <!-- talk --> on the team sheet", "take the other one out"),
}

PICTURES = {
    "P01": _error("a picture that is in the folder", "put the file there, or correct its name"),
    "P02": _error("words that say what is seen", "write them between ![ and ]"),
    "P03": _error("a picture inside the module's folder", "copy it to img/ and write img/name.svg"),
    "P04": _error("a whole .svg, .png, .jpg or .webp", "save the picture again as one of these"),
    "P05": _error("a drawing without words, scripts, links or outside parts", "take that part out"),
    "P06": _error("a picture at the beginning of a paragraph, choice or item", "move it there"),
    "P07": _error("https://, mailto: or tel:", "write the whole address"),
    "P08": _notice("a page that needs no internet", "check that learners can do without it"),
    "P09": _error("at most 64 KiB for a drawing, 256 KiB for a photo", "save it smaller"),
    "P10": _notice("a picture that a page uses", "use it or take it out"),
    "P11": _error(
        "audio/ and ten signs, a language and .opus",
        "take the name that score-learn content audio-script gives",
    ),
    "P12": _error("at most 512 KiB for a recording", "record it again, shorter or as mono speech"),
    "P13": _error("a recording in Ogg Opus", "save it as .opus"),
    "P14": _notice("a recording of words that stand on a page", "record the new words"),
}

CODES: dict[str, Code] = {**FILES, **LIMITS, **MARKDOWN, **QUESTIONS, **PICTURES}


@dataclass
class Report(problems.Report):
    """Collects what is wrong with one file of a course."""

    codes: Mapping[str, Code] = field(default_factory=lambda: CODES)
    more: str = "L07"


def problem(code: str, file: str, line: int, read: str) -> Problem:
    """Return one problem with the wording of its code."""
    return problems.worded(code, CODES[code], file, line, read)
