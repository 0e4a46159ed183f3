"""Issues certificates through the site while its database file may not grow. Run by `test_full_disk`.

Standard input: {"keys": [...], "room": bytes}. Sends the form of each until one is refused, makes room, and sends that
one and the others; prints each answer's status and heading, and how many were issued when the disk was full.
"""

import json
import os
import re
import resource
import sys
import uuid

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rutan_blk.settings")
django.setup()

from django.conf import settings  # noqa: E402 - only after the set-up
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402

from accounts.models import User  # noqa: E402
from certification.register.models import Certificate  # noqa: E402


def send(client, key):
    public_id = Certificate.objects.get(pk=key).public_id
    address = reverse("certification:certificate_issue", args=[public_id])
    answer = client.post(address, {"idempotency_token": str(uuid.uuid4())})
    heading = re.search(r"<h1[^>]*>(.*?)</h1>", answer.content.decode(), re.DOTALL)
    return [answer.status_code, heading[1].strip() if heading else ""]


def limit(size):
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def main(asked):
    settings.ALLOWED_HOSTS = ["testserver"]
    # No files were collected; the pages are answered all the same.
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    client = Client(raise_request_exception=False)
    center = Certificate.objects.select_related("batch__training_center").get(pk=asked["keys"][0]).batch.training_center
    officer = User.objects.get(groups__name="certificate_officer", training_center=center)
    client.force_login(officer, backend="accounts.backends.RoleBackend")
    keys, answers = list(asked["keys"]), []
    limit(asked["room"])
    while keys and (not answers or answers[-1][0] == 302):
        answers.append(send(client, keys[0]))
        keys = keys if answers[-1][0] != 302 else keys[1:]
    when_full = Certificate.objects.issued().count()
    limit(resource.RLIM_INFINITY)
    answers += [send(client, key) for key in keys]
    print(json.dumps({"answers": answers, "when_full": when_full}))


if __name__ == "__main__":
    main(json.load(sys.stdin))
