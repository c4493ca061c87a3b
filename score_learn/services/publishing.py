"""Putting compiled modules on the shelf.  What is published is never changed."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from score_learn.core.compilation import Compilation, Edition, PictureFile, PublishedQuestion
from score_learn.core.course import pages_of, questions_of
from score_learn.core.document import to_document
from score_learn.core.problem import Problem
from score_learn.services.offers import decoded, shown_to_all
from score_learn.storage import shelf
from score_learn.storage.database import has_tables, repeat_on_clash, transaction
from score_learn.storage.shelf import (
    EditionRow,
    PictureRow,
    PublishedRow,
    QuestionVersionRow,
    RecordingRow,
    RevisionRow,
)

MEDIA_TYPES = {
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What publishing did; `changed` is False when the shelf held all of it before."""

    module: str
    revision: str
    changed: bool
    problems: tuple[Problem, ...] = ()


Seen = Literal["newest", "before", "nothing"]
"""What learners see in a language: what was published last, the last whole version, or nothing."""


class PictureChangedError(Exception):
    """A picture or recording is no longer the one that was compiled."""


@repeat_on_clash
def publish(compilation: Compilation, folder: Path, *, now: datetime) -> Published:
    """Store a compiled module, all of it or nothing; `folder` holds its pictures.

    A compilation with errors stores nothing.  Raises PictureChangedError, or FileNotFoundError,
    when a picture was changed or taken away after compiling.
    """
    changed = False
    if compilation.ok:
        pictures = [_picture(file, folder) for file in compilation.pictures]
        with transaction():
            _store_recordings(compilation, folder)
            changed = _publish(compilation, pictures, now)
    return Published(
        module=compilation.key,
        revision=compilation.revision,
        changed=changed,
        problems=compilation.problems,
    )


def seen(module: str, lang: str) -> Seen:
    """Return what learners see of a module in a language in which it was published."""
    shown = shown_to_all(module, lang)
    if shown is None:
        return "nothing"
    pointer = shelf.find_pointer(module, lang)
    return "newest" if pointer and shown.edition_id == pointer.edition_id else "before"


def questions_on_shelf(module: str) -> dict[str, PublishedQuestion]:
    """Return where the ids of all questions ever published in a module are.

    The version is that of what is offered now; of a question that is gone, the newest.  Empty
    where the database has no tables yet.
    """
    if not has_tables():
        return {}
    known = {row.question: PublishedQuestion("", row.version) for row in shelf.versions(module)}
    source = [row for row in shelf.pointers(module=module) if row.is_source]
    for edition in shelf.editions({row.edition_id for row in source}).values():
        offered = decoded(edition.digest)
        pages = pages_of(offered)
        known |= {
            one.id: PublishedQuestion(pages[one.id], one.version) for one in questions_of(offered)
        }
    return known


def _store_recordings(compilation: Compilation, folder: Path) -> None:
    """Store the recordings that the shelf does not hold yet, one after the other."""
    for file in compilation.recordings:
        if not shelf.has_recording(file.name):
            shelf.add(RecordingRow(name=file.name, content=_bytes(file, folder)))


def _publish(compilation: Compilation, pictures: list[PictureRow], now: datetime) -> bool:
    by_name = {picture.name: picture for picture in pictures}
    shelf.add_all(by_name[name] for name in by_name.keys() - shelf.known_pictures(by_name.keys()))
    revision = _revision(compilation, now)
    versions = {(one.id, one.version): one for one in compilation.versions}
    new = versions.keys() - shelf.known_versions(compilation.key)
    shelf.add_all(
        QuestionVersionRow(
            module=compilation.key,
            question=version.id,
            version=version.version,
            source=version.source,
            published_at=now,
        )
        for version in map(versions.__getitem__, new)
    )
    changes = [
        _point(revision, _edition(revision, edition, now), now) for edition in compilation.editions
    ]
    return any([_mark_source(revision), *changes])


def _revision(compilation: Compilation, now: datetime) -> RevisionRow:
    row = shelf.find_revision(compilation.key, compilation.revision)
    if row is None:
        row = RevisionRow(
            module=compilation.key,
            hash=compilation.revision,
            language=compilation.editions[0].module.language,
            published_at=now,
        )
        shelf.add(row)
    return row


def _edition(revision: RevisionRow, edition: Edition, now: datetime) -> EditionRow:
    document = json.dumps(to_document(edition.module), ensure_ascii=False, separators=(",", ":"))
    digest = hashlib.sha256(document.encode()).hexdigest()
    row = shelf.find_edition(revision.id, edition.lang, digest)
    if row is None:
        row = EditionRow(
            revision_id=revision.id,
            lang=edition.lang,
            catalog=edition.catalog,
            complete=edition.complete,
            reviewed=edition.reviewed,
            digest=digest,
            document=document,
            published_at=now,
        )
        shelf.add(row)
    return row


def _point(revision: RevisionRow, edition: EditionRow, now: datetime) -> bool:
    """Offer the edition; tell whether another one, or none, was offered before."""
    row = shelf.find_pointer(revision.module, edition.lang)
    if row is not None and row.edition_id == edition.id:
        return False
    if row is None:
        row = PublishedRow(module=revision.module, lang=edition.lang, is_source=False)
    row.edition_id = edition.id
    row.published_at = now
    if edition.complete:
        row.complete_edition_id = edition.id
    shelf.add(row)
    return True


def _mark_source(revision: RevisionRow) -> bool:
    """Let one row alone be the source's; tell whether it was another one's before."""
    changed = False
    for row in shelf.pointers(module=revision.module):
        is_source = row.lang == revision.language
        changed = changed or row.is_source != is_source
        row.is_source = is_source
    return changed


def _picture(file: PictureFile, folder: Path) -> PictureRow:
    media_type = MEDIA_TYPES[Path(file.name).suffix.lower()]
    return PictureRow(name=file.name, media_type=media_type, content=_bytes(file, folder))


def _bytes(file: PictureFile, folder: Path) -> bytes:
    """Return a file's bytes; its name begins with the hash of those that were compiled."""
    content = (folder / file.path).read_bytes()
    if hashlib.sha256(content).hexdigest()[:16] != Path(file.name).stem:
        raise PictureChangedError(f"{folder / file.path} was changed while it was being published")
    return content
