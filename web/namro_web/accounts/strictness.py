"""Who has to prove more than a password, and whose session ends sooner."""

from __future__ import annotations

from django.conf import settings

from namro_web.accounts.models import User
from namro_web.foundation import addresses

# The duty that units' posts call so; what it is for is theirs to say, that it asks for care is ours.
ADMINISTERING = "administer"


def administers(user: User) -> bool:
    """Say whether any post a person holds is an administrator's, whichever they act for now."""
    return any(post.may(ADMINISTERING) for post in user.held_posts)


def idle_seconds(user: User) -> int:
    """Give the idle time after which a person's session ends."""
    if administers(user):
        return min(settings.ADMINISTRATOR_SESSION_AGE, settings.SESSION_COOKIE_AGE)
    return settings.SESSION_COOKIE_AGE


def needs_second_factor(user: User, *, address: str) -> bool:
    """Say whether a password alone is not enough for this person, coming from there."""
    if settings.SECOND_FACTOR_FOR_ADMINISTRATORS and administers(user):
        return True
    office = settings.OFFICE_NETWORKS
    return bool(office) and not addresses.is_within(address, office)
