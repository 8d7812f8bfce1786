"""Which wheels have layers of their own, by size alone, so that nobody keeps a list."""

visibility(["//rules/..."])

_MIB = 1024 * 1024

# Bytes of a wheel from which on it has layers of its own.
_BIG_WHEEL = 16 * _MIB

# How many big files a wheel can have is known from its bytes; the program that makes the layers counts in the same way.
_BYTES_PER_BIG_FILE = 32 * _MIB
_MAX_BIG_FILES = 4

# Engines mount 127 layers; a base, an interpreter, weights and a program have some of them as well.
_MAX_LAYERS = 90

def is_big(wheel, threshold = _BIG_WHEEL):
    """Tells whether a wheel has layers of its own.

    Args:
      wheel: struct of PythonWheelsInfo.
      threshold: bytes from which on it has.

    Returns:
      A bool.
    """
    return wheel.size >= threshold

def big_threshold(wheels):
    """Finds from which size on wheels of a set have layers of their own, so that there are never too many.

    Args:
      wheels: list of structs of PythonWheelsInfo.

    Returns:
      Bytes: those of a big wheel, or a multiple that is a power of two.
    """
    threshold = _BIG_WHEEL
    for _ in range(32):
        if sum_of([_max_layers(wheel) for wheel in wheels if is_big(wheel, threshold)]) <= _MAX_LAYERS:
            break
        threshold *= 2
    return threshold

def sum_of(numbers):
    """Adds numbers.

    Args:
      numbers: list of ints.

    Returns:
      An int.
    """
    total = 0
    for number in numbers:
        total += number
    return total

def _max_layers(wheel):
    """Those of its big files, and one of all others."""
    return min(_MAX_BIG_FILES, (wheel.size + _BYTES_PER_BIG_FILE - 1) // _BYTES_PER_BIG_FILE) + 1
