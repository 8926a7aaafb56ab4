"""Tells which client library of PostgreSQL it speaks through."""

import psycopg2.extensions

print("libpq", psycopg2.extensions.libpq_version())
