"""What an oci_push hands to the rules that push several images at once."""

visibility(["//rules/..."])

PushInfo = provider(
    doc = """\
What is to be pushed, and where to. All that the pushes read is in the runfiles of the target.
""",
    fields = {
        "arguments": """\
(depset[File]) In preorder, a file for each image: what a target of oci_push always passes to rt, one
argument a line.
""",
    },
)
