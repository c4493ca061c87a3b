"""The command line: the program and its commands, put together."""

import os
import pkgutil
import sys
from collections.abc import Mapping
from types import MappingProxyType

import click
from flask import Flask
from flask.cli import FlaskGroup

from score_learn.factory import create_app
from score_learn.settings import SettingsError, read
from score_learn.storage.sqlite import UnsafeJournalError

COMMANDS: Mapping[str, str] = MappingProxyType(
    {
        "backup": "score_learn.cli.backup:backup",
        "content": "score_learn.cli.content:content",
        "database": "score_learn.cli.database:database",
        "demo": "score_learn.cli.demo:demo",
        "doctor": "score_learn.cli.doctor:doctor",
        "drawing": "score_learn.cli.drawing:drawing",
        "drill": "score_learn.drills.command:drill",
        "records": "score_learn.cli.records:records",
        "server": "score_learn.cli.server:server",
        "sites": "score_learn.cli.sites:sites",
        "translations": "score_learn.cli.translations:translations",
    }
)
"""Each is read when it is called, so that no command waits for what others need."""

OF_CONTENT = (
    "score_learn.cli.audio:audio_script",
    "score_learn.cli.book:book",
    "score_learn.cli.publish:stamp",
    "score_learn.cli.publish:publish",
)
"""Further commands of `content`: they need the shelf, which the others do without."""


class Commands(FlaskGroup):
    """The groups by their names."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """Return the names, for the help."""
        return [*COMMANDS]

    def get_command(self, _ctx: click.Context, name: str) -> click.Command | None:
        """Return a group, read now."""
        if name not in COMMANDS:
            return None
        command: click.Command = pkgutil.resolve_name(COMMANDS[name])
        if name == "content" and isinstance(command, click.Group):
            for where in OF_CONTENT:
                command.add_command(pkgutil.resolve_name(where))
        return command


def _create_app() -> Flask:
    """Return the program as the environment asks; a bad setting is one sentence, not a traceback."""
    try:
        return create_app(read(os.environ))
    except SettingsError as error:
        raise click.ClickException(str(error)) from error


def main() -> None:
    """Run the command `score-learn`; the program itself is built only by commands that need it."""
    group = Commands(
        name="score-learn",
        help="Score Learn: courses, records and the server.",
        create_app=_create_app,
        add_default_commands=False,
        load_dotenv=False,
        set_debug_flag=False,
    )
    try:
        group()
    except UnsafeJournalError as error:
        sys.exit(f"Error: {error.orig}")
