"""The limited child: `python -m score_learn.core.compiler`, one JSON request in, one reply out.

Markdown and pictures come from people, and Python-Markdown takes quadratic time on careless text.
So they are read here, in a process that may not run long, grow large, or write a file; whatever
ends early becomes a problem with file and line.
"""

import gc
import json
import sys
import traceback
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from score_learn.core.compilation import Compilation, PublishedQuestion
from score_learn.core.compiler import Catalog, compile_module, pseudo_catalog, read_catalog
from score_learn.core.compiler.codes import Report, problem
from score_learn.core.compiler.limits import confine, timed
from score_learn.core.compiler.reading import read_audio, read_folder
from score_learn.core.compiler.script import script
from score_learn.core.compiler.stamping import Stamper
from score_learn.core.document import to_document
from score_learn.core.languages import REGISTRY

PROCESSOR_SECONDS = 60
MOST_CATALOG = 8 * 1024 * 1024
COLLECT_AFTER = 50_000
"""New objects after which to look for garbage: at Python's 700 it takes a tenth of the time."""

T = TypeVar("T")


def answer(request: dict[str, Any]) -> object:
    """Return the reply to a request, ready for JSON."""
    folder = Path(request["folder"])
    files, strange = read_folder(folder)
    if request["mode"] == "stamp":
        published = {key: PublishedQuestion(*row) for key, row in request["published"].items()}
        stamper = Stamper(files, published, request["seed"])
        stamper.stamp()
        return {"files": stamper.written, "notes": stamper.notes}
    catalogs = _catalogs(folder.name, Path(request["translations"]), request["languages"])
    audio = read_audio(folder)
    if request["mode"] == "script":
        lang = request["languages"][0]
        lines = script(folder.name, files, catalogs.get(lang, Catalog(lang=lang)), audio)
        return to_document(list(lines))
    compilation = compile_module(folder.name, files, catalogs, guarded, audio)
    return to_document(_with_strange(compilation, strange))


def guarded(report: Report, work: Callable[[], T]) -> T | None:
    """Bound the work on a file; even a fault of ours only costs that file."""
    try:
        return timed(report, work)
    except Exception as error:  # noqa: BLE001 -- the other files' problems must still be said
        traceback.print_exc()
        report.add("L08", report.at, type(error).__name__)
        return None


def _with_strange(compilation: Compilation, strange: list[str]) -> Compilation:
    """Refuse a folder that holds links, devices, or names no other system can store."""
    if not strange:
        return compilation
    more = [problem("F16", path, 1, path) for path in strange]
    return replace(
        compilation, problems=(*compilation.problems, *more), editions=(), versions=(), pictures=()
    )


def _catalogs(key: str, translations: Path, languages: list[str]) -> dict[str, Catalog]:
    catalogs: dict[str, Catalog] = {}
    for lang in languages:
        messages = translations / lang / "LC_MESSAGES"
        if REGISTRY[lang].pseudo:
            catalogs[lang] = pseudo_catalog(lang)
        elif (messages / f"{key}.po").is_file() or (messages / "messages.po").is_file():
            course, program = _bytes(messages / f"{key}.po"), _bytes(messages / "messages.po")
            catalogs[lang] = read_catalog(lang, course, program)
    return catalogs


def _bytes(path: Path) -> bytes:
    if not path.is_file():
        return b""
    with path.open("rb") as file:
        return file.read(MOST_CATALOG)


def main() -> None:
    """Answer one request."""
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER)
    request = json.load(sys.stdin)
    confine(PROCESSOR_SECONDS)
    sys.stdout.write(json.dumps(answer(request)))  # `json.dump` would write sign by sign, in Python


if __name__ == "__main__":  # pragma: no cover -- only in the child
    main()
