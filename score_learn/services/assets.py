"""The site's own styles and scripts: read once, under an address that changes with any of them."""

import contextlib
import gzip
import hashlib
import os
import re
import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from score_learn.storage.owners import give

VERSION = re.compile(r"[0-9a-f]{12}")

KEPT_VERSIONS = 3
"""Folders left for pages that are still open, or come from a process that is not renewed yet."""


@dataclass(frozen=True, slots=True)
class Assets:
    """All files by their path inside the folder; `version` is a hash of the whole.

    One version for all, because scripts import each other by relative addresses.
    """

    version: str
    files: Mapping[str, bytes]


def load(folder: Path) -> Assets:
    """Read every file under `folder`."""
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    whole = hashlib.sha256()
    for name, content in files.items():
        whole.update(f"{name}\0{len(content)}\0".encode() + content)
    return Assets(whole.hexdigest()[:12], files)


def lay_out(assets: Assets, folder: Path) -> None:
    """Put the files where nginx finds them, each with a compressed copy beside it.

    A version appears whole or not at all, and the newest few of the older ones stay.
    """
    _make_folder(folder)
    target = folder / assets.version
    if not target.is_dir():
        _write_version(assets, target)
    with contextlib.suppress(PermissionError):  # another user's is as good, and counts as older
        os.utime(target)
    versions = [path for path in folder.iterdir() if VERSION.fullmatch(path.name)]
    versions.sort(key=lambda path: path.stat().st_mtime)
    for old in versions[:-KEPT_VERSIONS]:
        if old != target:
            shutil.rmtree(old, ignore_errors=True)


def lay_out_pages(pages: Mapping[str, str], folder: Path) -> None:
    """Put whole pages where nginx finds them, by their file's name, each in place of the one before.

    Raises PermissionError where another user's folder keeps us from it.
    """
    _make_folder(folder)
    for name, page in pages.items():
        made = folder / f".{name}-{secrets.token_hex(4)}"
        made.write_text(page, "utf-8")
        _open_to_nginx(made, like=folder)
        made.replace(folder / name)


def _write_version(assets: Assets, target: Path) -> None:
    made = target.with_name(f".{assets.version}-{secrets.token_hex(4)}")
    for name, content in assets.files.items():
        path = made / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(content, mtime=0))
    for path in [*made.rglob("*"), made]:
        _open_to_nginx(path, like=target.parent)
    try:
        made.rename(target)
    except OSError:  # another process was first, with the same files
        shutil.rmtree(made)


def _make_folder(folder: Path) -> None:
    """Make a folder, and in any case let nginx in, as one that is there may have a narrow umask's rights."""
    if folder.is_dir():
        with contextlib.suppress(PermissionError):  # another user's; they say who may come in
            folder.chmod(0o755)
        return
    folder.mkdir(parents=True, exist_ok=True)
    _open_to_nginx(folder, like=folder.parent)


def _open_to_nginx(path: Path, *, like: Path) -> None:
    """Let another user read what we made, whatever our umask is."""
    path.chmod(0o755 if path.is_dir() else 0o644)
    give(path, like=like)
