from django.urls import path

from outcomes.needs.views import employers, needs

FILE = {"xlsx": {"kind": "xlsx"}, "csv": {"kind": "csv"}}

urlpatterns = [
    path("pemberi-kerja/", employers.employer_list, name="employer_list"),
    path("pemberi-kerja/xlsx/", employers.employer_export, FILE["xlsx"], name="employer_xlsx"),
    path("pemberi-kerja/csv/", employers.employer_export, FILE["csv"], name="employer_csv"),
    path("pemberi-kerja/baru/", employers.employer_new, name="employer_new"),
    path("pemberi-kerja/<uuid:public_id>/", employers.employer_detail, name="employer_detail"),
    path("pemberi-kerja/<uuid:public_id>/ubah/", employers.employer_edit, name="employer_edit"),
    path("pemberi-kerja/<uuid:public_id>/kontak/", employers.employer_contact, name="employer_contact"),
    path("kebutuhan/", needs.need_list_page, name="need_list"),
    path("kebutuhan/xlsx/", needs.need_export, FILE["xlsx"], name="need_xlsx"),
    path("kebutuhan/csv/", needs.need_export, FILE["csv"], name="need_csv"),
    path("kebutuhan/baru/", needs.need_new, name="need_new"),
    path("kebutuhan/formulir/", needs.need_form, name="need_form"),
    path("kebutuhan/formulir/cetak/", needs.need_form_print, name="need_form_print"),
    path("kebutuhan/<uuid:public_id>/", needs.need_detail, name="need_detail"),
    path("kebutuhan/<uuid:public_id>/tarik/", needs.need_withdraw, name="need_withdraw"),
    path("kebutuhan/<uuid:public_id>/pindaian/", needs.need_scan, name="need_scan"),
    path("kebutuhan/<uuid:public_id>/pindaian/unggah/", needs.need_scan_add, name="need_scan_add"),
]
