"""What installed wheels and their interpreter hand to the rules that put them into images."""

visibility(["//rules/..."])

PythonEnvironmentInfo = provider(
    doc = "A virtual environment of an image: an interpreter and wheels. `python_layers` makes it.",
    fields = {
        "bytecode": "(bool) Whether compiled files are wanted; there are some where the interpreter has a runner.",
        "compress": "(string) Compression of the layers: empty, `gzip` or `zstd`.",
        "interpreter": "(PythonInterpreterInfo) The Python of the image.",
        "interpreter_layers": "(LayerSetInfo or None) The layers of the interpreter; None where a base has it.",
        "layers": "(LayerSetInfo) The layers of the wheels and of the environment, without those of the interpreter.",
        "prefix": "(string) Its place in the image, without a slash at either end, such as `app/.venv`.",
        "wheels": "(depset[struct]) The wheels, as PythonWheelsInfo has them.",
    },
)
