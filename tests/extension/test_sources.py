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
    assert sorted(MANIFEST["permissions"]) == ["alarms", "contextMenus", "notifications", "sidePanel", "storage"]
    assert MANIFEST["optional_permissions"] == ["clipboardRead"]
    assert MANIFEST["host_permissions"] == ["http://127.0.0.1:8765/*"]
    assert "content_scripts" not in MANIFEST


def test_the_content_policy_lets_in_nothing_from_outside_and_no_plain_http_but_to_this_computer() -> None:
    policy = dict(
        part.strip().partition(" ")[::2] for part in MANIFEST["content_security_policy"]["extension_pages"].split(";")
    )
    assert policy.pop("connect-src") == "'self' http://127.0.0.1:* http://localhost:* https:"
    assert set(policy.values()) == {"'self'", "'none'"}
    assert policy["default-src"] == "'none'"


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


def test_every_fault_and_every_result_of_the_servers_test_has_a_sentence_and_a_mend() -> None:
    fault = (EXTENSION / "js" / "fault.js").read_text(encoding="utf-8")
    known = re.search(r"KNOWN = \[(.*?)\]", fault)
    assert known
    for code in [*re.findall(r'"(\w+)"', known[1]), "unknown"]:
        assert {f"fault_{code}", f"mend_{code}"} <= messages("zh_CN").keys()
    check = (EXTENSION / "js" / "check.js").read_text(encoding="utf-8")
    for result in re.findall(r'result: "(\w+)"|=> "(\w+)"|\? "(\w+)" : "(\w+)"|\?\? "(\w+)"', check):
        for name in filter(None, result):
            assert {f"test_{name}", f"testMend_{name}"} <= messages("zh_CN").keys()


def test_the_popup_is_written_in_the_chinese_of_its_messages_and_shows_before_any_script_ran() -> None:
    page = (EXTENSION / "popup.html").read_text(encoding="utf-8")
    written = re.findall(r'data-i18n="(\w+)"[^>]*>([^<]*)<', page)
    written += re.findall(r'data-i18n-placeholder="(\w+)" placeholder="([^"]*)"', page)
    written += re.findall(r'data-i18n-label="(\w+)" aria-label="([^"]*)"', page)
    assert len(written) == len(re.findall("data-i18n", page))
    assert [(key, words) for key, words in written if messages("zh_CN")[key]["message"] != words] == []


def test_no_message_lies_unused() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in SOURCES) + json.dumps(MANIFEST)
    made = ("step", "mark", "due", "fault", "mend", "import", "test", "testMend", "to", "likely")
    named = {key for key in messages("en") if re.search(rf"(?<![a-zA-Z]){key}(?![a-zA-Z])", sources)}
    unnamed = messages("en").keys() - named
    assert {key for key in unnamed if key.partition("_")[0] not in made} == set()


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
    assert (path.name in ("server.js", "browser.js")) or "fetch(" not in text


def test_the_browsers_module_reads_nothing_but_the_extensions_own_files() -> None:
    text = (EXTENSION / "js" / "browser.js").read_text(encoding="utf-8")
    assert re.findall(r"fetch\((.*?)\)\)", text) == ["api.runtime.getURL(path)"[:-1]]
