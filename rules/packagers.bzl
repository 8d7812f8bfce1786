"""Images of trained models, as ODAHU's packagers make them, from the same documents."""

load(
    "//rules/private/packagers:macros/packagers.bzl",
    _docker_cli = "docker_cli",
    _docker_rest = "docker_rest",
    _docker_triton = "docker_triton",
)

docker_cli = _docker_cli
docker_rest = _docker_rest
docker_triton = _docker_triton
