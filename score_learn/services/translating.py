"""Catalogs: one gettext domain for the program, one for each course module.

Extraction is Babel's, once per domain, over Python, Jinja and Markdown.  Merging is ours: an entry
is kept when its context and text are unchanged; a text that changed under the same context keeps
its old translation as *fuzzy*, with the old text beside it, and a fuzzy entry is never shown.
Babel's own merge guesses across the whole file, which is slow and has turned "do not leave" into
"leave".
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polib
from babel.messages.extract import extract_from_dir

from score_learn.core.languages import Language
from score_learn.services.catalogs import (
    PROGRAM,
    Folders,
    catalog_path,
    stale_catalogs,
    target_languages,
)

COURSE_METHOD = "score_learn.core.compiler.extraction:extract"
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "lazy_pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%")
TAG = re.compile(r"</?\w+|!?\[|\]\([^)]*\)|`|\*\*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """How far a catalog is; counts of messages."""

    language: str
    domain: str
    total: int
    translated: int
    fuzzy: int
    reviewed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """Something wrong in a catalog, where it is, and what to do."""

    path: Path
    line: int
    text: str


def domains(folders: Folders) -> tuple[str, ...]:
    """Return the program's domain and one for each module folder, the example excepted."""
    modules = sorted(path.parent.name for path in folders.content.glob("*/module.md"))
    return (PROGRAM, *(name for name in modules if not name.startswith("_")))


def update(folders: Folders) -> Iterator[Status]:
    """Extract every domain and bring each language's catalog up to date with it."""
    for domain in domains(folders):
        template = extract(folders, domain)
        for language in target_languages():
            path = catalog_path(folders, language.code, domain)
            merged = merge(template, read_catalog(path, language))
            path.parent.mkdir(parents=True, exist_ok=True)
            merged.save(str(path))
            yield status(merged, language.code, domain)


def extract(folders: Folders, domain: str) -> polib.POFile:
    """Return the template of a domain: every message of its source, with the notes on it."""
    template = polib.POFile(wrapwidth=0)
    if domain == PROGRAM:
        found = extract_from_dir(
            folders.root / "score_learn", [("**.py", "python"), ("web/templates/**.html", "jinja2")],
            keywords=KEYWORDS, comment_tags=["Translators:", "NOTE:"], strip_comment_tags=True,
            options_map={"web/templates/**.html": {"trimmed": "true", "silent": "false"}},
        )  # fmt: skip
    else:
        found = extract_from_dir(
            folders.content / domain, [("*.md", COURSE_METHOD)],
            keywords=KEYWORDS, comment_tags=[""],
        )  # fmt: skip
    entries: dict[tuple[str | None, str], polib.POEntry] = {}
    for file, _line, message, comments, context in sorted(found, key=lambda row: (row[0], row[1])):
        singular, plural = (message, "") if isinstance(message, str) else message[:2]
        entry = entries.get((context, singular))
        if entry is None:
            entry = polib.POEntry(msgctxt=context, msgid=singular, msgid_plural=plural)
            entries[context, singular] = entry
            template.append(entry)
        _note(entry, file, comments)
    return template


def _note(entry: polib.POEntry, file: str, comments: list[str]) -> None:
    if (file, "") not in entry.occurrences:
        entry.occurrences.append((file, ""))
    for comment in comments:
        if comment not in entry.comment.split("\n"):
            entry.comment = "\n".join(filter(None, [entry.comment, comment]))
    if PLACEHOLDER.search(entry.msgid) and "python-format" not in entry.flags:
        entry.flags.append("python-format")


def merge(template: polib.POFile, old: polib.POFile) -> polib.POFile:
    """Return the template filled from `old`; what changed under its context becomes fuzzy."""
    merged = polib.POFile(wrapwidth=0)
    merged.metadata = dict(old.metadata)
    merged.header = old.header
    kept = {(entry.msgctxt, entry.msgid): entry for entry in old if not entry.obsolete}
    wanted = {(entry.msgctxt, entry.msgid) for entry in template}
    vanished = {
        entry.msgctxt: entry
        for key, entry in kept.items()
        if key not in wanted and entry.msgctxt and entry.translated()
    }
    for entry in template:
        merged.append(_filled(entry, kept, vanished))
    return merged


def _filled(
    entry: polib.POEntry,
    kept: dict[tuple[str | None, str], polib.POEntry],
    vanished: dict[str, polib.POEntry],
) -> polib.POEntry:
    plural = {0: "", 1: ""} if entry.msgid_plural else {}
    fresh = polib.POEntry(
        msgctxt=entry.msgctxt, msgid=entry.msgid, msgid_plural=entry.msgid_plural,
        msgstr_plural=plural, comment=entry.comment, occurrences=entry.occurrences,
        flags=list(entry.flags),
    )  # fmt: skip
    same = kept.get((entry.msgctxt, entry.msgid))
    changed = vanished.get(entry.msgctxt or "")
    source = same or changed
    if source is None:
        return fresh
    fresh.msgstr, fresh.tcomment = source.msgstr, source.tcomment
    fresh.msgstr_plural = source.msgstr_plural or plural
    if source.fuzzy or same is None:
        fresh.flags.append("fuzzy")
        fresh.previous_msgid = source.previous_msgid if same else source.msgid
    return fresh


def read_catalog(path: Path, language: Language) -> polib.POFile:
    """Return the catalog at `path`, or an empty one, marked unreviewed, with the pinned plurals."""
    if path.exists():
        return polib.pofile(str(path), wrapwidth=0)
    empty = polib.POFile(wrapwidth=0)
    empty.metadata = {
        "Project-Id-Version": "Score Learn",
        "Language": language.code,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": language.plural,
        "X-Reviewed": "no",
    }
    return empty


def status(catalog: polib.POFile, language: str, domain: str) -> Status:
    """Return how far a catalog is."""
    live = [entry for entry in catalog if not entry.obsolete]
    return Status(
        language=language,
        domain=domain,
        total=len(live),
        translated=sum(entry.translated() for entry in live),
        fuzzy=sum(entry.fuzzy for entry in live),
        reviewed=catalog.metadata.get("X-Reviewed", "no") == "yes",
    )


def all_status(folders: Folders) -> Iterator[Status]:
    """Return how far each catalog is, one by one."""
    for language in target_languages():
        for domain in domains(folders):
            path = catalog_path(folders, language.code, domain)
            yield status(read_catalog(path, language), language.code, domain)


def compile_catalogs(folders: Folders) -> int:
    """Write the program's .mo files where the .po is newer; return how many were written.

    Courses need none: they are compiled into editions when they are published.
    """
    stale = stale_catalogs(folders)
    for path in stale:
        polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))
    return len(stale)


def check(folders: Folders) -> Iterator[Flaw]:
    """Yield what is wrong in any catalog: not fresh, not whole, placeholders or tags that differ."""
    for domain in domains(folders):
        template = extract(folders, domain)
        for language in target_languages():
            yield from check_catalog(folders, language, domain, template)


def check_catalog(
    folders: Folders, language: Language, domain: str, template: polib.POFile
) -> Iterator[Flaw]:
    """Yield what is wrong in one catalog."""
    path = catalog_path(folders, language.code, domain)
    catalog = read_catalog(path, language)
    if catalog.metadata.get("Plural-Forms") != language.plural:
        yield Flaw(path=path, line=1, text=f"Plural-Forms must be {language.plural!r}")
    known = {(entry.msgctxt, entry.msgid) for entry in catalog if not entry.obsolete}
    wanted = {(entry.msgctxt, entry.msgid) for entry in template}
    for context, text in sorted(wanted ^ known, key=str):
        where = "missing" if (context, text) in wanted else "no longer in the source"
        yield Flaw(
            path=path, line=1, text=f"{where}: {context or ''} {text!r}; run translations update"
        )
    for entry in catalog:
        yield from _check_entry(path, language, entry)


def _check_entry(path: Path, language: Language, entry: polib.POEntry) -> Iterator[Flaw]:
    if entry.obsolete or not entry.translated():
        return
    for text in [entry.msgstr] if not entry.msgid_plural else entry.msgstr_plural.values():
        if _marks(PLACEHOLDER, text) - _marks(
            PLACEHOLDER, entry.msgid + (entry.msgid_plural or "")
        ):
            yield Flaw(path=path, line=entry.linenum, text=f"unknown placeholder in {text!r}")
        if not entry.msgid_plural and _marks(PLACEHOLDER, text) != _marks(PLACEHOLDER, entry.msgid):
            yield Flaw(path=path, line=entry.linenum, text=f"placeholders differ in {text!r}")
        if sorted(TAG.findall(text)) != sorted(TAG.findall(entry.msgid)):
            yield Flaw(path=path, line=entry.linenum, text=f"tags or marks differ in {text!r}")


def _marks(pattern: re.Pattern[str], text: str) -> set[str]:
    return set(pattern.findall(text))
