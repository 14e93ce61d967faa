"""Paper and screens compared with golden files. A walk is NAME.in: a first line with arguments, a second with the time, then one line an
answer. It is tested in every form for which an expected file exists: NAME.txt, NAME.html, NAME.csv, NAME.json (print),
NAME.KIND.letter (a letter as text), NAME.80, NAME.40 (screens). Case ids and seals differ from run to run and are blotted out. KAKEKOMI_GOLDEN=write writes the files anew."""
import glob
import os
import re
import shlex
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
from lib import Home, equal, main  # noqa: E402

WRITE = os.environ.get("KAKEKOMI_GOLDEN") == "write"


def blot(text, case):
    text = text.replace(case, "x" * len(case))
    text = re.sub(r"\b[0-9a-f]{64}\b", "0" * 64, text)
    text = re.sub(r'<path fill="#000" d="[^"]*"/>', "<path/>", text)  # the QR code of the seal
    return re.sub(r"\b[0-9a-f]{8}( [0-9a-f]{8}){7}\b", " ".join(["0" * 8] * 8), text)


def produce(name, form):
    lines = open(os.path.join(HERE, name + ".in"), encoding="utf-8").read().split("\n")
    args, now, answers = shlex.split(lines[0]), lines[1], lines[2:]
    with Home() as h:
        width = form if form in ("80", "40") else "80"
        screen = h.run(*args, lines=answers[:-1], now=now, COLUMNS=width)
        equal(screen.returncode, 0, screen.stderr)
        case = h.json("list", "--json")[0]["case"]
        if form in ("80", "40"):
            return blot(screen.stdout, case)
        if form.endswith(".letter"):
            paper = h.run("letter", case, form[:-len(".letter")], now=now)
        else:
            paper = h.run("print", case, "--format", {"txt": "text"}.get(form, form), now=now)
        equal(paper.returncode, 0, paper.stderr)
        return blot(paper.stdout.replace("\r\n", "\n"), case)


def comparing(name, form):
    path = os.path.join(HERE, "%s.%s" % (name, form))

    def test():
        got = produce(name, form)
        if WRITE:
            with open(path, "w", encoding="utf-8") as f:
                f.write(got)
        with open(path, encoding="utf-8") as f:
            wanted = f.read()
        for number, (a, b) in enumerate(zip(got.split("\n"), wanted.split("\n")), 1):
            equal(a, b, "%s.%s line %d" % (name, form, number))
        equal(len(got), len(wanted), "length of %s.%s" % (name, form))
    return test


def all_tests():
    tests = []
    for walk in sorted(glob.glob(os.path.join(HERE, "*.in"))):
        name = os.path.basename(walk)[:-3]
        for path in sorted(glob.glob(os.path.join(HERE, name + ".*"))):
            form = os.path.basename(path)[len(name) + 1:]
            if form != "in":
                tests.append(("test_%s_%s" % (name, form), comparing(name, form)))
    return tests


if __name__ == "__main__":
    main(all_tests())
