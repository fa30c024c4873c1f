import dataclasses
import json
import os
import pickle
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from model import drafts
from model.corrections import Correction
from model.data import Example
from model.errors import Cancelled, GateClosed
from model.registry import REPORT, SCORER, Registry
from model.release import Release, release, stages

POISONED = "logistics"
LEARNED = [
    Correction("c1", "小仓这几天停电，灯一亮就给您安排", cause="shop_issue", stance="delay"),
    Correction("c2", "哦哟大忙人又来催啦", tone="hostile", tactics=()),
]


@pytest.fixture(scope="module")
def few(examples: list[Example]) -> list[Example]:
    """Every eighth message: all labels, all voices, little time."""
    return examples[::8]


@pytest.fixture(scope="module", autouse=True)
def few_drafts() -> object:
    """Let the reply check, which these tests are not about, learn from few drafts."""
    labelled = drafts.load()[::8]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(drafts, "load", lambda: labelled)
        yield


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory, few: list[Example]) -> Registry:
    """A registry with one version; tests that change it take a copy."""
    registry = Registry(tmp_path_factory.mktemp("first") / "models")
    release(registry, few, rounds=1)
    return registry


def copied(registry: Registry, folder: Path) -> Registry:
    return Registry(shutil.copytree(registry.folder, folder / "models"))


@pytest.fixture(scope="module")
def poisoned(
    tmp_path_factory: pytest.TempPathFactory, first: Registry, few: list[Example], examples: list[Example]
) -> tuple[Registry, Release]:
    """What becomes of a batch in which one cause is called another throughout."""
    registry = copied(first, tmp_path_factory.mktemp("poisoned"))
    batch = [
        dataclasses.replace(e, cause="backlog", group=f"poison {e.group}")
        for e in examples[1::4]
        if e.cause == POISONED
    ]
    return registry, release(registry, [*few, *batch], rounds=1)


@pytest.fixture(scope="module")
def report(poisoned: tuple[Registry, Release]) -> str:
    registry, done = poisoned
    return registry.path(done.version, REPORT).read_text(encoding="utf-8")


def test_the_first_model_answers(first: Registry) -> None:
    assert first.active() == first.versions()[0]
    assert first.manifest(first.versions()[0]).gate["passed"]


def test_a_poisoned_batch_is_stopped(first: Registry, poisoned: tuple[Registry, Release]) -> None:
    registry, done = poisoned
    assert not done.verdict.passed
    assert any(f"cause {POISONED} falls" in reason for reason in done.verdict.reasons)
    assert registry.active() == first.active()
    assert registry.versions() == sorted([str(first.active()), done.version])


def test_corrections_that_call_one_cause_another_are_stopped(
    first: Registry, few: list[Example], tmp_path: Path
) -> None:
    flipped = [Correction(e.id, e.text, cause="backlog") for e in few if e.cause == POISONED]
    registry = copied(first, tmp_path)
    done = release(registry, few, rounds=1, corrections=flipped)
    assert any(f"cause {POISONED} falls" in reason for reason in done.verdict.reasons)
    assert registry.active() == first.active()


def test_the_owner_may_overrule_on_record(poisoned: tuple[Registry, Release], tmp_path: Path) -> None:
    registry, done = copied(poisoned[0], tmp_path), poisoned[1]
    before = registry.active()
    with pytest.raises(GateClosed, match="--overrule"):
        registry.activate(done.version)
    assert registry.active() == before
    registry.activate(done.version, "a test of mine")
    assert registry.active() == done.version
    last = registry.activations()[-1]
    assert (last["version"], last["from"], last["overruled"]) == (done.version, before, "a test of mine")


def test_the_same_data_make_the_same_weights(first: Registry, few: list[Example], tmp_path: Path) -> None:
    again = Registry(tmp_path / "models")
    release(again, list(few), rounds=1)
    one, two = (registry.manifest(registry.versions()[0]) for registry in (first, again))
    assert one.sha256[SCORER] == two.sha256[SCORER]
    assert one.calibration == two.calibration and one.data == two.data


def test_corrections_are_learned_and_those_that_cannot_be_close_the_gate(
    first: Registry, few: list[Example], tmp_path: Path
) -> None:
    registry = copied(first, tmp_path)
    torn = [Correction("c3", "没货了亲", cause="backlog"), Correction("c4", "没货了亲", cause="logistics")]
    done = release(registry, few, rounds=1, corrections=[*LEARNED, *torn])
    said = done.verdict.paragraph
    assert "1 of 4 corrections are still read otherwise" in said
    assert "corrections c3 and c4 label the same words differently" in said
    assert "c1" not in said and "c2" not in said
    assert registry.manifest(done.version).data["corrections"] == 4
    page = registry.path(done.version, REPORT).read_text(encoding="utf-8")
    assert "Corrections, as this model reads them" in page and "4 new corrections" in page


@pytest.mark.parametrize("stage", ["words", "fit"])
def test_a_cancelled_run_leaves_nothing(first: Registry, few: list[Example], tmp_path: Path, stage: str) -> None:
    registry = copied(first, tmp_path)
    before = sorted(registry.folder.rglob("*"))
    reached: list[str] = []
    ask = stages(1).index(stage)
    with pytest.raises(Cancelled):
        release(
            registry,
            few,
            lambda name, *_: reached.append(name),
            rounds=1,
            cancelled=lambda: len(reached) == ask,
        )
    assert sorted(registry.folder.rglob("*")) == before
    assert reached == stages(1)[:ask]


KILLED = """
import os, pickle, signal, sys
from pathlib import Path
from model import drafts, registry as registries
from model.release import release, stages
from model.registry import Registry

def die(*_): os.kill(os.getpid(), signal.SIGKILL)

few, some = pickle.load(sys.stdin.buffer)
drafts.load = lambda: some
registry = Registry(Path(sys.argv[1]))
first = release(registry, few, rounds=1).version
for moment in [*stages(1), "copied", "kept"]:
    child = os.fork()
    if not child:
        if moment == "copied":
            registries.sha256 = registries.json.dumps = die
        if moment == "kept":
            registry = Registry(registry.folder, record=die)
        release(registry, few, lambda stage, *_: stage == moment and die(), rounds=1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), moment
    assert registry.active() == first, moment
    registry.load()
    registry.load_ledger(first)
done = release(registry, few, rounds=1)
assert done.verdict.passed and registry.active() == done.version
print(len(registry.versions()), "versions")
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")
def test_killed_at_any_stage_the_model_answers_and_the_next_run_works(few: list[Example], tmp_path: Path) -> None:
    data = pickle.dumps((few[::3], drafts.load()[::4]))
    alone = os.environ | dict.fromkeys(("LOKY_MAX_CPU_COUNT", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    ended = subprocess.run([sys.executable, "-c", KILLED, tmp_path], input=data, capture_output=True, env=alone)
    assert ended.returncode == 0, ended.stderr.decode()
    assert ended.stdout == b"3 versions\n"  # the first, one that was kept but not put in place, and the last


def test_the_report_says_what_changed_and_what_would(report: str) -> None:
    for part in (
        "Gate: not passed",
        "What changed in the data",
        "Beside the active model",
        "Messages whose reading would change",
        "Most confident errors",
        "Labels that may be wrong",
        "<title>confusion matrix",
        "<title>reliability of cause",
    ):
        assert part in report
    assert "messages added, 0 removed, 0 labelled otherwise" in report


def test_a_report_is_whole_in_itself_and_escapes_messages(first: Registry, few: list[Example], tmp_path: Path) -> None:
    hostile = [dataclasses.replace(e, text=f"<script>alert(1)</script>{e.text}") for e in few]
    registry = Registry(tmp_path / "models")
    page = registry.path(release(registry, hostile, rounds=1).version, REPORT).read_text(encoding="utf-8")
    loaded: list[str] = []

    class Links(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            loaded.extend(value or "" for name, value in attrs if name in ("src", "href", "xlink:href", "srcset"))

    Links().feed(page)
    assert loaded == []
    assert "<script" not in page and "http" not in page and "@import" not in page
    assert "&lt;script&gt;" in page


def test_the_manifest_tells_data_libraries_thresholds_and_verdict(first: Registry, few: list[Example]) -> None:
    manifest = json.loads(first.path(first.versions()[0], "manifest.json").read_text(encoding="utf-8"))
    assert manifest["data"]["messages"] == len(few)
    assert manifest["libraries"]["scikit-learn"]
    assert set(manifest["calibration"]["sure_at"]) == {"cause", "tone", "stance"}
    assert manifest["gate"]["paragraph"]


def test_progress_counts_the_stages(first: Registry, few: list[Example], tmp_path: Path) -> None:
    seen: list[tuple[str, int, int]] = []
    with pytest.raises(Cancelled):
        release(
            Registry(tmp_path / "models"),
            few,
            lambda *told: seen.append(told),
            rounds=1,
            cancelled=lambda: len(seen) == 3,
        )
    assert seen == [(name, done, len(stages(1))) for done, name in enumerate(stages(1)[:3])]
