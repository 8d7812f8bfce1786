"""The action that checks the libraries of an image, and the interpreter of its script."""

load("//rules/private/arguments:argument_lines.bzl", "escape_line")
load("//rules/private/arguments:file_options.bzl", "add_file_options")
load("//rules/private/program:actions/locality.bzl", "BESIDE_INPUTS")
load("//rules/private/program:actions/run_tool.bzl", "argument_file", "run_tool")

visibility(["//rules/private/..."])

def check_image(ctx, rule, image, host_libraries, runtimes, modules, checks_libraries, checks_scripts):
    """Checks that programs, libraries and scripts of an image find what they need in it; reads no layer.

    Args:
      ctx: the rule context.
      rule: name of the rule as people know it.
      image: ImageInfo.
      host_libraries: list of strings: names of libraries that the host brings, with `*` and `**`.
      runtimes: list of RuntimeInfo, whose libraries the program opens while it runs.
      modules: depset of File: layer sets whose extension modules a program in Python imports.
      checks_libraries: whether libraries are looked for.
      checks_scripts: whether the interpreter of a script is looked for.

    Returns:
      File: a report. The action fails where a library or an interpreter is missing.
    """
    report = ctx.actions.declare_file(ctx.label.name + ".libraries.txt")
    args = argument_file(ctx, rule)
    add_file_options(args, "image", [image.layout])
    add_file_options(args, "out", [report])
    add_file_options(args, "layers", image.layer_sets)
    add_file_options(args, "layers", image.foreign_layer_sets)
    add_file_options(args, "module-layers", modules)
    options = ["--host-library=" + name for name in host_libraries]
    for runtime in runtimes:
        add_file_options(args, "runtime-layers", runtime.layers.layer_sets)
        options += ["--host-library=" + name for name in runtime.host_libraries]
        options += ["--component={}\t{}".format(*pair) for pair in runtime.components.items()]
    args.add_all(options, map_each = escape_line)
    if not checks_libraries:
        args.add("--no-libraries")
    if not checks_scripts:
        args.add("--no-scripts")
    run_tool(
        ctx,
        arguments = [args],
        command = "image check",
        inputs = depset([image.layout], transitive = [image.layer_sets, image.foreign_layer_sets]),
        # The layout has links to layers, which are not needed.
        locality = BESIDE_INPUTS,
        mnemonic = "RtImageCheck",
        outputs = [report],
        progress_message = "Checking the libraries of image %{label}",
    )
    return report
