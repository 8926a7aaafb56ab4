from fastapi.testclient import TestClient
from main import app


def test_it_adds() -> None:
    answer = TestClient(app).get("/sum", params={"left": 20, "right": 22})
    assert answer.json() == {"sum": 42}
