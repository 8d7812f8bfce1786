"""Mistakes of a BUILD file: collected by a rule, then reported in rt's one error shape, all at once."""

visibility(["//rules/..."])

def mistake(message, accepted = None, fix = None):
    """Describes one mistake of a BUILD file.

    Args:
      message: what cannot be done, and why: sentence case, no final period, the current value quoted.
      accepted: what would be accepted instead, or None.
      fix: what to change, ready to paste where possible, or None.

    Returns:
      A struct for `fail_on`.
    """
    return struct(message = message, accepted = accepted, fix = fix)

def label_text(label):
    """Writes a label as people do: `//pkg:name` in the main repository, `@debian//:lock` elsewhere.

    Args:
      label: a Label.

    Returns:
      A string.
    """
    repository, _, rest = str(label).partition("//")
    name = repository.removeprefix("@@").replace("~", "+")
    return "{}//{}".format("@" + _apparent(name) if name else "", rest)

def _apparent(canonical):
    """The name that a repository most likely has in MODULE.bazel: a module's, or what an extension calls it."""
    return canonical.split("+")[-1] if "++" in canonical else canonical.split("+")[0]

def target_label(ctx):
    """Gives the label that people wrote for a target.

    Args:
      ctx: the rule context. Where a macro puts another target in front of this one, its attribute `public_name` is the
        name that people gave to the macro.

    Returns:
      A Label.
    """
    name = getattr(ctx.attr, "public_name", "")
    return ctx.label.same_package_label(name) if name else ctx.label

def build_file(label):
    """Names the BUILD file of a target for a `fix` line.

    Args:
      label: a Label.

    Returns:
      A string such as `mnist/BUILD.bazel`; the file may also be called BUILD.
    """
    return "/".join([part for part in [label.package, "BUILD.bazel"] if part])

def fail_on(mistakes, rule, label):
    """Fails with all mistakes at once; returns when there are none.

    Args:
      mistakes: list of structs made by `mistake`.
      rule: name of the rule, such as "oci_push".
      label: Label of the target.
    """
    if mistakes:
        fail("\n" + "\n".join([describe(one, rule, label) for one in mistakes]))

def describe(one, rule, label):
    """Renders one mistake in the error shape.

    Args:
      one: a struct made by `mistake`.
      rule: name of the rule.
      label: Label of the target.

    Returns:
      One to three lines without a final newline.
    """
    return describe_to("{} {}".format(rule, label_text(label)), one)

def describe_to(speaker, one):
    """Renders one mistake in the error shape, where there is no target.

    Args:
      speaker: who found it, such as `runtimes.cuda`.
      one: a struct made by `mistake`.

    Returns:
      One to three lines without a final newline.
    """
    lines = ["{}: {}".format(speaker, one.message)]
    if one.accepted:
        lines.append("  accepted: " + one.accepted)
    if one.fix:
        lines.append("  fix: " + one.fix)
    return "\n".join(lines)
