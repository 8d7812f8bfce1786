"""A service of one model on the versions that ODAHU's packager pins, for figure (p)."""

import os

import flask
import orjson
from odahuflow_model import entrypoint

app = flask.Flask(__name__)
entrypoint.init()


@app.route("/healthcheck")
def healthcheck() -> flask.Response:
    """Says that it is there."""
    return flask.jsonify(status=True)


@app.route("/api/model/invoke", methods=["POST"])
def invoke() -> flask.Response:
    """Predicts for the rows of a request."""
    body = orjson.loads(flask.request.data)
    columns = body.get("columns")
    prediction, names = entrypoint.predict_on_matrix(body["data"], provided_columns_names=columns)
    answer = {"prediction": prediction, "columns": names}
    text = orjson.dumps(answer, option=orjson.OPT_SERIALIZE_NUMPY)
    response = flask.Response(text, mimetype="application/json")
    response.headers["Model-Name"] = os.environ["ODAHU_MODEL_NAME"]
    response.headers["Model-Version"] = os.environ["ODAHU_MODEL_VERSION"]
    return response
