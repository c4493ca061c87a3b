"""The language registry, and which language a page is shown in.

One table for everything that knows languages: URL and cookie codes, catalog folders, the
`<html lang>`, the CLDR locale that formats dates and numbers, and the direction.  Folder codes are
bare (`zh`, not `zh_Hans_CN`): anything longer is silently not found by negotiation.
Plural rules are pinned here because CLDR's and gettext's differ (Indonesian, Burmese, Arabic).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

NOT_ONE = "nplurals=2; plural=(n != 1);"
NONE = "nplurals=1; plural=0;"


@dataclass(frozen=True, slots=True)
class Language:
    """One row of the registry.

    `name` is in the language's own script.  `html` is the BCP 47 tag, `locale` the CLDR locale used
    for formatting only, `plural` the Plural-Forms header its catalogs must carry.  A pseudo
    language is made by program, for tests.
    """

    code: str
    name: str
    html: str
    locale: str
    dir: Literal["ltr", "rtl"] = "ltr"
    plural: str = NOT_ONE
    pseudo: bool = False


SOURCE = "en"

REGISTRY: dict[str, Language] = {
    language.code: language
    for language in (
        Language("en", "English", "en", "en_GB"),
        Language("zh", "中文", "zh-Hans", "zh_Hans_CN", plural=NONE),
        Language("hi", "हिन्दी", "hi", "hi_IN"),
        Language("ar_XB", "\u202e[RTL]\u202c", "ar-XB", "en_GB", dir="rtl", pseudo=True),
        Language("en_XA", "Ëëñglïïsh", "en-XA", "en_GB", pseudo=True),
    )
}

ALIASES = {
    "zh-cn": "zh",
    "zh-sg": "zh",
    "zh-hans": "zh",
}
"""Lower-case browser tags that mean a registered language though truncation would not find it."""

NOT_SERVED = {"zh-tw", "zh-hk", "zh-mo", "zh-hant"}
"""Tags that truncation would wrongly take for a registered language: Traditional is not Simplified."""


def offered(*, pseudo: bool = False) -> tuple[Language, ...]:
    """Return the languages a visitor may choose, in the registry's order."""
    return tuple(row for row in REGISTRY.values() if pseudo or not row.pseudo)


def find(code: str | None, *, pseudo: bool = False) -> Language | None:
    """Return the language of exactly that code, or None for anything else that was typed."""
    row = REGISTRY.get(code or "")
    return row if row and (pseudo or not row.pseudo) else None


def from_browser(header: str, *, pseudo: bool = False) -> Language | None:
    """Return the first registered language of an Accept-Language header, best quality first.

    Each tag is tried whole, then cut at its last hyphen, until an alias or a code fits.
    """
    for tag in _by_quality(header[:1000]):
        language = _from_tag(tag, pseudo=pseudo)
        if language:
            return language
    return None


def negotiate(
    wishes: Iterable[str | None], header: str, site: str, *, pseudo: bool = False
) -> Language:
    """Return the language to show.

    `wishes` are codes in order of strength: the explicit choice, then the person's own.
    Then comes the browser's header, the site's default, and English.
    """
    for wish in wishes:
        language = find(wish, pseudo=pseudo)
        if language:
            return language
    return from_browser(header, pseudo=pseudo) or find(site) or REGISTRY[SOURCE]


def _by_quality(header: str) -> list[str]:
    ranked: list[tuple[float, int, str]] = []
    for place, part in enumerate(header.split(",")):
        tag, _, parameter = part.strip().partition(";")
        quality = _quality(parameter)
        if tag and quality > 0:
            ranked.append((-quality, place, tag.strip().lower().replace("_", "-")))
    return [tag for _, _, tag in sorted(ranked)]


def _quality(parameter: str) -> float:
    if not parameter:
        return 1.0
    name, _, value = parameter.strip().partition("=")
    try:
        return min(float(value), 1.0) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0


def _from_tag(tag: str, *, pseudo: bool) -> Language | None:
    while tag:
        if tag in NOT_SERVED:
            return None
        language = find(ALIASES.get(tag, tag), pseudo=pseudo)
        if language:
            return language
        tag = tag.rpartition("-")[0]
    return None
