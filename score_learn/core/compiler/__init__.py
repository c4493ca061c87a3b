"""Compiles a folder of Markdown into a module in every language, or into a list of problems.

Pure: files and catalogs go in as bytes and data, a `Compilation` comes out.  Only the limited
child (`__main__`) touches files.  Mistakes of authors are values; nothing is raised for them.
"""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from score_learn.core.compilation import Compilation, Edition, PictureFile
from score_learn.core.compiler.catalog import Catalog, pseudo_catalog, read_catalog
from score_learn.core.compiler.codes import Report
from score_learn.core.compiler.draft import (
    ModuleDraft,
    PageDraft,
    QuestionDraft,
    images_in,
    messages_in,
)
from score_learn.core.compiler.edition import EditionBuilder
from score_learn.core.compiler.folder import (
    MODULE,
    PICTURE,
    FolderReader,
    Guard,
    language_of,
    standard_words,
)
from score_learn.core.compiler.limits import unlimited
from score_learn.core.compiler.pictures import Gallery, face_of
from score_learn.core.compiler.recordings import AudioFile, Recordings
from score_learn.core.compiler.versions import question_version, revision_of
from score_learn.core.compiler.voice import Speaker
from score_learn.core.problem import Problem

__all__ = ["Catalog", "compile_module", "pseudo_catalog", "read_catalog"]

KEY = re.compile(r"_?[a-z0-9][a-z0-9-]{0,39}")
MOST_FILES = 400
MOST_BYTES = 8 * 1024 * 1024


def compile_module(
    key: str,
    files: Mapping[str, bytes],
    catalogs: Mapping[str, Catalog],
    guard: Guard = unlimited,
    audio: Mapping[str, AudioFile] = MappingProxyType({}),
) -> Compilation:
    """Return the module's editions, the source first and then one for each catalog.

    `files` are all files of the folder by their path inside it, `audio` its recordings.  Any error leaves the editions
    empty.  `guard` bounds the work on each file.
    """
    revision = revision_of(files)
    recordings = Recordings(audio)
    if len(files) > MOST_FILES or sum(map(len, files.values())) > MOST_BYTES:
        report = Report(MODULE)
        report.add("F18", 1, f"{len(files)} files")
        return Compilation(key=key, revision=revision, problems=tuple(report.problems))
    if not KEY.fullmatch(key):
        report = Report(MODULE)
        report.add("F04", 1, key, fix="rename the folder: small letters, digits and hyphens")
        return Compilation(key=key, revision=revision, problems=tuple(report.problems))
    language = language_of(files.get(MODULE, b""))
    own = catalogs.get(language, Catalog(lang=language))
    reader = FolderReader(key, files, standard_words(own.program), guard)
    draft = reader.read()
    gallery = Gallery(files)
    if draft is None:
        return Compilation(key=key, revision=revision, problems=_problems(reader))
    _judge_pictures(draft, gallery, reader)
    editions = [] if _failed(reader) else _editions(draft, catalogs, gallery, recordings, reader)
    for path in audio:
        recordings.judge(path, reader.report(path))
    questions = [question for page in draft.pages for question in page.questions]
    failed = _failed(reader)
    return Compilation(
        key=key,
        revision=revision,
        problems=_problems(reader),
        understood=tuple(understood(draft)),
        editions=() if failed else tuple(editions),
        versions=() if failed else tuple(question_version(each, gallery) for each in questions),
        pictures=() if failed else _shelved(gallery),
        recordings=() if failed else _recorded(recordings),
    )


def _editions(
    draft: ModuleDraft,
    catalogs: Mapping[str, Catalog],
    gallery: Gallery,
    recordings: Recordings,
    reader: FolderReader,
) -> list[Edition]:
    language = draft.front.language
    own = catalogs.get(language, Catalog(lang=language))
    wanted = [own, *(catalog for lang, catalog in catalogs.items() if lang != language)]
    editions = []
    for catalog in wanted:
        for line, read in catalog.faults:
            reader.report(f"{catalog.lang}/LC_MESSAGES/{draft.key}.po").add("F19", line, read)
        speaker = Speaker(language, catalog, own, gallery, recordings)
        editions.append(EditionBuilder(draft, speaker, reader).build())
    return editions


def _judge_pictures(draft: ModuleDraft, gallery: Gallery, reader: FolderReader) -> None:
    wanted: set[str] = set()
    faces: set[str] = set()
    for page in draft.pages:
        images = list(images_in(page))
        gallery.judge(images, reader.report(page.file))
        wanted.update(image.path.rpartition(".")[0] for image in images)
        faces.update(face.rpartition(".")[0] for face in _faces(page))
    for path in sorted(reader.files):
        stem = path.rpartition(".")[0]
        if not PICTURE.search(path) or stem in wanted:
            continue
        if stem in faces or stem.rpartition(".")[0] in wanted | faces:
            gallery.judge_local(path, reader.report(path))
        else:
            reader.report(path).add("P10", 1, path)


def _faces(page: PageDraft) -> Iterator[str]:
    """Yield where the faces of those who speak on a page would be."""
    for message in messages_in(page):
        if message.context.endswith("/speaker"):
            yield face_of(message.text)


def _failed(reader: FolderReader) -> bool:
    return any(report.failed for report in reader.reports.values())


def _problems(reader: FolderReader) -> tuple[Problem, ...]:
    found = (problem for report in reader.reports.values() for problem in report.problems)
    return tuple(sorted(set(found), key=lambda row: (row.file, row.line, row.code, row.read)))


def _shelved(gallery: Gallery) -> tuple[PictureFile, ...]:
    passed = sorted({(row.name, row.path) for row in gallery.passed()})
    return tuple(PictureFile(name=name, path=path) for name, path in passed)


def _recorded(recordings: Recordings) -> tuple[PictureFile, ...]:
    return tuple(
        PictureFile(name=f"{recordings.files[path].digest[:16]}.opus", path=path)
        for path in sorted(recordings.used)
    )


def understood(draft: ModuleDraft) -> Iterator[str]:
    """Yield a line for each question: its id, kind, and how many answers it has."""
    for page in draft.pages:
        for question in page.questions:
            yield f"{question.id or 'new'}: {question.kind}, {_size(question)} ({page.file})"


def _size(question: QuestionDraft) -> str:
    count = len(question.choices)
    if question.number:
        tolerance = question.number.tolerance
        return f"{question.number.value}" + (f" +- {tolerance}" if tolerance else "")
    if question.accepted:
        return f"{len(question.accepted.text.splitlines())} accepted"
    if question.kind == "order":
        return f"{count} steps"
    if question.kind == "match":
        return f"{count} pairs of {len(question.rights)} right sides"
    return f"{sum(choice.right for choice in question.choices)} right of {count}"
