"""A service to work on: edit it while `docker compose up --watch` runs, and ask again."""

from fastapi import FastAPI

app = FastAPI()


@app.get("/")
def hello() -> dict[str, str]:
    return {"hello": "world"}
