"""Files that a way is made of, and how they reach a folder."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from zoho_helpers.errors import InputError, StoreError
from zoho_helpers.files import replace_file
from zoho_helpers.tracked import refuse_if_tracked


@dataclass(frozen=True)
class File:
    """One file of a way.

    Attributes:
        name: Its path below the folder, with `/`.
        text: What stands in it.
        private: True where a secret stands in it. Every file is saved 0600; a private one is never
            saved where Git would keep it.
    """

    name: str
    text: str = field(repr=False)
    private: bool = False


def save_files(folder: Path, files: Iterable[File], *, overwrite: bool = False) -> list[Path]:
    """Save files, all or none where one is in the way; return where they are.

    Raises:
        InputError: A file is there already and `overwrite` is not said.
        StoreError: The folder cannot be written, or Git keeps a private file.
    """
    wanted = [(folder / file.name, file) for file in files]
    # lexists: a link that leads nowhere is in the way, too, and a closed folder is no traceback.
    there = [path for path, _ in wanted if os.path.lexists(path) and not overwrite]
    if there:
        raise InputError(
            f"{there[0].name} is there already; nothing was written.",
            "Choose another folder, or say that it may be overwritten.",
            reason="file-exists",
        )
    for path, file in wanted:
        if file.private:
            refuse_if_tracked(path)
    try:
        for path, file in wanted:
            path.parent.mkdir(parents=True, exist_ok=True)
            replace_file(path, file.text)
    except OSError as error:
        raise StoreError(
            f"{folder.name or folder} cannot be written: {error.strerror}.",
            "Choose a folder that you may write to.",
            reason="handover-unwritable",
        ) from None
    return [path for path, _ in wanted]
