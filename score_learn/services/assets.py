"""The site's own styles and scripts: read once, under an address that changes with any of them."""

import gzip
import hashlib
import re
import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

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
    target = folder / assets.version
    if target.is_dir():
        target.touch()
    else:
        made = folder / f".{assets.version}-{secrets.token_hex(4)}"
        for name, content in assets.files.items():
            path = made / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(content, mtime=0))
        for path in [folder, *made.rglob("*"), made]:
            path.chmod(0o755 if path.is_dir() else 0o644)
        try:
            made.rename(target)
        except OSError:  # another process was first, with the same files
            shutil.rmtree(made)
    versions = [path for path in folder.iterdir() if VERSION.fullmatch(path.name)]
    versions.sort(key=lambda path: path.stat().st_mtime)
    for old in versions[:-KEPT_VERSIONS]:
        shutil.rmtree(old, ignore_errors=True)
