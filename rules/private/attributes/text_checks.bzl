"""Forms of texts that attributes of several rules have."""

visibility(["//rules/..."])

def is_count(text):
    """Tells whether a text is a whole number.

    Args:
      text: the text.

    Returns:
      A bool.
    """
    return text.isdigit()

# The largest user and group that engines take.
_MAX_ID = 2147483647

def is_id(text):
    """Tells whether a text is the number of a user or a group that engines take.

    Args:
      text: the text.

    Returns:
      A bool.
    """
    return text.isdigit() and int(text) <= _MAX_ID

def is_mode(text):
    """Tells whether a text is permissions in octal digits.

    Args:
      text: the text.

    Returns:
      A bool.
    """
    return 3 <= len(text) and len(text) <= 5 and all([digit in "01234567" for digit in text.elems()])

def is_owner(text):
    """Tells whether a text is `UID:GID`.

    Args:
      text: the text.

    Returns:
      A bool.
    """
    uid, _, gid = text.partition(":")
    return is_id(uid) and is_id(gid)

def is_inside(path):
    """Tells whether a path stays below where it starts.

    Args:
      path: the path.

    Returns:
      A bool.
    """
    return ".." not in path.split("/")
