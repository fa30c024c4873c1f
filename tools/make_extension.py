"""Writes the extension's zips into dist/, for Chromium and for Firefox, from the same files: only the manifests differ.

Run `make extension`. The same sources give the same bytes.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "extension"
LARGEST = 200_000
"""Bytes of a zip at most: more than that is a picture or a library that slipped in."""
GECKO_ID = "cuifa@extension.local"
"""Our id in Firefox; it never changes, or Firefox takes the next version for another extension."""
FIREFOX = "128.0"
"""The oldest Firefox that runs our sources; those before 140 pass over `data_collection_permissions`."""


def chromium(manifest: dict[str, Any]) -> dict[str, Any]:
    """Give the manifest for Chromium: the sources' own."""
    return manifest


def firefox(manifest: dict[str, Any]) -> dict[str, Any]:
    """Derive the manifest for Firefox from Chromium's."""
    derived = {key: value for key, value in manifest.items() if key not in ("key", "minimum_chrome_version")}
    if background := derived.get("background"):  # an event page: Firefox runs no service workers for extensions
        derived["background"] = {"scripts": [background["service_worker"]], "type": background["type"]}
    if panel := derived.pop("side_panel", None):
        derived["sidebar_action"] = {
            "default_panel": panel["default_path"],
            "default_title": manifest["name"],
            "default_icon": manifest["icons"],
            "open_at_install": False,
        }
    derived["permissions"] = [name for name in manifest["permissions"] if name != "sidePanel"]
    for key in ("host_permissions", "optional_host_permissions"):
        if patterns := derived.get(key):
            derived[key] = list(dict.fromkeys(map(_without_port, patterns)))
    derived["browser_specific_settings"] = {
        "gecko": {
            "id": GECKO_ID,
            "strict_min_version": FIREFOX,
            "data_collection_permissions": {"required": ["none"]},
        }
    }
    return derived


def _without_port(pattern: str) -> str:
    return re.sub(r"^(\w+://[^/:]+):\d+/", r"\1/", pattern)


MANIFESTS = {"chromium": chromium, "firefox": firefox}


def write(browser: str, folder: Path) -> Path:
    """Write one browser's zip into a folder."""
    manifest = MANIFESTS[browser](json.loads((SOURCES / "manifest.json").read_text(encoding="utf-8")))
    files = {path.relative_to(SOURCES).as_posix(): path.read_bytes() for path in SOURCES.rglob("*") if path.is_file()}
    if browser != "chromium":
        files["manifest.json"] = json.dumps(manifest, ensure_ascii=False, indent=2).encode()
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"cuifa-{browser}-{manifest['version']}.zip"
    with ZipFile(target, "w") as written:
        for name in sorted(files):
            entry = ZipInfo(name)  # at the format's first moment, 1980
            entry.external_attr = 0o644 << 16
            entry.compress_type = ZIP_DEFLATED
            written.writestr(entry, files[name])
    if (size := target.stat().st_size) > LARGEST:
        target.unlink()
        raise SystemExit(f"{target.name} would have {size} bytes, over {LARGEST}: take out what is not needed")
    return target


if __name__ == "__main__":
    for name in MANIFESTS:
        sys.stdout.write(f"{write(name, ROOT / 'dist').relative_to(ROOT)}\n")
