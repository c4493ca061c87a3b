"""What is typed on the way in.

What was typed stays in the page, except a PIN or password.  Lengths are generous: the services
decide what is right, these forms only say what is missing.
"""

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from flask_babel import lazy_gettext as _
from wtforms import Form, PasswordField, StringField
from wtforms.validators import InputRequired, Length, StopValidation

from score_learn.core.people import PIN_LENGTH, fold_digits

LONGEST = 128
"""The longest password accepted; everything else is far shorter."""

AS_TYPED = {"autocapitalize": "none", "autocorrect": "off", "spellcheck": "false"}


def local_path(typed: str | None, otherwise: str) -> str:
    r"""Return `typed` when it is a path of this program, else `otherwise`.

    Refuses every other host however it is spelt: `//host`, `/\host`, a scheme, a control character.
    """
    path = typed or ""
    is_odd = path.startswith("//") or "\\" in path or not path.isprintable()
    if is_odd or not path.startswith("/"):
        return otherwise
    try:
        parts = urlsplit(path)
    except ValueError:  # "/[" and its kind are no address at all
        return otherwise
    return path if parts.path and not parts.netloc and not parts.scheme else otherwise


def without_language(path: str) -> str:
    """Return `path` without the query value that would bring the old language back."""
    parts = urlsplit(path)
    kept = [(name, value) for name, value in parse_qsl(parts.query) if name != "lang"]
    return urlunsplit(parts._replace(query=urlencode(kept)))


def _is_pin(form: Form, field: PasswordField) -> None:
    """Ask for the right number of digits, in any script."""
    digits = fold_digits(field.data or "")
    if not (digits.isascii() and digits.isdigit() and len(digits) == PIN_LENGTH):
        raise StopValidation(
            _("The PIN has %(count)s digits. Type all of them again.", count=PIN_LENGTH)
        )


class EnrolForm(Form):
    """The factory's code, once for each phone."""

    site_code = StringField(
        _("Code of your factory"),
        description=_("It is on the poster at the entrance and on your card."),
        validators=[
            InputRequired(_("Type the code of your factory.")),
            Length(
                max=LONGEST, message=_("This is too long for a code. Look at the poster again.")
            ),
        ],
        render_kw={"autocomplete": "off", **AS_TYPED},
    )


class SignInForm(Form):
    """A learner's employee number and PIN."""

    employee_no = StringField(
        _("Employee number"),
        description=_("As it stands on your card, such as A007."),
        validators=[
            InputRequired(_("Type your employee number. It is on your card.")),
            Length(
                max=LONGEST, message=_("This is too long for a number. Look at your card again.")
            ),
        ],
        render_kw={"autocomplete": "username", **AS_TYPED},
    )
    pin = PasswordField(
        _("PIN, %(count)s digits", count=PIN_LENGTH),
        validators=[InputRequired(_("Type your PIN.")), Length(max=LONGEST), _is_pin],
        render_kw={"autocomplete": "current-password", "inputmode": "numeric"},
    )


class StaffSignInForm(Form):
    """A manager's user name and password."""

    user_name = StringField(
        _("User name"),
        validators=[
            InputRequired(_("Type your user name.")),
            Length(max=LONGEST, message=_("This is too long for a user name.")),
        ],
        render_kw={"autocomplete": "username", **AS_TYPED},
    )
    password = PasswordField(
        _("Password"),
        validators=[
            InputRequired(_("Type your password.")),
            Length(max=LONGEST, message=_("This is too long for a password.")),
        ],
        render_kw={"autocomplete": "current-password"},
    )
