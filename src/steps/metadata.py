"""Takes out of a wheel what it is called and what it needs: its metadata, field by field, each in a line.

Arguments: the directory of the wheel, a file for the metadata.
"""

import email
import glob
import sys
import zipfile

FIELDS = ("Name", "Version", "Requires-Python", "Requires-Dist", "Provides-Extra")

built, out = sys.argv[1:]
(wheel,) = glob.glob(f"{glob.escape(built)}/*.whl")
with zipfile.ZipFile(wheel) as archive:
    name = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA") and name.count("/") == 1)
    message = email.message_from_string(archive.read(name).decode())
with open(out, "w", encoding="utf-8") as written:
    for field in FIELDS:
        for value in message.get_all(field, []):
            print(f"{field}: {' '.join(value.split())}", file=written)
