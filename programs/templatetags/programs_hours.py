from django import template

from programs.attendance.attendance_figures import Attendance

register = template.Library()


@register.filter
def jp(figure: Attendance, minutes_per_jp: int) -> float:
    """Lessons (JP) held, to one decimal, rounded down."""
    return figure.hours(minutes_per_jp)
