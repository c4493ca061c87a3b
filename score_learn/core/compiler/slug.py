"""Names made from words: for cards, and for the faces of who speaks."""

import re
import unicodedata
from hashlib import sha256

LONGEST_SLUG = 40


def slug_of(title: str) -> str:
    """Return words as a-z, 0-9 and hyphens; one in another script becomes a hash."""
    letters = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:LONGEST_SLUG].strip("-")
    foreign = any(ord(letter) > 0x24F and letter.isalpha() for letter in title)
    if slug and not foreign:
        return slug
    return "card-" + sha256(title.encode()).hexdigest()[:8]
