"""Ways in which files are broken: how each is made, and what must become of it.

A file is either refused as a whole (`refused`: what the message says) or its sound rows are taken
and the others are in quarantine (`misfits`: line, column, found, expected).
"""

import gzip
import io
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
from openpyxl import Workbook

from tests.sources.taking import HEADER, panel, write

Misfit = tuple[int, str, str, str]
GOOD = "a,b,2016,1,2"
YEAR = "a whole year from 1700 to 2200"
SHAPE = "5 fields, with quotes in pairs"
ONE_ROW = "one row per region, industry, year"
KEY = "region, industry, year"


@dataclass(frozen=True)
class Refused:
    """A file that is refused whole: the message holds all these words."""

    name: str
    make: Callable[[Path], Path]
    says: tuple[str, ...]
    wishes: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Damaged:
    """A file of which some rows do not fit."""

    name: str
    make: Callable[[Path], Path]
    rows: int
    misfits: tuple[Misfit, ...]
    wishes: dict[str, Any] = field(default_factory=dict)


def text(content: str, name: str = "panel.csv", encoding: str = "utf-8") -> Callable[[Path], Path]:
    return lambda folder: write(folder, content, name, encoding)


def data(content: bytes, name: str) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        (folder / name).write_bytes(content)
        return folder / name

    return make


def lines(*rows: str) -> Callable[[Path], Path]:
    return lambda folder: panel(folder, *rows)


def zipped(members: dict[str, bytes], name: str = "panel.zip") -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as archive:
            for member, content in members.items():
                archive.writestr(member, content)
        return folder / name

    return make


CSV = f"{HEADER}\n{GOOD}\n".encode()
BIG = CSV + b"".join(b"a,b%d,2016,1,2\n" % n for n in range(20_000))


def zip_bytes(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def link_in_zip(folder: Path) -> Path:
    path = folder / "panel.zip"
    member = zipfile.ZipInfo("panel.csv")
    member.external_attr = 0o120777 << 16
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(member, "/etc/hostname")
    return path


def encrypted_zip(folder: Path) -> Path:
    content = bytearray(zip_bytes(**{"panel.csv": CSV}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark) + offset
        flags = struct.unpack_from("<H", content, at)[0]
        struct.pack_into("<H", content, at, flags | 1)
    return data(bytes(content), "panel.zip")(folder)


def lying_zip(folder: Path) -> Path:
    """A bomb whose headers say that it is small."""
    content = bytearray(zip_bytes(**{"panel.csv": b"0" * (80 << 20)}))
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", content, content.find(mark) + offset, 1000)
    return data(bytes(content), "panel.zip")(folder)


def damaged_in_the_middle(folder: Path) -> Path:
    content = bytearray(zip_bytes(**{"panel.csv": BIG}))
    content[len(content) // 2] ^= 0xFF
    return data(bytes(content), "panel.zip")(folder)


def empty_workbook(folder: Path) -> Path:
    Workbook().save(folder / "book.xlsx")
    return folder / "book.xlsx"


def workbook_wider_than_its_names(folder: Path) -> Path:
    book = Workbook()
    for row in (HEADER.split(","), ["a", "b", 2016, 1, 2, "more"]):
        book.worksheets[0].append(row)
    book.save(folder / "book.xlsx")
    return folder / "book.xlsx"


def parquet(query: str, keep: float = 1.0) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = folder / "panel.parquet"
        duckdb.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet)")
        content = path.read_bytes()
        path.write_bytes(content[: int(len(content) * keep)])
        return path

    return make


def folder_instead(folder: Path) -> Path:
    (folder / "panel").mkdir()
    return folder / "panel"


def wrong_case(folder: Path) -> Path:
    lines(GOOD)(folder)
    return folder / "Panel.CSV"


ROW_OF_PARQUET = "SELECT 'a' AS region, 'b' AS industry, 2016 AS year, 1 AS jobs"
YEAR_2016 = {"constants": {"year": "2016"}}

REFUSED = (
    Refused("not there", lambda folder: folder / "panel.csv", ("panel.csv", "no such file")),
    Refused("another name", wrong_case, ("no such file", "Did you mean 'panel.csv'?")),
    Refused("a folder", folder_instead, ("panel", "is a folder")),
    Refused("empty", text(""), ("panel.csv: the file is empty",)),
    Refused("only line ends", text("\n\n \n"), ("the file is empty",)),
    Refused("only zeros", data(b"\0" * 4096, "panel.csv"), ("the file is empty",)),
    Refused("only column names", text(HEADER + "\n"), ("no row below the column names",)),
    Refused(
        "no such column",
        text("area,naics,emp\na,b,1\n"),
        ("no column for region, industry, year", "found area, naics, emp", "--map region="),
    ),
    Refused(
        "a column is nearly right",
        text("regions,industry,year,jobs\na,b,2016,1\n"),
        ("no column for region", "is it regions for region?"),
    ),
    Refused(
        "no year", text("region,industry,jobs\na,b,1\n"), ("no column for year", "--set year=2016")
    ),
    Refused(
        "nothing but keys",
        text("region,industry,year\na,b,2016\n"),
        ("no column for any of establishments, jobs", "--map establishments="),
    ),
    Refused(
        "the same column twice",
        text("region,industry,year,jobs,jobs\na,b,2016,1,2\n"),
        ("panel.csv, line 1", "column 'jobs' is there twice"),
    ),
    Refused(
        "the same column in capitals",
        text("region,industry,year,jobs,JOBS\na,b,2016,1,2\n"),
        ("'JOBS' is there twice",),
    ),
    Refused(
        "unknown column here",
        lines(GOOD),
        ("no column 'job'", "Did you mean 'jobs'?"),
        {"mapping": {"job": "jobs"}},
    ),
    Refused(
        "unknown column there",
        lines(GOOD),
        ("no column 'regin'", "Did you mean 'region'?"),
        {"mapping": {"region": "regin"}},
    ),
    Refused(
        "unknown column in where",
        lines(GOOD),
        ("--where", "no column 'yeer'", "'year'"),
        {"where": {"yeer": "2016"}},
    ),
    Refused(
        "unknown constant",
        lines(GOOD),
        ("--set", "'yeer'", "Did you mean 'year'?"),
        {"constants": {"yeer": "2016"}},
    ),
    Refused(
        "constant that the file says",
        lines(GOOD),
        ("--set year", "the file says year itself"),
        YEAR_2016,
    ),
    Refused(
        "unknown table",
        lines(GOOD),
        ("--table", "no table 'employmnt'", "'employment'"),
        {"table": "employmnt"},
    ),
    Refused(
        "where that nothing fulfils",
        lines(GOOD, GOOD),
        ("none of its 2 rows is wanted",),
        {"where": {"year": "2099"}},
    ),
    Refused(
        "latin-1",
        text(f"{HEADER}\n{GOOD}\nZürich,b,2016,1,2\n", encoding="latin-1"),
        ("panel.csv, line 3", "0xfc is not UTF-8", "--encoding latin-1"),
    ),
    Refused(
        "latin-1 in a column that nobody needs",
        text("region,industry,year,jobs,note\na,b,2016,1,é\n", encoding="latin-1"),
        ("panel.csv, line 2", "0xe9 is not UTF-8"),
    ),
    Refused(
        "another encoding than was said",
        lines("Zürich,b,2016,1,2"),
        ("panel.csv", "not written in ascii"),
        {"encoding": "ascii"},
    ),
    Refused(
        "no such encoding",
        lines(GOOD),
        ("--encoding", "no encoding 'latin-0'"),
        {"encoding": "latin-0"},
    ),
    Refused(
        "half of a UTF-16 character",
        data(CSV.decode().encode("utf-16")[:-1], "panel.csv"),
        ("not written in utf-16",),
    ),
    Refused(
        "no such delimiter",
        lines(GOOD),
        ("--delimiter", "one character"),
        {"delimiter": "comma or so"},
    ),
    Refused("no such decimal sign", lines(GOOD), ("--decimal", "'x'"), {"decimal": "x"}),
    Refused(
        "a point that may be both",
        text("region;industry;year;jobs\na;b;2016;1.234\n"),
        ("panel.csv", "1.234 may be a thousand or a fraction", "--decimal ,"),
    ),
    Refused(
        "a picture",
        data(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" * 9, "panel.csv"),
        ("panel.csv", "binary file"),
    ),
    Refused(
        "zip cut off",
        data(zip_bytes(**{"panel.csv": BIG})[:-30], "panel.zip"),
        ("panel.zip", "cut off or damaged", "Fetch it again"),
    ),
    Refused(
        "zip damaged in the middle", damaged_in_the_middle, ("panel.zip", "cut off or damaged")
    ),
    Refused("zip that is none", data(CSV, "panel.zip"), ("panel.zip", "it is none")),
    Refused(
        "gz cut off",
        data(gzip.compress(BIG)[:-20], "panel.csv.gz"),
        ("panel.csv.gz", "cut off or damaged"),
    ),
    Refused("gz that is none", data(CSV, "panel.csv.gz"), ("panel.csv.gz", "it is none")),
    Refused(
        "gz bomb",
        data(gzip.compress(b"0" * (80 << 20)), "panel.csv.gz"),
        ("panel.csv.gz", "unpacks to more than 64 MB"),
    ),
    Refused(
        "zip bomb",
        zipped({"panel.csv": b"0" * (80 << 20)}),
        ("panel.zip/panel.csv", "unpacks to more than 64 MB"),
    ),
    Refused("zip bomb with lying headers", lying_zip, ("panel.zip",)),
    Refused("zip that climbs out", zipped({"../../panel.csv": CSV}), ("outside its folder",)),
    Refused("zip with an absolute path", zipped({"/srv/panel.csv": CSV}), ("outside its folder",)),
    Refused("zip with a drive", zipped({"C:\\panel.csv": CSV}), ("outside its folder",)),
    Refused("zip with a link", link_in_zip, ("outside its folder",)),
    Refused("zip with a password", encrypted_zip, ("'panel.csv' is encrypted", "password")),
    Refused(
        "zip in a zip",
        zipped({"inner.zip": zip_bytes(**{"a.csv": CSV})}),
        ("packed file inside: 'inner.zip'",),
    ),
    Refused("tar in a gz", data(gzip.compress(CSV), "panel.tar.gz"), ("packed file inside",)),
    Refused("empty zip", zipped({}), ("no table in this zip",)),
    Refused("zip of papers", zipped({"about.pdf": b"%PDF"}), ("no table in this zip",)),
    Refused(
        "zip with a table of something else",
        zipped({"a.csv": CSV, "other.csv": b"x,y\n1,2\n"}),
        ("panel.zip/other.csv", "region"),
    ),
    Refused(
        "workbook that is none", data(CSV, "book.xlsx"), ("book.xlsx", "not an Excel workbook")
    ),
    Refused(
        "workbook that is another zip",
        data(zip_bytes(**{"a.csv": CSV}), "book.xlsx"),
        ("book.xlsx", "not an Excel workbook"),
    ),
    Refused("workbook without cells", empty_workbook, ("book.xlsx", "sheet is empty")),
    Refused(
        "workbook without that sheet",
        empty_workbook,
        ("no sheet 'Shet'", "'Sheet'"),
        {"sheet": "Shet"},
    ),
    Refused(
        "workbook wider than its names",
        workbook_wider_than_its_names,
        ("book.xlsx, line 2", "6 cells under 5 column names"),
    ),
    Refused(
        "Parquet cut off",
        parquet(ROW_OF_PARQUET, keep=0.7),
        ("panel.parquet", "not a whole Parquet file"),
    ),
    Refused("Parquet that is none", data(CSV, "panel.parquet"), ("not a whole Parquet file",)),
    Refused(
        "Parquet with lists",
        parquet("SELECT ['a'] AS region, 'b' AS industry, 1 AS year, 1 AS jobs"),
        ("column region holds list",),
    ),
)

DAMAGED = (
    Damaged(
        "a word for a number", lines(GOOD, "a,b,2017,1,many"), 2, ((3, "jobs", "many", "a number"),)
    ),
    Damaged(
        "a number below its bound",
        lines(GOOD, "a,b,2017,-3,1"),
        2,
        ((3, "establishments", "-3", "at least 0"),),
    ),
    Damaged(
        "a number above its bound",
        lines(GOOD, "a,b,2017,1,1e9"),
        2,
        ((3, "jobs", "1e9", "at most 999,999,999"),),
    ),
    Damaged(
        "no number and infinity",
        lines("a,b,2016,nan,1", "a,b,2017,1,inf", "a,b,2018,1,1e999"),
        3,
        (
            (2, "establishments", "nan", "a number"),
            (3, "jobs", "inf", "a number"),
            (4, "jobs", "1e999", "a number"),
        ),
    ),
    Damaged(
        "numbers that only programs understand",
        lines("a,b,2016,1,1_000", "a,b,2017,1,0x1F"),
        2,
        ((2, "jobs", "1_000", "a number"), (3, "jobs", "0x1F", "a number")),
    ),
    Damaged(
        "thousands with a comma",
        lines('a,b,2016,1,"1,234"'),
        1,
        ((2, "jobs", "1,234", "a number"),),
    ),
    Damaged(
        "points that group nothing",
        text("region;industry;year;jobs\na;b;2016;1.2.3\n"),
        1,
        ((2, "jobs", "1.2.3", "a number"),),
        {"decimal": ","},
    ),
    Damaged(
        "a footnote beside a number",
        lines("a,b,2016,1,12*", "a,b,2017,1,(p) 3"),
        2,
        ((2, "jobs", "12*", "a number"), (3, "jobs", "(p) 3", "a number")),
    ),
    Damaged(
        "signs for what is missing",
        lines("a,b,2016,1,:", "a,b,2017,1,n/a", "a,b,2018,1,-"),
        3,
        (
            (2, "jobs", ":", "a number"),
            (3, "jobs", "n/a", "a number"),
            (4, "jobs", "-", "a number"),
        ),
    ),
    Damaged("a day for a year", lines("a,b,2016-12-31,1,1"), 1, ((2, "year", "2016-12-31", YEAR),)),
    Damaged("half a year", lines("a,b,2016.5,1,1"), 1, ((2, "year", "2016.5", YEAR),)),
    Damaged(
        "years that cannot be",
        lines("a,b,16,1,1", "a,b,20160,1,1", "a,b,99999999,1,1"),
        3,
        ((2, "year", "16", YEAR), (3, "year", "20160", YEAR), (4, "year", "99999999", YEAR)),
    ),
    Damaged(
        "an empty key",
        lines(",b,2016,1,1", "a, ,2016,1,1", "a,b,,1,1"),
        3,
        ((2, "region", "", "filled in"), (3, "industry", "", "filled in"), (4, "year", "", YEAR)),
    ),
    Damaged(
        "a formula for a code",
        lines("=A1,b,2016,1,1", "a,+b,2016,1,1", "@a,b,2016,1,1"),
        3,
        tuple(
            (line, column, said, "a code that does not begin with = + - or @")
            for line, column, said in (
                (2, "region", "=A1"),
                (3, "industry", "+b"),
                (4, "region", "@a"),
            )
        ),
    ),
    Damaged(
        "a control character",
        lines("a\x07,b,2016,1,1", "a,b\x00,2016,1,1"),
        2,
        (
            (2, "region", "a\x07", "text without control characters"),
            (3, "industry", "b\x00", "text without control characters"),
        ),
    ),
    Damaged(
        "a line break in a code",
        lines('"a\nc",b,2016,1,1', GOOD),
        2,
        ((2, "region", "a\nc", "text without control characters"),),
    ),
    Damaged(
        "a text without end",
        lines(f"{'x' * 501},b,2016,1,1"),
        1,
        ((2, "region", "x" * 200, "at most 500 characters long"),),
    ),
    Damaged(
        "neither true nor false",
        text("region,industry,year,jobs,suppressed\na,b,2016,1,perhaps\n"),
        1,
        ((2, "suppressed", "perhaps", "true or false"),),
    ),
    Damaged("too few fields", lines(GOOD, "a,b,2017"), 2, ((3, "", "3 fields", SHAPE),)),
    Damaged("too many fields", lines("a,b,2017,1,2,3,4", GOOD), 2, ((2, "", "7 fields", SHAPE),)),
    Damaged(
        "a comma in a name without quotes",
        lines("Washington, D.C.,b,2016,1,2", GOOD),
        2,
        ((2, "", "6 fields", SHAPE),),
    ),
    Damaged(
        "a quote that is not closed",
        lines(GOOD, 'a,"b,2017,1,2', "a,b,2018,1,2"),
        3,
        ((3, "", "a quote that is not closed", SHAPE),),
    ),
    Damaged(
        "a quote that is not closed before one that is",
        lines('a,"b,2017,1,2', 'a,"b",2018,1,2'),
        2,
        ((2, "", "a quote that is not closed", SHAPE),),
    ),
    Damaged(
        "text after a quote",
        lines('a,"b"c,2017,1,2', GOOD),
        2,
        ((2, "", "text after a closing quote", SHAPE),),
    ),
    Damaged(
        "a file that ends in the middle of a row",
        text(f"{HEADER}\n{GOOD}\na,b,20"),
        2,
        ((3, "", "3 fields", SHAPE),),
    ),
    Damaged(
        "a row of a million characters",
        lines(GOOD, "x" * 3_000_000, "a,b,2017,1,2"),
        3,
        ((3, "", "a row of more than 1,048,576 characters", SHAPE),),
    ),
    Damaged(
        "column names again in the middle",
        lines(GOOD, HEADER, "a,b,2017,1,2"),
        3,
        ((3, "year", "year", YEAR),),
    ),
    Damaged(
        "a sum below the table",
        lines(GOOD, "Total,,,1,2", "Source: the office"),
        3,
        ((3, "industry", "", "filled in"), (4, "", "1 fields", SHAPE)),
    ),
    Damaged(
        "the same row again",
        lines(GOOD, "a,b,2017,1,2", GOOD, "a,b,2016.0,1,2.0"),
        4,
        (
            (4, KEY, "a, b, 2016: same row again as line 2", ONE_ROW),
            (5, KEY, "a, b, 2016: same row again as line 2", ONE_ROW),
        ),
    ),
    Damaged(
        "rows that contradict each other",
        lines(GOOD, "a,c,2016,1,2", "a,b,2016,1,3"),
        3,
        (
            (2, KEY, "a, b, 2016 with other values in line 4", ONE_ROW),
            (4, KEY, "a, b, 2016 with other values in line 2", ONE_ROW),
        ),
    ),
    Damaged(
        "unknown and known contradict each other",
        lines("a,b,2016,1,", "a,b,2016,1,3"),
        2,
        (
            (2, KEY, "a, b, 2016 with other values in line 3", ONE_ROW),
            (3, KEY, "a, b, 2016 with other values in line 2", ONE_ROW),
        ),
    ),
    Damaged(
        "a bad row that would be a double is not one",
        lines(GOOD, "a,b,2016,1,x"),
        2,
        ((3, "jobs", "x", "a number"),),
    ),
    Damaged(
        "a constant that does not fit",
        text("region,industry,jobs\na,b,1\n"),
        1,
        ((2, "year", "16", YEAR),),
        {"constants": {"year": "16"}},
    ),
    Damaged(
        "a misfit in a zip",
        zipped({"panel.csv": CSV + b"a,b,2017,1,-1\n"}),
        2,
        ((3, "jobs", "-1", "at least 0"),),
    ),
    Damaged(
        "Parquet with a number that is none",
        parquet(f"{ROW_OF_PARQUET} UNION ALL SELECT 'a', 'b', 2017, 'NaN'::DOUBLE"),
        2,
        ((2, "jobs", "nan", "a number"),),
    ),
    Damaged(
        "Parquet without a key",
        parquet(f"{ROW_OF_PARQUET} UNION ALL SELECT NULL, 'b', 2017, 1"),
        2,
        ((2, "region", "", "filled in"),),
    ),
    Damaged(
        "Parquet with dates for years",
        parquet("SELECT 'a' AS region, 'b' AS industry, DATE '2016-12-31' AS year, 1 AS jobs"),
        1,
        ((1, "year", "2016-12-31", YEAR),),
    ),
)
