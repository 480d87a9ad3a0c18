"""Holds one plan against another: what answers what, and what became of a plan between versions."""

from __future__ import annotations

from namro.aligning.comparing import compare_programmes as compare_programmes
from namro.aligning.coverage import align_programmes as align_programmes
from namro.aligning.programmes import programme_of as programme_of
