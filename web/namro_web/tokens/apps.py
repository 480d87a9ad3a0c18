"""Django's card of the app."""

from __future__ import annotations

from django.apps import AppConfig


class TokensConfig(AppConfig):
    """Tokens for programs."""

    name = "namro_web.tokens"
    label = "tokens"
    verbose_name = "Mã truy cập API"

    def ready(self) -> None:
        """Announce the entry in the menu of the account, and how the acts read."""
        from namro_web.foundation import change_counts

        change_counts.of_nobody("tokens.ApiToken", "tokens.TokenAddress")

        from namro_web.organisations import open_work
        from namro_web.tokens import wording
        from namro_web.tokens.open_work import revoke, tokens_of
        from namro_web.ui.navigation import Entry, announce_in_menu

        announce_in_menu(Entry("tokens", "Mã truy cập API", "link", "tokens:mine", order=40))
        wording.announce_all()
        open_work.announce("tokens", tokens_of, revoke)
