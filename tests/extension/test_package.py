"""The zips for the browsers: what is in them, and how Firefox's manifest differs."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from tools import make_extension
from tools.make_extension import LARGEST, SOURCES, firefox, write

CHROMIUM = json.loads((SOURCES / "manifest.json").read_text(encoding="utf-8"))
FIREFOX = firefox(CHROMIUM)


def content(path: Path) -> dict[str, bytes]:
    with ZipFile(path) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist()}


def files_named(value: Any) -> set[str]:
    """Give the files that a manifest names, wherever."""
    if isinstance(value, dict):
        return set().union(*map(files_named, value.values()))
    if isinstance(value, list):
        return set().union(*map(files_named, value))
    path = str(value).partition("?")[0]
    return {path} if path.endswith((".html", ".js", ".png")) else set()


@pytest.mark.parametrize("browser", ["chromium", "firefox"])
def test_a_zip_holds_the_sources_and_its_name_tells_browser_and_version(browser: str, tmp_path: Path) -> None:
    zipped = write(browser, tmp_path / "dist")
    assert zipped.name == f"cuifa-{browser}-{CHROMIUM['version']}.zip"
    assert zipped.stat().st_size <= LARGEST
    files = content(zipped)
    assert list(files) == sorted(files)
    sources = {path.relative_to(SOURCES).as_posix(): path for path in SOURCES.rglob("*") if path.is_file()}
    assert files.keys() == sources.keys()
    assert [name for name in files if name != "manifest.json" and files[name] != sources[name].read_bytes()] == []


def test_chromium_gets_the_manifest_as_it_is(tmp_path: Path) -> None:
    assert content(write("chromium", tmp_path))["manifest.json"] == (SOURCES / "manifest.json").read_bytes()


def test_firefox_gets_the_derived_manifest(tmp_path: Path) -> None:
    assert json.loads(content(write("firefox", tmp_path))["manifest.json"]) == FIREFOX


@pytest.mark.parametrize("browser", ["chromium", "firefox"])
def test_every_file_that_a_manifest_names_is_in_the_zip(browser: str, tmp_path: Path) -> None:
    files = content(write(browser, tmp_path))
    assert files_named(json.loads(files["manifest.json"])) <= files.keys()


@pytest.mark.parametrize("browser", ["chromium", "firefox"])
def test_the_same_sources_give_the_same_bytes(browser: str, tmp_path: Path) -> None:
    assert write(browser, tmp_path / "one").read_bytes() == write(browser, tmp_path / "two").read_bytes()


def test_a_zip_that_is_too_large_is_not_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(make_extension, "LARGEST", 1000)
    with pytest.raises(SystemExit, match="over 1000"):
        write("chromium", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_firefox_is_told_nothing_that_only_chromium_knows() -> None:
    assert FIREFOX.keys() & {"key", "minimum_chrome_version", "side_panel"} == set()
    assert "sidePanel" not in FIREFOX["permissions"]
    assert set(FIREFOX["permissions"]) == set(CHROMIUM["permissions"]) - {"sidePanel"}


def test_firefox_has_an_id_that_stays_and_sends_nothing_to_anybody() -> None:
    gecko = FIREFOX["browser_specific_settings"]["gecko"]
    assert gecko["id"] == "cuifa@extension.local"
    assert gecko["data_collection_permissions"] == {"required": ["none"]}


def test_mozillas_linter_only_notes_that_old_firefoxes_pass_over_a_key(tmp_path: Path) -> None:
    linter = SOURCES.parent / "node_modules" / ".bin" / "web-ext"
    options = ["lint", "--no-config-discovery", "--self-hosted", "--output=json"]
    linted = subprocess.run(
        [linter, *options, "--source-dir", write("firefox", tmp_path)],
        capture_output=True,
        text=True,
        env=os.environ | {"NO_UPDATE_NOTIFIER": "1"},
    )
    found = json.loads(linted.stdout)
    assert found["errors"] == found["notices"] == []
    assert {warning["code"] for warning in found["warnings"]} == {
        "KEY_FIREFOX_UNSUPPORTED_BY_MIN_VERSION",
        "KEY_FIREFOX_ANDROID_UNSUPPORTED_BY_MIN_VERSION",
    }
    assert all("data_collection_permissions" in warning["description"] for warning in found["warnings"])


def test_firefox_runs_the_service_worker_as_a_background_script() -> None:
    assert CHROMIUM["background"] == {"service_worker": "js/background.js", "type": "module"}
    assert FIREFOX["background"] == {"scripts": ["js/background.js"], "type": "module"}


def test_firefox_shows_the_side_panel_in_the_sidebar_and_opens_it_only_when_asked() -> None:
    sidebar = FIREFOX["sidebar_action"]
    assert sidebar["default_panel"] == CHROMIUM["side_panel"]["default_path"]
    assert sidebar["open_at_install"] is False


def test_firefoxs_patterns_have_no_ports_and_none_twice() -> None:
    derived = firefox(
        CHROMIUM
        | {
            "host_permissions": ["http://127.0.0.1:8765/*", "http://127.0.0.1:1/*"],
            "optional_host_permissions": ["http://localhost:80/*", "https://*/*", "http://127.0.0.1/*"],
        }
    )
    assert derived["host_permissions"] == ["http://127.0.0.1/*"]
    assert derived["optional_host_permissions"] == ["http://localhost/*", "https://*/*", "http://127.0.0.1/*"]


def test_deriving_leaves_chromiums_manifest_alone_and_the_rest_is_the_same() -> None:
    before = json.dumps(CHROMIUM)
    derived = firefox(CHROMIUM)
    assert json.dumps(CHROMIUM) == before
    shared = derived.keys() & CHROMIUM.keys() - {"background", "permissions", "host_permissions"}
    assert shared >= {"name", "version", "action", "icons", "content_security_policy", "commands", "options_ui"}
    assert {key: derived[key] for key in shared} == {key: CHROMIUM[key] for key in shared}
