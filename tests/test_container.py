"""What the Dockerfile and the compose file name is there; no engine is needed to see that."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
COMPOSE = (ROOT / "compose.yaml").read_text("utf-8")


def test_every_setting_they_give_is_one_that_is_read() -> None:
    given = set(re.findall(r"\b(SCORE_[A-Z_]+)\b", DOCKERFILE + COMPOSE))
    read = set(re.findall(r'"(SCORE_\w+)"', (ROOT / "score_learn/settings.py").read_text("utf-8")))

    assert given
    assert given <= read


def test_every_file_that_is_copied_exists() -> None:
    copied = [
        word for line in re.findall(r"^COPY (.+) \S+$", DOCKERFILE, re.M) for word in line.split()
    ]

    assert copied
    assert [name for name in copied if not (ROOT / name).exists()] == []


def test_the_command_is_one_of_the_programs() -> None:
    words = re.findall(r'"([^"]+)"', re.findall(r"^CMD \[(.+)\]$", DOCKERFILE, re.M)[0])
    command = Path(sys.executable).with_name(Path(words[0]).name)

    told = subprocess.run(
        [command, *words[1:], "--help"], capture_output=True, text=True, check=True
    )

    assert "serve" in told.stdout


def test_the_folder_of_styles_is_the_same_in_both_containers() -> None:
    folder = re.findall(r"SCORE_STATIC=(\S+)", DOCKERFILE)[0]

    assert COMPOSE.count(f"static:{folder}") == 2


def test_both_say_that_people_learn_there() -> None:
    operating = (ROOT / "docs/operating.md").read_text("utf-8")

    assert 'SCORE_PRODUCTION: "yes"' in COMPOSE
    assert re.search(r"^ +SCORE_PRODUCTION=yes$", operating, re.M)


def test_backups_are_made_with_tools_of_the_servers_version_and_kept_outside() -> None:
    server = re.findall(r"image: postgres:(\d+)", COMPOSE)[0]
    kept = re.findall(r"SCORE_BACKUPS=(\S+)", DOCKERFILE)[0]

    assert f"install -y --no-install-recommends postgresql-client-{server} " in DOCKERFILE
    assert f"SCORE_POSTGRESQL_TOOLS=/usr/lib/postgresql/{server}/bin" in DOCKERFILE
    assert f'"backups:{kept}"' in COMPOSE
    assert f"-g score-learn {Path(kept).name} " in DOCKERFILE
