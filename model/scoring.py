"""`cuifa evaluate`: the active model on a labelled file, beside the baselines on the same messages."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from model import baselines, data
from model.calibration import probabilities
from model.data import Example
from model.evaluation import FEWEST, Evaluation, evaluate
from model.heads import scores, stack
from model.labels import CHOICES
from model.registry import Registry


@dataclass(frozen=True)
class Comparison:
    """The active model's figures on a file, and the macro-F1 of the baselines by name and label set."""

    version: str
    evaluation: Evaluation
    baselines: dict[str, dict[str, float]]

    def to_json(self) -> dict[str, Any]:
        """Give the figures as JSON values."""
        return {"version": self.version, **self.evaluation.to_json(), "baselines": self.baselines}

    def to_text(self) -> str:
        """Lay the figures out as tables for a terminal."""
        lines = [
            f"model {self.version} on {self.evaluation.messages} messages; averages over labels with {FEWEST} or more"
        ]
        for score in self.evaluation.sets.values():
            average = "micro" if score.name == "tactics" else "macro"
            lines += ["", f"{score.name}: {average}-F1 {score.f1:.3f}", f"{'':22}precision  recall     F1  messages"]
            for row in score.labels:
                if row.support or row.precision:
                    lines.append(f"{row.label:22}{row.precision:9.2f}{row.recall:8.2f}{row.f1:7.2f}{row.support:10d}")
            if score.coverage is not None:
                right = "" if score.sure_precision is None else f", {score.sure_precision:.2f} of those right"
                lines.append(f"calibration error {score.calibration_error:.3f}; sure for {score.coverage:.2f}{right}")
                lines.append("coverage: precision  " + "  ".join(f"{c:.1f}: {p:.2f}" for c, p in score.curve))
            if score.confusion:
                lines += ["confusion, rows as labelled, columns as read in the same order:"]
                for row, counts in zip(score.labels, score.confusion, strict=True):
                    lines.append(f"{row.label:22}" + "".join(f"{count:5d}" for count in counts))
        lines += ["", f"{'baselines, macro-F1':22}" + "".join(f"{name:>8}" for name in CHOICES)]
        for name, figures in self.baselines.items():
            lines.append(
                f"{baselines.TITLES[name]:22}"
                + "".join(f"{figures[s]:8.3f}" if s in figures else f"{'-':>8}" for s in CHOICES)
            )
        return "\n".join(lines)


def compare(examples: Sequence[Example], registry: Registry | None = None) -> Comparison:
    """Score the active model and the baselines, which learn from the project's own labelled messages.

    Raises:
        ModelMissing, ModelRefused: no usable model is active.
        DataError: the project's own labelled messages will not do.
    """
    pipeline, manifest = (registry or Registry()).load_pipeline()
    layer = stack(pipeline.heads)
    texts = [example.text for example in examples]
    found = probabilities(scores(pipeline, layer, texts), layer, manifest.calibration)
    beside = baselines.figures(baselines.answers(data.load(), texts), examples)
    return Comparison(manifest.version, evaluate(found, manifest.calibration, examples), beside)
