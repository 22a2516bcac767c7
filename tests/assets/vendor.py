"""Copies what the tests need out of node_modules (run by `make assets`) and writes where it comes from."""

import hashlib
import json
import shutil
from pathlib import Path

HERE = Path(__file__).resolve().parent
FILES = {"axe-core": "axe.min.js"}


def main() -> None:
    sources = {}
    for package, name in FILES.items():
        folder = HERE / "node_modules" / package
        shutil.copyfile(folder / name, HERE / name)
        about = json.loads((folder / "package.json").read_text(encoding="utf-8"))
        digest = hashlib.sha256((HERE / name).read_bytes()).hexdigest()
        sources[name] = {"package": package, "version": about["version"], "license": about["license"], "sha256": digest}
    (HERE / "sources.json").write_text(json.dumps(sources, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
