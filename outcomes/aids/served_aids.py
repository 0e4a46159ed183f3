"""Tools and capital that were given long ago."""

from django.db.models import Q

from core.served_rows import ServedRows
from outcomes.aids.models import CenterAid, FacilityAid

OF_FACILITY = ServedRows(FacilityAid, office=lambda office: Q(facility=office), since="given_on", files=("scan",))
OF_CENTER = ServedRows(CenterAid, office=lambda office: Q(training_center=office), since="given_on", files=("scan",))
