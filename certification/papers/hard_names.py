"""Names that are hard to set on a paper."""

# One for each size of the front; kerning, ligatures, accents, apostrophes, capitals among small letters.
NAMES = (
    "Fi. AVATA-Wj’Tok",
    "Nur’aini Rahmah AVATA D’Souza",
    "Siti Khadijah O'Brien Affandi, S.Kom., M.Pd.",
    "Muhammad Fiqri Al-Banjari bin H. Tufail, A.Md.",
    "Muhammad Syarifuddin Al-Banjari Nasrullah bin H. Abdurrahman",
)
