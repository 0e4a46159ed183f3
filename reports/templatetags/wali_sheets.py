from django import template

from programs.attendance.attendance_figures import Attendance
from reports.wali_sheets import sheet_paper
from reports.wali_sheets.monthly_sheet import Sheet, Training, UnitLine

register = template.Library()


@register.filter
def left(sheet: Sheet) -> str:
    return sheet_paper.left_words(sheet)


@register.filter
def attended(training: Training) -> str:
    return sheet_paper.attended_words(training)


@register.filter
def absences(training: Training) -> str:
    return sheet_paper.absence_words(training)


@register.filter
def result_of(line: UnitLine) -> str:
    return sheet_paper.result_words(line)


@register.filter
def jp_of(figure: Attendance, minutes_per_jp: int) -> str:
    return sheet_paper.jp_words(figure, minutes_per_jp)
