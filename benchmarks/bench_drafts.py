"""How well drafts that had better not be sent are told from fair ones: each writer left out, then drafts never seen."""

from pathlib import Path

import numpy as np
from joblib import Parallel, delayed

from model import drafts
from server.advice import wording

TABLE = Path(__file__).parent / "drafts"


def figures(flagged: np.ndarray, wrong: np.ndarray) -> str:
    """Say precision and recall of the flags."""
    hits = (flagged & wrong).sum()
    return f"precision {hits / max(flagged.sum(), 1):.3f}  recall {hits / wrong.sum():.3f}  of {len(wrong)} drafts"


def left_out(known: list[drafts.Draft], unknown: list[drafts.Draft]) -> list[tuple[bool, bool]]:
    """Check drafts with a model that has not read their writer: whether each is flagged, and whether it is wrong."""
    checker = wording.Wording(wording.load(), drafts.DraftReader(*drafts.fit(known)))
    return [(not checker.check(draft.text).ok, bool(draft.issues)) for draft in unknown]


def main() -> None:
    """Print the figures, and every draft of the table that is told wrongly."""
    labelled = drafts.load()
    writers = sorted({draft.group for draft in labelled})
    rows = Parallel(n_jobs=-1)(
        delayed(left_out)([d for d in labelled if d.group != w], [d for d in labelled if d.group == w]) for w in writers
    )
    pooled = np.array([row for part in rows for row in part])
    print(f"each of {len(writers)} writers left out: {figures(pooled[:, 0], pooled[:, 1])}")
    unseen = drafts.load(TABLE)
    told = np.array(left_out(labelled, unseen))
    for draft, (flagged, wrong) in zip(unseen, told, strict=True):
        if flagged != wrong:
            print(f"{'flagged, but fair' if flagged else 'missed'}: {draft.text}")
    print(f"drafts never seen: {figures(told[:, 0], told[:, 1])}")


if __name__ == "__main__":
    main()
