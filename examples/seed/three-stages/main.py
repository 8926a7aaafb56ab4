"""A service that adds."""

from fastapi import FastAPI

app = FastAPI()


@app.get("/sum")
def add(left: int, right: int) -> dict[str, int]:
    return {"sum": left + right}
