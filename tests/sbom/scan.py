"""A scanner of file systems as BuildKit wants one: it finds the names of the files of an application."""

import json
import os
from pathlib import Path

found = {"sbom": Path(os.environ["BUILDKIT_SCAN_SOURCE"], "app")}
if extras := os.environ.get("BUILDKIT_SCAN_SOURCE_EXTRAS"):
    found |= {path.name: path for path in Path(extras).iterdir()}
for name, root in found.items():
    files = sorted(path.name for path in root.iterdir() if path.suffix in (".py", ".toml"))
    document = {"SPDXID": "SPDXRef-DOCUMENT", "spdxVersion": "SPDX-2.3", "name": name}
    document["comment"] = " ".join(files)
    # What the client tells it.
    document["documentNamespace"] = os.environ["BUILDKIT_SCAN_NAMESPACE"]
    statement = {"_type": "https://in-toto.io/Statement/v0.1", "predicate": document}
    statement["predicateType"] = "https://spdx.dev/Document"
    path = Path(os.environ["BUILDKIT_SCAN_DESTINATION"], f"{name}.spdx.json")
    path.write_text(json.dumps(statement))
