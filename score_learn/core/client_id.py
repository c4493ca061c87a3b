"""The keys that browsers make for what they send, so that it can be sent again.

An attempt, an answer and a hand-in each carry one; the same key is the same thing.
"""

import re

CLIENT_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""A UUID of any version, in small letters; to be matched whole."""
