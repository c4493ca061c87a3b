"""The doctor's judgements: each check can fail, and says what to do when it does."""

from dataclasses import replace
from pathlib import Path

import pytest

from score_learn.services import doctor
from score_learn.services.doctor import (
    FATAL,
    HOST,
    Finding,
    Host,
    Place,
    look_over,
    refusal,
    summary,
)
from score_learn.services.doctor_database import Database, look_into

FILE = Path("/var/lib/score-learn/score-learn.db")
STATIC = Path("/var/cache/score-learn")
SOUND = Host(
    python=(3, 11, 7), place=Place(file=FILE), static=STATIC, production=True, time_zone="Asia/Kolkata"
)  # fmt: skip
TRYING = replace(SOUND, production=False)
ON_POSTGRESQL = replace(SOUND, place=None)


def placed(**more: object) -> Host:
    return replace(SOUND, place=Place(file=FILE, **more))


CASES = [
    (doctor.python, replace(SOUND, python=(3, 10, 2)), "fail", "3.10.2", "3.11"),
    (doctor.secrets, replace(SOUND, weak=("SCORE_PEPPER",)), "fail", "SCORE_PEPPER", "token_urlsafe"),
    (doctor.secrets, replace(TRYING, weak=("SCORE_PEPPER",)), "fail", "guessed", "token_urlsafe"),
    (doctor.secrets, replace(SOUND, made_up=("SCORE_PEPPER",)), "fail", "SCORE_PEPPER", "set each"),
    (doctor.secrets, replace(TRYING, made_up=("SCORE_PEPPER",)), "warn", "trying out", "set each"),
    (doctor.secrets, replace(SOUND, open_secrets=(FILE,)), "fail", str(FILE), f"chmod 600 {FILE}"),
    (doctor.rights, placed(open_files=(FILE,)), "fail", str(FILE), f"chmod o-rwx {FILE}"),
    (doctor.rights, placed(folder_is_writable_by_others=True), "fail", "replace", "chmod o-w /var/lib"),
    (doctor.file_system, placed(file_system="nfs4"), "fail", "nfs4", "SCORE_DATABASE_URL"),
    (doctor.file_system, placed(file_system="fuse.sshfs"), "fail", "sshfs", "PostgreSQL"),
    (doctor.file_system, replace(SOUND, place=None, database_in_memory=True), "fail", "memory", "disk"),
    (doctor.memory_disk, placed(file_system="tmpfs"), "fail", "tmpfs", "a disk"),
    (doctor.proxies, replace(SOUND, trusted_proxies=0), "fail", "SCORE_TRUSTED_PROXIES", "mostly 1"),
    (doctor.proxies, replace(TRYING, trusted_proxies=0), "warn", "one address", "mostly 1"),
    (doctor.proxies, replace(SOUND, listens_locally=False), "warn", "past the proxy", "SCORE_HOST"),
    (doctor.cookies, replace(TRYING, secure_cookies=False), "warn", "plain HTTP", "HTTPS"),
    (doctor.cookies, replace(SOUND, secure_cookies=False, plain_lan=True), "warn", "overheard", "HTTPS"),
    (doctor.cookies, replace(SOUND, secure_cookies=False), "fail", "neither", "SCORE_PLAIN_LAN=yes"),
    (doctor.production, TRYING, "warn", "SCORE_PRODUCTION", "real people"),
    (doctor.styles, replace(SOUND, static_of_others=(STATIC / "away",)), "fail", "learn/away", "chown -R"),
    (doctor.space, placed(free=199 * 1024**2, size=10**9), "warn", "199 MiB", "make room"),
    (doctor.space, placed(free=9 * 10**9, size=10**11), "warn", "8,583 MiB", "make room"),
    (doctor.workers, replace(SOUND, workers=6), "warn", "6 workers on 2", "between 2 and 5"),
    (doctor.workers, replace(SOUND, workers=0), "warn", "0 workers", "between 2 and 5"),
    (doctor.open_files, replace(SOUND, open_files_limit=256), "warn", "256", "LimitNOFILE"),
    (doctor.clock, replace(SOUND, year=1970), "fail", "1970", "NTP"),
    (doctor.clock, replace(SOUND, year=2999), "fail", "2999", "NTP"),
    (doctor.locale, replace(SOUND, encoding="ANSI_X3.4-1968"), "warn", "ANSI", "C.UTF-8"),
    (doctor.locale, replace(SOUND, time_zone="UTC"), "warn", "UTC", "SCORE_TIME_ZONE"),
    (doctor.catalogs, replace(SOUND, stale_catalogs=(FILE,)), "fail", "1 catalogs", "compile"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0].__name__}: {case[3]}")
def test_what_is_wrong_is_said_with_what_to_do(case: tuple) -> None:
    check, host, level, what, fix = case
    finding = check(host)

    assert finding.level == level
    assert what in finding.what
    assert fix in finding.fix


def test_every_check_has_a_case_that_does_not_pass() -> None:
    assert {case[0] for case in CASES} == set(HOST)
    assert set(FATAL) < set(HOST)


@pytest.mark.parametrize("host", [SOUND, ON_POSTGRESQL])
def test_a_sound_host_is_fit(host: Host) -> None:
    findings = list(look_over(host))

    assert [finding for finding in findings if finding.level != "ok"] == []
    assert all(finding.what and not finding.fix for finding in findings)
    assert summary(findings) == "Fit for production."
    assert refusal(host) is None


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0].__name__}: {case[3]}")
def test_only_what_would_lose_or_leak_keeps_a_production_from_starting(case: tuple) -> None:
    check, host, level, *_ = case

    refused = refusal(host)

    assert (refused is not None) == (check in FATAL and level == "fail")
    assert refused in {None, check(host)}


@pytest.mark.parametrize(
    ("database", "level", "what", "fix"),
    [
        (
            Database(trouble="connection refused"),
            "fail",
            "connection refused",
            "SCORE_DATABASE_URL",
        ),
        (Database(stores_first=False), "fail", "not yet on the disk", "fsync"),
        (Database(version=(3, 40, 1), journal="truncate"), "warn", "3.40.1", "pysqlite3"),
        (Database(journal="truncate"), "warn", "slower than WAL", "stop the server"),
        (Database(up_to_date=False, courses=0), "fail", "not up to date", "database upgrade"),
        (Database(courses=0), "fail", "no course", "content publish"),
        (Database(demo=True), "warn", "everybody knows its passwords", "database of its own"),
    ],
)
def test_what_is_wrong_with_the_database(
    database: Database, level: str, what: str, fix: str
) -> None:
    (finding,) = [one for one in look_into(database, production=True) if one.level != "ok"]

    assert finding.level == level
    assert what in finding.what
    assert fix in finding.fix


@pytest.mark.parametrize(
    "database", [Database(), Database(kind="postgresql", version=(18, 6), journal="")]
)
def test_a_sound_database_is_fit(database: Database) -> None:
    assert {finding.level for finding in look_into(database, production=True)} == {"ok"}


def test_a_demo_is_where_a_demo_may_be() -> None:
    found = look_into(Database(demo=True), production=False)

    assert {finding.level for finding in found} == {"ok"}


def test_the_summary_counts_what_is_to_be_done() -> None:
    warn, fail = Finding("warn", "w"), Finding("fail", "f")

    assert summary([warn]) == "Fit, with 1 to think about."
    assert (
        summary([warn, fail, fail]) == "Not fit for production: 2 to mend first, 1 to think about."
    )
