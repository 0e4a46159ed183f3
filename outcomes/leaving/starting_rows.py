"""What has to be settled before leaving, as every installation starts; a repeated sync overwrites nothing."""

from outcomes.leaving.models import ReadinessItem, ReadinessNote

# code, part, label, English label, begins, done by (days from the day of leaving), duty, on the short list, for trained
ITEMS = (
    ("NIK", "papers", "NIK ditemukan dan aktif", "NIK found and active", -90, -75, "registrar", False, False),
    ("KTP", "papers", "KTP-el direkam dan dicetak", "Identity card recorded and printed", -90, -30, "registrar",
     False, False),
    ("KK", "papers", "Salinan Kartu Keluarga", "Copy of the family card", -90, -60, "case_officer", False, False),
    ("AKTA", "papers", "Akta lahir", "Birth certificate", -90, -45, "case_officer", False, False),
    ("REKENING", "papers", "Rekening bank sendiri", "Own bank account", -60, -14, "case_officer", False, False),
    ("BPJS", "papers", "Kepesertaan JKN aktif", "Health insurance active", -45, -20, "case_officer", False, False),
    ("TELEPON", "papers", "Nomor telepon untuk dihubungi", "Telephone number to be reached at", -14, 0, "case_officer",
     False, False),
    ("TINGGAL", "home", "Tempat tinggal", "A place to live", -60, -7, "case_officer", False, False),
    ("KENDARAAN", "home", "Cara pulang dan berangkat kerja", "The way home and to work", -60, -7, "case_officer",
     False, False),
    ("PENERIMA", "home", "Siapa yang menerima", "Who receives the person", -60, -7, "case_officer", True, False),
    ("SETUJU", "work", "Persetujuan dihubungi dijawab", "Asked whether to be contacted", -30, -1, "training_officer",
     True, False),
    ("SERTIFIKAT", "work", "Sertifikat diterima", "Certificate received", -30, -1, "training_officer", True, True),
    ("HASIL", "work", "Hasil pelatihan diterima: daftar nilai atau keterangan unit",
     "Results received: marks or statement of units", -30, -1, "training_officer", True, True),
    ("PASPOR", "work", "Paspor keterampilan", "Skill passport", -30, -1, "training_officer", True, True),
    ("CV", "work", "Daftar riwayat hidup dicetak", "CV printed", -30, -1, "case_officer", False, False),
    ("ALAT", "work", "Alat atau modal diserahkan", "Tools or capital handed over", -14, 0, "training_officer",
     False, False),
    ("SIMPANAN", "work", "Simpanan premi diserahkan", "Saved wages handed over", -14, 0, "training_officer",
     True, False),
    # The record that it shows is asked for by few employers: never begun before, only if an employer asks for it.
    ("SKCK", "work", "SKCK, hanya bila diminta dan orangnya mau", "Police certificate, only if asked for and wanted",
     1, 14, "placement_officer", False, False),
    ("AK1", "work", "Kartu pencari kerja AK-1", "Job seeker's card AK-1", 1, 14, "placement_officer", False, False),
    ("NIB", "work", "NIB bila membuka usaha", "Business number, if opening a business", 7, 21, "placement_officer",
     False, False),
)  # fmt: skip  # A row of the catalog is a row here.

# code, item ("" for any), label, English label
NOTES = (
    ("asked", "", "Sudah diminta, menunggu jawaban", "Asked for, waiting for the answer"),
    ("here", "", "Sudah ada sebelumnya", "Was there before"),
    ("kept", "", "Disimpan di registrasi", "Kept at the registry"),
    ("family", "", "Dipegang keluarga", "Kept by the family"),
    ("unwanted", "", "Tidak dikehendaki orangnya", "Not wanted by the person"),
    ("nik_searched", "NIK", "Sedang dicari di data Dukcapil", "Being searched for at the civil registry"),
    ("ktp_recorded", "KTP", "Sudah direkam, menunggu cetak", "Recorded, waiting for the print"),
    ("ktp_letter", "KTP", "Surat keterangan pengganti KTP-el", "Letter in place of the card"),
    ("bank_comes", "REKENING", "Petugas bank dijadwalkan datang", "The bank comes on an agreed day"),
    ("bpjs_paid", "BPJS", "Dibayar pemerintah daerah", "Paid by the district"),
    ("bpjs_proof", "BPJS", "Bukti pendaftaran ulang ada", "Proof of registering again"),
    ("sim_family", "TELEPON", "Dibelikan keluarga", "Bought by the family"),
    ("sim_on_the_day", "TELEPON", "Dibeli pada hari pulang", "Bought on the day"),
    ("home_family", "TINGGAL", "Rumah keluarga", "With the family"),
    ("home_own", "TINGGAL", "Rumah sendiri atau kontrakan", "Own or rented"),
    ("home_shelter", "TINGGAL", "Tempat sementara", "A temporary place"),
    ("way_fetched", "KENDARAAN", "Dijemput", "Fetched"),
    ("way_public", "KENDARAAN", "Angkutan umum, ongkos ada", "Public transport, the fare is there"),
    ("met_family", "PENERIMA", "Keluarga", "The family"),
    ("met_bapas", "PENERIMA", "Bapas", "The probation office"),
    ("met_griya", "PENERIMA", "Griya Abhipraya", "Griya Abhipraya"),
    ("met_nobody", "PENERIMA", "Pulang sendiri", "Leaves alone"),
    ("certificate_due", "SERTIFIKAT", "Belum terbit, ditagih ke balai latihan", "Not issued yet, asked for"),
    ("results_due", "HASIL", "Belum dikirim, ditagih ke balai latihan", "Not sent yet, asked for"),
    ("tools_kept", "ALAT", "Disimpan, diserahkan pada hari pulang", "Kept, handed over on the day"),
    ("savings_counted", "SIMPANAN", "Sudah dihitung, diserahkan pada hari pulang", "Counted, handed over on the day"),
)


def sync_readiness_items() -> None:
    """Adds missing items and notes."""
    fields = ("code", "part", "label", "label_en", "begins_days", "done_by_days", "duty", "is_on_short_list",
              "is_for_trained")  # fmt: skip  # One line is too long, one field a line too tall.
    ReadinessItem.objects.bulk_create(
        [
            ReadinessItem(position=position, **dict(zip(fields, row, strict=True)))
            for position, row in enumerate(ITEMS, 1)
        ],
        ignore_conflicts=True,
    )
    items = {item.code: item for item in ReadinessItem.objects.all()}
    ReadinessNote.objects.bulk_create(
        [
            ReadinessNote(position=position, code=code, item=items.get(item), label=label, label_en=label_en)
            for position, (code, item, label, label_en) in enumerate(NOTES, 1)
        ],
        ignore_conflicts=True,
    )
