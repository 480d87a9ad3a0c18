"""The app as Django knows it."""

from django.apps import AppConfig

from namro_web.ui import navigation


class IntakeConfig(AppConfig):
    """Registers the app."""

    name = "namro_web.intake"
    label = "intake"
    verbose_name = "Tiếp nhận văn bản"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Announce the entry of the left column, and listen for drafts to read."""
        from namro_web.foundation import change_counts

        change_counts.of_office("document__owner", "intake.Draft")
        change_counts.of_nobody("intake.Seat")

        from namro_web.intake import jobs, sentences  # noqa: F401
        from namro_web.intake.open_work import drafts_of, stay
        from namro_web.organisations import open_work

        sentences.announce_all()
        open_work.announce("intake", drafts_of, stay)
        navigation.announce(
            navigation.Entry("documents", "Văn bản", "file-text", "intake:documents", order=50)
        )
