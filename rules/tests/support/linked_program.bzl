"""A program whose runfiles have links that are right there only, as virtual environments of Python do."""

def _linked_program_impl(ctx):
    executable = ctx.actions.declare_file(ctx.label.name)
    ctx.actions.write(executable, "a program\n", is_executable = True)
    links = []
    for path, target in ctx.attr.links.items():
        link = ctx.actions.declare_symlink("{}_links/{}".format(ctx.label.name, path))
        ctx.actions.symlink(output = link, target_path = target)
        links.append(link)
    return [DefaultInfo(
        executable = executable,
        runfiles = ctx.runfiles(files = ctx.files.data + links),
    )]

linked_program = rule(
    implementation = _linked_program_impl,
    doc = "Makes a program that does nothing, with declared links in its runfiles.",
    attrs = {
        "data": attr.label_list(
            allow_files = True,
            doc = "Runfiles.",
        ),
        "links": attr.string_dict(
            doc = "Path of each link, relative to NAME_links beside the program, to what it says.",
        ),
    },
    executable = True,
)
