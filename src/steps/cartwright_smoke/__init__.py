"""Finds out whether a command would start: see `smoke.py` beside this."""
