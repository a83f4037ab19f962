"""Forty examples of each law, the same ones every time; `QADSL_LAWS=ci` a thousand, `explore` new ones.

Forty are for those who change something and want to know soon: CI tries the thousand whatever the forty say.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

COMMON = {"deadline": None, "database": None, "suppress_health_check": list(HealthCheck), "print_blob": False}

settings.register_profile("ci", max_examples=1000, derandomize=True, **COMMON)
settings.register_profile("quick", max_examples=40, derandomize=True, **COMMON)
settings.register_profile("explore", max_examples=5000, **COMMON)
settings.load_profile(os.environ.get("QADSL_LAWS", "quick"))
