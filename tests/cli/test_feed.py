"""kakekomi feed: lists of bad addresses come in, and what is no list does no harm."""
import os
import random
import stat
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from lib import Home, check, equal, main, tests_of  # noqa: E402

LIST = ("date,URL,description\n"
        "2025/10/01 10:25:00,https://login.bad.example/a,銀行\n"
        "2025/10/02 09:00:00,http://www.worse.example/,\"Shop, A\"\n"
        "2025/10/02 09:00:00,http://www.worse.example/,同じもの\n")


def write(home, name, content):
    path = home.path(name)
    with open(path, "wb") as f:
        f.write(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


def index_of(home):
    return os.path.join(home.path("data"), "kakekomi", "known.idx")


def refused(done, status, *words):
    equal(done.returncode, status, "status; stderr %r" % done.stderr)
    equal(done.stdout, "", "output")
    equal(done.stderr.count("\n"), 1, "lines of %r" % done.stderr)
    for w in words:
        check(w in done.stderr, "%r not in %r" % (w, done.stderr))


def test_a_list_comes_in_and_is_listed():
    with Home() as h:
        done = h.run("feed", "import", write(h, "202510.csv", LIST))
        equal(done.returncode, 0, done.stderr)
        check("202510.csv" in done.stdout and "2 件を加えました" in done.stdout and "前からあったもの 1 件" in done.stdout, done.stdout)
        equal(stat.S_IMODE(os.stat(index_of(h)).st_mode), 0o600, "mode")
        done = h.run("feed", "import", write(h, "more.csv", "https://third.example/\nno address\nhttps://third.example/b\n"), "--name", "社内")
        check("社内" in done.stdout and "読めない行 1 行" in done.stdout and "あわせて 4 件" in done.stdout, done.stdout)
        listed = h.run("feed", "list").stdout.splitlines()
        equal(len(listed), 3, "lines")
        check(listed[0].startswith("2026-02-12 10:42") and listed[0].endswith("202510.csv"), listed[0])
        check(listed[1].endswith("社内"), listed[1])
        told = h.json("feed", "list", "--json")
        equal(told["addresses"], 4)
        equal(told["feeds"], [{"name": "202510.csv", "imported_at": "2026-02-12T10:42:00+09:00", "added": 2},
                              {"name": "社内", "imported_at": "2026-02-12T10:42:00+09:00", "added": 2}])


def test_the_same_list_again_adds_nothing():
    with Home() as h:
        path = write(h, "a.csv", LIST)
        h.run("feed", "import", path)
        size = os.path.getsize(index_of(h))
        done = h.run("feed", "import", path)
        check(" 0 件を加えました" in done.stdout, done.stdout)
        equal(os.path.getsize(index_of(h)), size, "size")
        equal(len(h.json("feed", "list", "--json")["feeds"]), 1, "feeds")


def test_lists_of_japanese_spreadsheets():
    with Home() as h:
        done = h.run("feed", "import", write(h, "sjis.csv", "日付,URL,内容\r\n2025/1/2,https://a.example/,銀行\r\n".encode("cp932")))
        check("1 件を加えました" in done.stdout, done.stdout + done.stderr)
        done = h.run("feed", "import", write(h, "bom.csv", "\ufeff日付,URL,内容\r\n2025/1/2,https://b.example/,銀行\r\n"))
        check("1 件を加えました" in done.stdout, done.stdout + done.stderr)


def test_nothing_is_listed_before_the_first_import():
    with Home() as h:
        done = h.run("feed", "list")
        equal(done.returncode, 0)
        check("まだありません" in done.stdout, done.stdout)
        equal(h.json("feed", "list", "--json"), {"feeds": [], "addresses": 0, "sources": []})
        check(not os.path.exists(index_of(h)), "looking made an index")


def test_what_is_no_list_is_told_in_a_line():
    picture = b"\x89PNG\r\n\x1a\n" + bytes(random.Random(1).randrange(256) for _ in range(200000))
    with Home() as h:
        refused(h.run("feed", "import", h.path("nowhere.csv")), 66, "nowhere.csv")
        refused(h.run("feed", "import", h.dir), 66, h.dir)
        for name, content in (("picture.csv", picture), ("empty.csv", ""), ("words.csv", "one\ntwo\nthree\n"), ("nul.csv", b"\0" * 5000),
                              ("head.csv", "date,URL,description\n"), ("line.csv", "a" * 3000000), ("esc\x1b[31m.csv", "x\n")):
            done = h.run("feed", "import", write(h, name, content))
            refused(done, 65)
            check("\x1b" not in done.stderr, "an escape reached the screen")
        check(not os.path.exists(index_of(h)), "an index was made of nothing")


def test_wrong_words():
    with Home() as h:
        refused(h.run("feed", "impot", "x"), 2, "impot", "import")
        refused(h.run("feed", "import"), 2, "FILE")
        refused(h.run("feed"), 2)
        refused(h.run("feed", "list", "x"), 2)


def test_a_damaged_index_is_told_and_kept():
    with Home() as h:
        path = write(h, "a.csv", LIST)
        h.run("feed", "import", path)
        with open(index_of(h), "rb") as f:
            whole = f.read()
        for damaged in (whole[:len(whole) // 2], b"", whole[:-1] + bytes([whole[-1] ^ 1]), b"not an index at all" * 100):
            with open(index_of(h), "wb") as f:
                f.write(damaged)
            refused(h.run("feed", "list"), 65, "known.idx")
            refused(h.run("feed", "import", path), 65, "known.idx")
            with open(index_of(h), "rb") as f:
                check(f.read() == damaged, "the damaged index was written over")


def test_no_half_index_is_left_beside():
    with Home() as h:
        h.run("feed", "import", write(h, "a.csv", LIST))
        equal(sorted(os.listdir(os.path.dirname(index_of(h)))), ["known.idx", "known.idx.queue"], "files")


if __name__ == "__main__":
    main(tests_of(sys.modules[__name__]))
