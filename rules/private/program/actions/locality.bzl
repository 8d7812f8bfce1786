"""Where an action may run, and whether its outputs go to a remote cache: execution requirements of Bazel."""

visibility(["//rules/private/..."])

# Nothing that matters here: a remote worker sees the same as this machine, and outputs are small or wanted.
ANYWHERE = {}

# On the machine that Bazel runs on, where the inputs are; the result goes to a remote cache. For actions that read
# much and write little, and for those that must see which inputs are symbolic links: a worker would be sent every
# byte, and gets links as the files that they lead to.
BESIDE_INPUTS = {"no-remote-exec": "1"}

# On the machine that Bazel runs on, and nowhere else: the output is as big as the image, and made to be used here.
NOT_SHARED = {"no-remote": "1"}
