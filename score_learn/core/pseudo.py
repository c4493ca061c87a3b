"""Languages made by program, which show what a real one would break.

`ar_XB` runs from right to left.  `en_XA` is longer than any language we serve, with marks on its
letters: what is cut, or was never given to translators, is seen at once.  Placeholders, tags, link
targets and code stay as they are.
"""

import re

KEPT = re.compile(r"%\(\w+\)[a-z]|%%|<[^>]*>|\]\([^)]*\)|`[^`]*`|&#?\w+;")
RIGHT_TO_LEFT, END = "\u202e", "\u202c"
LONGER = str.maketrans({
    "a": "åå", "e": "ëë", "i": "ïï", "o": "öö", "u": "üü", "A": "Åå", "E": "Ëë", "I": "Ïï", "O": "Öö",
    "U": "Üü", "c": "ç", "n": "ñ", "y": "ýý",
})  # fmt: skip


def pseudo(code: str, text: str) -> str:
    """Return a text in the pseudo language of that code."""
    return lengthened(text) if code == "en_XA" else mirrored(text)


def mirrored(text: str) -> str:
    """Return the text set from right to left by Unicode's own marks."""
    return f"{RIGHT_TO_LEFT}{text}{END}"


def lengthened(text: str) -> str:
    """Return the text about four tenths longer, each word too, between signs that show its ends."""
    parts, end = [], 0
    for found in KEPT.finditer(text):
        parts += [text[end : found.start()].translate(LONGER), found[0]]
        end = found.end()
    return f"\u27e6{''.join(parts)}{text[end:].translate(LONGER)}\u27e7"
