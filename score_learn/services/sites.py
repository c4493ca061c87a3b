"""What a site says of itself: whose law holds there, and its own words in the lessons."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from score_learn.core.languages import REGISTRY
from score_learn.core.local import MOST_SIGNS, SITE_BLOCKS, HiddenLesson, lacking
from score_learn.core.people import SiteId
from score_learn.services.offers import published
from score_learn.storage import organisations, site_words
from score_learn.storage.database import transaction
from score_learn.storage.organisations import SiteRow
from score_learn.storage.site_words import SiteWordsRow


class SiteError(ValueError):
    """A site, block, language, country or text that cannot be; the message says what can."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteOverview:
    """A site as the operator sees it; `words` are the languages each block is written in."""

    name: str
    language: str
    country: str | None
    words: dict[str, tuple[str, ...]]
    hidden: tuple[HiddenLesson, ...]


def overview() -> tuple[SiteOverview, ...]:
    """Return every site, the oldest first."""
    return tuple(_overview(site) for site in organisations.sites())


def hidden_lessons(site_id: SiteId, lang: str) -> tuple[HiddenLesson, ...]:
    """Return the lessons that the site does not show, titles in that language."""
    filled = {row.block for row in site_words.of_site(site_id)}
    return tuple(_hidden(lang, filled))


def set_country(name: str, country: str) -> None:
    """Say whose law holds at a site: two letters such as IN; "" takes it back."""
    code = country.strip().upper()
    if code and not (len(code) == 2 and code.isascii() and code.isalpha()):
        raise SiteError(f"{country!r} is no country; write its two letters, such as IN or CN")
    with transaction():
        _site(name).country = code or None


def write(name: str, block: str, lang: str, text: str, *, now: datetime) -> None:
    """Write a site's words for a block, in place of those before; an empty text takes them away."""
    if block not in SITE_BLOCKS:
        raise SiteError(f"{block!r} is no block; there are {', '.join(SITE_BLOCKS)}")
    if lang not in REGISTRY:
        raise SiteError(f"{lang!r} is no language; there are {', '.join(REGISTRY)}")
    words = "\n".join(line.strip() for line in text.strip().splitlines())
    if len(words) > MOST_SIGNS:
        raise SiteError(f"{len(words)} signs; a card has room for {MOST_SIGNS}")
    with transaction():
        site_id = SiteId(_site(name).id)
        row = site_words.find(site_id, block, lang)
        if row is not None and words:
            row.text, row.changed_at = words, now
        elif row is not None:
            site_words.remove(row)
        elif words:
            site_words.add(
                SiteWordsRow(site_id=site_id, block=block, lang=lang, text=words, changed_at=now)
            )


def _site(name: str) -> SiteRow:
    found = organisations.find_site_by_name(name)
    if found is None:
        known = ", ".join(site.name for site in organisations.sites()) or "none yet"
        raise SiteError(f"no site is called {name!r}; there are: {known}")
    return found


def _overview(site: SiteRow) -> SiteOverview:
    words: dict[str, tuple[str, ...]] = {}
    for row in site_words.of_site(SiteId(site.id)):
        words[row.block] = (*words.get(row.block, ()), row.lang)
    return SiteOverview(
        name=site.name,
        language=site.language,
        country=site.country,
        words=words,
        hidden=tuple(_hidden(site.language, set(words))),
    )


def _hidden(lang: str, filled: set[str]) -> Iterator[HiddenLesson]:
    for shown in published(lang):
        module = shown.module
        for lesson in module.lessons:
            blocks = lacking(lesson, filled)
            if blocks:
                yield HiddenLesson(
                    module=module.key,
                    lesson=lesson.key,
                    title=lesson.title,
                    lang=lesson.lang,
                    blocks=tuple(sorted(blocks)),
                )
