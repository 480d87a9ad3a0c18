"""The components as template tags: ``{% icon %}``, ``{% status %}`` and what they are made of."""

from __future__ import annotations

from django import template

register = template.Library()
