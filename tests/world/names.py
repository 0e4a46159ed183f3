"""Names as registers write them. `all_names()` gives 3,000; each kind can be asked for by itself."""

from collections.abc import Callable
from functools import cache
from random import Random


def _listed(names: str) -> tuple[str, ...]:
    return tuple(" ".join(name.split()) for name in names.split(","))


GIVEN = _listed("""
    Abdul Gani, Abdurrahman, Adi, Agus, Amat, Anang, Andi, Arbain, Ardiansyah, Aspian, Bahrani, Bahrudin, Bambang,
    Budi, Darmawan, Dedi, Dodi, Eko, Fahrian, Faisal, Fathurrahman, Gazali, Gunawan, Hairudin, Hamdani, Hendra,
    Heriyanto, Ilham, Irwansyah, Jamaludin, Jarkasi, Jumadi, Kaspul Anwar, Khairul, Kurnia, Mahyuni, Marzuki,
    Masdar, Misran, Mulyadi, Nasrun, Parhan, Rahmadi, Ramli, Riduan, Rizky, Rusli, Sabirin, Saidi, Salman, Samsul,
    Sapri, Sofyan, Supiani, Suriansyah, Syamsuri, Tajudin, Wahyu, Yulianto, Zaini, Ketut, Nyoman, Bonar, Yosef
""")
FAMILY = _listed("""
    Abidin, Aini, Alamsyah, Alfian, Alkaf, Assegaf, Barkatullah, Basri, Effendy, Fadillah, Firdaus, Ghazali, Halim,
    Handayani, Hidayatullah, Husaini, Iskandar, Jailani, Khalid, Lubis, Mahmud, Mulyana, Nababan, Noorsyah,
    Panjaitan, Permadi, Purnama, Rahmani, Ramadhani, Saleh, Sembiring, Setyawan, Simbolon, Siregar, Subhan,
    Sulaiman, Suryadi, Syukur, Tampubolon, Wahid, Wibowo, Yunus, Zakaria, Zulfikar
""")
WOMEN = _listed("""
    Aisyah, Aluh Idah, Diang, Fatimah, Galuh Sari, Hartati, Hj. Masitah, Jumiati, Kartini, Lisnawati, Mahrita,
    Maimunah, Nurjanah, Raudah, Rusmini, Siti Aminah, Siti Nur'aini, Sri Wahyuni, Yuliana
""")
MUHAMMADS = _listed("""
    Muhammad, Muhamad, Mohammad, Mohamad, Mohammed, Muhammed, Mochamad, Mochammad, Moch., Moh., Muh., Mhd., Md., M.,
    M, Muchammad, Mukhammad, Muhamat
""")
LEFT_TITLES = ("H.", "Hj.", "Drs.", "Drs. H.", "Ir.", "dr.", "KH.", "Gt.", "Gusti", "Rd.", "Ust.", "Tgk.")
RIGHT_TITLES = ("S.Pd", "S.Pd.", "S.Pd.I", "S.E.", "S.H.", "S.T., M.M.", "A.Md.", "S.Sos", "(Alm)", "M.Si")
NICKNAMES = (
    "Amang",
    "Utuh",
    "Udin Kacil",
    "Acil",
    "Anum",
    "Busu",
    "Ijul",
    "Iwan Keriting",
    "Pak Haji",
    "Ucok",
    "Jali 77",
)
ALIASES = ("alias", "ALIAS", "Alias", "als", "als.", "al.", "@", "/")
TWO_LETTERS = ("Al", "Bo", "Ed", "Ga", "Ho", "Id", "Li", "Oi", "Si", "Uk", "Yo", "Wu")
APOSTROPHES = _listed("""
    Jum'at, Ma'mun, Nu'man, Ra'uf, Sya'ban, Isma’il, Mu`min, D'Costa, D’Souza, O'Neill, M'Bahuri, Qur'aini, Ba'asyir
""")
HYPHENS = (
    "Al-Habsyi",
    "As-Sajidi",
    "Ar-Rasyid",
    "Al-Idrus Az-Zahir",
    "Noor-Aini",
    "Maulana-Malik",
    "Tan-Tjoa",
    "El-Fath",
)
ARABIC = _listed("""
    Abdoerrachman, Abdurrohman, Achmad Dzulqarnain, Chaerul Choiri, Dhiya'ulhaq, Fachruddin, Ghulam Dhafir,
    Hasbullah Tsani, Khoirul Mukhlisin, Noeroel Hoeda, Sjarifuddin, Syaikhul Wathan, Tsabit Shobirin, Dzakwan
    Qoyyum, Āli Mūsā, Zulkarnaén
""")
CHINESE = _listed("""
    Lie Tjoe Hong, Oei Hok Tjay, Tan Ah Kiong, Njoo Kim Bie, Liem Swie King, Kwee Tek Hoay, Ng A Fong, Thio Tjin
    Boen, Wong Chiu-Ming, Lim Ah Seng als Akiong
""")


def _plain(random: Random) -> str:
    return f"{random.choice(GIVEN)} {random.choice(FAMILY)}"


def _single(random: Random) -> str:
    return random.choice((*(name for name in GIVEN if " " not in name), *FAMILY, *WOMEN[:4]))


def _muhammad(random: Random) -> str:
    return f"{random.choice(MUHAMMADS)} {random.choice((_single, _plain))(random)}"


def _descent(random: Random) -> str:
    word = random.choice(("bin", "Bin", "BIN", "b."))
    return f"{_single(random)} {word} {random.choice(('', 'H. ', 'Alm. '))}{_plain(random)}"


def _woman(random: Random) -> str:
    first = random.choice(WOMEN)
    return random.choice((first, f"{first} {random.choice(('binti', 'Binti', 'bt.'))} {_single(random)}"))


def _alias(random: Random) -> str:
    return f"{_plain(random)} {random.choice(ALIASES)} {random.choice(NICKNAMES)}"


def _titled(random: Random) -> str:
    left, right = random.choice((*LEFT_TITLES, "")), random.choice((*RIGHT_TITLES, ""))
    return f"{left} {_plain(random)}{', ' + right if right else ''}".strip()


def _long(random: Random) -> str:
    """As long as names get on papers: 45 to 60 letters."""
    words, length = [random.choice(LEFT_TITLES), random.choice(MUHAMMADS)], random.randint(45, 60)
    while len(" ".join(words)) < length:
        words.append(random.choice((*GIVEN, *FAMILY)))
    return " ".join(words)[:60].strip()


def _spaced(random: Random) -> str:
    """As typed in haste: all capitals, none, doubled blanks."""
    name = random.choice((_plain, _muhammad, _descent))(random)
    return random.choice((name.upper(), name.lower(), name.replace(" ", "  "), name.title()))


def _marked(random: Random) -> str:
    return f"{random.choice((*APOSTROPHES, *HYPHENS))} {random.choice((*FAMILY, *HYPHENS, *APOSTROPHES))}"


KINDS: dict[str, Callable[[Random], str]] = {
    "plain": _plain,
    "single": _single,
    "Muhammad": _muhammad,
    "bin": _descent,
    "woman": _woman,
    "alias": _alias,
    "title": _titled,
    "marks": _marked,
    "Arabic": lambda random: f"{random.choice(ARABIC)} {random.choice((*FAMILY, *ARABIC, ''))}".strip(),
    "Chinese": lambda random: random.choice(CHINESE),
    "two letters": lambda random: random.choice(TWO_LETTERS),
    "long": _long,
    "haste": _spaced,
}
# How often each occurs among a hundred; single names and Muhammad are everywhere, two letters rare.
WEIGHTS = (22, 14, 16, 9, 8, 8, 6, 4, 4, 2, 1, 2, 4)


def name(random: Random, kind: str = "") -> str:
    """One name, of the given kind or of a kind by its frequency."""
    return KINDS[kind or random.choices(list(KINDS), WEIGHTS)[0]](random)


@cache
def all_names(count: int = 3000, seed: int = 1) -> tuple[str, ...]:
    """`count` names; about one in twenty stands more than once, as namesakes do."""
    random, found = Random(seed), []
    for _ in range(count):
        repeats = found and random.random() < 0.05
        found.append(random.choice(found) if repeats else name(random))
    return tuple(found)
