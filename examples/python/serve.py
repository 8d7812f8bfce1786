"""Answers which digit an image shows: POST /predict with {"pixels": [64 numbers from 0 to 16]}."""

import os

import joblib
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

PIXELS = 64

trained = joblib.load(os.environ["MODEL"])
model = trained["model"]


def describe(_: Request) -> JSONResponse:
    return JSONResponse({"accuracy": trained["accuracy"], "example": trained["example"]})


async def predict(request: Request) -> JSONResponse:
    try:
        pixels = [float(each) for each in (await request.json())["pixels"]]
    except (KeyError, TypeError, ValueError) as error:
        raise HTTPException(400, 'send {"pixels": [...]}') from error
    if len(pixels) != PIXELS:
        raise HTTPException(400, f"send {PIXELS} pixels, not {len(pixels)}")
    [probabilities] = model.predict_proba([pixels])
    digit = int(probabilities.argmax())
    return JSONResponse({"digit": digit, "probability": float(probabilities[digit])})


app = Starlette(routes=[Route("/", describe), Route("/predict", predict, methods=["POST"])])
