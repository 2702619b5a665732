"""Command line behind `./run`."""

import sys

from lotsen.devstack import checks, manage, serve
from lotsen.devstack.instance import Instance
from lotsen.devstack.problems import Problem
from lotsen.devstack.terminal import say

FLAGS = {"--demo", "--no-demo", "--reset", "--yes", "--verbose"}


def parse(arguments: list[str]) -> serve.Options:
    """Options of the start; raises `Problem` for anything else."""
    unknown = [argument for argument in arguments if argument not in FLAGS]
    if unknown:
        raise Problem(f"Unbekannt: {' '.join(unknown)}. Hilfe: ./run --help")
    if {"--demo", "--no-demo"} <= set(arguments):
        raise Problem("Entweder --demo oder --no-demo.")
    demo = True if "--demo" in arguments else False if "--no-demo" in arguments else None
    return serve.Options(
        demo=demo,
        reset="--reset" in arguments,
        yes="--yes" in arguments,
        verbose="--verbose" in arguments,
    )


def stop() -> int:
    """Ends a running instance."""
    stopped = Instance().end_other()
    say("Beendet." if stopped else "Es läuft nichts.")
    return 0


def main(arguments: list[str]) -> int:
    """Dispatches and turns problems into a sentence and exit code 1."""
    command, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    try:
        if command == "manage":
            return manage.manage(rest)
        if command == "test":
            return checks.run(rest)
        if command == "stop":
            return stop()
        return serve.serve(parse(arguments))
    except Problem as problem:
        say(str(problem))
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
