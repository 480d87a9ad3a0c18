"""Background work of notices: one round, run every minute by whichever worker comes first."""

from __future__ import annotations

import logging
from datetime import datetime

from namro_web.foundation import clock
from namro_web.notices import actions

log = logging.getLogger(__name__)


def round_of_notices(at: datetime | None = None) -> None:
    """Listen, remind, write and send. Each step stands alone: one that fails is tried next minute."""
    moment = at or clock.now()
    actions.hear(at=moment)
    actions.remind(at=moment)
    actions.write_mails(at=moment)
    sent = actions.send_mails(at=moment)
    if sent:
        log.info("notices: %s mails sent", sent)
