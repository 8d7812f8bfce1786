"""Compiles Python files for an image.

Reads one job a line from standard input, `NUMBER<TAB>OFFSET<TAB>SIZE<TAB>NAME`: where the source
is in the file of sources, and by which path tracebacks name it. Writes one line for each to
standard output: `NUMBER<TAB>OFFSET<TAB>SIZE`, where the compiled file is in the file of results, or
`NUMBER` alone where the source is not valid Python of this version (templates and tests for other
versions are not).

The first line of the output is the version of Python.

A compiled file carries the hash of its source and is never checked against it (PEP 552, unchecked),
so that it depends on the source, its path and the version of Python alone.
"""

import gc
import importlib.util
import marshal
import os
import sys
import warnings

UNCHECKED_HASH = 0b01


def compiled(source: bytes, name: str) -> bytes:
    """The compiled file of a source; the empty one is none where it cannot be compiled."""
    try:
        code = compile(source, name, "exec", dont_inherit=True, optimize=0)
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
        return b""
    return b"".join(
        [
            importlib.util.MAGIC_NUMBER,
            UNCHECKED_HASH.to_bytes(4, "little"),
            importlib.util.source_hash(source),
            marshal.dumps(code),
        ]
    )


def main(sources: str, results: str) -> None:
    """Does all jobs."""
    warnings.simplefilter("ignore")
    # Nothing that is compiled refers to itself; looking for what does takes time.
    gc.disable()
    version = ".".join(str(part) for part in sys.version_info[:3])
    print(version, flush=True)
    written = 0
    reader = os.open(sources, os.O_RDONLY)
    with open(results, "wb") as writer:
        for line in sys.stdin.buffer:
            number, offset, size, name = line[:-1].split(b"\t", 3)
            result = compiled(os.pread(reader, int(size), int(offset)), name.decode("utf-8"))
            if result:
                writer.write(result)
                writer.flush()
                print(number.decode(), written, len(result), sep="\t", flush=True)
                written += len(result)
            else:
                print(number.decode(), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
