"""`score-learn doctor`: what this host is and is not fit for."""

import dataclasses
import json
import os

import click
from flask import Flask

from score_learn.services import demo, host
from score_learn.services.doctor import Finding, look_over, summary
from score_learn.services.doctor_database import look_into
from score_learn.settings import Settings, SettingsError, read
from score_learn.storage.database import connect, db


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Tell scripts instead of people.")
@click.pass_context
def doctor(context: click.Context, *, as_json: bool) -> None:
    """Say what this host is and is not fit for; exit with 1 where something must be mended."""
    findings = _findings()
    if as_json:
        rows = [dataclasses.asdict(finding) for finding in findings]
        click.echo(json.dumps({"summary": summary(findings), "findings": rows}))
    else:
        for finding in findings:
            fix = f"  -> {finding.fix}" if finding.fix else ""
            click.echo(f"{finding.level:5} {finding.what}{fix}")
        click.echo(summary(findings))
    context.exit(int(any(finding.level == "fail" for finding in findings)))


def _findings() -> list[Finding]:
    """Look at everything, also where the program itself would not start."""
    try:
        settings = read(os.environ)
    except SettingsError as error:
        return [Finding("fail", "a setting cannot be used", str(error))]
    with _database_alone(settings).app_context():
        database = host.examine(demo_site=demo.SITE)
        db.session.remove()
        db.engine.dispose()
    found = look_into(database, production=settings.production)
    return [*look_over(host.gather(settings)), *found]


def _database_alone(settings: Settings) -> Flask:
    """Return a program that has the database and nothing else."""
    app = Flask("score_learn")
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.database_url
    connect(app)
    return app
