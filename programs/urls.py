from django.urls import include, path, register_converter

from core.converters import DayConverter

register_converter(DayConverter, "day")

app_name = "programs"
# In the order of the training process.
urlpatterns = [
    path("", include("programs.catalog.urls")),
    path("", include("programs.agreements.urls")),
    path("", include("programs.entry_rules.urls")),
    path("", include("programs.interviews.urls")),
    path("", include("programs.selection.urls")),
    path("", include("programs.places.urls")),
    path("", include("programs.recognized_units.urls")),
    path("", include("programs.registrations.urls")),
    path("", include("programs.timetable.urls")),
    path("", include("programs.attendance.urls")),
    path("", include("programs.journal.urls")),
    path("", include("programs.movements.urls")),
    path("", include("programs.tools.urls")),
    path("", include("programs.count_alarms.urls")),
    path("", include("programs.circumstances.urls")),
    path("", include("programs.merged_records.urls")),
    path("", include("programs.offline.urls")),
    path("", include("programs.batch_lifecycle.urls")),
]
