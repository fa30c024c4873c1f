"""What the extension's files promise: its id, its languages, and that nothing is ever parsed as HTML."""

import base64
import hashlib
import json
import re
from pathlib import Path

import pytest

from server.config import EXTENSION_ID

EXTENSION = Path(__file__).resolve().parents[2] / "extension"
MANIFEST = json.loads((EXTENSION / "manifest.json").read_text(encoding="utf-8"))
SCRIPTS = sorted(EXTENSION.glob("js/*.js"))
SOURCES = [*SCRIPTS, *EXTENSION.glob("*.html")]


def messages(language: str) -> dict[str, dict[str, object]]:
    return json.loads((EXTENSION / "_locales" / language / "messages.json").read_text(encoding="utf-8"))


def test_the_key_fixes_the_id_that_the_server_admits() -> None:
    digest = hashlib.sha256(base64.b64decode(MANIFEST["key"])).hexdigest()[:32]
    assert "".join(chr(ord("a") + int(digit, 16)) for digit in digest) == EXTENSION_ID


def test_permissions_are_the_least() -> None:
    assert MANIFEST["permissions"] == ["storage"]
    assert MANIFEST["host_permissions"] == ["http://127.0.0.1:8765/*"]
    assert "unsafe" not in json.dumps(MANIFEST["content_security_policy"])


def test_both_languages_have_the_same_messages() -> None:
    assert messages("zh_CN").keys() == messages("en").keys()


def test_every_message_used_exists() -> None:
    used = set()
    for path in SOURCES:
        text = path.read_text(encoding="utf-8")
        used |= set(re.findall(r'data-i18n(?:-placeholder|-label)?="(\w+)"', text)) | set(
            re.findall(r'\bt\("(\w+)"', text)
        )
    used |= set(re.findall(r"__MSG_(\w+)__", json.dumps(MANIFEST)))
    assert used <= messages("en").keys()


def test_every_fault_has_a_sentence_and_a_mend() -> None:
    popup = (EXTENSION / "js" / "popup.js").read_text(encoding="utf-8")
    known = re.search(r"KNOWN_FAULTS = \[(.*?)\]", popup)
    assert known
    for code in [*re.findall(r'"(\w+)"', known[1]), "unknown"]:
        assert {f"fault_{code}", f"mend_{code}"} <= messages("zh_CN").keys()


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_nothing_is_parsed_as_html_or_run_from_a_string(path: Path) -> None:
    banned = (
        r"inner" + r"HTML|outer" + r"HTML|insertAdjacent|document\.wri" + r"te|\beval\(|new Function|<script>|\son\w+="
    )
    assert re.findall(banned, path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_only_one_module_touches_the_browser_and_one_the_network(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert (path.name == "browser.js") or not re.search(r"\bchrome\.|\bbrowser\.(?!js)|navigator\.", text)
    assert (path.name == "server.js") or "fetch(" not in text
