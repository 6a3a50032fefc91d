#!/bin/sh
# Shows a fault of docs/bugs.md: the tests of the commit that mended it, on the sources from before. Takes a commit, or words of its
# subject, and, where not all of its tests are meant, what vitest is to run. Succeeds when a test fails, as it must. Leaves nothing behind.
set -eu
cd "$(dirname "$0")/../.."
commit=$(git rev-parse --verify --quiet "$1^{commit}" || git log --format=%h --fixed-strings --grep="$1" -1)
[ -n "$commit" ] || { echo "error: no commit says \"$1\"" >&2; exit 64; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
git archive "$commit" | tar -x -C "$folder"
ln -s "$PWD/node_modules" "$folder/node_modules"
# The Node that setup brought: on an older one every test fails, which shows nothing.
PATH="$PWD/node_modules/.bin:$PATH"
changed=$(git diff --name-only --diff-filter=M "$commit~1" "$commit" -- packages | grep '\.ts$' | grep -v '\.test\.ts$')
tests=$(git diff --name-only --diff-filter=AM "$commit~1" "$commit" | grep '\.test\.ts$' | grep -v '^test/\(e2e\|lab\)/')
for file in $changed; do git show "$commit~1:$file" > "$folder/$file"; done
git log -1 --format='%h %s' "$commit"
cd "$folder"
shift
# shellcheck disable=SC2086 # a list of files, none with a blank
[ $# -gt 0 ] || set -- $tests
if node_modules/.bin/vitest run "$@"; then echo "nothing failed: this is not the fault" >&2; exit 1; fi
