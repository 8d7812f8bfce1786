"""The command `invoke` of an image of docker-cli: predicts, describes and checks a model.

Uses the standard library only, so that it runs in whatever environment the model brings.
"""

from __future__ import annotations

import argparse
import importlib
import json
import logging
import os
import pickle
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import cast

from odahuflow.model import (
    MATRIX_MODE,
    InvocationError,
    Model,
    input_properties,
    output_properties,
    predict,
    serializer_of,
)

_LOGGER = logging.getLogger(__name__)
_LOCATION = "MODEL_LOCATION"
_ENTRYPOINT = "MODEL_ENTRYPOINT"
_IMPORT_ADVICE = (
    "ImportError usually happens when you have not packed all required dependencies for you model."
    "Please see your Training Toolchain documentation to get more info about packing your "
    "model script dependencies"
)


class CliError(Exception):
    """A request that cannot be answered."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs `invoke` with arguments, those of the process if none are given."""
    parser = _parser()
    options = parser.parse_args(arguments)
    entrypoint = options.entrypoint or os.environ.get(_ENTRYPOINT)
    if not entrypoint:
        raise RuntimeError(f"Either {_ENTRYPOINT} env var or --entrypoint option MUST be specified")
    if options.v:
        logging.basicConfig(level=logging.DEBUG)
    with _importable(options.model or os.environ.get(_LOCATION)) as location:
        if options.run is None:
            parser.print_help()
            return
        try:
            options.run(cast(Model, importlib.import_module(entrypoint)), location, options)
        except ImportError as error:
            raise ImportError(_IMPORT_ADVICE) from error


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="invoke", description="Invokes a trained model from the command line"
    )
    parser.add_argument("-v", action="store_true", help="log what is done")
    parser.add_argument("--entrypoint", help=f"module of the model, otherwise ${_ENTRYPOINT}")
    parser.add_argument("--model", help=f"directory of the model, otherwise ${_LOCATION}")
    parser.set_defaults(run=None)
    commands = parser.add_subparsers()
    check = commands.add_parser("self_check", help="check that the model works")
    check.set_defaults(run=_self_check)
    prediction = commands.add_parser("predict", help="predict on the data of a file")
    prediction.add_argument("input_file", help="JSON file with columns and data")
    prediction.add_argument("output_dir", help="existing directory to write the result to")
    prediction.add_argument(
        "--output_file_name", default="results.json", help="name of the file with the result"
    )
    prediction.set_defaults(run=_predict)
    info = commands.add_parser("info", help="show the columns of input and output")
    info.set_defaults(run=_info)
    return parser


@contextmanager
def _importable(location: str | None) -> Iterator[str]:
    """Makes the modules of a model importable; the model may read the variable as well."""
    if not location:
        raise RuntimeError(f"Either {_LOCATION} env var or --model option MUST be specified")
    before = os.environ.get(_LOCATION)
    os.environ[_LOCATION] = location
    sys.path.append(location)
    try:
        yield location
    finally:
        sys.path.remove(location)
        if before is None:
            del os.environ[_LOCATION]
        else:
            os.environ[_LOCATION] = before


def _self_check(model: Model, location: str, _options: argparse.Namespace) -> None:
    model.init()
    model.info()
    sample = Path(location, "head_input.pkl")
    if sample.exists():
        with sample.open("rb") as file:
            model.predict_on_matrix(pickle.load(file))  # noqa: S301 (the model's own file)
    else:
        _LOGGER.warning("%s is not there, so that the prediction is not tested", sample)
    print("Self-check is successful")


def _predict(model: Model, _location: str, options: argparse.Namespace) -> None:
    mode = model.init()
    request = json.loads(Path(options.input_file).read_text(encoding="utf-8"))
    if mode != MATRIX_MODE:
        raise CliError(f"Unknown model's return type: {mode}")
    try:
        prediction, columns = predict(model, request)
    except InvocationError as error:
        raise CliError(str(error)) from error
    result = {"prediction": prediction, "columns": columns}
    # Everything is written out before the file is touched, so that a failure leaves no half of one.
    text = json.dumps(result, default=serializer_of(model))
    path = os.path.join(options.output_dir, options.output_file_name)
    Path(path).write_text(text, encoding="utf-8")
    print(f"Prediction is successful. Result file: {path}")


def _info(model: Model, _location: str, _options: argparse.Namespace) -> None:
    input_schema, output_schema = model.info()
    print("Input schema:")
    print(json.dumps(input_properties(input_schema), indent=4))
    print("Output schema:")
    print(json.dumps(output_properties(output_schema), indent=4))
