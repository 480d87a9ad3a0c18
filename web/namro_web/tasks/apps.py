"""The app as Django knows it."""

from django.apps import AppConfig


class TasksConfig(AppConfig):
    """Registers the app."""

    name = "namro_web.tasks"
    label = "tasks"
    verbose_name = "Nhiệm vụ"
    default_auto_field = "django.db.models.BigAutoField"
