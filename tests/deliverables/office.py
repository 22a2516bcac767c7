"""LibreOffice, where it is installed: it opens what the portal writes, and saves it in its own way."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

needs_libreoffice = pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice (soffice) is not installed")


def converted(file: Path, ending: str, folder: Path | None = None) -> Path:
    """The same document saved by LibreOffice in another format, or in the same one into another folder."""
    folder = folder or file.parent
    profile = f"-env:UserInstallation=file://{file.parent}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", ending, "--outdir", str(folder), str(file)]
    subprocess.run(command, check=True, timeout=180, capture_output=True)
    return folder / f"{file.stem}.{ending}"
