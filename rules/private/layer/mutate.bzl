"""What tar.bzl calls mutate and mtree_mutate: says what does the same here."""

load("//rules/private/attributes:mistakes.bzl", "describe_to", "mistake")
load(":content_attributes.bzl", "ENTRY_TABLE")

visibility(["//rules/..."])

_KNOWN = ENTRY_TABLE.keys() + ["preserve_symlinks"]

def mutate_mistake(name, target, given):
    """Describes how to go without a function of tar.bzl.

    Args:
      name: name of the function.
      target: the rule that has the attributes here.
      given: dict of the keywords of the call.

    Returns:
      A struct for `describe_to`.
    """
    values = ["{} = {}".format(key, repr(value)) for key, value in given.items() if key in _KNOWN]
    return mistake(
        "Cannot use {}: {} changes the entries itself".format(name, target),
        accepted = "{} of {}; lines of mtree text for the rest".format(", ".join(_KNOWN), target),
        fix = "give to {} {}".format(target, ", ".join(values)) if values else None,
    )

def mutate(**kwargs):
    """Fails with a message that says which attributes of `tar` replace `mutate` of tar.bzl.

    Args:
      **kwargs: what `mutate` of tar.bzl takes.
    """
    fail("\n" + describe_to("mutate", mutate_mistake("mutate(...)", "tar", kwargs)))

def mtree_mutate(name, **kwargs):
    """Fails with a message that says which attributes of `mtree_spec` replace `mtree_mutate` of tar.bzl.

    Args:
      name: name of the target.
      **kwargs: what `mtree_mutate` of tar.bzl takes.
    """
    fail("\n" + describe_to("mtree_mutate " + name, mutate_mistake("mtree_mutate", "mtree_spec", kwargs)))
