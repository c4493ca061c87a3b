"""`score-learn demo`: a factory to try things with."""

import dataclasses
import json

import click
from flask import current_app
from flask.cli import with_appcontext

from score_learn import clock
from score_learn.services import demo as service
from score_learn.services.demo import DatabaseInUseError, DemoSignIns


@click.command("demo")
@click.option("--json", "as_json", is_flag=True, help="Tell scripts instead of people.")
@with_appcontext
def demo(*, as_json: bool) -> None:
    """Make the demo factory on an empty database, and say how each person signs in."""
    sign_ins = make()
    if as_json:
        click.echo(json.dumps(dataclasses.asdict(sign_ins), ensure_ascii=False))
    else:
        show(sign_ins)


def make() -> DemoSignIns:
    """Make the demo factory; end the command in words in production, or where the database is somebody's."""
    if current_app.config["SETTINGS"].production:
        raise click.ClickException(
            "SCORE_PRODUCTION is yes, and everybody knows the passwords of the demo's people: it is"
            " not made here. Try it apart from this, with `make run` in a copy of the program."
        )
    try:
        return service.make(now=clock.now())
    except DatabaseInUseError as error:
        raise click.ClickException(str(error)) from error


def show(sign_ins: DemoSignIns) -> None:
    """Print how each person of the demo signs in."""
    click.echo(f"\nDemo factory: {sign_ins.site}")
    click.echo(f"Learners: enter the factory's code {sign_ins.site_code} once, then sign in")
    for learner in sign_ins.learners:
        click.echo(
            f"  {learner.name:24} number {learner.employee_no:8} PIN {learner.pin}   "
            f"({learner.language})"
        )
    click.echo("Staff: sign in under /staff/sign-in")
    for member in sign_ins.staff:
        click.echo(
            f"  {member.name:24} {member.role:8} user name: {member.user_name:8} password: {member.password}"
        )
