"""Whether the catalogs keep to `docs/glossary.md`: one word for one thing, in every language.

The glossary is a table in Markdown.  Its head names the languages as they name themselves; a cell
may hold several words, with ` / ` between them.  Terms in bold must be kept to.  Terms before the
first heading of the second level are the program's; only those in bold hold for courses too.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polib

from score_learn.core.languages import REGISTRY
from score_learn.services.catalogs import PROGRAM, Folders, catalog_path, target_languages
from score_learn.services.translating import PLACEHOLDER, Flaw, domains, read_catalog


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A row of the glossary; `words` are those to choose from, by language.

    What only the program's own texts mean by a term, courses may say in any word.
    """

    term: str
    strict: bool
    program_only: bool
    words: dict[str, tuple[str, ...]]

    def is_in(self, text: str) -> bool:
        """Tell whether an English text uses the term, in the singular or plural."""
        return bool(re.search(rf"\b{re.escape(self.term)}(s|es)?\b", text, re.IGNORECASE))


def read(text: str) -> tuple[Term, ...]:
    """Return the terms of a glossary; raises KeyError for a column of an unknown language."""
    names = {row.name: row.code for row in REGISTRY.values()}
    terms: list[Term] = []
    in_courses = False
    codes: list[str] = []
    for line in text.splitlines():
        in_courses = in_courses or line.startswith("## ")
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not line.startswith("|") or set(cells[0]) <= set("-"):
            continue
        if cells[0] == "term":
            codes = [names[name] for name in cells[2:]]
            continue
        found = dict(zip(codes, (tuple(cell.split(" / ")) for cell in cells[2:]), strict=True))
        strict = cells[0].startswith("**")
        terms.append(
            Term(
                term=cells[0].strip("*"),
                strict=strict,
                program_only=not (strict or in_courses),
                words=found,
            )
        )
    return tuple(terms)


def check(folders: Folders, glossary: Path, *, strict: bool = False) -> Iterator[Flaw]:
    """Yield each translated text that says a term of the glossary in another word.

    With `strict`, only for terms in bold.
    """
    terms = [term for term in read(glossary.read_text("utf-8")) if term.strict or not strict]
    for language in target_languages():
        for domain in domains(folders):
            path = catalog_path(folders, language.code, domain)
            wanted = [term for term in terms if domain == PROGRAM or not term.program_only]
            yield from _check_catalog(path, read_catalog(path, language), language.code, wanted)


def _check_catalog(
    path: Path, catalog: polib.POFile, code: str, terms: list[Term]
) -> Iterator[Flaw]:
    for entry in catalog:
        if entry.obsolete or not entry.translated():
            continue
        source = PLACEHOLDER.sub("", entry.msgid)
        said = (entry.msgstr or " ".join(entry.msgstr_plural.values())).casefold()
        for term in terms:
            words = term.words[code]
            if term.is_in(source) and not any(word.casefold() in said for word in words):
                text = f"{term.term!r} is {' or '.join(words)} in the glossary: {entry.msgid!r}"
                yield Flaw(path=path, line=entry.linenum, text=text)
