"""The REST service of one model: `/api/model/info`, `/api/model/invoke` and `/healthcheck`."""

from __future__ import annotations

import json
import os
from typing import Any

import orjson
from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import HTTPException

from odahuflow.model import (
    MATRIX_MODE,
    OBJECTS_MODE,
    InvocationError,
    Model,
    input_properties,
    output_properties,
    predict,
    serializer_of,
)

# Both are copied from a request to its answer, the first one found.
_REQUEST_IDS = ("request-id", "x-request-id")


def create_app(model: Model) -> Flask:
    """Makes the WSGI application of a model, which is initialised here: once in each worker."""
    app = Flask(__name__)
    mode = model.init()
    serializer = serializer_of(model)

    @app.get("/api/model/info")
    def info() -> Response:
        return jsonify(_swagger(model))

    @app.get("/healthcheck")
    def healthcheck() -> Response:
        return jsonify({"status": True})

    @app.post("/api/model/invoke")
    def invoke() -> Response:
        try:
            prediction, columns = _answer(model, mode, _body())
        except InvocationError as error:
            return _failure(str(error), 500)
        return _success({"prediction": prediction, "columns": columns}, serializer)

    app.register_error_handler(Exception, _uncaught)
    return app


def _body() -> Any:
    """The JSON of the request. A body with the content type of a form counts as none."""
    data = request.data
    if not data:
        raise InvocationError("Please provide data with this POST request")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InvocationError(f"Can not decode POST data using utf-8 charset: {error}") from error
    try:
        return orjson.loads(text)
    except ValueError as error:
        raise InvocationError(f"Can not parse input as JSON: {error}") from error


def _answer(model: Model, mode: str, body: Any) -> tuple[Any, Any]:
    if mode == MATRIX_MODE:
        return predict(model, body)
    if mode == OBJECTS_MODE:
        raise InvocationError("Can not handle this types of requests")
    raise InvocationError(f"Unknown model's return type: {mode}")


def _success(answer: dict[str, Any], serializer: Any) -> Response:
    body = orjson.dumps(answer, default=serializer, option=orjson.OPT_SERIALIZE_NUMPY)
    response = Response(body, mimetype="application/json")
    response.headers["Model-Name"] = str(os.environ.get("ODAHU_MODEL_NAME"))
    response.headers["Model-Version"] = str(os.environ.get("ODAHU_MODEL_VERSION"))
    identity = next(filter(None, map(request.headers.get, _REQUEST_IDS)), None)
    if identity:
        response.headers["request-id"] = identity
    return response


def _failure(message: str, status: int) -> Response:
    return Response(json.dumps({"message": message}), status, mimetype="application/json")


def _uncaught(error: Exception) -> Response:
    """JSON for what would be a page of HTML; headers such as `Allow` stay."""
    if not isinstance(error, HTTPException):
        return _failure(f"{type(error).__name__}: {error}", 500)
    response = error.get_response()
    status = error.code or 500
    answer = _failure(error.description or error.name, status)
    for name, value in response.headers.items():
        if name not in ("Content-Type", "Content-Length"):
            answer.headers[name] = value
    return answer


def _swagger(model: Model) -> dict[str, Any]:
    """Describes the service in OpenAPI 2.0."""
    input_schema, output_schema = model.info()
    return {
        "swagger": "2.0",
        "info": {
            "description": "This is a EDI server.",
            "title": str(os.environ.get("ODAHU_MODEL_NAME")),
            "termsOfService": "http://swagger.io/terms/",
            "contact": {},
            "license": {
                "name": "Apache 2.0",
                "url": "http://www.apache.org/licenses/LICENSE-2.0.html",
            },
            "version": str(os.environ.get("ODAHU_MODEL_VERSION")),
        },
        "schemes": ["https"],
        "host": "",
        "basePath": "",
        "paths": {
            "/api/model/info": {"get": _info_operation()},
            "/api/model/invoke": {
                "post": _invoke_operation(
                    input_properties(input_schema), output_properties(output_schema)
                )
            },
        },
    }


def _info_operation() -> dict[str, Any]:
    return {
        "description": "Return a swagger info about model",
        "consumes": [],
        "produces": ["application/json"],
        "summary": "Info",
        "responses": {"200": {"description": "Info", "type": "object"}},
    }


def _invoke_operation(inputs: dict[str, Any], outputs: dict[str, Any]) -> dict[str, Any]:
    return {
        "description": "Execute prediction",
        "consumes": ["application/json"],
        "produces": ["application/json"],
        "summary": "Prediction",
        "parameters": [
            {
                "in": "body",
                "name": "PredictionParameters",
                "required": True,
                "schema": {"properties": inputs, "type": "object"},
            }
        ],
        "responses": {
            "200": {
                "description": "Results of prediction",
                "name": "PredictionResponse",
                "properties": outputs,
            },
            "type": "object",
        },
    }
