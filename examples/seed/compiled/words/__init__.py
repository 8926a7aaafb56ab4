"""Counts the words of its arguments."""

import sys

from words._count import count


def main() -> None:
    print(count(" ".join(sys.argv[1:])))
