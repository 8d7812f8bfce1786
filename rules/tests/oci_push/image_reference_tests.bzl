"""Unit tests of image references."""

load("@bazel_skylib//lib:unittest.bzl", "asserts", "unittest")
load("//rules/private/image:image_reference.bzl", "is_registry", "is_repository", "is_tag", "split_reference")

visibility(["//rules/tests/..."])

def _split_reference_test_impl(ctx):
    env = unittest.begin(ctx)
    for text, expected in {
        "": ("", "", ""),
        "a": ("a", "", ""),
        "a:b": ("a", "b", ""),
        "localhost:5000/a": ("localhost:5000/a", "", ""),
        "localhost:5000/a:b": ("localhost:5000/a", "b", ""),
        "h/a:b@sha256:cd": ("h/a", "b", "sha256:cd"),
        "h/a@sha256:cd": ("h/a", "", "sha256:cd"),
    }.items():
        parts = split_reference(text)
        asserts.equals(env, expected, (parts.repository, parts.tag, parts.digest), text)
    return unittest.end(env)

_split_reference_test = unittest.make(_split_reference_test_impl)

def _is_repository_test_impl(ctx):
    env = unittest.begin(ctx)
    for text in [
        "mnist",
        "org/mnist",
        "org/a/b-c_d.e",
        "ghcr.io/org/mnist",
        "localhost/mnist",
        "localhost:5000/mnist",
        "127.0.0.1:5000/mnist",
        "[::1]:5000/mnist",
        "Registry.Example.com/mnist",
    ]:
        asserts.true(env, is_repository(text), text)
    for text in [
        "",
        "/",
        "mnist/",
        "/mnist",
        "a//b",
        "Mnist",
        "ghcr.io/Org",
        "ghcr.io/org:tag",
        "a@b",
        "a b/c",
        "host:port/a",
        "-a/b",
        "a-/b",
    ]:
        asserts.false(env, is_repository(text), text)
    return unittest.end(env)

_is_repository_test = unittest.make(_is_repository_test_impl)

def _is_registry_test_impl(ctx):
    env = unittest.begin(ctx)
    for text in ["ghcr.io", "localhost", "localhost:5000", "127.0.0.1:5000", "[::1]:5000"]:
        asserts.true(env, is_registry(text), text)
    for text in ["", "org", "ghcr.io/org", "host:port", "https://ghcr.io", "a b.c"]:
        asserts.false(env, is_registry(text), text)
    return unittest.end(env)

_is_registry_test = unittest.make(_is_registry_test_impl)

def _is_tag_test_impl(ctx):
    env = unittest.begin(ctx)
    for text in ["latest", "_", "1.0-rc.1", "A" * 128]:
        asserts.true(env, is_tag(text), text)
    for text in ["", ".a", "-a", "a b", "a:b", "a/b", "é", "A" * 129]:
        asserts.false(env, is_tag(text), text)
    return unittest.end(env)

_is_tag_test = unittest.make(_is_tag_test_impl)

def image_reference_tests(name):
    """Declares the tests.

    Args:
      name: name of the test suite.
    """
    _split_reference_test(name = name + "_split_reference_test")
    _is_repository_test(name = name + "_is_repository_test")
    _is_registry_test(name = name + "_is_registry_test")
    _is_tag_test(name = name + "_is_tag_test")
