import pytest

from core.server.proxy.importing.reading import UnreadableConfigError, read_tree


def names(items):
    return [(each.name, each.arguments, each.file, each.line) for each in items]


def test_a_tree_has_words_as_nginx_means_them_with_their_places():
    tree = read_tree({"nginx.conf": 'a \'b c\' "d\\"e";\n# not this\nf {\n  g ${h}x \\\\.;\n}\n'})
    assert names(tree.items) == [("a", ("b c", 'd"e'), "nginx.conf", 1), ("f", (), "nginx.conf", 3)]
    assert names(tree.items[1].block) == [("g", ("${h}x", "\\."), "nginx.conf", 4)]


def test_files_are_included_where_they_stand_by_patterns_and_by_the_paths_of_packages():
    files = {"nginx.conf": "include /etc/nginx/conf.d/*.conf; z 1;", "conf.d/b.conf": "b;", "conf.d/a.conf": "a;"}
    tree = read_tree({**files, "conf.d/deep/c.conf": "c;"})
    assert [each.name for each in tree.items] == ["a", "b", "z"]
    assert [why for _, why in tree.includes] == [None]


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/etc/passwd", "outside"),
        ("../x.conf", "outside"),
        ("a/../../x.conf", "outside"),
        ("/etc/nginx/../shadow", "outside"),
        ("missing.conf", "not given"),
    ],
)
def test_nothing_outside_of_the_given_files_is_read(path, why):
    [(item, said)] = read_tree({"nginx.conf": f"include {path};", "x.conf": "x;"}).includes
    assert item.arguments == (path,)
    assert why in str(said)


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({}, "no file nginx.conf"),
        ({"nginx.conf": "a {"}, "nginx.conf"),
        ({"nginx.conf": "a }"}, "nginx.conf"),
        ({"nginx.conf": "a b"}, "nginx.conf"),
        ({"nginx.conf": "a 'b;"}, "nginx.conf"),
        ({"nginx.conf": "include nginx.conf;"}, "itself"),
        ({"nginx.conf": "include a;", "a": "include b;", "b": "include a;"}, "itself"),
        ({"nginx.conf": "a {" * 50 + "}" * 50}, "deeply"),
        ({"nginx.conf": "a;" * 100_001}, "more than"),
        ({"nginx.conf": "#" * (16 * 2**20 + 1)}, "at most"),
        ({str(number): "" for number in range(2001)} | {"nginx.conf": ""}, "at most"),
    ],
)
def test_what_is_no_configuration_or_too_much_is_refused_with_its_place(files, message):
    with pytest.raises(UnreadableConfigError, match=message):
        read_tree(files)


def test_files_that_include_each_other_many_times_are_bounded():
    files = {f"{depth}": f"include {depth + 1};" * 10 for depth in range(15)} | {"15": "a;" * 10}
    with pytest.raises(UnreadableConfigError):
        read_tree({"nginx.conf": "include 0;", **files})


def test_a_long_file_may_be_included_again_and_again():
    files = {"nginx.conf": "include long;\n" * 2000, "long": "#" * 200_000 + "\na;"}  # read each time: minutes
    assert len(read_tree(files).items) == 2000
