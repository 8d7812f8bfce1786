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
