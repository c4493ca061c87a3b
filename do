#!/bin/sh
# One door for run, test, check and bench.  Needs only python3 >= 3.11 with venv; says what is missing.
set -eu
cd "$(dirname "$0")"

stop() { echo "score-learn: $1" >&2; exit 1; }

python=${PYTHON:-python3}
command -v "$python" >/dev/null 2>&1 || stop "python3 is missing; install Python 3.11 or newer."
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    stop "Python 3.11 or newer is needed; this is $("$python" -V 2>&1)."
"$python" -c 'import ensurepip, venv' 2>/dev/null ||
    stop "Python's venv module is missing; on Debian and Ubuntu: sudo apt install python3-venv"

# install FILE: make .venv hold what FILE locks; done once per content of FILE.  FILE names every package,
# so pip looks for none of its own (asked to, it wants newer ones that nobody locked), and checks the whole.
install() {
    stamp=.venv/.installed-$1
    sum=$(cksum <"$1")-$(cksum <pyproject.toml)
    [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$sum" ] && return 0
    echo "Installing what $1 names into .venv ..." >&2
    [ -x .venv/bin/python ] || "$python" -m venv .venv
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps \
        --require-hashes -r "$1" ||
        stop "installing $1 failed; see above. Is the package index reachable?"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-index \
        --no-build-isolation --no-deps --editable .
    .venv/bin/python -m pip --disable-pip-version-check check >/dev/null ||
        stop "$1 leaves a package out; run .venv/bin/python -m pip check"
    # Bytecode for commands, and without docstrings for processes that serve (docs/decisions/0015).
    PYTHONDONTWRITEBYTECODE='' .venv/bin/python -m compileall -q -j 0 -o 0 -o 2 .venv/lib score_learn wsgi.py
    echo "$sum" >"$stamp"
}

# need_browser: what the browser tests drive; the headless shell is enough, and CHROMIUM names another.
need_browser() {
    for name in "${CHROMIUM:-chromium-headless-shell}" chromium chromium-browser google-chrome; do
        command -v "$name" >/dev/null 2>&1 && return 0
    done
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        echo "Installing Chromium for the browser tests ..." >&2
        apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
            chromium-headless-shell fonts-noto-core fonts-noto-cjk >/dev/null && return 0
    fi
    stop "the browser tests need Chromium: sudo apt install chromium-headless-shell fonts-noto-core fonts-noto-cjk"
}

# need_nginx: tests of serving skip without it, so it is only a wish.
need_nginx() {
    command -v nginx >/dev/null 2>&1 || [ -x /usr/sbin/nginx ] && return 0
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        echo "Installing nginx for the tests of serving ..." >&2
        apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq nginx-light >/dev/null && return 0
    fi
    echo "score-learn: without nginx the tests of serving are left out: sudo apt install nginx-light" >&2
}

# need_node: what Lighthouse runs in; it is fetched into tests/audit/node_modules, once per content of the lock.
need_node() {
    node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 18 || (a == 18 && b >= 20) ? 0 : 1)' \
        2>/dev/null && command -v npm >/dev/null 2>&1 ||
        stop "the audit needs Node 18.20 or newer, with npm; on Debian and Ubuntu: sudo apt install nodejs npm"
    stamp=tests/audit/node_modules/.installed
    cmp -s tests/audit/package-lock.json "$stamp" && return 0
    echo "Installing Lighthouse into tests/audit/node_modules ..." >&2
    npm ci --prefix tests/audit --ignore-scripts --no-audit --no-fund --loglevel=error >&2 ||
        stop "installing Lighthouse failed; see above. Is the package registry reachable?"
    cp tests/audit/package-lock.json "$stamp"
}

quick() {
    .venv/bin/ruff format --check .
    .venv/bin/ruff check .
    .venv/bin/mypy
    .venv/bin/lint-imports
    .venv/bin/score-learn translations compile
    .venv/bin/score-learn translations check
    .venv/bin/score-learn content check content
}

case "${1:-}" in
run)
    install requirements.txt
    exec .venv/bin/score-learn server start --demo
    ;;
check)
    install requirements-dev.txt
    quick
    .venv/bin/python -m pytest -q -n 2 -m "not browser and not postgresql"
    ;;
test)
    need_browser
    need_nginx
    install requirements-dev.txt
    quick
    .venv/bin/python -m pytest -n 2 -m "not browser" --cov --cov-fail-under=95
    .venv/bin/python -m pytest -n 2 -m browser
    ;;
bench)
    shift
    install requirements-dev.txt
    exec .venv/bin/python -m tests.bench "$@"
    ;;
audit)
    need_node
    need_browser
    install requirements-dev.txt
    exec .venv/bin/python -m tests.audit.lighthouse
    ;;
browser)
    need_browser
    ;;
*)
    stop "say one of: make run, make test, make check, make bench, make audit"
    ;;
esac
