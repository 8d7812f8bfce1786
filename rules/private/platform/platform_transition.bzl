"""Transitions to other target platforms. Nothing but the platform changes."""

visibility(["//rules/..."])

_PLATFORMS = "//command_line_option:platforms"

# An attribute of every rule with one of these transitions; Bazel looks for it by this name.
ALLOWLIST = {
    "_allowlist_function_transition": attr.label(
        default = "@bazel_tools//tools/allowlists/function_transition_allowlist",
        doc = "Bazel asks for it where a rule has a transition.",
    ),
}

def _to_target_platform_impl(_settings, attributes):
    return {_PLATFORMS: str(attributes.target_platform)}

to_target_platform = transition(
    implementation = _to_target_platform_impl,
    inputs = [],
    outputs = [_PLATFORMS],
)

def _to_given_platform_impl(settings, attributes):
    given = attributes.target_platform
    return {_PLATFORMS: str(given) if given else settings[_PLATFORMS]}

# For a rule itself, whose attribute `target_platform` may be empty: nothing changes then.
to_given_platform = transition(
    implementation = _to_given_platform_impl,
    inputs = [_PLATFORMS],
    outputs = [_PLATFORMS],
)

def _to_each_platform_impl(_settings, attributes):
    return {str(platform): {_PLATFORMS: str(platform)} for platform in attributes.platforms}

to_each_platform = transition(
    implementation = _to_each_platform_impl,
    inputs = [],
    outputs = [_PLATFORMS],
)
