"""A module's folder: which file is what, and what holds for all of them together."""

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Protocol, TypeVar, cast, get_args

from score_learn.core.compiler.attributes import ID, only
from score_learn.core.compiler.codes import Report
from score_learn.core.compiler.draft import Front, ModuleDraft, PageDraft
from score_learn.core.compiler.header import YES_OR_NO, Header, Value, one_of, read_header
from score_learn.core.compiler.outline import Section, outline
from score_learn.core.compiler.page import PageReader, Sort
from score_learn.core.compiler.pointer import Targets
from score_learn.core.compiler.source import decode, read_lines
from score_learn.core.compiler.words import Place, joined
from score_learn.core.course import TEST, Fallback
from score_learn.core.languages import REGISTRY

MODULE = "module.md"
SHEET = "sheet"
RETIRED = ".retired"
LESSON = re.compile(r"(\d{1,3})-([a-z0-9]+(?:-[a-z0-9]+)*)\.md")
NOTE = re.compile(r"([A-Z]{2})\.md")
OTHERS = {MODULE, RETIRED, "README.md"}
PAGES: Mapping[str, Sort] = {"test.md": "test", "team-sheet.md": "sheet"}
RESERVED = {TEST, SHEET, "module", "answer"}
SETTINGS = {"language", "order", "mark", "room", "valid", "fallback", "test-out"}
PICTURE = re.compile(r"\.(svg|png|jpe?g|webp)$")
MONTHS = Value(r"[1-9]\d?", "months, a whole number from 1 to 99")
ORDER = Value(r"\d{1,4}", "a whole number from 0 to 9999")
NAME = Value("[a-z][a-z0-9-]*", "a name of small letters, digits and hyphens")

STANDARD = {word.casefold(): word for word in ("True", "False", "Yes", "No")}
"""Words of true-false questions; what they are in other languages is in the program's catalog."""

T = TypeVar("T")


class Guard(Protocol):
    """Bounds the work on one file; reports in its name, and returns None, when it ends early."""

    def __call__(self, report: Report, work: Callable[[], T], /) -> T | None:
        """Return what the work gives."""
        ...


def standard_words(program: Mapping[tuple[str, str], str]) -> dict[str, str]:
    """Return the source's words for true, false, yes and no, each with the program's own."""
    words = {program.get(("answer", word), "").casefold(): word for word in STANDARD.values()}
    return {**STANDARD, **{word: own for word, own in words.items() if word}}


def language_of(content: bytes) -> str:
    """Return the language that module.md names, before anything else is read."""
    header = read_header((decode(content, Report(MODULE)) or []), SETTINGS, Report(MODULE))
    return header.choose("language", _languages(), "en", Report(MODULE))


def _languages() -> Value:
    return one_of(*(code for code, row in REGISTRY.items() if not row.pseudo))


class FolderReader:
    """Reads the files of one module; every mistake is in one of its reports."""

    def __init__(
        self, key: str, files: Mapping[str, bytes], standard: Mapping[str, str], guard: Guard
    ) -> None:
        self.key = key
        self.files = files
        self.standard = standard
        self.guard = guard
        self.reports: dict[str, Report] = {}

    def report(self, file: str) -> Report:
        """Return the report of a file, begun if need be."""
        return self.reports.setdefault(file, Report(file))

    def read(self) -> ModuleDraft | None:
        """Return the module, or None when it cannot even be put together."""
        front = self._front()
        self._judge_names()
        lessons = self._lessons()
        test, sheet = (
            self._page("test.md", TEST, "test"),
            self._page("team-sheet.md", SHEET, "sheet"),
        )
        notes = self._notes()
        if not notes and not any(LESSON.fullmatch(file) for file in self.files):
            self.report(MODULE).add("F15", 1, "no lesson")
        if front is None:
            return None
        module = ModuleDraft(
            key=self.key, front=front, lessons=tuple(lessons), test=test, sheet=sheet, notes=notes
        )
        self._judge_ids(module)
        self._judge_targets(module)
        return module

    def _front(self) -> Front | None:
        report = self.report(MODULE)
        if MODULE not in self.files:
            report.add("F03", 1, "no module.md")
            return None
        return self.guard(report, lambda: read_front(self.files[MODULE], report))

    def _judge_names(self) -> None:
        for file in self.files:
            known = (
                file in OTHERS or file in PAGES or LESSON.fullmatch(file) or NOTE.fullmatch(file)
            )
            if not known and not PICTURE.search(file):
                self.report(file).add("F04", 1, file)

    def _lessons(self) -> list[PageDraft]:
        names = sorted(
            (int(found[1]), found[2], file)
            for file in self.files
            if (found := LESSON.fullmatch(file))
        )
        keys: set[str] = set()
        pages = []
        for _, key, file in names:
            if key in RESERVED:
                fix = f"rename the file; the program needs {key} itself"
                self.report(file).add("F12", 1, file, fix=fix)
            elif key in keys:
                self.report(file).add("F12", 1, file)
            keys.add(key)
            pages.append(self._page(file, key, "lesson"))
        return [page for page in pages if page]

    def _notes(self) -> tuple[PageDraft, ...]:
        """Read the country notes; they stand in a folder without anything to learn."""
        found = [(file, name[1]) for file in sorted(self.files) if (name := NOTE.fullmatch(file))]
        if any(file in PAGES or LESSON.fullmatch(file) for file in self.files):
            for file, _ in found:
                self.report(file).add("F20", 1, file)
        pages = [self._page(file, country.lower(), "note") for file, country in found]
        return tuple(page for page in pages if page)

    def _page(self, file: str, key: str, sort: Sort) -> PageDraft | None:
        if file not in self.files:
            return None
        report = self.report(file)
        reader = PageReader(key, sort, self.standard, report)
        return self.guard(report, lambda: reader.read(self.files[file]))

    def _judge_ids(self, module: ModuleDraft) -> None:
        seen: dict[str, str] = {}
        retired = retired_ids(self.files.get(RETIRED, b""))
        for page in module.pages:
            report = self.report(page.file)
            for question in page.questions:
                if question.id in seen:
                    report.add(
                        "Q02", question.line, f"q:{question.id}, also in {seen[question.id]}"
                    )
                elif question.id in retired:
                    report.add("Q03", question.line, f"q:{question.id}")
                elif question.id:
                    seen[question.id] = f"{page.file}:{question.line}"

    def _judge_targets(self, module: ModuleDraft) -> None:
        if len(module.lessons) < sum(bool(LESSON.fullmatch(file)) for file in self.files):
            return  # nobody knows the cards of a lesson that could not be read
        targets = Targets(module.lessons)
        for page in module.pages:
            report = self.report(page.file)
            self.guard(report, partial(targets.judge, page, report))


def retired_ids(content: bytes) -> set[str]:
    """Return the ids in a .retired file; anything else in it is passed over."""
    return {word for word in content.decode("utf-8", "replace").split() if ID.fullmatch(word)}


def read_front(content: bytes, report: Report) -> Front | None:
    """Return what module.md says, or None when it has no title."""
    texts = decode(content, report)
    if texts is None:
        return None
    header = read_header(texts, SETTINGS, report)
    before, sections = outline(read_lines(texts[header.end :], header.end + 1, report), report)
    strays = [raw.line for raw in before] + [section.line for section in sections[1:]]
    for line in strays[:1]:
        report.add("M08", line, "text beside title and purpose", fix="move it to a lesson")
    return _front(header, sections[0], report) if sections else None


def _front(header: Header, section: Section, report: Report) -> Front:
    place = Place("module", report)
    only(section.settings, set())
    for raw in section.blocks:
        if raw.sort != "paragraph":
            report.add("M08", raw.line, raw.lines[0].text, fix="write only paragraphs here")
    purpose = tuple(place.message("purpose", raw.line, joined(raw.lines)) for raw in section.blocks)
    if not purpose:
        report.add("F17", section.line, section.title)
    valid = header.choose("valid", MONTHS, "", report)
    return Front(
        title=place.message("title", section.line, section.title),
        purpose=purpose,
        language=header.choose("language", _languages(), "en", report),
        order=int(header.choose("order", ORDER, "0", report)),
        mark=header.choose("mark", NAME, "", report),
        room=header.choose("room", NAME, "", report),
        valid_months=int(valid) if valid else None,
        fallback=_fallback(header, report),
        test_out=header.choose("test-out", YES_OR_NO, "no", report) == "yes",
    )


def _fallback(header: Header, report: Report) -> Fallback:
    return cast("Fallback", header.choose("fallback", one_of(*get_args(Fallback)), "hold", report))


def draft_of(name: str, content: bytes) -> Front | PageDraft | None:
    """Return the draft of a single file, by its name; None for one that holds no course text."""
    report = Report(name)
    if name == MODULE:
        return read_front(content, report)
    found, note = LESSON.fullmatch(name), NOTE.fullmatch(name)
    sort: Sort = "note" if note else PAGES.get(name, "lesson")
    key = (
        found[2] if found else note[1].lower() if note else {"test": TEST, "sheet": SHEET}.get(sort)
    )
    return PageReader(key, sort, STANDARD, report).read(content) if key else None
