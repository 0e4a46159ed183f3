"""Photos and scans as rows of the database, for sites of several machines: what one has stored, all have."""

from datetime import datetime
from typing import Any

from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.db import IntegrityError, transaction

from core.models import StoredFile


class DatabaseStorage(Storage):
    """A file is stored, and stays or not, with the transaction in which it was written."""

    def _open(self, name: str, mode: str = "rb") -> File:
        if mode != "rb":
            raise ValueError("stored files are read; a changed one is saved anew")
        found = StoredFile.objects.filter(name=name).values_list("content", flat=True).first()
        if found is None:
            raise FileNotFoundError(name)
        # The driver of PostgreSQL answers with a view of the bytes.
        return ContentFile(bytes(found), name=name)

    def _save(self, name: str, content: Any) -> str:
        body = b"".join(content.chunks())
        while True:
            try:
                # Of two that take the same free name at once the second takes another.
                with transaction.atomic():
                    StoredFile.objects.create(name=name, content=body, size=len(body))
                return name
            except IntegrityError:
                taken, name = name, self.get_available_name(name, max_length=StoredFile.LONGEST_NAME)
                if name == taken:
                    raise  # Not the name was in the way.

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """A free name, as Django makes it, that fits the column."""
        return super().get_available_name(name, min(max_length or StoredFile.LONGEST_NAME, StoredFile.LONGEST_NAME))

    def delete(self, name: str) -> None:
        """Deletes it; nothing happens if it is not there."""
        StoredFile.objects.filter(name=name).delete()

    def exists(self, name: str) -> bool:
        """Whether a file of that name is stored."""
        return StoredFile.objects.filter(name=name).exists()

    def size(self, name: str) -> int:
        """Bytes. Raises FileNotFoundError."""
        return self._fact(name, "size")

    def get_modified_time(self, name: str) -> datetime:
        """When it was stored. Raises FileNotFoundError."""
        return self._fact(name, "stored_at")

    get_created_time = get_modified_time

    def _fact(self, name: str, column: str) -> Any:
        found = StoredFile.objects.filter(name=name).values_list(column, flat=True).first()
        if found is None:
            raise FileNotFoundError(name)
        return found
