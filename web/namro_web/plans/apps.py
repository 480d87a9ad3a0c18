"""The app as Django knows it."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """Registers the app."""

    name = "namro_web.plans"
    label = "plans"
    verbose_name = "Kế hoạch"
    default_auto_field = "django.db.models.BigAutoField"
