"""Suites from sets that others published, read from a folder beside the project; what each needs is in its file."""

from collections.abc import Callable, Mapping
from pathlib import Path

from evals.outside.injection import injection_attacks
from evals.outside.qmsum import qmsum
from evals.outside.summedits import summedits
from evals.outside.workarena import workarena
from evals.suite import Suite

OUTSIDE: Mapping[str, Callable[[Path], Suite]] = {
    "workarena": workarena,
    "qmsum": qmsum,
    "summedits": summedits,
    "injection-attacks": injection_attacks,
}
"""A function a set: from the folder of all sets to a suite."""
