"""Analysis tests of tar."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts", "unittest")
load("//rules:providers.bzl", "LayerSetInfo")
load("//rules:tar.bzl", "mtree_mutate", "mtree_spec", "mutate", "tar")
load("//rules/private/attributes:common_attributes.bzl", "keyword_mistakes")
load("//rules/private/attributes:mistakes.bzl", "describe", "describe_to", "label_text")
load("//rules/private/layer:mutate.bzl", "mutate_mistake")
load("//rules/private/layer:tar.bzl", "compression_mistakes")
load("//rules/tests/support:failure_test.bzl", "failure_test")

def _provides_one_layer_test_impl(ctx):
    env = analysistest.begin(ctx)
    target = analysistest.target_under_test(env)
    layers = target[LayerSetInfo]
    asserts.equals(env, ["subject.tar.gz"], [file.basename for file in target[DefaultInfo].files.to_list()])
    asserts.equals(env, target[DefaultInfo].files.to_list(), layers.blobs.to_list())
    asserts.equals(env, ["subject.layers.json"], [file.basename for file in layers.layer_sets.to_list()])
    asserts.equals(env, [], layers.sources.to_list())
    return analysistest.end(env)

_provides_one_layer_test = analysistest.make(_provides_one_layer_test_impl)

def _packs_in_one_action_test_impl(ctx):
    env = analysistest.begin(ctx)
    actions = [action for action in analysistest.target_actions(env) if action.mnemonic == "RtLayerTar"]
    asserts.equals(env, 1, len(actions))
    asserts.equals(env, {}, actions[0].env)
    asserts.true(env, "tar" in actions[0].argv, "the command is in the arguments")
    return analysistest.end(env)

_packs_in_one_action_test = analysistest.make(_packs_in_one_action_test_impl)

def _levels_test_impl(ctx):
    env = unittest.begin(ctx)
    for compress, level, is_fine in [
        ("", -1, True),
        ("", 3, False),
        ("gzip", -2, False),
        ("gzip", 0, True),
        ("gzip", 9, True),
        ("gzip", 10, False),
        ("zstd", 0, False),
        ("zstd", 22, True),
        ("zstd", 23, False),
    ]:
        asserts.equals(env, is_fine, not compression_mistakes(compress, level), "{} {}".format(compress, level))
    return unittest.end(env)

_levels_test = unittest.make(_levels_test_impl)

def _keywords_test_impl(ctx):
    env = unittest.begin(ctx)
    asserts.equals(env, [], keyword_mistakes(["srcs"], {"tags": [], "visibility": None}))
    [found] = keyword_mistakes(["srcs"], {"mutate": 1, "stamp": 1, "tags": []})
    asserts.equals(
        env,
        "tar //pkg:name: Cannot use unknown keywords: mutate, stamp\n" +
        "  accepted: srcs, and what all rules have, such as tags and visibility\n" +
        "  fix: mutate: give strip_prefix, package_dir, mtime, owner, ownername and mode to tar itself",
        describe(found, "tar", Label("//pkg:name")),
    )
    return unittest.end(env)

_keywords_test = unittest.make(_keywords_test_impl)

def _elsewhere_test_impl(ctx):
    env = unittest.begin(ctx)
    for keyword, says in {
        "compressor": "use compress and level",
        "loader": "choose the engine with bazel run TARGET -- --engine docker, podman or nerdctl",
        "mutate": "give strip_prefix, package_dir",
        "prefix": "call it package_dir",
        "resource_set": "leave it out",
    }.items():
        [found] = keyword_mistakes(["name"], {keyword: 1})
        asserts.true(env, found.fix.startswith(keyword + ": ") and says in found.fix, found.fix)
    return unittest.end(env)

_elsewhere_test = unittest.make(_elsewhere_test_impl)

def _labels_test_impl(ctx):
    env = unittest.begin(ctx)
    for canonical, written in {
        "@@//cc:image": "//cc:image",
        "@@rt+//rules:x": "@rt//rules:x",
        "@@rt++apt+debian//:lock": "@debian//:lock",
        "@@rt~//rules:x": "@rt//rules:x",
        "@@rt~~apt~debian//:lock": "@debian//:lock",
    }.items():
        asserts.equals(env, written, label_text(canonical))
    return unittest.end(env)

_labels_test = unittest.make(_labels_test_impl)

def _mutate_test_impl(ctx):
    env = unittest.begin(ctx)
    asserts.equals(
        env,
        "mutate: Cannot use mutate(...): tar changes the entries itself\n" +
        "  accepted: strip_prefix, package_dir, mtime, owner, ownername, mode, preserve_symlinks of tar; " +
        "lines of mtree text for the rest\n" +
        '  fix: give to tar owner = "1000", strip_prefix = "app"',
        describe_to("mutate", mutate_mistake(
            "mutate(...)",
            "tar",
            {"awk_script": "//:x.awk", "owner": "1000", "strip_prefix": "app"},
        )),
    )
    asserts.equals(env, None, mutate_mistake("mtree_mutate", "mtree_spec", {"mtree": ":m"}).fix)

    # They are there to be loaded by BUILD files of tar.bzl's users.
    asserts.equals(env, ["function", "function"], [type(mutate), type(mtree_mutate)])
    return unittest.end(env)

_mutate_test = unittest.make(_mutate_test_impl)

def _refused(name, message, **kwargs):
    tar(
        name = name + "_subject",
        tags = ["manual"],
        **kwargs
    )
    failure_test(
        name = name,
        size = "small",
        lines = [message],
        target_under_test = name + "_subject",
    )

def tar_test_suite(name):
    """Declares the tests.

    Args:
      name: name of the suite.
    """
    tar(
        name = "subject",
        srcs = ["//rules/tests/content:data.txt"],
        compress = "gzip",
        tags = ["manual"],
    )
    _provides_one_layer_test(
        name = "provides_one_layer_test",
        size = "small",
        target_under_test = ":subject",
    )
    _packs_in_one_action_test(
        name = "packs_in_one_action_test",
        size = "small",
        target_under_test = ":subject",
    )
    _levels_test(
        name = "levels_test",
        size = "small",
    )
    _keywords_test(
        name = "keywords_test",
        size = "small",
    )
    _elsewhere_test(
        name = "elsewhere_test",
        size = "small",
    )
    _labels_test(
        name = "labels_test",
        size = "small",
    )
    _mutate_test(
        name = "mutate_test",
        size = "small",
    )
    _refused(
        "refuses_unknown_compression_test",
        compress = "bzip2",
        message = """tar //rules/tests/tar:refuses_unknown_compression_test_subject: Cannot compress with "bzip2"
  accepted: "", "gzip", "zstd\"""",
    )
    _refused(
        "refuses_level_test",
        compress = "gzip",
        level = 10,
        message = """Cannot use level 10 with compress = "gzip"
  accepted: a level from 0 to 9""",
    )
    _refused(
        "refuses_attributes_that_an_mtree_decides_test",
        include_runfiles = False,
        message = """Cannot use preserve_symlinks = True together with mtree, which lists the contents
  accepted: preserve_symlinks = True with mtree = "auto\"""",
        mtree = ["."],
        preserve_symlinks = True,
    )
    _refused(
        "refuses_changes_that_an_mtree_decides_test",
        message = """Cannot use strip_prefix together with mtree, which lists the contents
  accepted: strip_prefix with mtree = "auto\"""",
        mtree = ["."],
        strip_prefix = "a",
    )
    _refused(
        "refuses_wrong_changes_test",
        mode = "rwx",
        mtime = "now",
        message = """tar //rules/tests/tar:refuses_wrong_changes_test_subject: Cannot use mtime = "now"
  accepted: whole seconds since 1970
  fix: mtime = 1672560000
tar //rules/tests/tar:refuses_wrong_changes_test_subject: Cannot use owner = "root"
  accepted: UID or UID:GID, numbers
  fix: owner = "65532:65532"
tar //rules/tests/tar:refuses_wrong_changes_test_subject: Cannot use mode = "rwx"
  accepted: three to five octal digits
  fix: mode = "0644\"""",
        owner = "root",
        srcs = ["//rules/tests/content:data.txt"],
    )
    mtree_spec(
        name = "outside_subject",
        srcs = ["//rules/tests/content:data.txt"],
        package_dir = "../x",
        tags = ["manual"],
    )
    failure_test(
        name = "mtree_spec_refuses_wrong_changes_test",
        size = "small",
        lines = ["""mtree_spec //rules/tests/tar:outside_subject: Cannot use package_dir = "../x"
  accepted: a path in the image without ".."
  fix: package_dir = "srv/www\""""],
        target_under_test = "outside_subject",
    )
    native.test_suite(
        name = name,
        tests = [
            "mtree_spec_refuses_wrong_changes_test",
            "mutate_test",
            "refuses_changes_that_an_mtree_decides_test",
            "refuses_wrong_changes_test",
            "keywords_test",
            "levels_test",
            "packs_in_one_action_test",
            "provides_one_layer_test",
            "refuses_attributes_that_an_mtree_decides_test",
            "refuses_level_test",
            "refuses_unknown_compression_test",
        ],
    )
