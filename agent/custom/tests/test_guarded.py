import os

import pytest

from agent.custom.guarded import UnguardedError, read_guarded

US = {os.geteuid()}
ANOTHER = {os.geteuid() + 1}


def test_a_file_of_ours_is_read_with_whether_all_can(tmp_path):
    path = tmp_path / "file"
    path.write_text("text")
    path.chmod(0o600)
    assert read_guarded(path, US) == ("text", False)
    path.chmod(0o604)
    assert read_guarded(path, US) == ("text", True)


def test_a_file_of_somebody_else_is_not_believed(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UnguardedError, match=f"is of user {os.geteuid()}"):
        read_guarded(tmp_path / "file", ANOTHER)


def test_a_folder_where_all_may_add_but_none_may_replace_will_do(tmp_path):
    folder = tmp_path / "shared"
    folder.mkdir()
    (folder / "file").write_text("text")
    folder.chmod(0o777)
    with pytest.raises(UnguardedError, match="shared can be written by others"):
        read_guarded(folder / "file", US)
    folder.chmod(0o1777)
    assert read_guarded(folder / "file", US)[0] == "text"


@pytest.mark.parametrize("is_open", ["from", "to"])
def test_a_link_has_two_folders(tmp_path, is_open):
    for name in ("from", "to"):
        (tmp_path / name).mkdir()
    (tmp_path / "to" / "file").write_text("text")
    (tmp_path / "from" / "file").symlink_to("../to/file")
    assert read_guarded(tmp_path / "from" / "file", US)[0] == "text"
    (tmp_path / is_open).chmod(0o777)
    with pytest.raises(UnguardedError, match=f"{is_open} can be written"):
        read_guarded(tmp_path / "from" / "file", US)
