#!/bin/sh
# Rewrites the lock files beside this script from the *.in files. Universal (every Python and
# platform the project supports), with hashes, without addresses of package indexes.
# dev.txt is resolved first and constrains the others, so every lock names the same versions.
set -eu
cd "$(dirname "$0")/.."
uv=$(command -v uv || echo .uv/bin/uv)
compile() {
    name=$1
    shift
    "$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --no-annotate --no-header \
        "requirements/$name.in" -o "requirements/$name.txt" "$@"
}
compile dev "$@"
for name in run local frontend; do
    compile "$name" --constraint requirements/dev.txt
done
compile node "$@"
compile uv "$@"
