"""A service that does a little arithmetic, with the libraries that make images large."""

import numpy
from fastapi import FastAPI
from pydantic import BaseModel
from scipy import linalg

app = FastAPI()


class Matrix(BaseModel):
    rows: list[list[float]]


@app.get("/")
def ready() -> dict[str, str]:
    return {"numpy": numpy.__version__}


@app.post("/determinant")
def determinant(matrix: Matrix) -> dict[str, float]:
    return {"determinant": float(linalg.det(numpy.array(matrix.rows)))}
