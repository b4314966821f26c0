# SPDX-License-Identifier: Apache-2.0
# What contrib/demo and contrib/test share. To be sourced by bash, from the root of the clone.

say() { printf '\n\033[1m==> %s\033[0m\n' "$*"; }
fail() {
    echo "error: $*" >&2
    exit 1
}

# as_root COMMAND...: runs it as root, with sudo where we aren't.
as_root() {
    if [[ $EUID == 0 ]]; then
        "$@"
    elif type -P sudo >/dev/null; then
        sudo "$@"
    else
        fail "this needs root, and there is no sudo: $*"
    fi
}

# want COMMAND-OR-FILE PACKAGE: notes the Debian package unless what it brings is there.
missing=()
want() {
    if [[ $1 == /* ]]; then [[ -e $1 ]] || missing+=("$2")
    else type -P "$1" >/dev/null || missing+=("$2"); fi
}

# Installs what was noted. apt-get runs only when something is missing.
install_missing() {
    [[ ${#missing[@]} -gt 0 ]] || return 0
    type -P apt-get >/dev/null || fail "please install the equivalent of these Debian packages: ${missing[*]}"
    say "installing ${missing[*]}"
    as_root apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
    missing=()
}

# What building takes, beside the Swift toolchain.
want_build_tools() {
    type -P swift >/dev/null || fail "there is no swift: install the Swift 6.3 toolchain from https://www.swift.org/install"
    want /usr/include/systemd/sd-daemon.h libsystemd-dev
    want pkg-config pkg-config
    want /usr/include/zlib.h zlib1g-dev
    want git git
    want /etc/ssl/certs/ca-certificates.crt ca-certificates
}

# want_module MODULE PACKAGE: the same for a module of the system's Python.
want_module() {
    if ! type -P python3 >/dev/null || ! python3 -c "import $1" 2>/dev/null; then missing+=("$2"); fi
}

# Celery in a virtual environment that git ignores. Needs python3-venv.
make_venv() {
    local packages=('celery[redis]==5.7.0')
    if [[ -x .venv/bin/celery && $(.venv/bin/python -c 'import celery, redis; print(celery.__version__)') == 5.7.0 ]]; then
        return
    fi
    say "making .venv with Celery 5.7"
    rm -rf .venv
    python3 -m venv .venv
    .venv/bin/pip install --quiet --disable-pip-version-check "${packages[@]}"
}

# Package.swift links Swift's run-time into the programs: they run on any Debian 12 without a toolchain.
build_release() {
    say "building supervisord, fleetctl and pidproxy (release; the first time takes some minutes)"
    swift build -c release --product supervisord
    swift build -c release --product fleetctl
    swift build -c release --product pidproxy
}
