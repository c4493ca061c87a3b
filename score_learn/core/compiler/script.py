"""What a reader should record: every sentence that is read aloud, with the name of its file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from score_learn.core.compiler.catalog import Catalog
from score_learn.core.compiler.draft import Message, ModuleDraft, messages_in
from score_learn.core.compiler.folder import FolderReader, standard_words
from score_learn.core.compiler.limits import unlimited
from score_learn.core.compiler.recordings import FOLDER, AudioFile, recording_id, spoken

READ_ALOUD = {
    "title", "text", "item", "cell", "prompt", "choice", "left", "right", "step", "feedback",
    "explanation",
}  # fmt: skip
"""The last words of the contexts whose messages are spoken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptLine:
    """One recording: its file, where the words stand, a note for the reader, and the words."""

    file: str
    place: str
    note: str
    words: str
    recorded: bool


def script(
    key: str, files: Mapping[str, bytes], catalog: Catalog, audio: Mapping[str, AudioFile]
) -> Iterator[ScriptLine]:
    """Yield a line for each different sentence, in the order of the course.

    A sentence without a translation has no line: it is not spoken in that language.
    """
    draft = FolderReader(key, files, standard_words(catalog.program), unlimited).read()
    said: set[str] = set()
    for message in _read_aloud(draft) if draft else ():
        is_source = draft is not None and draft.front.language == catalog.lang
        words = message.text if is_source and not message.program else catalog.find(message)
        file = f"{FOLDER}{recording_id(words)}.{catalog.lang}.opus" if words else ""
        if words and file not in said:
            said.add(file)
            yield ScriptLine(
                file=file,
                place=message.context,
                note=message.comment,
                words=spoken(words),
                recorded=file in audio,
            )


def _read_aloud(draft: ModuleDraft) -> Iterator[Message]:
    for page in draft.lessons + ((draft.test,) if draft.test else ()):
        for message in messages_in(page):
            if message.context.rpartition("/")[2] in READ_ALOUD:
                yield message
