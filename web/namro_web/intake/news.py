"""What the intake tells its own background work, inside the transaction in which it happens.

The work is queued in the same transaction, so a crash leaves either both the draft and its job or
neither.
"""

from django.dispatch import Signal

# Sent with ``draft_id``, ``by_id`` (who has it read), ``post_id`` (the post they act for) and
# ``owner_id`` (whose document it is).
draft_started = Signal()
