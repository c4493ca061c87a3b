"""Every command is found by its name, and only what it needs is read."""

import subprocess
import sys
from pathlib import Path

import click
import pytest

from score_learn.app import COMMANDS, Commands

COMMAND = Path(sys.executable).with_name("score-learn")


@pytest.mark.parametrize("name", COMMANDS)
def test_each_name_is_a_command_of_that_name(name: str) -> None:
    group = Commands(add_default_commands=False)
    command = group.get_command(click.Context(group), name)
    assert command
    assert command.name == name
    assert command.help


def test_content_has_what_needs_the_shelf_too() -> None:
    group = Commands(add_default_commands=False)
    content = group.get_command(click.Context(group), "content")
    assert isinstance(content, click.Group)
    assert {"audio-script", "book", "check", "publish", "stamp"} <= content.commands.keys()


def test_the_help_has_them_all_and_a_slip_is_said() -> None:
    told = subprocess.run([COMMAND, "--help"], capture_output=True, text=True, check=True).stdout
    assert all(f"  {name} " in told for name in COMMANDS)
    slip = subprocess.run([COMMAND, "bakcup"], capture_output=True, text=True, check=False)
    assert slip.returncode == 2
    assert "No such command 'bakcup'" in slip.stderr


def test_a_command_does_not_wait_for_what_others_need() -> None:
    asked = "import sys; import score_learn.app; print('alembic' in sys.modules or 'score_learn.drills' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"
