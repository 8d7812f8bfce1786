"""Has one of three functions."""


def init():
    """Loads nothing."""
