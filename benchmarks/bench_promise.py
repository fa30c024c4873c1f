"""How often the promise grammar finds the exact due moment, on messages written by people who had not seen it."""

import json
from datetime import datetime
from pathlib import Path

from model.promise import find

TABLE = Path(__file__).parent / "promises.jsonl"


def main() -> None:
    """Print the figures, and every message that is read otherwise than written."""
    rows = [json.loads(line) for line in TABLE.read_text(encoding="utf-8").splitlines()]
    exact = firm = quote = kept = 0
    for row in rows:
        wanted, found = row["promise"], find(row["text"], datetime.fromisoformat(row["now"]))
        due = wanted and datetime.fromisoformat(wanted["due"])
        if (found.due if found else None) != due:
            print(f"{row['now'][:16]}  {row['text']}\n    wanted {due}, found {found and found.due}")
            continue
        exact += 1
        if found:
            kept += 1
            firm += found.firm == wanted["firm"]
            quote += found.quote == wanted["quote"]
    print(f"\ndue moment exact: {exact} of {len(rows)}")
    print(f"of the {kept} promises among them: firmness right {firm}, quote the same {quote}")


if __name__ == "__main__":
    main()
