"""What is refused about runtimes at analysis."""

load("//rules:oci.bzl", "oci_image")
load("//rules:runtimes.bzl", "runtime", "runtime_lock", "runtime_package", "runtime_packages")
load("//rules:tar.bzl", "tar")
load("//rules/tests/support:failure_test.bzl", "failure_test")
load(":flags.bzl", "flagged")

visibility(["//rules/tests/..."])

def runtime_failure_tests(name):
    """Declares the tests.

    Args:
      name: name of the test suite.
    """
    _refuses_flags(
        name + "_none_on",
        lines = [
            "enabled_runtimes //runtimes:runtimes: Cannot run a model without a runtime: " +
            "cpu, cuda, neuron, rocm, tpu are all off",
            "\n  accepted: --@rt//runtimes:cpu=true or --@rt//runtimes:cuda=true or ",
            "\n  fix: build with --@rt//runtimes:cpu=true",
        ],
        runtimes = [],
    )
    for each in ["tpu", "neuron"]:
        _refuses_flags(
            "{}_{}_arm64".format(name, each),
            lines = [
                "runtime //runtimes/{0}:{0}: Cannot use the runtime \"{0}\" ".format(each),
                " for linux/arm64: it does not exist there",
                "\n  accepted: linux/amd64",
                "\n  fix: build with --@rt//runtimes:{}=false, or build for @rt//platforms:linux_amd64".format(each),
            ],
            platform = "linux_arm64",
            runtimes = ["cpu", each],
        )
    _refuses_flags(
        name + "_base_of_another_version",
        lines = [
            "Cannot put two versions of cuda into one image: 12.9 from //rules/tests/runtimes:failure_tests_base and " +
            "13.5 " +
            "from //runtimes:runtimes",
            "\n  accepted: one version of each runtime",
        ],
        runtimes = ["cuda"],
        target = ":{}_above".format(name),
    )
    oci_image(
        name = name + "_base",
        check_libraries = False,
        runtimes = [":cuda_12"],
        tags = ["manual"],
    )
    oci_image(
        name = name + "_above",
        base = name + "_base",
        check_libraries = False,
        runtimes = ["//runtimes"],
        tags = ["manual"],
    )
    _refuses_flags(
        name + "_two_versions",
        lines = [
            "oci_image //rules/tests/runtimes:failure_tests_both: Cannot put two versions of cuda into one image: " +
            "13.5 from " +
            "//runtimes:runtimes and 12.9 from //rules/tests/runtimes:cuda_12",
            "\n  fix: leave one of the two out",
        ],
        runtimes = ["cuda"],
        target = ":{}_both".format(name),
    )
    oci_image(
        name = name + "_both",
        check_libraries = False,
        runtimes = ["//runtimes", ":cuda_12"],
        tags = ["manual"],
    )
    oci_image(
        name = name + "_no_runtime_subject",
        architecture = "amd64",
        os = "linux",
        runtimes = [":layer"],
        tags = ["manual"],
    )
    failure_test(
        name = name + "_no_runtime_test",
        lines = [
            "Cannot use \"//rules/tests/runtimes:layer\" as a runtime",
            "\n  accepted: @rt//runtimes, or a target of the rule runtime",
        ],
        target_under_test = name + "_no_runtime_subject",
    )
    runtime(
        name = name + "_npu",
        packages = ":tpu_packages",
        runtime = "npu",
        tags = ["manual"],
    )
    _refuses_flags(
        name + "_npu_arm64",
        lines = [
            "Cannot use the runtime \"npu\" 0.0.51 for linux/arm64: it does not exist there",
            "\n  fix: leave it out, or build for @rt//platforms:linux_amd64",
        ],
        platform = "linux_arm64",
        runtimes = ["cpu"],
        target = ":{}_npu".format(name),
    )
    _refuses_missing(name + "_missing")
    runtime_lock(
        name = name + "_lock_subject",
        sets = ["cpu.golden.json"],
        tags = ["manual"],
    )
    failure_test(
        name = name + "_lock_test",
        lines = [
            "Cannot tell where the lock file of \"rules/tests/runtimes/cpu.golden.json\" goes",
            "\n  accepted: a file of the workspace called NAME.set.json, which becomes NAME.lock.json beside it",
            "\n  fix: rename it in sets in rules/tests/runtimes/BUILD.bazel",
        ],
        target_under_test = name + "_lock_subject",
    )
    _refuses_places(name + "_places")
    tar(
        name = name + "_exclude_subject",
        exclude = ["//runtimes"],
        mtree = ["a type=dir"],
        tags = ["manual"],
    )
    failure_test(
        name = name + "_exclude_test",
        lines = ["Cannot use exclude together with mtree, which lists the contents"],
        target_under_test = name + "_exclude_subject",
    )

def _refuses_flags(name, lines, runtimes, target = ":image", platform = "linux_amd64"):
    flagged(
        name = name + "_subject",
        platform = platform,
        runtimes = runtimes,
        tags = ["manual"],
        target = target,
    )
    failure_test(
        name = name + "_test",
        lines = lines,
        target_under_test = name + "_subject",
    )

def _refuses_missing(name):
    runtime_packages(
        name = name + "_packages",
        missing = "nobody has any",
        tags = ["manual"],
        version = "0",
    )
    runtime(
        name = name + "_subject",
        packages = name + "_packages",
        runtime = "neuron",
        tags = ["manual"],
    )
    failure_test(
        name = name + "_test",
        lines = [
            "Cannot use the runtime \"neuron\": nobody has any",
            "\n  accepted: a lock file with packages, made with runtime_lock",
            "\n  fix: in MODULE.bazel write runtimes.neuron(locks = [\"//:neuron.lock.json\"]), or build with " +
            "--@rt//runtimes:neuron=false",
        ],
        target_under_test = name + "_subject",
    )

def _refuses_places(name):
    runtime_package(
        name = name + "_subject",
        files = {
            "//rules/tests/content:data.txt": "../lib/a.so",
            "//rules/tests/content:other.txt": "../lib/a.so",
        },
        large = ["lib/b.so"],
        package = "x",
        runtime = "cuda",
        tags = ["manual"],
        version = "1",
    )
    failure_test(
        name = name + "_test",
        lines = [
            "Cannot place a file of files at \"../lib/a.so\"",
            "\n  accepted: a relative path without \".\" and \"..\", such as \"lib/libcudart.so.13\"",
            "Cannot place two files of files at \"../lib/a.so\"",
            "Cannot give a layer of its own to \"lib/b.so\": no file goes there",
            "\n  fix: remove it from large in rules/tests/runtimes/BUILD.bazel",
        ],
        target_under_test = name + "_subject",
    )
