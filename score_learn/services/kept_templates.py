"""Templates compiled once, and not again in every process that starts.

Compiling is a third of what a process does for its first page, and most of what the first view of
any other page waits for.
"""

import contextlib
import os
import stat
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket

from score_learn.storage.owners import give


class KeptTemplates(jinja2.FileSystemBytecodeCache):
    """Compiled templates in a folder; they hold for their sources and the environment's options.

    What cannot be kept is compiled again next time.
    """

    def __init__(self, folder: Path, options: str) -> None:
        super().__init__(str(folder))
        self._options = options

    def get_source_checksum(self, source: str) -> str:
        """Return what tells whether the kept one is still right."""
        return super().get_source_checksum(f"{self._options}\n{source}")

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep one, where there is room."""
        with contextlib.suppress(OSError):
            super().dump_bytecode(bucket)


def install(environment: jinja2.Environment, folder: Path) -> None:
    """Keep compiled templates in `folder`, where that is ours alone: what lies there is run.

    It is made where the folder around it is there already; before that nobody says whose it is.
    """
    if _is_ours(folder):
        options = (
            sorted(environment.extensions), environment.trim_blocks, environment.lstrip_blocks,
            environment.policies["ext.i18n.trimmed"],
        )  # fmt: skip
        environment.bytecode_cache = KeptTemplates(folder, repr(options))


def _is_ours(folder: Path) -> bool:
    try:
        if not folder.exists():
            folder.mkdir(mode=0o700, exist_ok=True)
            give(folder, like=folder.parent)
        found = folder.lstat()
    except OSError:
        return False
    others = stat.S_IWGRP | stat.S_IWOTH
    return (
        stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid() and not found.st_mode & others
    )
