"""The MNIST database as a repository, fetched when a target of it is built."""

_URL = "https://storage.googleapis.com/cvdf-datasets/mnist/{}.gz"

# The sha256 of the packed files.
_FILES = {
    "t10k-images-idx3-ubyte": "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
    "t10k-labels-idx1-ubyte": "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
    "train-images-idx3-ubyte": "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
    "train-labels-idx1-ubyte": "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
}

def _mnist_files_impl(repository_ctx):
    for name, sha256 in _FILES.items():
        packed = name + ".gz"
        repository_ctx.download(url = _URL.format(name), output = packed, sha256 = sha256)
        result = repository_ctx.execute(["gzip", "-d", packed])
        if result.return_code != 0:
            fail("Cannot unpack {}: {}".format(packed, result.stderr))
    repository_ctx.file("BUILD.bazel", "exports_files({})\n".format(_FILES.keys()))

_mnist_files = repository_rule(
    implementation = _mnist_files_impl,
    doc = "Downloads and unpacks the four files of the MNIST database.",
)

def _mnist_database_impl(module_ctx):
    _mnist_files(name = "mnist_database")
    return module_ctx.extension_metadata(reproducible = True)

mnist_database = module_extension(
    implementation = _mnist_database_impl,
    doc = "Offers the MNIST database as @mnist_database.",
)
