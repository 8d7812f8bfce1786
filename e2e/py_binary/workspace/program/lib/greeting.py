"""A library that is imported by its own directory."""


def greet(name: str) -> str:
    """Greets."""
    return f"hello {name}"
