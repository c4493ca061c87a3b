"""What gunicorn serves: `gunicorn wsgi:app`."""

import os

from score_learn import logs
from score_learn.factory import create_app
from score_learn.settings import read

logs.install()
app = create_app(read(os.environ))
