"""Babel's extraction method for course files, registered as `coursemd`.

It yields the very messages that the compiler will ask a catalog for, because both walk the same
draft.  A file with mistakes yields what could be understood.
"""

from collections.abc import Collection, Iterator, Mapping
from pathlib import PurePath
from typing import IO

from score_learn.core.compiler.draft import messages_in
from score_learn.core.compiler.folder import draft_of

Extracted = tuple[int, str, tuple[str, str], list[str]]


def extract(
    fileobj: IO[bytes],
    keywords: Mapping[str, object],
    comment_tags: Collection[str],
    options: Mapping[str, object],
) -> Iterator[Extracted]:
    """Yield (line, "pgettext", (context, text), comments) for each message of a course file.

    A file that holds no course text, such as a README, has none.
    """
    seen: set[tuple[str, str]] = set()
    for message in messages_in(draft_of(PurePath(fileobj.name).name, fileobj.read())):
        pair = (message.context, message.text)
        if message.text and not message.program and pair not in seen:
            seen.add(pair)
            yield message.line, "pgettext", pair, [message.comment]
