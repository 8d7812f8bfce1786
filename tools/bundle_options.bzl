"""How the rt program is bundled, by an action and by a repository rule alike."""

visibility([
    "//rules/private/program",
    "//tools/...",
])

# The oldest Node that the bundle must run on, in the bundler's words.
BUNDLE_TARGET = "node26.10"

# Options of esbuild, but for the source, the output and the target.
BUNDLE_OPTIONS = [
    "--bundle",
    "--platform=node",
    "--format=cjs",

    # What stays outside is required: Node warns of imports by code that it has not loaded itself.
    "--supported:dynamic-import=false",

    # What starts the bundle reads it faster where a byte is a character.
    "--charset=ascii",
    "--legal-comments=none",
    "--log-level=warning",

    # Settings of the checkout (its tsconfig.json, the place of its node_modules) stay out.
    "--tsconfig-raw={}",
    "--preserve-symlinks",

    # The bundle is CommonJS, where import.meta.url has no meaning; workers start from this file.
    "--define:import.meta.url=__rt_url",
    "--banner:js=const __rt_url = require('node:url').pathToFileURL(__filename).href;",
]

# The client for Amazon's registry is a third of the program, and few log in there: it has a bundle of its own,
# which is read when somebody does. Its source, below //tools, and its file beside the program.
ECR_SOURCE = "node/registry/auth/ecr_client.ts"
ECR_BUNDLE = "rt_ecr.cjs"

# npm packages that the program reads from files beside it.
PROGRAM_APART = {"@aws-sdk/client-ecr": ECR_BUNDLE}

def apart_options(apart):
    """Keeps npm packages out of a bundle, which reads them from other files when it needs them.

    Args:
      apart: dict from names of packages to names of files beside the bundle.

    Returns:
      A list of strings: options of esbuild.
    """
    return [
        option
        for package, file in apart.items()
        for option in ["--alias:{}=./{}".format(package, file), "--external:./{}".format(file)]
    ]
