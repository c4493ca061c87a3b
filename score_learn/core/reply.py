"""What a phone is told about something it sent."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the server says about a stored answer or hand-in; the same for every repetition.

    `id` is the stored one's: two tabs that hand in alike are both told of the first hand-in.
    `epoch` is that of the database which has it: a phone forgets nothing on another one's word.
    """

    id: str
    received_at: datetime
    attempt: str
    epoch: str
