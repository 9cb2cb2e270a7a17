"""Files are written whole or not at all."""

import pytest

from convatlas.files import write_whole
from convatlas.viz.errors import ConvatlasError


@pytest.mark.parametrize("content", ["ünï\n", b"\x00\xff"])
def test_file_holds_what_was_given(content, tmp_path):
    path = tmp_path / "file"
    path.write_text("something longer before", encoding="utf-8")
    write_whole(path, content)
    assert path.read_bytes() == (content.encode() if isinstance(content, str) else content)
    assert list(tmp_path.iterdir()) == [path]


def test_link_stays_a_link_to_the_new_content(tmp_path):
    (tmp_path / "file").write_text("old", encoding="utf-8")
    (tmp_path / "link").symlink_to("file")
    write_whole(tmp_path / "link", "new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "file").read_text(encoding="utf-8") == "new"


def test_new_file_may_be_read_by_whom_the_folder_allows(tmp_path):
    (tmp_path / "plain").write_text("", encoding="utf-8")
    write_whole(tmp_path / "whole", "")
    assert (tmp_path / "whole").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_missing_folder_is_told(tmp_path):
    with pytest.raises(ConvatlasError) as caught:
        write_whole(tmp_path / "none" / "file", "")
    assert str(caught.value) == f"`path` (={tmp_path}/none/file): there is no folder {tmp_path}/none"
