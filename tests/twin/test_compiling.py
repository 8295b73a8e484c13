from milieu.twin import compiling
from milieu.twin.compiling import Kept, compiled, source_digest
from milieu.twin.quarter import advance


@compiled
def doubled(x):
    return 2 * x


def test_machine_code_is_kept_under_a_digest_of_all_files_of_the_twin(monkeypatch):
    """Numba itself would look at one file only, and go on with old code of others."""
    stamp = Kept(doubled.py_func)._cache_file._source_stamp
    assert stamp[1] == source_digest()
    monkeypatch.setattr(compiling, "source_digest", lambda: "another")
    assert Kept(doubled.py_func)._cache_file._source_stamp != stamp


def test_functions_of_the_twin_are_kept_so():
    assert isinstance(advance._cache, Kept)
    assert doubled(21) == 42
