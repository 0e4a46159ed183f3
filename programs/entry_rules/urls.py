from django.urls import path

from programs.entry_rules import views

urlpatterns = [
    path("program/<uuid:public_id>/", views.program_detail, name="program_detail"),
    path("program/versi/<uuid:public_id>/syarat/", views.entry_rules_detail, name="entry_rules"),
    path("program/versi/<uuid:public_id>/syarat/ubah/", views.entry_rules_edit, name="entry_rules_edit"),
    path("program/versi/<uuid:public_id>/bobot/", views.ranking_scale_edit, name="ranking_scale_edit"),
    path("program/syarat/<uuid:public_id>/", views.entry_rule_set, name="entry_rule_set"),
    path("program/syarat/<uuid:public_id>/orang/", views.entry_rule_people, name="entry_rule_people"),
    path("program/syarat/<uuid:public_id>/berlakukan/", views.entry_rule_force, name="entry_rule_force"),
    path("program/syarat/<uuid:public_id>/buang/", views.entry_rule_discard, name="entry_rule_discard"),
]
