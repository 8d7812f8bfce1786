"""A repository that the rt program writes while it is fetched."""

load("//rules/private/program:repositories/rt_program.bzl", "run_rt")

def _written_repository_impl(rctx):
    run_rt(
        rctx,
        command = "template",
        arguments = [
            "--line=a {x}\nof two lines",
            "--substitution={x}\tback\\slash",
            "--out={}".format(rctx.path("written.txt")),
        ],
    )
    rctx.file("BUILD.bazel", """exports_files(["written.txt"])\n""")

_written_repository = repository_rule(
    implementation = _written_repository_impl,
    doc = "A file that `rt template` wrote.",
)

def _written_repositories_impl(module_ctx):
    _written_repository(name = "rt_test_written")
    return module_ctx.extension_metadata(reproducible = True)

written_repositories = module_extension(
    implementation = _written_repositories_impl,
    doc = "Declares `rt_test_written`.",
)
