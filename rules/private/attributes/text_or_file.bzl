"""Attributes that people may give as text (a list or a dict) or as a file: one argument of a macro, two attributes."""

visibility(["//rules/..."])

def text_or_file(**values):
    """Chooses the attribute for each value by its type.

    A string or a Label names a file and goes to `<attribute>_file`. All else goes to the attribute itself, so that a
    select() must choose between lists or dicts, not between files.

    Args:
      **values: attribute to a list, a dict, a select(), a label, or None for not given.

    Returns:
      A dict of attributes for the rule.
    """
    return {
        attribute + ("_file" if type(value) in ["string", "Label"] else ""): value
        for attribute, value in values.items()
        if value != None
    }

def clearable(**values):
    """Like `text_or_file`, and an empty list asks to clear what the base has: `clear_<attribute>`.

    Args:
      **values: attribute to a list, a select(), a label, or None for not given. An empty list that a select() chooses
        counts as not given.

    Returns:
      A dict of attributes for the rule.
    """
    return text_or_file(**values) | {
        "clear_" + attribute: True
        for attribute, value in values.items()
        if value == []
    }
