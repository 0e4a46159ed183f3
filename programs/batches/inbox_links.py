"""Links from inbox tasks to the batch they concern."""

from django.urls import reverse

from inmates.inbox.models import InboxTask


def batch_link(task: InboxTask) -> str:
    """URL of the batch whose `public_id` the task keeps as `batch_id`."""
    return reverse("programs:batch_detail", args=[task.values["batch_id"]])
