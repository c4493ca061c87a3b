"""The only place where Markdown becomes HTML, and the only one where HTML is cleaned.

Python-Markdown renders, bleach cleans by the allow-list below, and nh3 has the last word, because
bleach gets no more releases.  Raw HTML is switched off before that: `<` is text.  All three run
when a course is compiled, never while a learner waits.
"""

import html
import re
from functools import cache

import bleach
import nh3
from markdown import Markdown

PICTURES = "/pictures/"
PICTURE = re.compile(PICTURES + r"[0-9a-f]{16}\.(?:svg|png|jpg|webp)")

INLINE = frozenset({"a", "br", "code", "em", "strong"})
TAGS = INLINE | {
    "blockquote", "img", "li", "ol", "p", "pre", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    "ul": {"class"},
}
VALUES = {
    ("a", "href"): re.compile(r"https?://\S+|mailto:\S+|tel:[+0-9-]+"),
    ("img", "src"): PICTURE,
    ("img", "width"): re.compile(r"\d{1,4}"),
    ("img", "height"): re.compile(r"\d{1,4}"),
    ("ol", "start"): re.compile(r"\d{1,4}"),
    ("ul", "class"): re.compile(r"checklist"),
}
SCHEMES = frozenset({"http", "https", "mailto", "tel"})

SIZED = re.compile(r'src="([^"#]*)#(\d+)x(\d+)"')
"""A picture's size behind its address: Markdown has no other place for it."""

BLOCK_START = re.compile(r"^(?:([#>])|([-+*])(?= |$)|(\d+)(\.))")
ONE_PARAGRAPH = re.compile(r"<p>(.*)</p>", re.S)

UNMARKED = re.compile(
    r"[0-9A-Za-z\u00a1-\u2027\u2030-\ud7ff\uf900-\ufdcf]"
    r"[0-9A-Za-z .,:;?!()'\"%/+\u00a1-\u2027\u2030-\ud7ff\uf900-\ufdcf-]*"
)
"""Words in which no sign means anything to Markdown or HTML: most of a course's are so."""


def _allowed(tag: str, attribute: str, value: str) -> bool:
    """Tell whether an attribute may stay; asked by bleach and by nh3 alike."""
    if attribute not in ATTRIBUTES.get(tag, ()):
        return False
    pattern = VALUES.get((tag, attribute))
    return pattern is None or pattern.fullmatch(value) is not None


def _kept(tag: str, attribute: str, value: str) -> str | None:
    kept = _allowed(tag, attribute, value) or (tag, attribute) == ("a", "rel")
    return value if kept else None


@cache
def _bleach(tags: frozenset[str]) -> bleach.Cleaner:
    return bleach.Cleaner(tags=tags, attributes=_allowed, protocols=SCHEMES, strip=True)


def clean(dirty: str, tags: frozenset[str] = TAGS) -> str:
    """Return HTML that holds nothing outside the allow-list, whatever came in."""
    return nh3.clean(
        _bleach(tags).clean(dirty),
        tags=set(tags),
        attributes={"*": set(), **{tag: ATTRIBUTES[tag] for tag in tags & ATTRIBUTES.keys()}},
        attribute_filter=_kept,
        url_schemes=set(SCHEMES),
        link_rel="noopener noreferrer",
    )


@cache
def _markdown() -> Markdown:
    """Return Python-Markdown without raw HTML and without what our notation does not have."""
    markdown = Markdown(extensions=["tables", "sane_lists"], output_format="html")
    markdown.preprocessors.deregister("html_block")
    for name in ("html", "autolink", "automail", "reference", "short_reference"):
        markdown.inlinePatterns.deregister(name)
    for name in ("image_reference", "short_image_ref"):
        markdown.inlinePatterns.deregister(name)
    for name in ("setextheader", "hashheader", "hr", "reference"):
        markdown.parser.blockprocessors.deregister(name)
    return markdown


def render(markdown: str, tags: frozenset[str] = TAGS) -> str:
    """Return Markdown as clean HTML."""
    html_ = SIZED.sub(r'src="\1" width="\2" height="\3"', _markdown().reset().convert(markdown))
    return clean(html_, tags).strip()


def render_inline(words: str) -> str:
    """Return one stretch of words as HTML that may stand in a button or a heading.

    Words without any mark are their own HTML; to find that out is a thousand times cheaper.
    """
    if UNMARKED.fullmatch(words):
        return words.strip()
    return rendered_inline(words)


def rendered_inline(words: str) -> str:
    """Return what `render_inline` returns, by the long way."""
    whole = _markdown().reset().convert(shielded(words))
    found = ONE_PARAGRAPH.fullmatch(whole)
    return clean(found[1] if found else whole, INLINE).strip()


def render_plain(words: str) -> str:
    """Return one stretch of words without any markup, for titles."""
    return html.unescape(nh3.clean(render_inline(words), tags=set())).strip()


def shielded(words: str) -> str:
    """Return the words so that their beginning cannot be taken for a list, quote or heading."""
    return BLOCK_START.sub(_escaped, words, count=1)


def _escaped(found: re.Match[str]) -> str:
    return f"{found[3]}\\." if found[3] else f"\\{found[0]}"
