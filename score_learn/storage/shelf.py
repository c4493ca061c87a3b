"""What was published.  Nothing here is changed but `published`, which points at what is offered."""

from collections.abc import Collection, Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from score_learn.storage.database import Base, Instant, db


class RevisionRow(Base):
    """The whole source of a module, as it was published once."""

    __tablename__ = "revision"
    __table_args__ = (sa.UniqueConstraint("module", "hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)

    module: Mapped[str] = mapped_column(sa.Text)
    """The module's key."""

    hash: Mapped[str] = mapped_column(sa.String(64))
    """Hash of the source."""

    language: Mapped[str] = mapped_column(sa.String(16))
    """Code of the source's language."""

    owner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"))
    """Whose module it is; NULL: the installation's.  No command publishes for an owner yet."""

    published_at: Mapped[datetime] = mapped_column(Instant)
    """When it was first published."""


class QuestionVersionRow(Base):
    """A question's source, in one wording with one key."""

    __tablename__ = "question_version"

    module: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    """The module's key."""

    question: Mapped[str] = mapped_column(sa.String(8), primary_key=True)
    """The question's id, the same in all versions."""

    version: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    """Hash of the source."""

    source: Mapped[str] = mapped_column(sa.Text)
    """The normalised source, as JSON."""

    published_at: Mapped[datetime] = mapped_column(Instant)
    """When it was first published."""


class EditionRow(Base):
    """A revision in one language: exactly what a learner saw."""

    __tablename__ = "edition"
    __table_args__ = (sa.UniqueConstraint("revision_id", "lang", "digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)

    revision_id: Mapped[int] = mapped_column(sa.ForeignKey("revision.id"))
    """What it is an edition of."""

    lang: Mapped[str] = mapped_column(sa.String(16))
    """Code of the language it was made for."""

    catalog: Mapped[str] = mapped_column(sa.String(64))
    """Hash of the catalog's entries that were used; empty for the source."""

    complete: Mapped[bool]
    """Whether every string was translated."""

    reviewed: Mapped[bool]
    """Whether the catalog says that a native speaker has read it."""

    digest: Mapped[str] = mapped_column(sa.String(64), index=True)
    """sha256 of the document; equal digests are equal documents."""

    document: Mapped[str] = mapped_column(sa.Text, deferred=True)
    """The module as JSON (`core/document.py`)."""

    published_at: Mapped[datetime] = mapped_column(Instant)
    """When it was first published."""


class PictureRow(Base):
    """A picture, named by the hash of its bytes."""

    __tablename__ = "picture"

    name: Mapped[str] = mapped_column(sa.String(80), primary_key=True)
    """Hash and suffix."""

    media_type: Mapped[str] = mapped_column(sa.String(40))
    """Such as image/svg+xml."""

    content: Mapped[bytes] = mapped_column(sa.LargeBinary)
    """The bytes."""


class RecordingRow(Base):
    """A recording of spoken words, named by the hash of its bytes."""

    __tablename__ = "recording"

    name: Mapped[str] = mapped_column(sa.String(80), primary_key=True)
    """Hash and suffix."""

    content: Mapped[bytes] = mapped_column(sa.LargeBinary)
    """The bytes, Ogg Opus."""


class PublishedRow(Base):
    """What is offered now: one row for each module and language."""

    __tablename__ = "published"

    module: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    """The module's key."""

    lang: Mapped[str] = mapped_column(sa.String(16), primary_key=True)
    """Code of the language."""

    is_source: Mapped[bool]
    """Whether the module is written in this language: every module has one such row."""

    edition_id: Mapped[int] = mapped_column(sa.ForeignKey("edition.id"))
    """The edition that was published last."""

    complete_edition_id: Mapped[int | None] = mapped_column(sa.ForeignKey("edition.id"))
    """The last complete one, for learners who are to wait for a translation."""

    published_at: Mapped[datetime] = mapped_column(Instant)
    """When this row was last pointed at another edition."""


def published_keys() -> list[str]:
    """Return the keys of the modules that are offered."""
    asked = sa.select(PublishedRow.module).where(PublishedRow.is_source).order_by("module")
    return list(db.session.scalars(asked))


def pointers(*, module: str | None = None, lang: str | None = None) -> list[PublishedRow]:
    """Return what is offered, of one module or all, in the source and `lang` or all languages."""
    asked = sa.select(PublishedRow).order_by(PublishedRow.module, PublishedRow.lang)
    if module is not None:
        asked = asked.where(PublishedRow.module == module)
    if lang is not None:
        asked = asked.where(sa.or_(PublishedRow.is_source, PublishedRow.lang == lang))
    return list(db.session.scalars(asked))


def find_pointer(module: str, lang: str) -> PublishedRow | None:
    """Return what is offered of a module in a language."""
    return db.session.get(PublishedRow, (module, lang))


def editions(edition_ids: set[int]) -> dict[int, EditionRow]:
    """Return editions by their ids, without their documents."""
    asked = sa.select(EditionRow).where(EditionRow.id.in_(edition_ids))
    return {row.id: row for row in db.session.scalars(asked)}


def revisions(revision_ids: set[int]) -> dict[int, RevisionRow]:
    """Return revisions by their ids."""
    asked = sa.select(RevisionRow).where(RevisionRow.id.in_(revision_ids))
    return {row.id: row for row in db.session.scalars(asked)}


def document(digest: str) -> str:
    """Return the document of that digest, one of ours."""
    asked = sa.select(EditionRow.document).where(EditionRow.digest == digest).limit(1)
    return db.session.execute(asked).scalar_one()


def find_revision(module: str, source_hash: str) -> RevisionRow | None:
    """Return the revision with that source."""
    return db.session.scalar(
        sa.select(RevisionRow).where(RevisionRow.module == module, RevisionRow.hash == source_hash)
    )


def find_edition(revision_id: int, lang: str, digest: str) -> EditionRow | None:
    """Return the edition with that document."""
    return db.session.scalar(
        sa.select(EditionRow).where(
            EditionRow.revision_id == revision_id,
            EditionRow.lang == lang,
            EditionRow.digest == digest,
        )
    )


def known_versions(module: str) -> set[tuple[str, str]]:
    """Return all versions of a module's questions: the question's id and the version."""
    asked = sa.select(QuestionVersionRow.question, QuestionVersionRow.version)
    return {(one, version) for one, version in db.session.execute(asked.filter_by(module=module))}


def versions(module: str) -> list[QuestionVersionRow]:
    """Return all versions of a module's questions, the oldest first."""
    return list(
        db.session.scalars(
            sa.select(QuestionVersionRow)
            .where(QuestionVersionRow.module == module)
            .order_by(QuestionVersionRow.published_at)
        )
    )


def find_picture(name: str) -> PictureRow | None:
    """Return the picture of that name."""
    return db.session.get(PictureRow, name)


def known_pictures(names: Collection[str]) -> set[str]:
    """Return which of these pictures are there, without reading them."""
    return set(db.session.scalars(sa.select(PictureRow.name).where(PictureRow.name.in_(names))))


def find_recording(name: str) -> RecordingRow | None:
    """Return the recording of that name."""
    return db.session.get(RecordingRow, name)


def has_recording(name: str) -> bool:
    """Tell whether a recording is there, without reading it."""
    asked = sa.select(RecordingRow.name).where(RecordingRow.name == name)
    return db.session.scalar(asked) is not None


def add(
    row: RevisionRow | EditionRow | QuestionVersionRow | PictureRow | RecordingRow | PublishedRow,
) -> None:
    """Add a row and give it its id."""
    db.session.add(row)
    db.session.flush()


def add_all(rows: Iterable[QuestionVersionRow | PictureRow]) -> None:
    """Add rows whose keys come with them, all at once."""
    db.session.add_all(rows)
    db.session.flush()
