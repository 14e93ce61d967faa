"""The run shown in README.md is what the program shows today, on a terminal of 80 columns.
KAKEKOMI_GOLDEN=write writes it anew."""
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import lib  # noqa: E402
from lib import Home, equal, main, tests_of  # noqa: E402
from terminal import Terminal  # noqa: E402

README = os.path.join(lib.ROOT, "README.md")
BEGIN, END = "    $ kakekomi\n", "\n## 使い方"
NOW = "2026-02-12T10:42:00+09:00"
CASE = re.compile(r"\b[a-z2-7]{10}$", re.M)


def shown():
    text = open(README, encoding="utf-8").read()
    start = text.index(BEGIN)
    return text[start:text.index(END, start)]


def replay(block):
    """Types what stands behind each "> " of the block; returns the terminal's text, indented like README's."""
    answers = re.findall(r"^    > ?(.*)$", block, re.M)
    with Home() as h:
        t = Terminal(h, now=NOW)
        for a in answers:
            t.expect("> ")
            t.send(a + "\r")
        t.end()
    lines = t.text.replace("build/kakekomi", "kakekomi").rstrip().splitlines()
    return BEGIN + "".join(("    " + line).rstrip() + "\n" for line in lines)


def test_the_run_in_the_readme():
    wanted = shown()
    got = replay(wanted)
    if os.environ.get("KAKEKOMI_GOLDEN") == "write":
        text = open(README, encoding="utf-8").read()
        with open(README, "w", encoding="utf-8") as f:
            f.write(text.replace(wanted, got))
        wanted = got
    for number, (a, b) in enumerate(zip(CASE.sub("…", got).rstrip().splitlines(), CASE.sub("…", wanted).rstrip().splitlines())):
        equal(a, b, "line %d of the run" % (number + 1))
    equal(len(got.rstrip().splitlines()), len(wanted.rstrip().splitlines()))


if __name__ == "__main__":
    main(tests_of(sys.modules[__name__]))
