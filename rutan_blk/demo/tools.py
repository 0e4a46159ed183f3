"""Tools of three workshops: inventories, issue at each session, one missing, one found again."""

from datetime import date, time, timedelta

from accounts.roles import Role
from core import clock
from programs.batches.models import Batch
from programs.catalog.models import Program
from programs.timetable.models.sessions import Session
from programs.tools import consumable_register, consumable_weighing, tool_issue, tool_register, tool_return, tool_search
from programs.tools.consumable_register import Stuff
from programs.tools.models import Tool
from programs.tools.tool_register import Details
from rutan_blk.demo.cast import SECOND_LEVEL, Crew

# Number, name of the board, and the names of the tools; an asterisk marks dangerous ones.
LISTS = {
    "welding": (
        "LAS",
        "Papan las",
        (
            "Palu terak*",
            "Sikat kawat",
            "Tang penjepit",
            "Tang buaya",
            "Gerinda tangan 4 inci*",
            "Gerinda potong*",
            "Penggaris siku",
            "Penitik*",
            "Penggores baja*",
            "Kikir datar*",
            "Kikir bulat*",
            "Ragum meja",
            "Gergaji besi*",
            "Pahat dingin*",
            "Palu kepala bulat*",
            "Meteran 5 m",
            "Jangka sorong",
            "Mal las",
            "Kunci pas 14-17",
            "Kabel stang las",
            "Topeng las A",
            "Topeng las B",
        ),
    ),
    "sewing": (
        "JHT",
        "Papan jahit",
        (
            "Gunting kain 9 inci A*",
            "Gunting kain 9 inci B*",
            "Gunting kain 9 inci C*",
            "Gunting benang A*",
            "Gunting benang B*",
            "Gunting zig-zag*",
            "Pendedel A*",
            "Pendedel B*",
            "Rader",
            "Meteran pita A",
            "Meteran pita B",
            "Penggaris pola",
            "Penggaris lengkung",
            "Bidal",
            "Obeng mesin jahit A*",
            "Obeng mesin jahit B*",
            "Kunci sekoci",
            "Pinset mesin obras",
            "Pelubang kancing*",
            "Setrika listrik",
        ),
    ),
    "automotive": (
        "OTO",
        "Papan otomotif",
        (
            "Kunci pas 8-9",
            "Kunci pas 10-11",
            "Kunci pas 12-13",
            "Kunci ring 14-17",
            "Kunci T 8",
            "Kunci T 10",
            "Kunci T 12",
            "Kunci busi",
            "Kunci inggris 10 inci",
            "Obeng plus besar*",
            "Obeng minus besar*",
            "Obeng ketok*",
            "Tang kombinasi",
            "Tang lancip*",
            "Palu plastik",
            "Palu besi*",
            "Treker magnet",
            "Fuller gauge*",
            "Multimeter",
            "Kunci momen",
            "Kompresi tester",
        ),
    ),
}
STUFF = {
    "welding": (("Elektroda RB-26 2,6 mm", "g", 30), ("Mata gerinda potong", "pc", 0), ("Kawat las", "g", 20)),
    "sewing": (("Jarum jahit mesin", "pc", 0), ("Pisau lipat cadangan", "pc", 0)),
    "automotive": (("Bensin pencuci", "ml", 50), ("Ampelas", "pc", 0)),
}
# The quantity of each used in an ordinary session.
AMOUNTS = {"g": 500, "ml": 400, "pc": 4}


def equip(crew: Crew, *, on: date) -> None:
    """Registers every tool with its number and place on that day."""
    by = crew[Role.TRAINING_OFFICER]
    with clock.moved_to(clock.at(on, time(9), crew.facility.time_zone)):
        for vocation, (letters, board, names) in LISTS.items():
            taught = Program.objects.exclude(code=SECOND_LEVEL)
            program = taught.get(training_center=crew.center, vocation__code=vocation)
            for number, name in enumerate(names, 1):
                details = Details(
                    program, f"{letters}-{number:03d}", name.rstrip("*"), board, str(number), name.endswith("*")
                )
                tool_register.add_tool(details, by=by, facility=crew.facility)
            for name, unit, tolerance in STUFF[vocation]:
                consumable_register.add_consumable(Stuff(program, name, unit, tolerance), by=by, facility=crew.facility)


def out_and_back(crew: Crew, session: Session) -> None:
    """Issues the whole inventory before a session and returns it afterwards; some consumables are used up."""
    instructor = crew[Role.INSTRUCTOR]
    if not Tool.objects.on_list(session).exists():
        return
    stuff = list(crew.facility.consumables.on_list(session))
    with clock.moved_to(session.starts_at):
        tool_issue.hand_out_all(session, by=instructor)
        amounts = [consumable_weighing.Out(one, AMOUNTS[one.unit]) for one in stuff]
        tool_issue.hand_out(session, by=instructor, amounts=amounts)
    with clock.moved_to(session.ends_at):
        backs = [consumable_weighing.Back(one, AMOUNTS[one.unit] // 4, AMOUNTS[one.unit] * 3 // 4) for one in stuff]
        tool_return.take_back(session, by=instructor, amounts=backs)
        tool_return.take_back_rest(session, by=instructor)


def lose_and_find(crew: Crew, batch: Batch) -> None:
    """A guard misses a tool at the board on the evening of the tenth session; it is found within the hour."""
    guard, session = crew[Role.SECURITY_OFFICER], list(batch.sessions.filter(state="finalized")[:10])[-1]
    with clock.moved_to(session.ends_at + timedelta(minutes=20)):
        case = tool_search.report(
            _tool(crew, "LAS-017"), by=guard, text="Tempat 17 kosong saat papan diperiksa sore hari."
        )
    for minutes, step in enumerate(tool_search.STEPS[:3], 1):
        with clock.moved_to(session.ends_at + timedelta(minutes=20 + 5 * minutes)):
            tool_search.take_step(case, step.code, by=guard, taken_at=clock.now(), note="")
    with clock.moved_to(session.ends_at + timedelta(minutes=48)):
        tool_search.close_found(case, by=guard, outcome="Ditemukan terjatuh di belakang lemari gambar kerja.")


def lose(crew: Crew, batch: Batch) -> None:
    """After the last past session a tool is missing with the search half done; another is in repair."""
    guard, officer = crew[Role.SECURITY_OFFICER], crew[Role.TRAINING_OFFICER]
    session = batch.sessions.filter(state="finalized").last()
    if session is None:
        return
    with clock.moved_to(session.ends_at + timedelta(minutes=10)):
        case = tool_search.report(
            _tool(crew, "OTO-012"), by=guard, text="Obeng ketok tidak ada di papan setelah sesi ditutup."
        )
        tool_register.move(_tool(crew, "OTO-019"), by=officer, to="repair", reason="Kabel ukur putus, dikirim ke BLK.")
    notes = ("", "16 orang ditahan di bengkel dan dihitung.", "Meja, lemari, tong sampah, dan selokan diperiksa.")
    for minutes, (step, note) in enumerate(zip(tool_search.STEPS, notes, strict=False), 1):
        with clock.moved_to(session.ends_at + timedelta(minutes=10 + 4 * minutes)):
            tool_search.take_step(case, step.code, by=guard, taken_at=clock.now(), note=note)


def _tool(crew: Crew, number: str) -> Tool:
    return Tool.objects.get(facility=crew.facility, number=number)
