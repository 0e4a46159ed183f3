from django.urls import path

from programs.tools.views import missing_tools, register, tool_sheets

urlpatterns = [
    path("alat/", register.tool_list, name="tool_list"),
    path("alat/papan/", register.tool_board_print, name="tool_board_print"),
    path("alat/tambah/", register.tool_new, name="tool_new"),
    path("alat/bahan/", register.consumable_list, name="consumable_list"),
    path("alat/bahan/tambah/", register.consumable_new, name="consumable_new"),
    path("alat/bahan/<uuid:public_id>/ubah/", register.consumable_edit, name="consumable_edit"),
    path("alat/hilang/", missing_tools.missing_tool_list, name="missing_tool_list"),
    path("alat/hilang/<uuid:public_id>/", missing_tools.missing_tool, name="missing_tool"),
    path(
        "alat/hilang/<uuid:public_id>/langkah/<slug:code>/", missing_tools.missing_tool_step, name="missing_tool_step"
    ),
    path("alat/hilang/<uuid:public_id>/ditemukan/", missing_tools.missing_tool_found, name="missing_tool_found"),
    path("alat/hilang/<uuid:public_id>/lepas/", missing_tools.missing_tool_write_off, name="missing_tool_write_off"),
    path("alat/hilang/<uuid:public_id>/cetak/", missing_tools.missing_tool_print, name="missing_tool_print"),
    path("alat/<uuid:public_id>/", register.tool_detail, name="tool_detail"),
    path("alat/<uuid:public_id>/ubah/", register.tool_edit, name="tool_edit"),
    path("alat/<uuid:public_id>/keadaan/", register.tool_move, name="tool_move"),
    path("alat/<uuid:public_id>/hilang/", missing_tools.missing_tool_report, name="missing_tool_report"),
    path("sesi/<uuid:public_id>/alat/", tool_sheets.tool_sheet, name="tool_sheet"),
    path("sesi/<uuid:public_id>/alat/keluar/", tool_sheets.tool_out, name="tool_out"),
    path("sesi/<uuid:public_id>/alat/kembali/", tool_sheets.tool_back, name="tool_back"),
    path("sesi/<uuid:public_id>/alat/tidak-ada/", tool_sheets.tool_none, name="tool_none"),
    path("sesi/<uuid:public_id>/alat/cetak/", tool_sheets.tool_sheet_print, name="tool_sheet_print"),
]
