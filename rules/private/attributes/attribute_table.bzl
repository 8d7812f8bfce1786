"""One table for each rule that a macro stands for: a row says all there is about one attribute.

The rule takes its attributes from the table, the macro what it accepts and passes on, the action the options of rt, and
the checks the mistakes. The rule reference is made of the rows' docs.
"""

load(":common_attributes.bzl", "COMMON_ATTRIBUTES", "keyword_mistakes")
load(":mistakes.bzl", "fail_on", "mistake")

visibility(["//rules/..."])

def row(make, doc, option = None, check = None, file = None, clear = False, count = False, **settings):
    """Describes one attribute.

    Args:
      make: what makes the attribute, such as `attr.string`.
      doc: what it means, for the people who write BUILD files.
      option: the option of rt that it becomes, without dashes. None for an attribute that becomes none. An attribute
        with `allow_single_file` becomes an option with the file.
      check: function of the attribute's name and its value; returns a list of structs for `fail_on`. Called for values
        that are given.
      file: the option for a file that has what the attribute would have. The macro takes either, the rule has a second
        attribute `<name>_file`. None where there is no such file.
      clear: whether an empty list clears what the base has. The rule has another attribute `clear_<name>`, the option
        is called likewise.
      count: whether it is a number of bytes or layers. The attribute is text, because one of integers ends at 2 GiB.
      **settings: further arguments of `make`.

    Returns:
      A struct for a table, which is a dict of names to rows.
    """
    return struct(
        check = check,
        clear = clear,
        count = count,
        doc = doc,
        file = file,
        make = make,
        option = option,
        settings = settings,
    )

def with_doc(row_of_other, doc):
    """Takes a row from another table, where the attribute means something else to people.

    Args:
      row_of_other: the row.
      doc: what the attribute means here.

    Returns:
      A row.
    """
    fields = {name: getattr(row_of_other, name) for name in ["check", "clear", "count", "file", "make", "option"]}
    return row(doc = doc, **(fields | row_of_other.settings))

def attributes_of(table):
    """Makes the attributes of the rule.

    Args:
      table: dict of names to rows.

    Returns:
      A dict for `attrs` of `rule`. The reference leaves out those whose docs begin with "Set by the macro".
    """
    attributes = {name: each.make(doc = each.doc, **each.settings) for name, each in table.items()}
    for name, each in table.items():
        if each.file:
            attributes[name + "_file"] = attr.label(
                doc = "Set by the macro: the file, where `{}` is one.".format(name),
                allow_single_file = True,
            )
        if each.clear:
            attributes["clear_" + name] = attr.bool(
                doc = "Set by the macro: whether `{}` is an empty list.".format(name),
            )
    return attributes

def macro_attributes(table, rule, name, given, others = []):
    """Checks the keywords that a macro was called with, and turns them into attributes of the rule.

    Args:
      table: dict of names to rows.
      rule: name of the rule as people know it.
      name: name of the target.
      given: dict of the macro's keywords.
      others: list of further keywords of the macro, for the error message.

    Returns:
      A dict of attributes of the rule.
    """
    unknown = {keyword: value for keyword, value in given.items() if keyword not in table}
    fail_on(
        keyword_mistakes(["name"] + others + table.keys(), unknown),
        rule,
        native.package_relative_label(name),
    )
    attributes = {"name": name}
    for keyword, value in given.items():
        if value != None:
            attributes |= _attribute(keyword, value, table[keyword]) if keyword in table else {keyword: value}
    return attributes

def _attribute(name, value, each):
    """What the rule has for one keyword. A select() goes to the attribute itself: it cannot choose between files."""
    if each.file and type(value) in ["string", "Label"]:
        return {name + "_file": value}
    if each.count and type(value) == "int":
        return {name: str(value)}
    if each.clear and value == []:
        return {name: value, "clear_" + name: True}
    return {name: value}

def common_attributes(given):
    """Chooses what all rules have, for the other targets of a macro.

    Args:
      given: dict of the macro's keywords.

    Returns:
      A dict.
    """
    return {keyword: value for keyword, value in given.items() if keyword in COMMON_ATTRIBUTES}

def options_of(table, attributes):
    """Writes attributes as options of rt.

    Args:
      table: dict of names to rows; those without an option are left out.
      attributes: `ctx.attr`, or a struct of the values.

    Returns:
      A list of strings. The files are in `file_options_of`.
    """
    options = []
    for name, each in table.items():
        value = getattr(attributes, name) if each.option and not _is_file(each) else None
        if value:
            options += _options(each.option, value)
        if each.clear and getattr(attributes, "clear_" + name):
            options.append("--clear-" + each.option)
    return options

def _is_file(each):
    return "allow_single_file" in each.settings

def _options(option, value):
    if type(value) == "bool":
        return ["--" + option]
    if type(value) == "list":
        return ["--{}={}".format(option, each) for each in value]
    if type(value) == "dict":
        return ["--{}={}={}".format(option, key, each) for key, each in value.items()]
    return ["--{}={}".format(option, value)]

def file_options_of(table, files):
    """Lists the files of attributes with the options of rt that read them.

    Args:
      table: dict of names to rows.
      files: `ctx.file`.

    Returns:
      A list of (option, File).
    """
    pairs = [(each.option, getattr(files, name)) for name, each in table.items() if each.option and _is_file(each)]
    pairs += [(each.file, getattr(files, name + "_file")) for name, each in table.items() if each.file]
    return [(option, file) for option, file in pairs if file]

def table_mistakes(table, attributes):
    """Checks attributes as their rows say.

    Args:
      table: dict of names to rows.
      attributes: `ctx.attr`, or a struct of the values.

    Returns:
      A list of structs for `fail_on`.
    """
    return [
        mistake
        for name, each in table.items()
        if each.check and getattr(attributes, name)
        for mistake in each.check(name, getattr(attributes, name))
    ]

def must(is_valid, accepted, example):
    """Makes the check of a text.

    Args:
      is_valid: function of the text.
      accepted: what is accepted, in words.
      example: a value as it stands in a BUILD file.

    Returns:
      A function for `check` of a row.
    """
    return lambda name, value: [] if is_valid(value) else [mistake(
        'Cannot use {} = "{}"'.format(name, value),
        accepted = accepted,
        fix = "{} = {}".format(name, example),
    )]
