"""Extracts an archive of sources into a directory, without the folder that holds it all. Arguments: archive, directory.

Nothing but the directory outlives the step that runs this: what a hostile archive would write elsewhere is gone with it.
"""

import os
import sys
import tarfile
import zipfile

archive, target = sys.argv[1], sys.argv[2]
inside = os.path.join(target, ".cartwright-extract")
os.mkdir(inside)
if zipfile.is_zipfile(archive):
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(inside)
else:
    with tarfile.open(archive) as opened:
        if hasattr(tarfile, "data_filter"):
            opened.extraction_filter = tarfile.data_filter
        opened.extractall(inside)

top = inside
names = os.listdir(inside)
if len(names) == 1 and os.path.isdir(os.path.join(inside, names[0])):
    top = os.path.join(inside, names[0])
for name in os.listdir(top):
    os.rename(os.path.join(top, name), os.path.join(target, name))
for folder in dict.fromkeys((top, inside)):
    os.rmdir(folder)
