"""Where the catalogs lie, and which of them are to be compiled.

What is in them is read in `services/translating.py`, which no web process needs.
"""

from dataclasses import dataclass
from pathlib import Path

from score_learn.core.languages import REGISTRY, SOURCE, Language

PROGRAM = "messages"
"""The program's domain; each course module is another, named by its key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Folders:
    """Where the program's source, the courses and the catalogs are."""

    root: Path
    content: Path
    translations: Path


def target_languages() -> tuple[Language, ...]:
    """Return the languages that have catalogs: all but the source and the pseudo languages."""
    return tuple(row for row in REGISTRY.values() if row.code != SOURCE and not row.pseudo)


def catalog_path(folders: Folders, language: str, domain: str) -> Path:
    """Return where gettext looks for a catalog."""
    return folders.translations / language / "LC_MESSAGES" / f"{domain}.po"


def stale_catalogs(folders: Folders) -> list[Path]:
    """Return the program's .po files that are newer than what is compiled of them."""
    paths = [catalog_path(folders, language.code, PROGRAM) for language in target_languages()]
    return [path for path in paths if path.exists() and _is_stale(path.with_suffix(".mo"), path)]


def _is_stale(compiled: Path, source: Path) -> bool:
    return not compiled.exists() or compiled.stat().st_mtime <= source.stat().st_mtime
