import sys
from html.parser import HTMLParser

import pytest

from model import baselines
from model.data import Example
from model.labels import CHOICES
from model.report import render
from model.study import Study, study
from model.training import Trained, train


@pytest.fixture(scope="module")
def few(examples: list[Example]) -> list[Example]:
    """Every sixth message: all labels, all voices, little time."""
    return examples[::6]


@pytest.fixture(scope="module")
def trained(few: list[Example]) -> Trained:
    """A model of a few messages, judged on all folds."""
    return train(few)


@pytest.fixture(scope="module")
def studied(trained: Trained, few: list[Example]) -> Study:
    """What its training tells beside."""
    return study(trained, few)


def test_the_model_reads_better_than_every_simpler_reader(trained: Trained, studied: Study) -> None:
    assert set(studied.baselines) == {"majority", "keywords", "naive_bayes", "fasttext"}
    for figures in studied.baselines.values():
        assert all(f1 < trained.evaluation.sets[name].f1 for name, f1 in figures.items())


def test_more_voices_read_better(studied: Study) -> None:
    first, *_, last = studied.curve
    assert first.voices < last.voices and first.messages < last.messages
    assert all(first.f1[name] < last.f1[name] for name in CHOICES)


def test_without_fasttext_the_other_readers_still_answer(few: list[Example], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fasttext", None)
    assert set(baselines.answers(few, ["没货了"])) == {"majority", "keywords", "naive_bayes"}


@pytest.fixture(scope="module")
def page(trained: Trained, studied: Study, few: list[Example]) -> str:
    """The report as HTML."""
    return render("20990101-000000-test", trained, studied, few)


def test_the_report_is_whole_in_itself(page: str) -> None:
    loaded: list[str] = []

    class Links(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            loaded.extend(value or "" for name, value in attrs if name in ("src", "href", "xlink:href"))

    Links().feed(page)
    assert loaded == [] and "url(" not in page and "@import" not in page


@pytest.mark.parametrize(
    "picture", ["confusion matrix", "reliability of cause", "coverage against precision of tone", "learning curve"]
)
def test_the_report_draws(page: str, picture: str) -> None:
    assert f"<title>{picture}" in page


def test_the_report_names_the_worst_errors_and_escapes_them(trained: Trained, few: list[Example], page: str) -> None:
    wrong = sum(
        count
        for row, counts in enumerate(trained.evaluation.sets["cause"].confusion)
        for column, count in enumerate(counts)
        if row != column
    )
    section = page.partition("Most confident errors")[2].partition("<h2>")[0]
    assert section.count('<td class="text">') == min(50, wrong)
    assert "<script" not in page
    ids = {example.id for example in few}
    assert sum(f"<td>{id}<td" in page or f"<tr><td>{id}" in page for id in ids) >= min(50, wrong)


def test_a_first_start_report_has_no_study(trained: Trained, few: list[Example]) -> None:
    assert "learning curve" not in render("v", trained, None, few)
