"""The one exception that ends a command with a sentence instead of a traceback."""


class Problem(Exception):
    """Something the person at the terminal can act on; the message is German and complete."""
