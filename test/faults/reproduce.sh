#!/bin/sh
# Shows a fault of docs/bugs.md: the tests of the commit that mended it, on the sources from before. Takes a commit, or words of its
# subject, and, where not all of its tests are meant, what vitest is to run. TESTS names another commit that tests are of, where the one
# that shows the fault was written later. Succeeds when a test fails as the fault has it fail. Leaves nothing behind.
set -eu
cd "$(dirname "$0")/../.."
commit_of() {
  git rev-parse --verify --quiet "$1^{commit}" || git log --format=%h --fixed-strings --grep="$1" -1 | grep . ||
    { echo "error: no commit says \"$1\"" >&2; exit 64; }
}
commit=$(commit_of "$1")
later=$(commit_of "${TESTS:-$commit}")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
git archive "$commit" | tar -x -C "$folder"
ln -s "$PWD/node_modules" "$folder/node_modules"
# The Node that setup brought: on an older one every test fails, which shows nothing.
PATH="$PWD/node_modules/.bin:$PATH"
changed=$(git diff --name-only --diff-filter=M "$commit~1" "$commit" -- packages | grep '\.ts$' | grep -v '\.test\.ts$')
tests=$(git diff --name-only --diff-filter=AM "$later~1" "$later" | grep '\.test\.ts$' | grep -v '^test/\(e2e\|lab\)/')
for file in $tests; do mkdir -p "$folder/$(dirname "$file")"; git show "$later:$file" > "$folder/$file"; done
for file in $changed; do git show "$commit~1:$file" > "$folder/$file"; done
git log -1 --format='%h %s' "$commit"
cd "$folder"
shift
# shellcheck disable=SC2086 # a list of files, none with a blank
[ $# -gt 0 ] || set -- $tests
if node_modules/.bin/vitest run --reporter=default --reporter=json --outputFile.json=failures.json "$@"; then
  echo "nothing failed: this is not the fault" >&2
  exit 1
fi
# What the sources from before do not have yet fails whatever they do, and so does a file that is not found.
node --input-type=module -e '
import { existsSync, readFileSync } from "node:fs";
const files = existsSync("failures.json") ? JSON.parse(readFileSync("failures.json", "utf8")).testResults : [];
const failed = files.flatMap(({ assertionResults }) => assertionResults).filter(({ status }) => status === "failed");
const absent = /is not a function|is not a constructor|is not defined|Cannot find (?:module|package)|reading .\w+.\)$/m;
const shown = failed.filter(({ failureMessages }) => !failureMessages.some((message) => absent.test(message)));
const unread = files.filter(({ status, assertionResults }) => status === "failed" && assertionResults.length === 0);
for (const { fullName } of shown) console.log(`shows it: ${fullName}`);
const others = failed.length - shown.length + unread.length;
if (others > 0) console.log(`${others} failed only because something did not exist yet: name the test that is meant`);
if (shown.length === 0) console.log("no test shows this fault");
process.exit(shown.length > 0 && others === 0 ? 0 : 1);
'
