"""What a buyer can do: pure functions over the playbook's data; knows nothing of HTTP."""

from server.advice.advise import advise
from server.advice.complaint import Case, Complaint, Complaints, Said
from server.advice.playbook import Playbook, PlaybookError, load
from server.advice.types import Advice, Order
from server.advice.wording import Wording

__all__ = [
    "Advice",
    "Case",
    "Complaint",
    "Complaints",
    "Order",
    "Playbook",
    "PlaybookError",
    "Said",
    "Wording",
    "advise",
    "load",
]
