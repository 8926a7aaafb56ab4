"""Passes on a wheel that fits every machine: it was built on another one than the one that it is for.

Arguments: the directory of the wheel, an empty one for it, the name of the package, the platform of the image.
"""

import os
import shutil
import sys

built, out, name, platform = sys.argv[1:]

for wheel in os.listdir(built):
    if wheel.endswith(".whl") and not wheel.endswith("-any.whl"):
        sys.exit(f"{wheel} holds code that was compiled for this engine's own machine: {name} has to be built for {platform}")
    shutil.copy2(os.path.join(built, wheel), out)
