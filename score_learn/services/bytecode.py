"""How the interpreter is started for serving: without docstrings, where that costs no time."""

import importlib.util
from pathlib import Path

import flask


def options() -> list[str]:
    """Return the interpreter's options: `-OO`, where bytecode without docstrings was made.

    It saves 8 MiB a process (SQLAlchemy alone carries 4 MiB of documentation).  Where nobody has
    made it (`python -m compileall -o 2`, docs/operating.md) each start would compile everything, and
    in a folder that the program may not write to, every one again.
    """
    made = importlib.util.cache_from_source(flask.__file__, optimization=2)
    return ["-OO"] if Path(made).exists() else []
