from typing import Any

from django import forms
from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from core.command_forms import CommandForm
from core.forms import FilterForm, SearchField
from inmates.inbox.inbox_tasks import KINDS, bulk_kinds
from inmates.inbox.models import InboxTask
from inmates.people.models import names_like


class AcknowledgeForm(CommandForm):
    """What was done about a task; `example` is a suitable answer for its kind."""

    note = forms.CharField(label=_("What was done"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, for_facility: bool, example: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The training center is asked about training only, in training terms.
        usual = "" if for_facility else str(_("For example: spoke with the participant, or: make-up session planned."))
        parts = [example or usual, str(_("Nothing about the case.")) if for_facility else ""]
        self.fields["note"].help_text = " ".join(filter(None, parts))


class TaskFilterForm(FilterForm):
    """Filters open tasks by person or kind."""

    q = SearchField(label=_("Name"))
    kind = forms.ChoiceField(label=_("Kind of task"), required=False)

    def __init__(self, *args, tasks: QuerySet[InboxTask], **kwargs):
        super().__init__(*args, **kwargs)
        counted = tasks.order_by().values_list("kind").annotate(count=Count("pk"))
        labels = sorted((str(KINDS[code].label), code, count) for code, count in counted)
        choices = [(code, f"{label} ({count})") for label, code, count in labels]
        self.fields["kind"].choices = [("", _("All kinds")), *choices]

    def narrowed(self, tasks: QuerySet[InboxTask]) -> QuerySet[InboxTask]:
        """The tasks that pass the filters."""
        values = self.kept()
        if values.get("kind"):
            tasks = tasks.filter(kind=values["kind"])
        if values.get("q"):
            tasks = tasks.filter(names_like(values["q"], "person__"))
        return tasks


class AnswerManyForm(CommandForm):
    """One answer for the selected tasks, or for all that pass the filters."""

    task = forms.ModelMultipleChoiceField(queryset=InboxTask.objects.none(), to_field_name="public_id", required=False)
    note = forms.CharField(max_length=300, error_messages={"required": _("Write what was done, once for all.")})
    scope = forms.ChoiceField(choices=[("ticked", ""), ("all", "")])
    count = forms.IntegerField(required=False)

    def __init__(self, *args, found: QuerySet[InboxTask], is_narrowed: bool = True, **kwargs):
        """`found` are the tasks that the filters leave, unless one is invalid (`is_narrowed`)."""
        super().__init__(*args, **kwargs)
        self.is_narrowed = is_narrowed
        self.found = found.filter(kind__in=bulk_kinds())
        self.fields["task"].queryset = self.found

    def clean(self):
        data = super().clean()
        is_all = data.get("scope") == "all"
        # Nobody should answer a task that was not yet on the page, or one that a filter was to leave out.
        if is_all and (not self.is_narrowed or data.get("count") != self.found.count()):
            raise forms.ValidationError(_("The list has changed meanwhile. Look at it again, then answer."))
        return {**data, "tasks": self.found if is_all else data.get("task")}
