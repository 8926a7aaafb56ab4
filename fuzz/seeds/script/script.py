#!/usr/bin/env python3
# /// script
# requires-python = ">=3.11"
# dependencies = [
#   "requests<3",
#   "rich",
# ]
#
# [tool.uv]
# exclude-newer = "2025-01-02T00:00:00Z"
# ///

import requests
from rich.pretty import pprint

if __name__ == "__main__":
    pprint(requests.get("https://example.com"))
