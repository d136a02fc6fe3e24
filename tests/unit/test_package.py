"""The package as a whole: light to import, clean in its layers, documented."""

import subprocess
import sys

HEAVY = ("sklearn", "pandas", "scipy", "flask", "numba")


def loaded_after(statement: str) -> set[str]:
    code = f"import sys; {statement}; print(' '.join(m for m in {HEAVY} if m in sys.modules))"
    return set(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split())


def test_importing_the_package_loads_nothing_heavy():
    assert loaded_after("import moderation") == set()


def test_the_service_does_not_load_what_only_training_needs():
    assert not loaded_after("import moderation.app") & {"sklearn", "pandas", "scipy"}
