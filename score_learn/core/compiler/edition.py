"""A module's draft in one language."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import TypeVar

from score_learn.core.compilation import Edition
from score_learn.core.compiler.asked import ask
from score_learn.core.compiler.draft import (
    CardDraft,
    Listing,
    Message,
    ModuleDraft,
    PageDraft,
    PoolDraft,
    messages_in,
)
from score_learn.core.compiler.folder import FolderReader
from score_learn.core.compiler.markup import parts_of
from score_learn.core.compiler.versions import commitment_id
from score_learn.core.compiler.voice import Speaker
from score_learn.core.course import (
    Card,
    Commitment,
    Commitments,
    CountryNote,
    Lesson,
    Module,
    Pool,
    Quiz,
    Sheet,
    Topic,
)
from score_learn.core.local import blocks_in

T = TypeVar("T")


def said_in(card: CardDraft) -> Iterator[Message]:
    """Yield what is read aloud of a card: all its words but names and what pictures show."""
    for message in messages_in((card.title, card.blocks) if card.title else card.blocks):
        if not message.context.endswith(("/alt", "/speaker")):
            yield message


class EditionBuilder:
    """Builds one edition, each page within its own limits."""

    def __init__(self, draft: ModuleDraft, speaker: Speaker, reader: FolderReader) -> None:
        self.draft = draft
        self.speaker = speaker
        self.reader = reader

    def build(self) -> Edition:
        """Return the edition; what could not be rendered in time is in the reader's reports."""
        module = self._module()
        catalog = self.speaker.catalog
        return Edition(
            lang=catalog.lang,
            catalog=self.speaker.digest(),
            complete=not self.speaker.missing,
            missing=len(self.speaker.missing),
            reviewed=catalog.reviewed or catalog.lang == self.draft.front.language,
            module=module,
        )

    def _module(self) -> Module:
        front, draft = self.draft.front, self.draft
        voice = self.speaker.voice((front.title, front.purpose), self.reader.report("module.md"))
        pages = [self._bounded(page, self._lesson) for page in draft.lessons]
        lessons = tuple(lesson for lesson in pages if lesson)
        sheet = self._bounded(draft.sheet, self._sheet)
        cards = [card for lesson in lessons for card in lesson.cards]
        return Module(
            key=draft.key,
            language=front.language,
            lang=self.speaker.catalog.lang,
            title=voice.plain(front.title),
            title_lang=voice.lang,
            purpose=voice.paragraphs(front.purpose),
            order=front.order,
            mark=front.mark,
            room=front.room,
            valid_months=front.valid_months,
            fallback=front.fallback,
            test_out=front.test_out,
            lessons=lessons,
            test=self._bounded(draft.test, self._quiz),
            sheet=sheet,
            notes=tuple(note for page in draft.notes if (note := self._bounded(page, self._note))),
            site_blocks=blocks_in([*cards, *(sheet.cards if sheet else ())]),
        )

    def _lesson(self, page: PageDraft) -> Lesson:
        title, lang = self._title(page)
        return Lesson(
            key=page.key,
            title=title,
            lang=lang,
            audience=page.audience,
            minutes=page.minutes,
            sensitive=page.sensitive,
            cards=tuple(self._card(card, page) for card in page.cards),
            quiz=self._quiz(page),
        )

    def _sheet(self, page: PageDraft) -> Sheet:
        title, lang = self._title(page)
        cards = tuple(self._card(card, page) for card in page.cards)
        roles = {card.role: place for place, card in enumerate(page.cards)}
        promised = roles.get("commitments")
        return Sheet(
            title=title,
            lang=lang,
            cards=cards,
            talk=cards[roles["talk"]] if "talk" in roles else None,
            commitments=None if promised is None else self._commitments(page, promised),
        )

    def _note(self, page: PageDraft) -> CountryNote:
        title, lang = self._title(page)
        topics: dict[str, list[Card]] = {}
        for card in page.cards:
            topics.setdefault(card.course, []).append(self._card(card, page))
        return CountryNote(
            country=page.key.upper(),
            title=title,
            lang=lang,
            as_of=page.as_of,
            checked=page.checked,
            topics=tuple(Topic(module=key, cards=tuple(cards)) for key, cards in topics.items()),
        )

    def _commitments(self, page: PageDraft, place: int) -> Commitments:
        card = page.cards[place]
        voice = self.speaker.voice(card, self.reader.report(page.file))
        messages = [
            item.message
            for block in card.blocks
            if isinstance(block, Listing) and block.checklist
            for item in block.items
            if item.message
        ]
        return Commitments(
            title=voice.plain(card.title) if card.title else "",
            lang=voice.lang,
            choices=tuple(
                Commitment(id=commitment_id(message), html=voice.inline(message))
                for message in messages
            ),
        )

    def _bounded(self, page: PageDraft | None, build: Callable[[PageDraft], T | None]) -> T | None:
        """Build a page within its file's limits."""
        if page is None:
            return None
        return self.reader.guard(self.reader.report(page.file), lambda: build(page))

    def _title(self, page: PageDraft) -> tuple[str, str]:
        voice = self.speaker.voice(page.title, self.reader.report(page.file))
        return voice.plain(page.title), voice.lang

    def _card(self, card: CardDraft, page: PageDraft) -> Card:
        voice = self.speaker.voice(card, self.reader.report(page.file))
        title = card.title or (card.question.prompt[0] if card.question else None)
        return Card(
            key=card.key,
            title=voice.plain(title) if title else "",
            lang=voice.lang,
            audience=card.audience,
            picture=voice.picture(card.image),
            parts=parts_of(card.blocks, voice),
            check=ask(card.question, voice, page.key) if card.question else None,
            audio=voice.audio(said_in(card)) if not card.question else (),
        )

    def _quiz(self, page: PageDraft) -> Quiz | None:
        if not page.pools:
            return None
        picks, passes = (
            sum(getattr(pool, name) for pool in page.pools) for name in ("pick", "passes")
        )
        return Quiz(
            pools=tuple(self._pool(pool, page) for pool in page.pools),
            pass_mark=page.pass_mark or Fraction(passes, picks),
            attempts=page.attempts,
        )

    def _pool(self, pool: PoolDraft, page: PageDraft) -> Pool:
        report = self.reader.report(page.file)
        voice = self.speaker.voice(pool.title, report)
        return Pool(
            key=pool.key,
            title=voice.plain(pool.title),
            lang=voice.lang,
            pick=pool.pick,
            audience=pool.audience,
            questions=tuple(
                ask(question, self.speaker.voice(question, report), page.key)
                for question in pool.questions
            ),
        )
