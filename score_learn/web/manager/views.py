"""Who has done what: one page to read in ten seconds, and the same as a file."""

from fractions import Fraction

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from score_learn import clock
from score_learn.core.people import Action
from score_learn.services import dashboards
from score_learn.web.identity import current_actor
from score_learn.web.languages import current_language
from score_learn.web.manager.export import file_name
from score_learn.web.manager.export import people_csv as people_file
from score_learn.web.manager.forms import WORDS, filter_form, read_filter
from score_learn.web.policy import rule

bp = Blueprint("manager", __name__, url_prefix="/manage")


@bp.get("/")
@rule(Action.SEE_PEOPLE)
def people() -> ResponseReturnValue:
    """Show how many have passed, unit by unit, and the people that fit the filter."""
    wanted = read_filter(request.args)
    page = dashboards.people(current_actor(), wanted, current_language().code)
    return render_template(
        "manager/people.html",
        page=page,
        form=filter_form(wanted, page),
        now=clock.now(),
        share=share,
        words=WORDS,
    )


@bp.get("/people.csv")
@rule(Action.EXPORT_PEOPLE)
def people_csv() -> ResponseReturnValue:
    """Give the people that fit the filter as a file.

    A GET, for it is a link that downloads: the entry in the audit log is a note of it and changes
    nothing that anybody is shown.
    """
    actor, wanted, now = current_actor(), read_filter(request.args), clock.now()
    course, lines = dashboards.export_people(actor, wanted, current_language().code, now=now)
    text = people_file(course, lines)
    name = file_name(course, now.date())
    return Response(
        text,
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def share(part: int, whole: int) -> Fraction | None:
    """Return how much of `whole` is `part`; None where nobody is."""
    return Fraction(part, whole) if whole else None
