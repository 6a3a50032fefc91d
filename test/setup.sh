#!/bin/sh
# Brings the dependencies, among them the Node that everything runs on, and builds. Quick when nothing has changed.
set -e
cd "$(dirname "$0")/.."
command -v npm >/dev/null || { echo "error: npm is needed (Debian: apt-get install nodejs npm)" >&2; exit 69; }
if ! cmp -s package-lock.json node_modules/.installed-lock; then
  # The installing Node may be older than the packages ask for: they run on the Node that is installed here.
  # Not `npm ci`: it refuses a lock file without the optional packages of other platforms, which not every registry has.
  npm install --no-save --no-audit --no-fund --loglevel=error
  cp package-lock.json node_modules/.installed-lock
fi
npm run --silent build
