from django.urls import path

from programs.circumstances.views import arrivals, changes, reinstatement

urlpatterns = [
    path("tempat/<uuid:public_id>/kembalikan/", reinstatement.enrollment_reinstate, name="enrollment_reinstate"),
    path("keadaan/", changes.change_list, name="change_list"),
    path("keadaan/<uuid:public_id>/kembali/", changes.change_return, name="change_return"),
    path("keadaan/<uuid:public_id>/cabut/", changes.change_withdraw, name="change_withdraw"),
    path("kedatangan/", arrivals.arrival_list, name="arrival_list"),
    path("kedatangan/<uuid:public_id>/", arrivals.arrival_receive, name="arrival_receive"),
    path("warga-binaan/<uuid:public_id>/keadaan/", changes.change_choose, name="change_choose"),
    path("warga-binaan/<uuid:public_id>/keadaan/<slug:code>/", changes.change_record, name="change_record"),
]
