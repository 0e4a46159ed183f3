"""Everything the site imports is in the requirements of the site, not only in those of the tests."""

import ast
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
APPS = ("rutan_blk", "core", "printing", "accounts", "inmates", "programs", "certification", "outcomes", "reports")


def imported(path: Path) -> set[str]:
    """The top names of the modules that the file imports from elsewhere."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add(node.module.split(".")[0])
    return found


def named(text: str) -> set[str]:
    return {re.sub(r"[-_.]+", "-", name).lower() for name in re.findall(r"^[\w.-]+", text, re.MULTILINE)}


def test_whatever_the_site_imports_is_asked_for_by_name():
    files = [path for app in APPS for path in (ROOT / app).rglob("*.py")]
    names = set().union(*map(imported, files)) - set(sys.stdlib_module_names) - set(APPS)
    asked = named((ROOT / "requirements.txt").read_text())
    made_by = packages_distributions()

    lacking = {name for name in names if not named("\n".join(made_by.get(name, []))) & asked}

    assert lacking == set()
