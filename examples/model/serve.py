"""Answers with what the model makes of four lengths."""

import joblib
from fastapi import FastAPI

app = FastAPI()
model, names = joblib.load("model.joblib")


@app.get("/health")
def health() -> dict[str, str]:
    return {"status": "ready"}


@app.get("/predict")
def predict(sepal_length: float, sepal_width: float, petal_length: float, petal_width: float) -> dict[str, str]:
    [kind] = model.predict([[sepal_length, sepal_width, petal_length, petal_width]])
    return {"kind": str(names[kind])}
