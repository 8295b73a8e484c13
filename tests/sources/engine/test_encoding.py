"""Texts become UTF-8, and bytes that are none are named by their line."""

import hashlib

import pytest

from milieu.sources.engine.encoding import BLOCK, look_over, wrong_encoding


def _file(folder, content: bytes):
    path = folder / "text.csv"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("shift", [0, 1, 2])
def test_a_letter_across_two_blocks_is_sound(tmp_path, shift):
    path = _file(tmp_path, b"a" * (BLOCK - shift) + "中".encode() + b"\n")
    assert look_over(path).is_utf8


@pytest.mark.parametrize("content", [b"\xff", b"a" * BLOCK + b"\xe4\xb8", b"\xe4" + b"a" * BLOCK])
def test_bytes_that_are_no_letters_are_found_wherever_they_stand(tmp_path, content):
    assert not look_over(_file(tmp_path, content)).is_utf8


@pytest.mark.parametrize(
    ("content", "lines"),
    [(b"a\nb\n", 2), (b"a\nb", 2), (b"a\r\nb\r\n", 2), (b"a\rb\r", 2), (b"", 0)],
)
def test_lines_are_counted_for_line_ends_of_every_system(tmp_path, content, lines):
    assert look_over(_file(tmp_path, content)).lines == lines


def test_the_checksum_is_that_of_the_file(tmp_path):
    assert look_over(_file(tmp_path, b"abc")).sha256 == hashlib.sha256(b"abc").hexdigest()


def test_the_line_of_the_first_wrong_byte_is_named(tmp_path):
    path = _file(tmp_path, b"a\nb\n\xe4\n")
    assert str(wrong_encoding(path, "text.csv")).startswith("text.csv, line 3: the byte 0xe4")
