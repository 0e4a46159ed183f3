"""The files for newcomers name the same tools and packages as the Makefile and the installer."""

import json
import sys
from pathlib import Path

from django.conf import settings

from deploy.install import NEEDS, OLDEST

ROOT = Path(settings.BASE_DIR)


def test_container_for_development_has_everything_that_install_would_ask_for():
    named = (ROOT / ".devcontainer/Dockerfile").read_text().split()
    wanted = {package for need in NEEDS.values() for package in need.packages}

    assert wanted - set(named) == set()


def test_container_for_development_can_be_read():
    kit = json.loads((ROOT / ".devcontainer/devcontainer.json").read_text())

    assert (kit["build"]["dockerfile"], kit["postCreateCommand"]) == ("Dockerfile", "make setup")


def test_oldest_python_is_the_same_everywhere():
    oldest = ".".join(map(str, OLDEST))

    assert (ROOT / ".python-version").read_text().strip() == oldest
    assert f'requires-python = ">={oldest}"' in (ROOT / "pyproject.toml").read_text()
    assert f'python: "{oldest}"' in (ROOT / ".github/workflows/ci.yml").read_text()
    assert sys.version_info >= OLDEST
