from django.urls import path

from outcomes.plan.views import plans, wishes

LINE = "rencana/<uuid:public_id>/kejuruan/<slug:vocation>/<slug:level>"

urlpatterns = [
    path("peminat/", wishes.wish_list, name="wish_list"),
    path("peminat/<slug:vocation>/<slug:level>/<slug:which>/", wishes.wish_people, name="wish_people"),
    path("rencana/", plans.plan_list, name="plan_list"),
    path("rencana/baru/", plans.plan_new, name="plan_new"),
    path("rencana/bobot/", plans.plan_rates, name="plan_rates"),
    path("rencana/<uuid:public_id>/", plans.plan_detail, name="plan_detail"),
    path("rencana/<uuid:public_id>/pagu/", plans.plan_budget, name="plan_budget"),
    path("rencana/<uuid:public_id>/usulkan/", plans.plan_propose, name="plan_propose"),
    path("rencana/<uuid:public_id>/rapat/", plans.plan_meeting, name="plan_meeting"),
    path("rencana/<uuid:public_id>/notulen/", plans.plan_correct, name="plan_correct"),
    path("rencana/<uuid:public_id>/kembalikan/", plans.plan_return, name="plan_return"),
    path("rencana/<uuid:public_id>/setujui/", plans.plan_approve, name="plan_approve"),
    path("rencana/<uuid:public_id>/berita-acara/", plans.plan_minutes_print, name="plan_minutes"),
    path("rencana/<uuid:public_id>/kejuruan/<slug:vocation>/<slug:level>/", plans.plan_line, name="plan_line"),
    path(
        "rencana/<uuid:public_id>/kejuruan/<slug:vocation>/<slug:level>/beda/", plans.plan_explain, name="plan_explain"
    ),
]
