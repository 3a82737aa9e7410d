"""Export records as an Excel workbook: text stays text, times are local, long texts are shortened."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from io import FileIO
from pathlib import Path
from typing import Any

import msgspec

from newsarchive.archive.reading.lines import ArchiveWarning
from newsarchive.article import Record
from newsarchive.counting import count_of
from newsarchive.extras import install_hint, is_missing

# Limits of a worksheet: https://support.microsoft.com/office/1672b34d-7043-467e-8e27-269d656771c3
_MOST_ROWS = 1_048_575
_LONGEST_CELL = 32_767
_FIRST_YEAR = 1900
_CUT = " […]"


def write_xlsx(records: Iterable[Record], path: Path, columns: Sequence[str]) -> None:
    """Write *columns* of *records* to the workbook *path*, one row each under the names of the columns.

    Times are cells without a zone, as the publisher displayed them (utc_offset has the zone); lists are joined by "; ".
    A text that is too long for a cell is shortened, ends with " […]" and causes an ArchiveWarning. No cell is a formula
    or a link. Raise ImportError, with the remedy, if XlsxWriter is missing, ValueError for more records than a sheet
    can hold.
    """
    try:
        import xlsxwriter
        import xlsxwriter.exceptions
    except ImportError as error:
        if not is_missing("xlsxwriter", error):
            raise
        raise ImportError(f"an Excel file needs XlsxWriter; {install_hint('excel')}") from error
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    try:
        shortened = 0
        with path.open("xb", buffering=0) as file, xlsxwriter.Workbook(_ZipTarget(file), options) as book:
            sheet = book.add_worksheet("articles")
            formats: dict[type, Any] = {
                datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
                date: book.add_format({"num_format": "yyyy-mm-dd"}),
            }
            sheet.write_row(0, 0, columns, book.add_format({"bold": True}))
            sheet.freeze_panes(1, 0)
            for row, record in enumerate(records, start=1):
                if row > _MOST_ROWS:
                    raise ValueError(
                        f"{path.name}: an Excel sheet holds {_MOST_ROWS:,} articles; export a part, or CSV"
                    )
                for column, name in enumerate(columns):
                    shortened += _write(sheet, row, column, getattr(record, name), formats)
    except xlsxwriter.exceptions.FileCreateError as error:
        raise error.args[0] from error  # the OSError
    if shortened:
        warnings.warn(
            f"{count_of(shortened, 'text')} shortened to {_LONGEST_CELL:,} characters, the limit of a cell in Excel; "
            f"the last characters of such a cell are{_CUT}",
            ArchiveWarning,
            stacklevel=2,
        )


class _ZipTarget:
    """A file whose first failed write raises an error and whose later writes do nothing.

    XlsxWriter and zipfile write again while they are being closed, and would print a traceback for each attempt.
    """

    def __init__(self, file: FileIO) -> None:
        self._file, self._has_failed, self._at = file, False, 0

    @property
    def _is_over(self) -> bool:
        return self._has_failed or self._file.closed

    def write(self, data: bytes) -> int:
        remainder = memoryview(data)
        while remainder and not self._is_over:
            try:
                remainder = remainder[self._file.write(remainder) :]
            except OSError:
                self._has_failed = True
                raise
        self._at += len(data)
        return len(data)

    def seek(self, offset: int, whence: int = 0) -> int:
        self._at = self._at if self._is_over else self._file.seek(offset, whence)
        return self._at

    def tell(self) -> int:
        return self._at

    def flush(self) -> None:
        """Do nothing: the file has no buffer."""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def _write(sheet: Any, row: int, column: int, value: Any, formats: dict[type, Any]) -> bool:
    """Write one cell and return whether its text was shortened."""
    if value is None or value == []:
        return False
    if isinstance(value, date) and value.year < _FIRST_YEAR:
        sheet.write_string(row, column, value.isoformat())
    elif isinstance(value, datetime):
        sheet.write_datetime(row, column, value.replace(tzinfo=None), formats[datetime])
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, formats[date])
    elif isinstance(value, bool | int):
        sheet.write(row, column, value)
    else:
        text = _text(value)
        is_long = len(text) > _LONGEST_CELL
        sheet.write_string(row, column, text[: _LONGEST_CELL - len(_CUT)] + _CUT if is_long else text)
        return is_long
    return False


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return "; ".join(value)
    return msgspec.json.encode(value).decode()
