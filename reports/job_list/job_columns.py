"""Background work as a list: its columns, on the page and in files."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.listing import Column, Listing, words_of


def _state(job: Any) -> str:
    return words_of("core/_job_state.html", state=job.state)


JOBS = Listing(
    title=_("Background work"),
    subject="core.job",
    what="list of jobs",
    usual="-started",
    columns=(
        Column("title", _("Work"), lambda job: job.title, ("title",)),
        Column("started", _("Started"), lambda job: job.created_at, ("created_at",)),
        Column("by", _("By"), lambda job: job.created_by.full_name, ("created_by__full_name",)),
        Column("done", _("Done"), lambda job: job.things_done, kind="num"),
        Column("all", _("Of"), lambda job: job.things, kind="file"),
        Column("failed", _("Failed"), lambda job: job.things_failed, kind="num"),
        Column("state", _("State"), _state, ("state",)),
    ),
)
