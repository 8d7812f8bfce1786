"""Unit tests of pull_tag.bzl, pull_platforms.bzl and pulled_image_targets.bzl."""

load("@bazel_skylib//lib:unittest.bzl", "asserts", "unittest")
load(
    "//rules/private/pull:repositories/pull_platforms.bzl",
    "choose_images",
    "parse_platform",
    "platform_key",
    "platform_settings",
    "platform_text",
)
load(
    "//rules/private/pull:repositories/pull_tag.bzl",
    "pinned_digest",
    "pull_mistakes",
    "pull_reference",
    "pull_repositories",
    "pull_spellings",
)
load(
    "//rules/private/pull:repositories/pulled_image_targets.bzl",
    "absent_targets",
    "choice_targets",
    "image_targets",
)

_DIGEST = "sha256:" + "0" * 64
_OTHER = "sha256:" + "1" * 64

def _tag(
        digest = "",
        image = "",
        name = "base",
        platforms = [],
        registry = "",
        repository = "",
        tag = "",
        www_authenticate_challenges = {}):
    return struct(
        digest = digest,
        image = image,
        name = name,
        platforms = platforms,
        registry = registry,
        repository = repository,
        tag = tag,
        www_authenticate_challenges = www_authenticate_challenges,
    )

def _reference_test_impl(ctx):
    env = unittest.begin(ctx)
    for expected, tag in {
        "debian": _tag(image = "debian"),
        "debian:12": _tag(image = "debian", tag = "12"),
        "docker.io/library/debian:12@" + _DIGEST: _tag(
            digest = _DIGEST,
            registry = "docker.io",
            repository = "library/debian",
            tag = "12",
        ),
        "ghcr.io/org/x:v1@" + _DIGEST: _tag(image = "ghcr.io/org/x:v1@" + _DIGEST),
        "localhost:5000/x@" + _DIGEST: _tag(digest = _DIGEST, image = "localhost:5000/x"),
    }.items():
        asserts.equals(env, [], pull_mistakes(tag))
        asserts.equals(env, expected, pull_reference(tag))
        asserts.equals(env, _DIGEST if "@" in expected else "", pinned_digest(tag))
    return unittest.end(env)

_reference_test = unittest.make(_reference_test_impl)

def _mistakes_test_impl(ctx):
    env = unittest.begin(ctx)
    for expected, tag in {
        'Cannot pull two images: digest is "{}", and "{}" in image'.format(_DIGEST, _OTHER): _tag(
            digest = _DIGEST,
            image = "a.io/b@" + _OTHER,
        ),
        'Cannot pull two images: tag is "v2", and "v1" in image': _tag(image = "a.io/b:v1", tag = "v2"),
        "Cannot tell which image to pull: image is set beside registry or " +
        "repository": _tag(image = "a", registry = "a.io"),
        "Cannot tell which image to pull: registry is missing": _tag(repository = "b"),
        "Cannot tell which image to pull: repository is missing": _tag(registry = "a.io"),
        "Cannot tell which image to pull: there is no image": _tag(),
        'Cannot use a digest: it is "sha256:00"': _tag(digest = "sha256:00", image = "a.io/b"),
        'Cannot use a platform: it is "linux"': _tag(image = "a.io/b", platforms = ["linux"]),
        'Cannot use a tag: it is "-v1"': _tag(image = "a.io/b", tag = "-v1"),
        'Cannot use an image reference: it is "a.io/B"': _tag(image = "a.io/B"),
        'Cannot use an image reference: it is "https://a.io/b"': _tag(image = "https://a.io/b"),
        "Cannot use www_authenticate_challenges: rt authenticates the way the registry asks for": _tag(
            image = "a.io/b",
            www_authenticate_challenges = {"a.io": 'Bearer realm="https://a.io/token"'},
        ),
    }.items():
        mistakes = pull_mistakes(tag)
        asserts.equals(env, [expected], [one.message for one in mistakes])
        asserts.true(env, mistakes[0].accepted and mistakes[0].fix, "says what to do")
    asserts.equals(env, "leave https:// out", pull_mistakes(_tag(image = "https://a.io/b"))[0].fix)
    return unittest.end(env)

_mistakes_test = unittest.make(_mistakes_test_impl)

def _platform_test_impl(ctx):
    env = unittest.begin(ctx)
    for text, key in {
        "linux/amd64": "linux_amd64",
        "linux/arm/v7": "linux_arm_v7",
        "linux/arm64": "linux_arm64",
        "linux/arm64/v8": "linux_arm64",
        "linux/arm64/v9": "linux_arm64_v9",
        "windows/amd64": "windows_amd64",
    }.items():
        asserts.equals(env, key, platform_key(parse_platform(text)))
        asserts.equals(env, text, platform_text(parse_platform(text)))
    for text in ["", "linux", "linux/", "/amd64", "a/b/c/d"]:
        asserts.equals(env, None, parse_platform(text))
    asserts.equals(
        env,
        [struct(cpu = "i386", os = "linux"), struct(cpu = "x86_32", os = "linux")],
        platform_settings(parse_platform("linux/386")),
    )
    asserts.equals(env, [struct(cpu = "aarch64", os = "linux")], platform_settings(parse_platform("linux/arm64/v8")))
    asserts.equals(env, [], platform_settings(parse_platform("plan9/amd64")))
    asserts.equals(
        env,
        {"linux_amd64": "base_linux_amd64", "linux_arm64": "base_linux_arm64"},
        pull_repositories(_tag(image = "a", platforms = ["linux/amd64", "linux/arm64/v8"])),
    )
    asserts.equals(
        env,
        {"base_linux_arm64_v8": "linux_arm64"},
        pull_spellings(_tag(image = "a", platforms = ["linux/amd64", "linux/arm64/v8", "linux/arm/v7"])),
        "as rules_oci names it",
    )
    asserts.equals(env, {}, pull_spellings(_tag(image = "a")))
    asserts.equals(env, "base_linux_s390x", pull_repositories(_tag(image = "a"))["linux_s390x"])
    return unittest.end(env)

_platform_test = unittest.make(_platform_test_impl)

def _entry(architecture, variant = "", os = "linux"):
    return {"architecture": architecture, "os": os, "variant": variant}

def _choice_test_impl(ctx):
    env = unittest.begin(ctx)
    report = {"platforms": [
        _entry("amd64"),
        _entry("amd64", "v3"),
        _entry("arm64", "v8"),
        _entry("arm64"),
        _entry("mystery"),
        _entry("s390x"),
        _entry("amd64", os = "plan9"),
    ]}
    chosen = choose_images(report, {"linux_amd64": "a", "linux_arm64": "b", "linux_mystery": "c", "plan9_amd64": "d"})
    asserts.equals(env, {"linux_amd64": "a", "linux_arm64": "b"}, {key: one.repository for key, one in chosen.items()})
    asserts.equals(env, "v8", chosen["linux_arm64"].platform.variant, "the first counts")
    asserts.equals(env, {}, choose_images({"platforms": []}, {"linux_amd64": "a"}))
    return unittest.end(env)

_choice_test = unittest.make(_choice_test_impl)

def _tags_test_impl(ctx):
    env = unittest.begin(ctx)
    for tags, line in {(): "    tags = [],", ("manual", 'a"b'): '    tags = ["manual","a\\"b"],'}.items():
        for text in [
            image_targets("x", "application/json", always_fetched = False, reference = "a.io/b", tags = tags),
            choice_targets("x", {}, "none", tags),
            absent_targets("x", "none", tags),
        ]:
            asserts.equals(env, [line], [each for each in text.split("\n") if each.startswith("    tags = ")])
    return unittest.end(env)

_tags_test = unittest.make(_tags_test_impl)

def oci_pull_test_suite(name):
    """Declares the tests.

    Args:
      name: name of the suite.
    """
    tests = {
        "choice_test": _choice_test,
        "mistakes_test": _mistakes_test,
        "platform_test": _platform_test,
        "reference_test": _reference_test,
        "tags_test": _tags_test,
    }
    for test, rule in tests.items():
        rule(
            name = test,
            size = "small",
        )
    native.test_suite(
        name = name,
        tests = tests.keys(),
    )
