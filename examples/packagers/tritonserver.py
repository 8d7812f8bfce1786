"""Takes the Triton server out of the wheel nvidia-pytriton, as a layer that has it where NVIDIA's images do."""

import io
import stat
import sys
import tarfile
import zipfile

ROOT = "opt/tritonserver"
SERVER = "pytriton/tritonserver/"
LIBRARIES = "nvidia_pytriton.libs/"
# What is started in the place of a model of the Python backend: one for each Python.
STUBS = SERVER + "python_backend_stubs/"
STUB = STUBS + "3.11/"
TIME = 1672560000


def place_of(name: str) -> "str | None":
    """Where a file of the wheel goes; None for what the server does not need."""
    if name.endswith("/"):
        return None
    if name.startswith(LIBRARIES):
        return f"{ROOT}/lib/{name[len(LIBRARIES):]}"
    if name.startswith(STUB):
        return f"{ROOT}/backends/python/{name[len(STUB):]}"
    if name.startswith(STUBS) or not name.startswith(SERVER):
        return None
    return f"{ROOT}/{name[len(SERVER):]}"


def main(wheel: str, output: str) -> None:
    """Writes the layer."""
    with zipfile.ZipFile(wheel) as source, tarfile.open(output, "w") as layer:
        places = {place: name for name in source.namelist() if (place := place_of(name))}
        for place in sorted(places):
            content = source.read(places[place])
            entry = tarfile.TarInfo(place)
            entry.size, entry.mtime = len(content), TIME
            program = "/bin/" in place or place.endswith("_stub") or ".so" in place
            entry.mode = stat.S_IMODE(0o755 if program else 0o644)
            layer.addfile(entry, io.BytesIO(content))


if __name__ == "__main__":
    main(*sys.argv[1:])
