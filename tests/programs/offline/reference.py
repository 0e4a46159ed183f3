"""What has to become of marks from devices, said once more in the plainest way: no database, no transaction."""

from collections import defaultdict
from dataclasses import dataclass, field


@dataclass
class Cell:
    """One person at one session: what is recorded, which versions each device has made, what is in doubt."""

    version: int = 0
    status: str = ""
    note: str = ""
    history: list[str] = field(default_factory=list)
    own: dict = field(default_factory=lambda: defaultdict(set))
    newest: dict = field(default_factory=lambda: defaultdict(int))
    doubts: dict = field(default_factory=dict)

    def says(self, status: str, note: str) -> bool:
        return (self.status, self.note) == (status, note)

    def write(self, status: str, note: str) -> None:
        if not self.says(status, note):
            self.version, self.status, self.note = self.version + 1, status, note
            self.history.append(status)


class Server:
    """Answers operations as the rules say; `fates` is what became of each."""

    def __init__(self):
        self.cells = defaultdict(Cell)
        self.fates: dict = {}

    def take(self, operation) -> str:
        if operation.id in self.fates:
            return "duplicate"
        cell = self.cells[operation.session, operation.person]
        self.fates[operation.id] = fate = self._fate(cell, operation)
        if fate != "rejected":
            self._end_older(cell, operation)
        return fate

    def _fate(self, cell: Cell, operation) -> str:
        device = operation.device
        if cell.newest[device] > operation.sequence:
            return "accepted"
        if operation.status == "excused" and not operation.note:
            return "rejected"
        cell.newest[device] = operation.sequence
        if not cell.says(operation.status, operation.note):
            if operation.base_version != cell.version and cell.version not in cell.own[device]:
                return "conflict"
            cell.write(operation.status, operation.note)
        cell.own[device].add(cell.version)
        return "accepted"

    def _end_older(self, cell: Cell, operation) -> None:
        for number, doubt in list(cell.doubts.items()):
            if doubt.device == operation.device and doubt.sequence < operation.sequence:
                del cell.doubts[number]
        if self.fates[operation.id] == "conflict":
            cell.doubts[operation.id] = operation

    def doubtful(self) -> list:
        return [operation for cell in self.cells.values() for operation in cell.doubts.values()]
