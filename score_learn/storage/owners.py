"""To whom files belong that a command makes which root runs: to the program, which has to use them."""

import contextlib
import os
from pathlib import Path


def give(what: Path | int, *, like: Path) -> None:
    """Let what root made, a path or an open file, belong to the owner of `like`.

    Whoever else makes something keeps it.
    A root that may not give away, as in some containers, keeps it too.
    """
    if os.geteuid() == 0:
        owner = like.stat()
        with contextlib.suppress(PermissionError):
            os.chown(what, owner.st_uid, owner.st_gid)
