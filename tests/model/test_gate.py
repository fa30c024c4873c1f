import numpy as np
import pytest

from model import gate
from model.corrections import Correction
from model.evaluation import Evaluation, SetScore
from model.given import ABSENT, Given
from model.labels import IDS
from model.ledger import Ledger
from model.regression import Case

ROWS = 1100
HELD = Evaluation(ROWS, {name: SetScore(name, 0.9, (), calibration_error=0.01) for name in IDS})


def labels() -> dict[str, np.ndarray]:
    """Every label of every set, equally often."""
    codes = {name: np.arange(ROWS, dtype=np.int8) % len(IDS[name]) for name in IDS}
    codes["tactics"] = np.eye(len(IDS["tactics"]), dtype=np.int8)[codes["tactics"]]
    return codes


def ledger(
    wrong: slice = slice(0), *, given: dict[str, np.ndarray] | None = None, judged: slice = slice(None)
) -> Ledger:
    """A ledger whose tones are read wrongly in some rows, and all else as labelled."""
    truth = labels()
    read = {name: np.full_like(codes, ABSENT) for name, codes in truth.items()}
    for name, codes in truth.items():
        read[name][judged] = codes[judged]
    read["tone"][wrong] = (truth["tone"][wrong] + 1) % len(IDS["tone"])
    ids = np.array([f"m{row}" for row in range(ROWS)])
    folds = (np.arange(ROWS) * 5 // ROWS).astype(np.int8)
    return Ledger(ids, folds, Given(given or truth), Given(read), np.array([], dtype=np.str_))


def reasons(candidate: Ledger, active: Ledger, cases: tuple[Case, ...] = ()) -> tuple[str, ...]:
    return gate.judge(gate.compare(candidate, active, "v"), HELD, cases).reasons


def test_a_candidate_that_reads_the_same_passes() -> None:
    verdict = gate.judge(gate.compare(ledger(), ledger(), "v"), HELD, ())
    assert verdict.passed and "tone 1.000 → 1.000" in verdict.paragraph


@pytest.mark.parametrize(("wrong", "passes"), [(10, True), (13, False)])
def test_macro_f1_may_fall_by_a_hundredth(wrong: int, passes: bool) -> None:
    assert (reasons(ledger(slice(0, wrong)), ledger()) == ()) is passes


def test_the_verdict_tells_the_same_as_values() -> None:
    case = Case(Correction("c1", "没货了", cause="out_of_stock"), {"cause": ("backlog",)}, ("cause",))
    details = gate.judge(gate.compare(ledger(slice(0, 400, 4)), ledger(), "v"), HELD, (case,)).details
    assert [(f["kind"], f.get("set"), f.get("label")) for f in details["findings"]] == [
        ("falls", "tone", None),
        ("falls", "tone", "friendly"),
        ("falls", "tone", "neutral"),
        ("misread", None, None),
    ]
    assert details["findings"][-1]["shown"] == [{"text": "没货了", "sets": ["cause"]}]
    assert details["beside"]["against"] == "v" and details["beside"]["sets"]["cause"] == [1.0, 1.0]
    assert details["corrections"] == 1


def test_one_label_may_fall_by_a_twentieth() -> None:
    few = slice(0, 28, 4)  # every one friendly
    assert reasons(ledger(few), ledger()) == ()
    assert any("tone friendly falls" in reason for reason in reasons(ledger(slice(0, 400, 4)), ledger()))


def test_a_rare_label_is_not_held_to_its_own_bound() -> None:
    given = labels()
    given["tone"][given["tone"] == 0] = 1
    given["tone"][:20] = 0
    active = ledger(given=given)
    candidate = ledger(given=given)
    active.read.sets["tone"][:] = given["tone"]
    candidate.read.sets["tone"][:] = given["tone"]
    candidate.read.sets["tone"][:2] = 1
    found = gate.compare(candidate, active, "v").labels["tone"]["friendly"]
    assert (found.support, found.fall > gate.MOST_CLASS_FALL) == (20, True)
    assert not any("friendly falls" in reason for reason in reasons(candidate, active))


def test_new_labels_are_no_excuse() -> None:
    flipped = labels()
    flipped["tone"] = (flipped["tone"] + 1) % len(IDS["tone"])
    assert any("tone macro-F1 falls" in reason for reason in reasons(ledger(slice(None), given=flipped), ledger()))


def test_a_model_judged_on_one_fold_is_compared_on_that_fold() -> None:
    first = ledger(judged=slice(0, ROWS // 5))
    assert gate.compare(ledger(), first, "v").messages == ROWS // 5
    assert reasons(ledger(slice(0, 50)), first) != ()
    assert reasons(ledger(slice(500, 550)), first) == ()


def test_messages_in_another_fold_are_not_compared() -> None:
    moved = ledger()
    moved.folds[:100] = 4
    assert gate.compare(moved, ledger(), "v").messages == ROWS - 100


def test_other_data_cannot_be_compared() -> None:
    other = ledger()
    other.ids[: ROWS // 2 + 10] = "else"
    assert any("too few to compare" in reason for reason in reasons(other, ledger()))


def test_confidences_must_hold() -> None:
    def reasons_of(messages: int) -> tuple[str, ...]:
        score = SetScore("cause", 0.9, (), calibration_error=0.05, reliability=((0.8, 0.75, messages),))
        return gate.judge(None, Evaluation(ROWS, HELD.sets | {"cause": score}), ()).reasons

    assert reasons_of(10_000) == ("confidences in cause are off by 0.044, more than 0.03",)
    assert reasons_of(100) == ()  # chance makes that much of so few


def test_failing_corrections_are_named_and_so_is_their_conflict() -> None:
    one, other = Correction("c1", "没货了", cause="out_of_stock"), Correction("c2", "没货了 ", cause="backlog")
    read = {"cause": ("backlog",)}
    said = "; ".join(reasons(ledger(), ledger(), (Case(one, read, ("cause",)), Case(other, read, ()))))
    assert "1 of 2 corrections are still read otherwise: c1 (cause)" in said
    assert "corrections c1 and c2 label the same words differently" in said


def test_a_ledger_is_read_as_it_was_written(tmp_path) -> None:
    written = ledger(slice(0, 5), judged=slice(0, 600))
    written.save(tmp_path / "ledger.npz")
    read = Ledger.load(tmp_path / "ledger.npz")
    assert (read.ids == written.ids).all() and (read.folds == written.folds).all()
    for name in IDS:
        assert (read.given.sets[name] == written.given.sets[name]).all()
        assert (read.read.sets[name] == written.read.sets[name]).all()
