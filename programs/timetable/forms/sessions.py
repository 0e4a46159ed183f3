from datetime import date, timedelta

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.command_forms import CommandForm
from core.forms import LocalDateField, LocalTimeField
from core.reasons import with_shortest
from core.seen_forms import SeenMixin
from programs.batches.forms import CauseForm
from programs.batches.models import Batch, BatchStaff
from programs.timetable.models.sessions import CancelReason, Session
from programs.timetable.moved_sessions import Wish

# Nobody is marked before a batch runs, or after it was cancelled.
NEVER_MARKED = (Batch.State.PLANNED, Batch.State.CANCELLED)


class SessionFilterForm(forms.Form):
    """Filters a list of sessions."""

    batch = forms.ModelChoiceField(
        label=_("Batch"), required=False, queryset=Batch.objects.none(), to_field_name="public_id", empty_label=_("All")
    )
    view = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["batch"].queryset = Batch.objects.visible_to(user).exclude(state__in=NEVER_MARKED)

    def apply(self, sessions: QuerySet[Session]) -> QuerySet[Session]:
        batch = self.cleaned_data.get("batch") if self.is_valid() else None
        return sessions.filter(batch=batch) if batch else sessions


class WeekFilterForm(forms.Form):
    """Filters the sessions of a week. The choices come from the surrounding months."""

    NEAR = timedelta(days=120)

    pekan = forms.CharField(required=False, widget=forms.HiddenInput)
    batch = forms.ModelChoiceField(
        label=_("Batch"), required=False, queryset=Batch.objects.none(), to_field_name="public_id", empty_label=_("All")
    )
    instructor = forms.ModelChoiceField(
        label=_("Instructor"),
        required=False,
        queryset=User.objects.none(),
        to_field_name="public_id",
        empty_label=_("All"),
    )
    room = forms.ChoiceField(label=_("Room"), required=False)

    def __init__(self, *args, sessions: QuerySet[Session], monday: date, **kwargs):
        super().__init__(*args, **kwargs)
        # Wider than the week, so that a filter survives paging.
        near = sessions.filter(date__range=(monday - self.NEAR, monday + self.NEAR)).order_by()
        self.fields["batch"].queryset = Batch.objects.filter(pk__in=near.values("batch")).order_by("name", "pk")
        self.fields["instructor"].queryset = User.objects.filter(pk__in=near.values("instructor"))
        rooms = near.values_list("room", flat=True).distinct().order_by("room")
        self.fields["room"].choices = [("", _("All")), *((room, room) for room in rooms)]

    def apply(self, sessions: QuerySet[Session]) -> QuerySet[Session]:
        """Returns the matching sessions; filters that match nothing visible to the user are ignored."""
        self.is_valid()
        chosen = {name: self.cleaned_data.get(name) for name in ("batch", "instructor", "room")}
        return sessions.filter(**{name: value for name, value in chosen.items() if value})


SAYS_HOW = _("Write how you know that nobody left: at least %(count)s characters. Write no name of a participant.")


class CancelForm(CauseForm):
    """The reason for cancelling a session."""

    causes = CancelReason.objects.filter(is_offered=True)

    def __init__(self, *args, has_begun: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if has_begun:
            # The note then replaces the counts, whatever the cause.
            note = self.fields["note"]
            note.required, note.help_text = True, with_shortest(SAYS_HOW)


class PlaceForm(CommandForm):
    """The slot of a session: day, time, room, and instructor from the batch."""

    day = LocalDateField(label=_("Day"))
    starts_at = LocalTimeField(label=_("Starts at"))
    instructor = forms.ModelChoiceField(
        label=_("Instructor"), queryset=User.objects.none(), to_field_name="public_id", empty_label=None
    )
    room = forms.CharField(label=_("Room"), max_length=60)

    def __init__(self, *args, session: Session, **kwargs):
        initial = {
            "day": session.date,
            "starts_at": session.starts,
            "instructor": session.instructor.public_id,
            "room": session.room,
        }
        super().__init__(*args, initial=initial, **kwargs)
        staff = BatchStaff.objects.filter(batch=session.batch_id, duty=BatchStaff.Duty.INSTRUCTOR)
        teaching = User.objects.filter(pk__in=[*staff.values_list("user", flat=True), session.instructor_id])
        self.fields["instructor"].queryset = teaching

    def wish(self) -> Wish:
        """The requested slot, from a valid form."""
        return Wish(**self.cleaned_data)


class MoveForm(SeenMixin, PlaceForm):
    """The same for an existing session, which others may have moved since it was shown."""


class InstructorField(forms.ModelChoiceField):
    """An instructor; the session's own instructor is labelled as ending the substitution."""

    owner: User | None = None

    def label_from_instance(self, user: User) -> str:
        if user == self.owner:
            return _("%(name)s – ends the substitution") % {"name": user}
        return str(user)


class SubstituteForm(CommandForm):
    """Chooses who teaches one session instead of its instructor."""

    instructor = InstructorField(
        label=_("Substitute"),
        queryset=User.objects.none(),
        to_field_name="public_id",
        widget=forms.RadioSelect,
        empty_label=None,
    )

    def __init__(self, *args, people: QuerySet[User], owner: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["instructor"].owner = owner
        self.fields["instructor"].queryset = people
