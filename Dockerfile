# Score Learn in a container: `docker compose up` starts it with PostgreSQL and nginx (docs/operating.md).
FROM python:3.13-slim-trixie

# What backups are made with: not older than the server of compose.yaml.
RUN apt-get update && apt-get install -y --no-install-recommends postgresql-client-17 && rm -rf /var/lib/apt/lists/*
RUN useradd --system --create-home --uid 800 score-learn
WORKDIR /srv/score-learn
COPY requirements.txt pyproject.toml README.md LICENSE ./
RUN python -m venv .venv \
    && .venv/bin/pip install --no-cache-dir --no-deps --require-hashes -r requirements.txt
COPY score_learn score_learn
COPY content content
COPY translations translations
COPY migrations migrations
COPY wsgi.py ./
RUN .venv/bin/pip install --no-cache-dir --no-index --no-build-isolation --no-deps --editable . \
    && .venv/bin/python -m compileall -q -j 0 -o 0 -o 2 .venv/lib score_learn wsgi.py \
    && install -d -o score-learn -g score-learn var static \
    && install -d -m 700 -o score-learn -g score-learn backups \
    && chown -R score-learn translations
USER score-learn
ENV SCORE_HOST=0.0.0.0 SCORE_STATIC=/srv/score-learn/static SCORE_BACKUPS=/srv/score-learn/backups \
    SCORE_POSTGRESQL_TOOLS=/usr/lib/postgresql/17/bin
EXPOSE 8000
HEALTHCHECK --start-period=5m CMD [".venv/bin/python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/healthz', timeout=5)"]
CMD [".venv/bin/score-learn", "server", "start"]
