"""Text of BUILD files that repository rules write."""

visibility(["//rules/..."])

def target_text(rule, **attributes):
    """Writes a call in a BUILD file.

    Args:
      rule: name of the rule.
      **attributes: its attributes; a value that is a struct has its text ready, in `text`.

    Returns:
      A string.
    """
    lines = [
        "    {} = {},".format(name, value.text if type(value) == "struct" else repr(value))
        for name, value in attributes.items()
    ]
    return "\n".join([rule + "("] + lines + [")", ""])
