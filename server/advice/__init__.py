"""What a buyer can do: pure functions over the playbook's data; knows nothing of HTTP."""

from server.advice.advise import advise
from server.advice.playbook import Playbook, PlaybookError, load
from server.advice.types import Advice, Order

__all__ = ["Advice", "Order", "Playbook", "PlaybookError", "advise", "load"]
