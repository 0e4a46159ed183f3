"""Pictures of the help show the pages of today; one that does not is taken anew by `deploy/help_pictures.py`."""

import hashlib
import json
import re

import pytest
from django.conf import settings

from deploy.help_pictures import FOLDER, MANIFEST, MOST_BYTES, SHOTS, digest
from reports.help.help_texts import all_texts

LISTED = json.loads(MANIFEST.read_text(encoding="utf-8"))


def test_pictures_are_of_this_version():
    assert LISTED["version"] == settings.VERSION


@pytest.mark.parametrize("key", SHOTS)
def test_picture_shows_the_templates_and_words_of_today(key):
    content = (FOLDER / f"{key}.png").read_bytes()

    assert LISTED["pictures"][key]["digest"] == digest(SHOTS[key])
    assert LISTED["pictures"][key]["sha256"] == hashlib.sha256(content).hexdigest()
    assert len(content) <= MOST_BYTES


def test_every_picture_is_named_by_a_text_and_every_named_one_is_there():
    named = {key for text in all_texts() for key in re.findall(r"^!\[[^\]]+\]\(([a-z-]+) ", text.body, re.MULTILINE)}

    assert named == set(SHOTS) == set(LISTED["pictures"])
    assert {path.stem for path in FOLDER.glob("*.png")} == named
