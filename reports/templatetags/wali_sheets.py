from django import template

from programs.attendance.attendance_figures import Attendance
from reports import wali_sheet_paper
from reports.wali_sheet import Training

register = template.Library()


@register.filter
def attended(training: Training) -> str:
    """As the paper says it."""
    return wali_sheet_paper.attended_words(training)


@register.filter
def absences(training: Training) -> str:
    """As the paper says it."""
    return wali_sheet_paper.absence_words(training)


@register.filter
def jp_of(figure: Attendance, minutes_per_jp: int) -> str:
    """As the paper says it."""
    return wali_sheet_paper.jp_words(figure, minutes_per_jp)
