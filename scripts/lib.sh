# Shared by the scripts; sourced, never run.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root" || exit 1

say() { printf '\n== %s\n' "$*"; }

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

# need_debian COMMAND PACKAGE...: installs the Debian packages if the command is missing.
need_debian() {
  local command=$1
  shift
  command -v "$command" >/dev/null && return
  say "installing $*"
  [ -n "${apt_updated:-}" ] || as_root apt-get update -qq
  apt_updated=1
  as_root apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

# Puts cargo on the path where rustup was installed for this user only.
need_rust() {
  command -v cargo >/dev/null || [ ! -f "$HOME/.cargo/env" ] || . "$HOME/.cargo/env"
  command -v cargo >/dev/null || {
    echo "Rust is missing: install the stable toolchain with rustup (https://rustup.rs)." >&2
    exit 1
  }
  need_debian cc gcc libc6-dev
}
