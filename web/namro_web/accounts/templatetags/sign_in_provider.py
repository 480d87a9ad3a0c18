"""Whether there is another system to sign in through, for the pages that offer it."""

from __future__ import annotations

from django import template

from namro_web.accounts import linking
from namro_web.accounts.sign_in_provider import SignInProvider

register = template.Library()


@register.simple_tag
def sign_in_provider() -> SignInProvider | None:
    """Give the provider: ``{% sign_in_provider as provider %}``."""
    return linking.provider()
