"""The command line: the program and its commands, put together."""

import os
import sys

import click
from flask import Flask
from flask.cli import FlaskGroup

from score_learn.cli.audio import audio_script
from score_learn.cli.backup import backup
from score_learn.cli.book import book
from score_learn.cli.content import content
from score_learn.cli.database import database
from score_learn.cli.demo import demo
from score_learn.cli.doctor import doctor
from score_learn.cli.drawing import drawing
from score_learn.cli.publish import publish, stamp
from score_learn.cli.records import records
from score_learn.cli.server import server
from score_learn.cli.sites import sites
from score_learn.cli.translations import translations
from score_learn.drills.command import drill
from score_learn.factory import create_app
from score_learn.settings import SettingsError, read
from score_learn.storage.sqlite import UnsafeJournalError


def _create_app() -> Flask:
    """Return the program as the environment asks; a bad setting is one sentence, not a traceback."""
    try:
        return create_app(read(os.environ))
    except SettingsError as error:
        raise click.ClickException(str(error)) from error


def main() -> None:
    """Run the command `score-learn`; the program itself is built only by commands that need it."""
    group = FlaskGroup(
        name="score-learn",
        help="Score Learn: courses, records and the server.",
        create_app=_create_app,
        add_default_commands=False,
        load_dotenv=False,
        set_debug_flag=False,
    )
    for command in (audio_script, book, stamp, publish):
        content.add_command(command)
    for command in (
        backup, content, database, demo, doctor, drawing, drill, records, server, sites, translations,
    ):  # fmt: skip
        group.add_command(command)
    try:
        group()
    except UnsafeJournalError as error:
        sys.exit(f"Error: {error.orig}")
