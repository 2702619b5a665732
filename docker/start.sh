#!/bin/sh
# Starts a program of the application, but only where all guards of the ledger stand.
set -eu
python manage.py verify_ledger --guards
exec "$@"
