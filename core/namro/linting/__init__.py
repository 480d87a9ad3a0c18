"""Linting: a plan → findings, one rule a file."""

from __future__ import annotations

from namro.linting.engine import lint_plan

__all__ = ["lint_plan"]
