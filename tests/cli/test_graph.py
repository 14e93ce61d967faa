"""A playbook as a drawing: every condition, branch and step is in it, in DOT always, as SVG where Graphviz is."""
import json
import os
import re
import shutil
import subprocess
import sys
import unicodedata
import xml.etree.ElementTree as ElementTree

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
from lib import Home, ROOT, Skip, check, equal, main, tests_of

JAPANESE = re.compile("[\u3040-\u30ff\u3400-\u9fff]")


def guidance():
    steps, books = {}, {}
    for d, _, names in os.walk(os.path.join(ROOT, "playbooks")):
        for name in names:
            if name.endswith(".json"):
                with open(os.path.join(d, name), encoding="utf-8") as f:
                    content = json.load(f)
                if isinstance(content.get("steps"), list) and "order" not in content:
                    steps.update((s["id"], s) for s in content["steps"])
                elif "order" in content:
                    books[content["id"]] = content
    return steps, books


def drawn(h, name, *more, **env):
    done = h.run("playbook", "graph", name, *more, **env)
    equal((done.returncode, done.stderr), (0, ""), name)
    return done.stdout


def labels(dot):
    """{node: label without its line ends}, and the edges."""
    nodes = dict(re.findall(r'^\t(n\d+) \[.*?label="((?:[^"\\]|\\.)*)"\]$', dot, re.M))
    edges = re.findall(r'^\t(n\d+) -> (n\d+) \[.*?label="((?:[^"\\]|\\.)*)"\]$', dot, re.M)
    return nodes, edges


def flat(label):
    return re.sub(r"\s", "", label.replace("\\l", "").replace('\\"', '"').replace("\\\\", "\\"))


def columns(text):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def test_every_step_and_condition_is_drawn():
    steps, books = guidance()
    with Home() as h:
        for name, book in books.items():
            nodes, edges = labels(drawn(h, name))
            texts = [flat(t) for t in nodes.values()]
            for use in book["steps"]:
                step = steps[use if isinstance(use, str) else use["step"]]
                title = re.split(r"\{[^}]*\}", re.sub(r"\s", "", step["title"]))
                check(any(all(part in t for part in title) for t in texts), "%s: %s is not drawn" % (name, step["id"]))
            conditional = sum(1 for use in book["steps"] if isinstance(use, dict) and use.get("when"))
            check(sum(1 for e in edges if e[2] == "はい") >= conditional + (1 if book["when"] else 0), name + ": questions")
            reached = {"n1"}
            for _ in nodes:
                reached |= {b for a, b, _ in edges if a in reached}
            equal(set(nodes) - reached, set(), name + ": nobody reaches")
            for text in texts:
                check(not re.search(r"(^|[:・])[a-z][a-z-]+(・|ではない|$)", text), "%s: an id instead of words: %s" % (name, text))
            for label in nodes.values():
                for line in label.split("\\l"):
                    check(columns(line) <= 46, "%s: a wide line: %s" % (name, line))


def test_urgency_is_said_and_not_only_coloured():
    with Home() as h:
        dot = drawn(h, "card-entered")
        check("[いますぐ]" in dot and "[きょう]" in dot and "[今週]" in dot, "words")
        looks = {}
        for look, word in re.findall(r'^\tn\d+ \[(.*?) label="\[(いますぐ|きょう|今週)\]', dot, re.M):
            if "dashed" not in look:
                looks.setdefault(word, set()).add(re.sub(r'fillcolor="[^"]*"', "", look).strip())
        equal(len({frozenset(v) for v in looks.values()}), 3, "frames alone tell them apart: %s" % looks)


def test_in_english():
    with Home() as h:
        nodes, edges = labels(drawn(h, "card-entered", "--lang", "en"))
        check("yes" in {e[2] for e in edges}, "edges")
        check(not JAPANESE.search(nodes["n1"]), nodes["n1"])


def test_svg():
    if not shutil.which("dot"):
        raise Skip("graphviz is not here")
    steps, books = guidance()
    with Home() as h:
        for name in books:
            done = subprocess.run(["dot", "-Tplain"], input=drawn(h, name).encode("utf-8"), capture_output=True, timeout=60)
            equal((done.returncode, done.stderr), (0, b""), name)
        path = h.path("x.svg")
        done = h.run("playbook", "graph", "bill", "-o", path)
        equal(done.returncode, 0, done.stderr)
        root = ElementTree.parse(path).getroot()
        equal(root.tag, "{http://www.w3.org/2000/svg}svg")
        text = re.sub(r"\s", "", "".join(root.itertext()))
        check(re.sub(r"\s", "", books["bill"]["title"]) in text, "title")
        equal(h.run("playbook", "graph", "bill", "-o", path).returncode, 73, "not overwritten")


def test_without_graphviz():
    with Home() as h:
        os.mkdir(h.path("bin"))
        done = h.run("playbook", "graph", "bill", "--format", "svg", PATH=h.path("bin"))
        equal((done.returncode, done.stdout, done.stderr.count("\n")), (69, "", 1))
        check("Graphviz" in done.stderr, done.stderr)
        done = h.run("playbook", "graph", "bill", "-o", h.path("x.svg"), PATH=h.path("bin"))
        equal(done.returncode, 69)
        check(not os.path.exists(h.path("x.svg")) and os.path.exists(h.path("x.dot")), "the DOT file instead")
        check("digraph" in drawn(h, "bill", PATH=h.path("bin")), "DOT always")


def test_a_dot_that_fails():
    with Home() as h:
        os.mkdir(h.path("bin"))
        with open(h.path("bin/dot"), "w") as f:
            f.write("#!/bin/sh\nexit 3\n")
        os.chmod(h.path("bin/dot"), 0o755)
        done = h.run("playbook", "graph", "bill", "--format", "svg", PATH=h.path("bin") + ":/usr/bin:/bin")
        equal((done.returncode, done.stdout, done.stderr.count("\n")), (69, "", 1))


def test_bad_words():
    with Home() as h:
        done = h.run("playbook", "graph", "bil")
        equal(done.returncode, 66)
        check("bill" in done.stderr, done.stderr)
        equal(h.run("playbook", "graph", "bill", "--format", "png").returncode, 2)
        equal(h.run("playbook", "graph").returncode, 66)
        equal(h.run("playbook", "graph", "bill", "-o", h.path("no/x.dot")).returncode, 73)


if __name__ == "__main__":
    main(tests_of(sys.modules[__name__]))
