"""Serving leaves docstrings out where bytecode without them was made."""

import importlib.util
from pathlib import Path

import flask
import pytest

from score_learn.services import bytecode


@pytest.mark.parametrize("is_made", [True, False])
def test_only_where_it_was_made(
    is_made: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "flask.py"
    made = Path(importlib.util.cache_from_source(str(source), optimization=2))
    made.parent.mkdir()
    if is_made:
        made.touch()
    monkeypatch.setattr(flask, "__file__", str(source))
    assert bytecode.options() == (["-OO"] if is_made else [])
