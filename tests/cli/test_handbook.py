"""The handbook: a site that works offline and one PDF, with every playbook, step and desk in it; nothing half-made is left."""
import html.parser
import json
import os
import re
import shutil
import subprocess
import sys
import urllib.parse

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
from lib import BIN, Home, ROOT, Skip, check, equal, main, tests_of
import lib

VOID = {"meta", "link", "br", "hr", "img", "input"}


class Page(html.parser.HTMLParser):
    """What a page holds; fails on what is not well-formed."""

    def __init__(self, text):
        super().__init__()
        self.open, self.ids, self.links, self.headings, self.text, self.lang, self.tags = [], set(), [], [], [], None, set()
        self.feed(text)
        self.close()
        equal(self.open, [], "left open")

    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        self.tags.add(tag)
        if tag == "html":
            self.lang = a.get("lang")
        if "id" in a:
            check(a["id"] not in self.ids, "%s is there twice" % a["id"])
            self.ids.add(a["id"])
        if tag == "a":
            self.links.append(a["href"])
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.add(tag)

    def handle_endtag(self, tag):
        equal(self.open.pop() if self.open else None, tag, "end tag")

    def handle_data(self, data):
        if "style" not in self.open:
            self.text.append(data)


def made(h, *more, folder="hb", **env):
    done = h.run("playbook", "handbook", "-o", h.path(folder), *more, **env)
    equal(done.returncode, 0, done.stderr)
    return pages_of(h.path(folder))


def pages_of(folder):
    out = {}
    for name in sorted(os.listdir(folder)):
        if name.endswith(".html"):
            with open(os.path.join(folder, name), encoding="utf-8") as f:
                out[name] = Page(f.read())
    return out


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
    with open(os.path.join(ROOT, "playbooks", "contacts.json"), encoding="utf-8") as f:
        contacts = {c["id"]: c for c in json.load(f)["contacts"]}
    return steps, books, contacts


def has(page, text):
    """Whether a text stands there, whatever its placeholders became."""
    whole = squeezed("".join(page.text))
    return all(part in whole for part in re.split(r"\{[^}]*\}", squeezed(text)))


def squeezed(text):
    return re.sub(r"\s", "", text)


def test_every_page_is_sound():
    with Home() as h:
        for name, page in made(h).items():
            equal(page.lang, "ja", name)
            equal(page.headings[0], 1, name)
            equal(page.headings.count(1), 1, name)
            for a, b in zip(page.headings, page.headings[1:]):
                check(b <= a + 1, "%s: h%d after h%d" % (name, b, a))
            equal(page.tags & {"script", "iframe", "object", "form", "link", "img"}, set(), name)
            check(not re.search(r"\{[a-z_.]+\}", "".join(page.text)), name + ": not filled in")


def test_every_link_leads_somewhere():
    with Home() as h:
        pages = made(h)
        linked = {"index.html"}
        for name, page in pages.items():
            for link in page.links:
                to = urllib.parse.urlparse(link)
                if to.scheme:
                    check(to.scheme in ("https", "mailto", "tel"), "%s: %s" % (name, link))
                    continue
                target = to.path or name
                check("/" not in target and os.path.exists(os.path.join(h.path("hb"), target)), "%s: %s is not there" % (name, link))
                linked.add(target)
                if to.fragment:
                    check(urllib.parse.unquote(to.fragment) in pages[target].ids, "%s: %s leads nowhere" % (name, link))
        equal(set(os.listdir(h.path("hb"))) - linked, set(), "pages nobody leads to")


def test_everything_is_in_it():
    steps, books, contacts = guidance()
    with Home() as h:
        pages = made(h)
        for name, book in books.items():
            page = pages["playbook-%s.html" % name]
            check(has(pages["index.html"], book["title"]), name + " is not in the index")
            wanted = [use if isinstance(use, str) else use["step"] for use in book["steps"]]
            for step_id in wanted:
                wanted += [s for key in ("if_closed", "if_unreachable", "if_refused") for s in steps[step_id].get(key, []) if s not in wanted]
                check("step-" + step_id in page.ids, "%s: %s" % (name, step_id))
                for line in [steps[step_id]["title"], steps[step_id]["why"], *steps[step_id]["how"]]:
                    check(has(page, line), "%s: %s: %s" % (name, step_id, line))
        whole = {i for page in pages.values() for i in page.ids}
        equal({"step-" + s for s in steps} - whole, set(), "steps")
        for step in steps.values():
            for key in ("read", "say", "listen"):
                check(key not in step or has(pages["scripts.html"], step[key]), "%s: %s" % (step["id"], key))
        for c in contacts.values():
            check("contact-" + c["id"] in pages["contacts.html"].ids, c["id"])
            for key in ("number", "url", "mail", "cannot", "cost"):
                if key in c:
                    for text in (c[key]["is"], c[key]["source"], c[key]["checked"]):
                        check(has(pages["contacts.html"], text), "%s: %s" % (c["id"], text))


def tool(*args):
    if not shutil.which(args[0]):
        raise Skip(args[0] + " is not here")
    done = subprocess.run(args, capture_output=True, timeout=120)
    equal(done.returncode, 0, done.stderr.decode("utf-8", "replace"))
    return done.stdout.decode("utf-8")


def test_the_pdf():
    steps, books, contacts = guidance()
    with Home() as h:
        made(h)
        path = h.path("hb/handbook.pdf")
        facts = dict((k.strip(), v.strip()) for k, _, v in (row.partition(":") for row in tool("pdfinfo", path).splitlines()))
        pages = int(facts["Pages"])
        check("A4" in facts["Page size"] and pages > 30, facts)
        text = tool("pdftotext", "-layout", path, "-").split("\f")[:-1]
        equal(len(text), pages)
        for i, page in enumerate(text, 1):
            check("%d/%d ページ" % (i, pages) in page, "page %d: no number" % i)
        for b in books.values():
            check(sum(squeezed(b["title"]) in squeezed(p) for p in text) >= 2, b["title"] + ": contents and heading")
        for line in text[0].splitlines() + text[1].splitlines():  # the contents say the page, and it stands there
            entry = re.match(r"\s*・\s+\d+\. (\S.*?)\s{3,}(\d+)$", line)
            if entry:
                check(squeezed(entry[1]) in squeezed(text[int(entry[2]) - 1]), line)
        check(len(re.findall(r"(?m)^\s*・ .*\s{3,}\d+$", text[0] + text[1])) > 40, "contents without pages")
        check(not re.search(r"(?m)^\s*\.$", "".join(text)), "a number broken off its dot")
        whole = squeezed(re.sub(r"\d+/\d+ ページ", "", "".join(text)))
        for s in steps.values():
            check(all(part in whole for part in re.split(r"\{[^}]*\}", squeezed(s["title"]))), s["title"])
        for c in contacts.values():
            check(squeezed(c["name"]) in whole, c["name"])


def test_in_english():
    with Home() as h:
        pages = made(h, "--lang", "en")
        equal({p.lang for p in pages.values()}, {"en"})
        check("The kakekomi handbook" in "".join(pages["index.html"].text), "title")


def files_in(folder):
    out = {}
    for name in os.listdir(folder):
        with open(os.path.join(folder, name), "rb") as f:
            out[name] = f.read()
    return out


def test_a_folder_that_is_not_empty():
    with Home() as h:
        os.mkdir(h.path("hb"))
        made(h)  # an empty one will do
        with open(h.path("hb/mine.txt"), "w") as f:
            f.write("mine")
        with open(h.path("hb/index.html"), "w") as f:
            f.write("old")
        before = files_in(h.path("hb"))
        done = h.run("playbook", "handbook", "-o", h.path("hb"))
        equal((done.returncode, done.stderr.count("\n")), (73, 1))
        equal(files_in(h.path("hb")), before)
        made(h, "--force")
        check(files_in(h.path("hb"))["mine.txt"] == b"mine" and files_in(h.path("hb"))["index.html"] != b"old", "what was there")
        equal(sorted(n for n in os.listdir(h.dir) if n.endswith(".part")), [])


def test_places_that_cannot_be():
    with Home() as h:
        equal(h.run("playbook", "handbook").returncode, 2)
        with open(h.path("file"), "w") as f:
            f.write("x")
        for place in (h.path("file"), h.path("file/hb"), h.path("none/hb")):
            done = h.run("playbook", "handbook", "-o", place, "--force")
            check(done.returncode in (73, 74), "%s: %d" % (place, done.returncode))
            equal(done.stderr.count("\n"), 1, place)
        equal(sorted(n for n in os.listdir(h.dir) if "part" in n or n == "hb"), [])
        equal(open(h.path("file")).read(), "x")


def test_no_room_leaves_nothing():
    if not shutil.which("prlimit"):
        raise Skip("prlimit is not here")
    with Home() as h:
        # A file may not grow beyond 64 KiB (Python ignores that signal, and here so does what it starts): the PDF is not written to its end.
        done = subprocess.run(["prlimit", "--fsize=65536", BIN, "--db", h.db, "playbook", "handbook", "-o", h.path("hb")], capture_output=True,
                              env=h.env(), timeout=120, restore_signals=False)
        check(done.returncode in (73, 74), "status %d" % done.returncode)
        told = [line for line in done.stderr.decode("utf-8").splitlines() if line.startswith("kakekomi: ")]
        check(len(told) == 1 and h.path("hb") in told[0] and ".part" not in told[0], told)
        equal([n for n in os.listdir(h.dir) if n.startswith("hb")], [], "left behind")


def test_without_the_typesetter():
    """The site is there all the same, and does not speak of a PDF."""
    with Home() as h:
        os.mkdir(h.path("build"))
        bin = shutil.copy(BIN, h.path("build/kakekomi"))
        for name in ("playbooks", "locale"):
            os.symlink(os.path.join(ROOT, name), h.path(name))
        mine, lib.BIN = lib.BIN, bin
        try:
            done = h.run("playbook", "handbook", "-o", h.path("hb"))
        finally:
            lib.BIN = mine
        equal(done.returncode, 69, done.stderr)
        equal(done.stderr.count("\n"), 2)
        pages = pages_of(h.path("hb"))
        check(not os.path.exists(h.path("hb/handbook.pdf")) and "handbook.pdf" not in pages["index.html"].links, "a PDF")


if __name__ == "__main__":
    main(tests_of(sys.modules[__name__]))
