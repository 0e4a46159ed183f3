"""Names that are hard to typeset."""

# One for each size on the front: kerning, ligatures, accents, apostrophes, mixed case.
NAMES = (
    "Fi. AVATA-Wj’Tok",
    "Nur’aini Rahmah AVATA D’Souza",
    "Siti Khadijah O'Brien Affandi, S.Kom., M.Pd.",
    "Muhammad Fiqri Al-Banjari bin H. Tufail, A.Md.",
    "Muhammad Syarifuddin Al-Banjari Nasrullah bin H. Abdurrahman",
)
