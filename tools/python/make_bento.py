"""Makes a Bento by the BentoML of its wheels, as `bentoml build` does; two builds are equal.

The only argument is a file with one option a line, `NAME<TAB>VALUE...`, backslashes and line breaks
escaped:

- `plan`: what the bentofile asks for, as `rt bento plan` writes it
- `directory`, `pointers`, `tag`, `labels`, `env`: the directories and the files to write
- `version`: the version of the Bento; without it, it follows from the content
- `created`: a file with its time of creation
- `pin NAME==VERSION`: a wheel of the image
- `model-tag FILE`: the tag of a model, of which the next lines are
- `model PATH FILE`: a file or a directory of the model, and where in the model it is
- `source PATH FILE`: the same of the sources, by its path in the build context
"""

import base64
import dataclasses
import datetime
import hashlib
import importlib
import inspect
import json
import os
import re
import shutil
import sys
import tempfile
import traceback
from collections.abc import Iterator
from typing import Any

NEVER = "1970-01-01T00:00:00+00:00"
# Commands of an image that only install packages, which are layers here.
PACKAGE_MANAGERS = ("apt-get ", "apk ", "yum ", "dnf ", "microdnf ")


class MakingError(Exception):
    """A mistake of people, in words that they can use."""

    def __init__(self, message: str, fix: str = "") -> None:
        super().__init__(message + (f"\n  fix: {fix}" if fix else ""))


@dataclasses.dataclass
class Request:
    """What the lines of the argument file say."""

    single: dict[str, str] = dataclasses.field(default_factory=dict)
    pins: list[str] = dataclasses.field(default_factory=list)
    models: list[tuple[str, str, str]] = dataclasses.field(default_factory=list)
    sources: list[tuple[str, str]] = dataclasses.field(default_factory=list)


def read_request(path: str) -> Request:
    """Reads the argument file."""
    request, tag = Request(), ""
    with open(path, encoding="utf-8") as file:
        for line in file:
            name, _, rest = unescape(line.rstrip("\n")).partition("\t")
            if name == "pin":
                request.pins.append(rest)
            elif name == "model-tag":
                tag = rest
            elif name == "model":
                request.models.append((tag, *split_last(rest)))
            elif name == "source":
                request.sources.append(split_last(rest))
            else:
                request.single[name] = rest
    return request


def split_last(text: str) -> tuple[str, str]:
    """What is before the last tab, and what is behind it: the former may have tabs."""
    before, _, behind = text.rpartition("\t")
    return before, behind


def unescape(line: str) -> str:
    """Undoes what rt escapes."""
    return re.sub(r"\\(.)", lambda match: {"n": "\n"}.get(match[1], match[1]), line)


def yaml() -> Any:
    """What reads and writes YAML, of BentoML's own wheels."""
    return importlib.import_module("yaml")


def read_text(path: str) -> str:
    """A small file."""
    with open(path, encoding="utf-8") as file:
        return file.read()


def write_text(path: str, text: str) -> None:
    """A small file."""
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def files_of(path: str, source: str) -> Iterator[tuple[str, str]]:
    """A file, or the files of a directory, by their paths."""
    if not os.path.isdir(source):
        yield path, source
        return
    for root, directories, names in os.walk(source, followlinks=True):
        directories.sort()
        below = os.path.relpath(root, source)
        for name in sorted(names):
            parts = [part for part in (path, below if below != "." else "", name) if part]
            yield "/".join(parts), os.path.join(root, name)


def stage_models(home: str, models: list[tuple[str, str, str]]) -> list[str]:
    """Fills a store of models with links; returns their tags."""
    tags: dict[str, None] = {}
    newest: dict[str, tuple[str, str]] = {}
    for tag_file, path, source in models:
        name, _, version = read_text(tag_file).strip().partition(":")
        place = os.path.join(home, "models", name, version)
        for below, file in files_of(path, source):
            target = os.path.join(place, below)
            os.makedirs(os.path.dirname(target), exist_ok=True)
            os.symlink(os.path.abspath(file), target)
        tags[f"{name}:{version}"] = None
    for tag in tags:
        name, _, version = tag.partition(":")
        model = yaml().safe_load(
            read_text(os.path.join(home, "models", name, version, "model.yaml"))
        )
        age = (str(model.get("creation_time")), version)
        newest[name] = max(newest.get(name, age), age)
    for name, (_, version) in newest.items():
        write_text(os.path.join(home, "models", name, "latest"), version)
    return list(tags)


def write_pointers(store: str, out: str) -> None:
    """Copies what says which version of each model is the latest."""
    for name in sorted(os.listdir(store)):
        os.makedirs(os.path.join(out, name))
        shutil.copyfile(os.path.join(store, name, "latest"), os.path.join(out, name, "latest"))


def stage_sources(context: str, sources: list[tuple[str, str]], included: list[str]) -> None:
    """Copies what the plan includes: BentoML keeps links, and these would lead nowhere."""
    wanted = set(included)
    for path, source in sources:
        for below, file in files_of(path, source):
            if below not in wanted:
                continue
            target = os.path.join(context, below)
            os.makedirs(os.path.dirname(target), exist_ok=True)
            shutil.copyfile(file, target)


def build(plan: dict[str, Any], work: str, version: str | None) -> str:
    """Makes the Bento in the store of `$BENTOML_HOME`; returns its directory."""
    bentos = importlib.import_module("bentoml.bentos")
    configuration: Any = importlib.import_module("bentoml._internal.configuration")
    if hasattr(configuration, "get_uv_command"):
        # Asked for even where nothing is locked, and installed by pip where it is missing.
        configuration.get_uv_command = lambda: [sys.executable, "-c", "pass"]
    bentofile = os.path.join(work, "bentofile.yaml")
    write_text(bentofile, yaml().safe_dump(bentofile_of(plan)))
    given: dict[str, Any] = {"build_ctx": os.path.join(work, "context"), "version": version}
    if plan["args"]:
        if "args" not in inspect.getfullargspec(inspect.unwrap(bentos.build_bentofile)).kwonlyargs:
            raise MakingError(
                f'BentoML {plan["bentomlVersion"]} does not know "args" of the bentofile',
                "lock a later version of it",
            )
        given["args"] = plan["args"]
    return str(bentos.build_bentofile(bentofile, **given).path)


def bentofile_of(plan: dict[str, Any]) -> dict[str, Any]:
    """What BentoML has to know; files and versions are chosen already."""
    python = {
        "is_src_layout": plan["srcLayout"] or None,
        "lock_packages": False,
        "packages": plan["requirements"] or None,
    }
    document = {
        "description": plan.get("description"),
        "docker": docker_options(plan),
        "envs": plan["envs"],
        "labels": plan["labels"],
        "models": plan["models"],
        "name": plan.get("name"),
        "python": without_none(python),
        "service": plan["service"],
    }
    return without_none(document)


def without_none(options: dict[str, Any]) -> dict[str, Any]:
    """What is there."""
    return {name: value for name, value in options.items() if value is not None}


def docker_options(plan: dict[str, Any]) -> dict[str, Any]:
    """The part `docker` of a bentofile."""
    options = {
        "base_image": plan.get("baseImage"),
        "cuda_version": plan.get("cudaVersion"),
        "distro": plan.get("distro"),
        "env": plan["env"] or None,
        "python_version": plan.get("pythonVersion"),
        "system_packages": plan["systemPackages"] or None,
    }
    return without_none(options)


def check_image(document: dict[str, Any], pins: list[str]) -> None:
    """Refuses what a service asks of its image in code, and the image would lack."""
    image = document.get("image") or {}
    own = [
        command
        for command in [*image.get("commands", []), *image.get("post_commands", [])]
        if not command.startswith(PACKAGE_MANAGERS)
    ]
    if own:
        raise MakingError(
            f"Cannot run a command while the image is made: {own[0]}",
            "take it out of the service's image; what it would do is a layer in tars",
        )
    wheels = {normalize(pin.partition("==")[0]) for pin in pins}
    for line in image.get("python_requirements", "").splitlines():
        name = re.match(r"[A-Za-z0-9][A-Za-z0-9._-]*", line)
        if name and normalize(name[0]) not in wheels:
            raise MakingError(
                f'Cannot install "{line}", as the service asks: it is not among the wheels',
                f'add "{name[0]}" to packages of pip.install, and lock again',
            )


def normalize(name: str) -> str:
    """The name of a distribution as it is compared."""
    return re.sub(r"[-_.]+", "-", name).lower()


def models_of(document: dict[str, Any]) -> list[str]:
    """Tags of the models that a Bento names, for itself and for its services."""
    own = document.get("models") or []
    services = [
        model for each in document.get("services") or [] for model in each.get("models") or []
    ]
    return [model["tag"] for model in [*own, *services]]


def add_models(document: dict[str, Any], tags: list[str], home: str) -> None:
    """Names the models that were given to the rule, and that no service names."""
    named = models_of(document)
    for tag in tags:
        if tag in named:
            continue
        place = os.path.join(home, "models", *tag.split(":"), "model.yaml")
        model = yaml().safe_load(read_text(place))
        entry = {
            "tag": tag,
            "module": model.get("module", ""),
            "creation_time": str(model["creation_time"]),
        }
        document["models"] = [*(document.get("models") or []), entry]


def lock(bento: str, document: dict[str, Any], pins: list[str]) -> None:
    """Writes the versions of rt's lock where BentoML has those of its own."""
    text = "".join(f"{pin}\n" for pin in sorted(pins))
    place = os.path.join(bento, "env", "python")
    os.makedirs(place, exist_ok=True)
    if "image" in document:
        write_text(os.path.join(place, "requirements.txt"), text)
        document["image"]["python_requirements"] = text
        return
    write_text(os.path.join(place, "requirements.lock.txt"), text)
    if isinstance(document.get("python"), dict):
        document["python"]["lock_packages"] = True


def content_version(bento: str) -> str:
    """A version in the form of BentoML's, which follows from all files."""
    total = hashlib.sha256()
    for path, source in files_of("", bento):
        with open(source, "rb") as file:
            content = hashlib.sha256(file.read()).hexdigest()
        total.update(f"{path}\0{content}\n".encode())
    return base64.b32encode(total.digest()[:10]).decode().lower()


def normalise(bento: str, request: Request, tags: list[str], home: str) -> dict[str, Any]:
    """Makes what differs from build to build follow from the content; returns bento.yaml."""
    path = os.path.join(bento, "bento.yaml")
    document: dict[str, Any] = yaml().safe_load(read_text(path))
    check_image(document, request.pins)
    add_models(document, tags, home)
    lock(bento, document, request.pins)
    version = request.single.get("version")
    document |= {"version": version or "", "creation_time": NEVER}
    write_text(path, yaml().safe_dump(document, sort_keys=False))
    document["version"] = version or content_version(bento)
    if "created" in request.single:
        document["creation_time"] = creation_time(read_text(request.single["created"]).strip())
    write_text(path, yaml().safe_dump(document, sort_keys=False))
    return document


def creation_time(text: str) -> str:
    """A time as BentoML writes it."""
    try:
        time = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError as error:
        raise MakingError(
            f'Cannot read the time of creation: it is "{text}"',
            "write it by RFC 3339, such as 2026-01-31T12:00:00Z",
        ) from error
    if time.tzinfo is None:
        time = time.replace(tzinfo=datetime.timezone.utc)
    return time.astimezone(datetime.timezone.utc).isoformat()


def labels_of(document: dict[str, Any]) -> dict[str, str]:
    """What an image says of its Bento."""
    tag = f"{document['name']}:{document['version']}"
    labels = {
        "org.opencontainers.image.title": document["name"],
        "org.opencontainers.image.version": document["version"],
        "rt.bento": tag,
        "rt.bento.bentoml": document["bentoml_version"],
        "rt.bento.models": ",".join(dict.fromkeys(models_of(document))),
        "rt.bento.service": document["service"],
    }
    return {name: value for name, value in labels.items() if value}


def environment_of(document: dict[str, Any], plan: dict[str, Any]) -> dict[str, str]:
    """Variables of the container: those of the services' code as well."""
    own = {
        env["name"]: str(env["value"])
        for env in document.get("envs") or []
        if env.get("value") and env.get("stage", "all") != "build"
    }
    variables: dict[str, str] = own | plan["env"]
    return variables


def lines_of(variables: dict[str, str]) -> str:
    """`KEY=VALUE` lines; in the environment, a dollar sign would stand for another variable."""
    return "".join(f"{name}={value}\n" for name, value in sorted(variables.items()))


def make(request: Request, work: str) -> None:
    """Makes the Bento and what its image says of it."""
    plan = json.loads(read_text(request.single["plan"]))
    home, context = os.path.join(work, "home"), os.path.join(work, "context")
    os.makedirs(context)
    os.makedirs(os.path.join(home, "models"))
    tags = stage_models(home, request.models)
    stage_sources(context, request.sources, plan["included"])
    environment = {"BENTOML_HOME": home, "BENTOML_DO_NOT_TRACK": "True"}
    os.environ.update(plan["buildEnv"] | environment)
    output, sys.stdout = sys.stdout, sys.stderr
    try:
        bento = build(plan, work, request.single.get("version"))
    finally:
        sys.stdout = output
    document = normalise(bento, request, tags, home)
    shutil.copytree(bento, request.single["directory"], dirs_exist_ok=True)
    write_pointers(os.path.join(home, "models"), os.path.join(request.single["pointers"], "models"))
    variables = environment_of(document, plan)
    dollars = {name: value.replace("$", "$$") for name, value in variables.items()}
    write_text(request.single["env"], lines_of(dollars))
    write_text(request.single["labels"], lines_of(labels_of(document)))
    write_text(request.single["tag"], f"{document['name']}:{document['version']}\n")


def explain(error: BaseException) -> str:
    """The last line of the traceback, and what to do where that is known."""
    if isinstance(error, MakingError):
        return str(error)
    last = traceback.format_exception_only(type(error), error)[-1].strip()
    message = f"Cannot make the Bento: {last}"
    if isinstance(error, ModuleNotFoundError) and error.name:
        top = error.name.partition(".")[0]
        return (
            f'{message}\n  fix: add the wheel that has "{top}" to packages of the bentofile and '
            f"lock again, or the file {top}.py to srcs and include"
        )
    if type(error).__name__ == "NotFound" or "could not be found locally" in last:
        return f"{message}\n  fix: add a bento_model to models"
    return message


def main(arguments: str) -> None:
    """Makes a Bento; an error is told without what the machine has in it."""
    try:
        with tempfile.TemporaryDirectory() as work:
            make(read_request(arguments), os.path.realpath(work))
    except BaseException as error:  # Whatever the code of a service raises.
        if isinstance(error, (MakingError, KeyboardInterrupt)):
            sys.exit(explain(error))
        traceback.print_exception(type(error), error, error.__traceback__)
        sys.exit(explain(error))


if __name__ == "__main__":
    main(*sys.argv[1:])
