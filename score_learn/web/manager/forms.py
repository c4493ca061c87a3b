"""What a manager asks to see, as it stands in the address.

A track, state or page that means nothing is left out, so that an old bookmark still opens; a course
or unit that does not exist is for the service to refuse.
"""

from collections.abc import Mapping
from typing import cast, get_args

from flask_babel import lazy_pgettext
from wtforms import Form, SelectField

from score_learn.core.question import Track
from score_learn.core.safe_html import cleaned
from score_learn.core.standing import PeoplePage, State
from score_learn.services.dashboards import Filter

TRACKS = {
    "worker": lazy_pgettext("several people", "Workers"),
    "supervisor": lazy_pgettext("several people", "Supervisors"),
    "manager": lazy_pgettext("several people", "Managers"),
}
STATES = {
    "passed": lazy_pgettext("state of a person", "Passed"),
    "begun": lazy_pgettext("state of a person", "Begun"),
    "not begun": lazy_pgettext("state of a person", "Not begun"),
}
WORDS = {
    "worker": lazy_pgettext("one person", "Worker"),
    "supervisor": lazy_pgettext("one person", "Supervisor"),
    "manager": lazy_pgettext("one person", "Manager"),
    "workers": TRACKS["worker"],
    "supervisors": TRACKS["supervisor"],
    "managers": TRACKS["manager"],
    **STATES,
}
"""What the page calls tracks and states."""

LAST_PAGE = 10_000


def read_filter(asked: Mapping[str, str]) -> Filter:
    """Return what the address asks for; whatever is unknown counts as everything."""
    track, state, page = asked.get("track"), asked.get("state"), asked.get("page", "")
    return Filter(
        module=asked.get("module") or None,
        unit=asked.get("unit") or None,
        track=cast("Track", track) if track in get_args(Track) else None,
        state=cast("State", state) if state in get_args(State) else None,
        page=min(max(int(page), 1), LAST_PAGE) if page.isascii() and page.isdigit() else 1,
    )


class FilterForm(Form):
    """Course, unit, track and state to show; the choices come from the page."""

    module = SelectField(lazy_pgettext("label", "Course"))
    unit = SelectField(lazy_pgettext("label", "Unit"))
    track = SelectField(lazy_pgettext("label", "Track"))
    state = SelectField(lazy_pgettext("label", "State"))


def filter_form(wanted: Filter, page: PeoplePage) -> FilterForm:
    """Return the form as it stands after `wanted` was shown."""
    form = FilterForm(
        module=page.module,
        unit=wanted.unit or "",
        track=wanted.track or "",
        state=wanted.state or "",
    )
    form.module.choices = [(key, cleaned(title).striptags()) for key, title, _ in page.modules]
    form.unit.choices = [
        ("", lazy_pgettext("units", "All")),
        *((name, name) for name in page.unit_names),
    ]
    form.track.choices = [("", lazy_pgettext("tracks", "All")), *TRACKS.items()]
    form.state.choices = [("", lazy_pgettext("states", "All")), *STATES.items()]
    return form
