"""The app as Django knows it."""

from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    """Registers the app."""

    name = "namro_web.indicators"
    label = "indicators"
    verbose_name = "Chỉ tiêu"
    default_auto_field = "django.db.models.BigAutoField"
