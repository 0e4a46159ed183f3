from django.urls import path

from programs.offline.views import device, device_marks

urlpatterns = [
    path("luring/", device.offline_page, name="offline_page"),
    path("luring/pekerja.js", device.offline_worker, name="offline_worker"),
    path("luring/aplikasi.webmanifest", device.offline_manifest, name="offline_manifest"),
    path("luring/keadaan/", device.offline_state, name="offline_state"),
    path("luring/siapkan/", device.offline_pack, name="offline_pack"),
    path("luring/kirim/", device.offline_replay, name="offline_replay"),
    path("sesi/luring/", device_marks.offline_list, name="offline_list"),
    path("sesi/luring/berkas/", device_marks.offline_upload, name="offline_upload"),
    path("sesi/luring/<uuid:operation>/", device_marks.offline_resolve, name="offline_resolve"),
]
