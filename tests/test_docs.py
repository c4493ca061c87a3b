"""The documentation says what the program does: each setting, command and term."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from score_learn.core import languages
from score_learn.drills.command import DRILLS

ROOT = Path(__file__).resolve().parent.parent
DOCS = {path.name: path.read_text("utf-8") for path in (ROOT / "docs").glob("*.md")}


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\n")
    return [ROOT / name for name in listed if name and (ROOT / name).is_file()]


def test_every_setting_is_documented() -> None:
    read = set(re.findall(r'"(SCORE_\w+)"', (ROOT / "score_learn/settings.py").read_text("utf-8")))

    assert read
    assert read == set(re.findall(r"`(SCORE_\w+)`", DOCS["operating.md"]))


@pytest.mark.parametrize(
    "command",
    [
        "server start", "server prepare", "server config nginx", "server config systemd", "server config systemd score-learn-backup.service", "server config systemd score-learn-backup.timer", "demo --json", "database upgrade", "content check", "content stamp",
        "content publish", "content book", "content audio-script", "records rebuild", "records verify", "backup make", "backup list", "backup verify", "backup restore", "translations update",
        "translations check", "translations compile", "translations status",
        "doctor", "doctor --json", "sites list", "sites words", "sites country", "drawing compose", "drawing check", "drawing parts",
    ],
)  # fmt: skip
def test_every_command_is_documented(command: str) -> None:
    assert any(f"score-learn {command}" in text for text in DOCS.values())


def test_the_list_of_commands_above_is_the_programs() -> None:
    groups = {path.stem for path in (ROOT / "score_learn/cli").glob("*.py")} - {"__init__"}

    assert groups == {
        "audio", "backup", "book", "config", "content", "database", "demo", "doctor", "drawing", "publish", "records", "server", "sites",
        "translations",
    }  # fmt: skip


@pytest.mark.parametrize("name", ["list", *DRILLS])
def test_every_drill_is_documented(name: str) -> None:
    assert {f"score-learn drill {name}", f"| `{name}` |"} & set(
        re.findall(r"score-learn drill [\w-]+|\| `[\w-]+` \|", DOCS["operating.md"])
    )


def test_links_in_the_documentation_lead_somewhere() -> None:
    for path in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]:
        words = re.sub(r"```.*?```|`[^`]*`", "", path.read_text("utf-8"), flags=re.DOTALL)
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", words):
            assert (path.parent / target).exists(), f"{path.name} -> {target}"


def test_every_picture_is_shown_somewhere_and_small() -> None:
    texts = "".join([*DOCS.values(), (ROOT / "README.md").read_text("utf-8")])
    pictures = [path for path in (ROOT / "docs/pictures").iterdir() if path.is_file()]

    assert pictures
    assert [path.name for path in pictures if f"pictures/{path.name})" not in texts] == []
    assert [path.name for path in pictures if path.stat().st_size > 60 * 1024] == []


def test_the_glossary_has_a_word_in_every_language() -> None:
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in DOCS["glossary.md"].splitlines()
        if line.startswith("|")
    ]
    targets = [row for row in languages.offered() if row.code != languages.SOURCE]

    assert len(rows[0]) == 2 + len(targets)
    assert all(all(row) and len(row) == len(rows[0]) for row in rows)


def test_locks_hold_names_versions_and_hashes_only() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text("utf-8")
        assert "--index" not in text
        assert "://" not in text
        assert len(re.findall(r"^[\w.-]+(?:\[\w+\])?==", text, re.M)) <= text.count(
            "--hash=sha256:"
        )


def test_the_lock_of_the_audit_holds_names_versions_and_hashes_only() -> None:
    wanted = json.loads((ROOT / "tests/audit/package.json").read_text("utf-8"))["dependencies"]
    locked = json.loads((ROOT / "tests/audit/package-lock.json").read_text("utf-8"))["packages"]

    assert locked.pop("")["dependencies"] == wanted
    assert all(one["version"] and one["integrity"].startswith("sha512-") for one in locked.values())
    assert [name for name, one in locked.items() if "resolved" in one] == []


def test_the_bleach_and_nh3_floors_hold() -> None:
    text = (ROOT / "requirements.txt").read_text("utf-8")
    version = re.search(r"^nh3==(\d+)\.(\d+)\.(\d+)", text, re.M)

    assert version
    assert tuple(map(int, version.groups())) >= (0, 3, 8)


def test_no_template_or_module_marks_html_as_safe_by_itself() -> None:
    for path in tracked():
        if path.suffix == ".html":
            text = path.read_text("utf-8")
            assert "|safe" not in text.replace(" ", "")
            inline = r"<script(?![^>]*src=)|\son\w+="
            inline += r"|<style|style=" if "web" in path.parts else ""  # the book is one file
            assert not re.search(inline, text), path
        if path.suffix == ".py" and "score_learn" in path.parts and path.name != "safe_html.py":
            assert "Markup(" not in path.read_text("utf-8"), path
