from pathlib import Path

import numpy as np

from model.calibration import NEVER, calibration_error, threshold_for
from model.registry import Registry


def test_the_threshold_keeps_the_stated_precision() -> None:
    confidence = np.linspace(0, 1, 1000)
    right = np.random.default_rng(0).random(1000) < confidence
    at = threshold_for(confidence, right, 0.9)
    assert right[confidence >= at].mean() >= 0.9
    assert at < threshold_for(confidence, right, 0.95)


def test_where_the_precision_is_out_of_reach_nothing_is_sure() -> None:
    assert threshold_for(np.linspace(0, 1, 100), np.zeros(100, bool), 0.95) == NEVER


def test_a_lucky_few_make_no_threshold() -> None:
    right = np.zeros(100, bool)
    right[-10:] = True
    assert threshold_for(np.linspace(0, 1, 100), right, 0.95) == NEVER


def test_probabilities_that_come_true_have_no_calibration_error() -> None:
    assert calibration_error(np.full(100, 0.75), np.arange(100) < 75) == 0
    assert calibration_error(np.full(100, 0.95), np.arange(100) < 50) == 0.45


def test_nothing_is_likely_that_is_more_likely_wrong(trained_home: Path) -> None:
    registry = Registry(trained_home / "models")
    assert min(registry.manifest(registry.versions()[0]).calibration.likely_at.values()) >= 0.5
