from django.urls import path

from certification.outside_tests.views import blanks, held_tests, result_files, results

urlpatterns = [
    path("uji-kompetensi/", held_tests.outside_test_list, name="outside_test_list"),
    path("uji-kompetensi/baru/", held_tests.outside_test_new, name="outside_test_new"),
    path("uji-kompetensi/menunggu/", results.outside_waiting, name="outside_waiting"),
    path("uji-kompetensi/<uuid:public_id>/", held_tests.outside_test, name="outside_test"),
    path("uji-kompetensi/<uuid:public_id>/ubah/", held_tests.outside_test_edit, name="outside_test_edit"),
    path("uji-kompetensi/<uuid:public_id>/batal/", held_tests.outside_test_cancel, name="outside_test_cancel"),
    path("uji-kompetensi/<uuid:public_id>/asesi/", held_tests.outside_candidates_add, name="outside_candidates_add"),
    path(
        "uji-kompetensi/<uuid:public_id>/daftar.xlsx", held_tests.outside_candidate_list, name="outside_candidate_list"
    ),
    path("uji-kompetensi/<uuid:public_id>/hasil/", result_files.outside_import_new, name="outside_import_new"),
    path("uji-kompetensi/hasil/<uuid:public_id>/", result_files.outside_import, name="outside_import"),
    path(
        "uji-kompetensi/hasil/<uuid:public_id>/kolom/",
        result_files.outside_import_columns,
        name="outside_import_columns",
    ),
    path(
        "uji-kompetensi/hasil/<uuid:public_id>/lembar/",
        result_files.outside_import_sheet,
        name="outside_import_sheet",
    ),
    path(
        "uji-kompetensi/hasil/<uuid:public_id>/buang/",
        result_files.outside_import_discard,
        name="outside_import_discard",
    ),
    path("uji-kompetensi/asesi/<uuid:public_id>/", results.outside_candidate, name="outside_candidate"),
    path("uji-kompetensi/asesi/<uuid:public_id>/hasil/", results.outside_result, name="outside_result"),
    path(
        "uji-kompetensi/asesi/<uuid:public_id>/keluarkan/",
        held_tests.outside_candidate_remove,
        name="outside_candidate_remove",
    ),
    path("uji-kompetensi/asesi/<uuid:public_id>/pindaian/", results.outside_scan, name="outside_scan"),
    path(
        "uji-kompetensi/asesi/<uuid:public_id>/pindaian/unggah/",
        results.outside_scan_add,
        name="outside_scan_add",
    ),
    path("uji-kompetensi/asesi/<uuid:public_id>/serahkan/", results.outside_hand_over, name="outside_hand_over"),
    path("uji-kompetensi/blangko/", blanks.blank_list, name="blank_list"),
    path("uji-kompetensi/blangko/terima/", blanks.blank_receive, name="blank_receive"),
    path("uji-kompetensi/blangko/<uuid:public_id>/", blanks.blank_settle, name="blank_settle"),
]
