"""Dates as people write them, in Shanghai's time."""

from datetime import datetime

from model.promise import SHANGHAI


def day(at: datetime) -> str:
    """Write the day.

    >>> day(datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI))
    '11月23日'
    """
    local = at.astimezone(SHANGHAI)
    return f"{local.month}月{local.day}日"


def moment(at: datetime) -> str:
    """Write the day and the clock time.

    >>> moment(datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI))
    '11月23日10:00'
    """
    return f"{day(at)}{at.astimezone(SHANGHAI):%H:%M}"
