from fastapi.testclient import TestClient

from main import app


def test_sums():
    answer = TestClient(app).get("/sum", params={"left": 2, "right": 3})
    assert answer.json() == {"sum": 5}
