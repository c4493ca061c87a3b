"""The only place where HTML is marked as safe: the compiler cleaned it."""

from functools import cache

from markupsafe import Markup

from score_learn.core.languages import REGISTRY


def cleaned(html: str) -> Markup:
    """Mark HTML that came out of the compiler; never call this on anything else."""
    return Markup(html)  # noqa: S704 -- cleaned at publish by bleach and nh3


@cache  # a page asks dozens of times, and the registry is all that can be asked for
def lang_attrs(code: str) -> Markup:
    """Return `lang` and `dir` for an element whose words are in that language."""
    language = REGISTRY[code]
    return Markup('lang="{}" dir="{}"').format(language.html, language.dir)
