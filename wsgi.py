"""What gunicorn serves: `gunicorn wsgi:app`."""

import os

from sqlalchemy.orm import configure_mappers

from score_learn import logs
from score_learn.factory import create_app
from score_learn.settings import read

logs.install()
app = create_app(read(os.environ))
configure_mappers()  # once, where processes share what is loaded, and not at the first page of each
