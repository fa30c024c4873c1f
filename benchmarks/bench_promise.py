"""How often the promise grammar finds the exact due moment, on messages written by people who had not seen it."""

import json
from datetime import datetime
from pathlib import Path

from model.promise import find

TABLE = Path(__file__).parent / "promises.jsonl"


def by_jionlp(text: str, now: datetime) -> datetime | None:
    """Read the due moment with jionlp: the end of the last time that it finds, its best rule for this table."""
    import jionlp

    base = {unit: getattr(now, unit) for unit in ("year", "month", "day", "hour", "minute", "second")}
    found = jionlp.ner.extract_time(text, time_base=base, with_parsing=True)
    kinds = ("time_point", "time_span")
    ends = [each["detail"]["time"][1] for each in found if each.get("detail") and each["detail"]["type"] in kinds]
    dated = [end for end in ends if end[:2] == "20"]
    return datetime.fromisoformat(dated[-1]).replace(tzinfo=now.tzinfo) if dated else None


def main() -> None:
    """Print the figures, and every message that is read otherwise than written."""
    rows = [json.loads(line) for line in TABLE.read_text(encoding="utf-8").splitlines()]
    exact = firm = quote = kept = peer = 0
    for row in rows:
        now = datetime.fromisoformat(row["now"])
        wanted, found = row["promise"], find(row["text"], now)
        due = wanted and datetime.fromisoformat(wanted["due"])
        peer += by_jionlp(row["text"], now) == due
        if (found.due if found else None) != due:
            print(f"{row['now'][:16]}  {row['text']}\n    wanted {due}, found {found and found.due}")
            continue
        exact += 1
        if found:
            kept += 1
            firm += found.firm == wanted["firm"]
            quote += found.quote == wanted["quote"]
    print(f"\ndue moment exact: {exact} of {len(rows)}; jionlp on the same table: {peer}")
    print(f"of the {kept} promises among them: firmness right {firm}, quote the same {quote}")


if __name__ == "__main__":
    main()
