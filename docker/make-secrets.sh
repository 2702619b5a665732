#!/bin/sh
# Makes the secrets that docker-compose.yml mounts, once; existing files are never replaced.
# The folder is closed to other users; the files are readable because the accounts in the
# containers have other numbers than the person on the host.
set -eu
cd "$(dirname "$0")/.."
umask 077
mkdir -p secrets

random() { od -An -N 48 -tx1 /dev/urandom | tr -d ' \n'; }

write() {
    if [ ! -s "secrets/$1" ]; then
        printf '%s' "$2" >"secrets/$1"
        chmod 644 "secrets/$1"
        echo "secrets/$1 angelegt"
    fi
}

write secret_key "$(random)"
write database_password "$(random)"
write database_app_password "$(random)"
write redis_password "$(random)"
write redis_url "redis://:$(cat secrets/redis_password)@redis:6379/0"
[ -e secrets/email_password ] || { : >secrets/email_password && chmod 644 secrets/email_password; }
