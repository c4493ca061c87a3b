"""One file of a module: a lesson, the test, the team sheet, or a country note."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal, cast, get_args

from score_learn.core.compiler.attributes import KEY, NOTE, POOL, SHEET, audience, only
from score_learn.core.compiler.blocks import Raw
from score_learn.core.compiler.codes import Report
from score_learn.core.compiler.draft import (
    Block,
    CardDraft,
    Listing,
    PageDraft,
    PoolDraft,
    QuestionDraft,
)
from score_learn.core.compiler.header import YES_OR_NO, Header, Value, read_header
from score_learn.core.compiler.outline import Section, outline
from score_learn.core.compiler.passage import passage
from score_learn.core.compiler.quiz import (
    NEW,
    is_question,
    lead_picture,
    question_id,
    read_question,
)
from score_learn.core.compiler.slug import slug_of
from score_learn.core.compiler.source import decode, read_lines
from score_learn.core.compiler.words import Place
from score_learn.core.course import is_for
from score_learn.core.question import Audience, Track

Sort = Literal["lesson", "test", "sheet", "note"]

KNOWN: Mapping[Sort, set[str]] = {
    "lesson": {"audience", "minutes", "sensitive"},
    "test": {"pass", "attempts"},
    "sheet": {"audience"},
    "note": {"as-of", "checked"},
}

SHARE = Value(r"(?:[1-9]\d?|100) ?%", "a percentage from 1% to 100%")
ATTEMPTS = Value(r"[1-9]\d?|none", "a whole number from 1 to 99, or none")
MINUTES = Value(r"[1-9]|[1-5]\d|60", "a whole number from 1 to 60")
MONTH = Value(r"20\d\d-(?:0[1-9]|1[0-2])", "a year and a month, such as 2026-11")

OWN: Mapping[Sort, set[str]] = {"sheet": SHEET, "note": NOTE}
"""Settings of a card's own on pages that ask nothing."""


@dataclass
class OpenPool:
    """A pool whose questions are still being read; broken questions count, but are not kept.

    `pick` is 0 where its comment does not say it well: no more is judged by it.
    """

    section: Section
    key: str
    audience: Audience
    pick: int
    questions: list[QuestionDraft] = field(default_factory=list)
    broken: int = 0


@dataclass
class PageReader:
    """Reads one page, section by section."""

    key: str
    sort: Sort
    standard: Mapping[str, str]
    report: Report
    audience: Audience = "all"
    cards: list[CardDraft] = field(default_factory=list)
    pools: list[OpenPool] = field(default_factory=list)
    slugs: dict[str, int] = field(default_factory=dict)
    in_pool: bool = False

    @property
    def is_paper(self) -> bool:
        """Tell whether the page is only read, and asks nothing."""
        return self.sort in OWN

    def read(self, content: bytes) -> PageDraft | None:
        """Return the page, or None when it has no title; mistakes are in the report."""
        texts = decode(content, self.report)
        if texts is None:
            return None
        header = read_header(texts, KNOWN[self.sort], self.report)
        self.audience = self._audience(header)
        lines = read_lines(texts[header.end :], header.end + 1, self.report)
        before, sections = outline(lines, self.report)
        self._stray(before)
        if not sections:
            return None
        only(sections[0].settings, set())
        self._intro(sections[0])
        for section in sections[1:]:
            self._section(section)
        return self._page(header, sections[0])

    def _audience(self, header: Header) -> Audience:
        word = header.values.get("audience", "all")
        return audience(word, header.lines.get("audience", 1), self.report, "F08")

    def _stray(self, blocks: list[Raw]) -> None:
        for raw in blocks[:1]:
            self.report.add("M08", raw.line, raw.lines[0].text, **self._way_out())

    def _way_out(self) -> dict[str, str]:
        """Return where text goes that no card shows; a test has no cards."""
        return {"fix": "take it out, or move it into a lesson"} if self.sort == "test" else {}

    def _intro(self, section: Section) -> None:
        """Take what stands under the title: a sheet's or note's first words, elsewhere a mistake."""
        if not self.is_paper:
            self._stray(section.blocks)
        elif section.blocks:
            blocks = passage(section.blocks, self._place("intro"))
            image, rest = lead_picture(blocks)
            self.slugs["intro"] = 1
            self.cards.append(
                CardDraft(key="intro", line=section.line, title=None, image=image, blocks=rest)
            )

    def _place(self, key: str) -> Place:
        return Place(f"{self.key}/{key}", self.report)

    def _section(self, section: Section) -> None:
        if section.level == 2:
            self.in_pool = "pool" in section.settings.words
        if section.level == 2 and self.in_pool:
            self._open_pool(section)
        elif section.level == 2 and self.sort == "test":
            fix = "write <!-- pool:name pick:5 --> behind it, or move the card into a lesson"
            self.report.add("Q37", section.line, section.title, fix=fix)
        elif section.level == 2:
            self._card(section)
        elif section.level == 3 and self.in_pool:
            self._graded(section)
        elif section.level == 3:
            self.report.add("Q32", section.line, section.title, **self._no_pool())

    def _no_pool(self) -> dict[str, str]:
        """Return how to mend a ### under no pool, where a page has only cards or only pools."""
        if self.sort == "test":
            return {"fix": "write above it ## and a title with <!-- pool:name pick:5 -->"}
        return {"fix": "use ##"} if self.is_paper else {}

    def _card(self, section: Section) -> None:
        if is_question(section):
            self._check(section)
            return
        only(section.settings, {"audience"} | OWN.get(self.sort, set()))
        key = self._slug(section.title)
        place = self._place(key)
        if section.bare:
            fix = "write the card's text under it"
            self.report.add("M08", section.line, section.title, fix=fix)
        image, blocks = lead_picture(passage(section.blocks, place) if section.blocks else ())
        self.cards.append(
            CardDraft(
                key=key,
                line=section.line,
                title=place.message("title", section.line, section.title),
                audience=self._seen(section),
                role=self._role(section, blocks),
                course=section.settings.words.get("course", ""),
                image=image,
                blocks=blocks,
            )
        )

    def _role(self, section: Section, blocks: tuple[Block, ...]) -> str:
        """Return what a card of the team sheet is for besides; at most one is for each."""
        known = SHEET if self.sort == "sheet" else ()
        role = next((word for word in section.settings.words if word in known), "")
        taken = any(card.role == role for card in self.cards)
        boxes = [
            len(block.items) for block in blocks if isinstance(block, Listing) and block.checklist
        ]
        if role == "talk" and taken:
            self.report.add("Q42", section.line, section.title)
        if role == "commitments" and (taken or len(boxes) != 1 or not 2 <= boxes[0] <= 6):
            self.report.add("Q41", section.line, section.title)
        return role

    def _check(self, section: Section) -> None:
        if self.is_paper:
            self.report.add(
                "Q32",
                section.line,
                section.title,
                expected="no questions here",
                fix="take id and answers out, or move the question into a lesson",
            )
        key = question_id(section) or NEW
        question, blocks = read_question(section, self._place(key), self.standard, graded=False)
        audience_ = self._seen(section)
        self.cards.append(
            CardDraft(
                key=key,
                line=section.line,
                title=None,
                audience=audience_,
                blocks=blocks,
                question=question,
            )
        )

    def _graded(self, section: Section) -> None:
        pool = self.pools[-1]
        place = self._place(question_id(section) or NEW)
        question, _ = read_question(section, place, self.standard, graded=True)
        self._seen(section)
        if question:
            pool.questions.append(question)
        else:
            pool.broken += 1

    def _open_pool(self, section: Section) -> None:
        settings = only(section.settings, POOL)
        key = settings.words["pool"]
        if not KEY.fullmatch(key) or any(pool.key == key for pool in self.pools):
            expected = "a name of a-z, 0-9 and -, once in the file"
            self.report.add("Q31", section.line, f"pool:{key}", expected=expected)
        if "pick" not in settings.words:
            fix = "write behind the pool's name how many are asked, such as pick:5"
            self.report.add("Q31", section.line, section.title, fix=fix)
        for raw in section.blocks[:1]:
            self.report.add("Q37", raw.line, raw.lines[0].text, **self._way_out())
        pick = settings.count("pick", 0, "Q31")
        self.pools.append(OpenPool(section, key, self._seen(section), pick))

    def _seen(self, section: Section) -> Audience:
        wanted = section.settings.audience
        if "all" not in {wanted, self.audience} and wanted != self.audience:
            self.report.add("Q38", section.line, f"audience:{wanted}")
        return wanted

    def _slug(self, title: str) -> str:
        """Return a key for a card from its title, unique in the page."""
        slug = base = slug_of(title)
        while slug in self.slugs:
            self.slugs[base] += 1
            slug = f"{base}-{self.slugs[base]}"
        self.slugs[slug] = 1
        return slug

    def _page(self, header: Header, title: Section) -> PageDraft:
        report = self.report
        share = header.choose("pass", SHARE, "", report)
        attempts = header.choose("attempts", ATTEMPTS, "none", report)
        return PageDraft(
            file=report.file,
            key=self.key,
            title=Place(self.key, report).message("title", title.line, title.title),
            audience=self.audience,
            minutes=int(header.choose("minutes", MINUTES, "4", report)),
            sensitive=header.choose("sensitive", YES_OR_NO, "no", report) == "yes",
            pass_mark=Fraction(int(share.rstrip(" %")), 100) if share else None,
            attempts=None if attempts == "none" else int(attempts),
            as_of=header.choose("as-of", MONTH, "", report),
            checked=header.choose("checked", YES_OR_NO, "no", report) == "yes",
            cards=tuple(self.cards),
            pools=tuple(self._pool(pool) for pool in self.pools),
        )

    def _pool(self, pool: OpenPool) -> PoolDraft:
        section = pool.section
        usual = -(-pool.pick * 4 // 5)
        passes = section.settings.count("pass", usual, "Q31")
        if pool.pick and passes > pool.pick:
            read, expected = f"pick:{pool.pick} pass:{passes}", "no more to pass than are asked"
            self.report.add("Q31", section.line, read, expected=expected)
        self._judge_size(pool)
        return PoolDraft(
            key=pool.key,
            line=section.line,
            title=self._place(pool.key).message("title", section.line, section.title),
            pick=pool.pick,
            passes=passes,
            audience=pool.audience,
            questions=tuple(pool.questions),
        )

    def _judge_size(self, pool: OpenPool) -> None:
        for track in cast("tuple[Track, ...]", get_args(Track)):
            if not (is_for(self.audience, track) and is_for(pool.audience, track)):
                continue
            seen = sum(is_for(question.audience, track) for question in pool.questions)
            if seen + pool.broken < pool.pick:
                read = f"pick:{pool.pick}, but a {track} sees {seen}"
                self.report.add("Q30", pool.section.line, read)
                return
