"""A page with a style sheet that another stage made."""

from flask import Flask

app = Flask(__name__)


@app.get("/")
def page() -> str:
    return '<link rel="stylesheet" href="/static/site.css"><h1>Built once, shipped small</h1>'
