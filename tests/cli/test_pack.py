"""Packs: made, signed, verified here and by minisign, installed, laid over each other, taken back; and everything that is to be
refused while what is in use goes on working."""
import fcntl
import json
import os
import re
import resource
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from lib import BIN, ROOT, UNDER_ASAN, DEFAULT_NOW, Done, Home, Skip, check, equal, main, tests_of  # noqa: E402
from terminal import Terminal  # noqa: E402

NOW = "2026-12-01T10:00:00+09:00"


def contacts(number, **more):
    desk = {"id": "consumer-188", "name": "自社の相談窓口", "number": {"is": number, "source": "社内", "checked": "2026-11-20", "sure": "A"}}
    desk.update(more)
    return {"contacts": [desk]}


class Publisher(Home):
    """A home with a key, and a directory of guidance of one's own."""

    def __init__(self):
        super().__init__()
        self.go("pack", "keygen", "-o", self.path("me"), "--no-password")
        self.write("desk/contacts.json", contacts("0120-111-111"))

    def write(self, name, content):
        path = self.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as f:
            f.write(content if isinstance(content, str) else json.dumps(content, ensure_ascii=False))
        return path

    def go(self, *args, status=0, now=NOW, **more):
        done = self.run(*args, db=False, now=now, **more)
        equal(done.returncode, status, "%s: %s%s" % (" ".join(args), done.stdout, done.stderr))
        return done

    def build(self, file, version, name="desk", source="desk", key="me", **options):
        more = [w for k, v in options.items() for w in ("--" + k, v)]
        self.go("pack", "build", self.path(source), "-o", self.path(file), "--name", name, "--version", str(version), "--force", *more)
        self.go("pack", "sign", self.path(file), "--key", self.path(key + ".key"), "--force")
        return self.path(file)

    def trust(self, key="me", name="me"):
        self.go("pack", "key", "add", self.path(key + ".pub"), name)

    def installed(self, number="0120-111-111"):
        """A home that has version 1 in use."""
        self.trust()
        self.write("desk/contacts.json", contacts(number))
        self.go("pack", "install", self.build("one.pack", 1))
        return self

    def refused(self, file, words, status=1, *args, **more):
        before = self.kept()
        done = self.go("pack", "install", file, *args, status=status, **more)
        check(words in done.stderr and done.stderr.count("\n") == 1, done.stderr)
        equal(self.kept(), before, "what is in use")
        return done

    def kept(self):
        """Every file of the packs, but for the lock."""
        found = {}
        for folder, _, names in os.walk(self.path("data/kakekomi/packs")):
            for name in names:
                path = os.path.join(folder, name)
                if name != ".lock":
                    found[path] = os.readlink(path) if os.path.islink(path) else open(path, "rb").read()
        return found

    def number(self, **more):
        plan = json.loads(self.go("plan", "--fact", "received=letter", "--fact", "about=bill", "--fact", "claims=unknown-company", "--json",
                                  **more).stdout)
        numbers = {s["contact"]["id"]: s["contact"].get("number") for s in plan["steps"] if s["contact"]}
        return numbers.get("consumer-188")


# --- making and signing ---

def test_the_same_guidance_is_the_same_pack():
    with Publisher() as p:
        a = open(p.build("a.pack", 1), "rb").read()
        shutil.copytree(p.path("desk"), p.path("copy"))
        os.utime(p.path("copy/contacts.json"), (1, 1))
        equal(open(p.build("b.pack", 1, source="copy"), "rb").read(), a)
        check(a.startswith(b"kakekomi-pack 1\n"), a[:40])


def test_keys_are_ours_alone():
    with Publisher() as p:
        equal(oct(os.stat(p.path("me.key")).st_mode & 0o777), "0o600")
        p.go("pack", "keygen", "-o", p.path("me"), "--no-password", status=73)


def test_minisign_verifies_ours_and_we_theirs():
    if not shutil.which("minisign"):
        raise Skip("minisign is not here")
    with Publisher() as p:
        pack = p.build("a.pack", 1)
        done = subprocess.run(["minisign", "-Vm", pack, "-p", p.path("me.pub")], capture_output=True, text=True)
        equal(done.returncode, 0, done.stderr)
        check("kakekomi pack desk 1 until ever" in done.stdout, done.stdout)
        subprocess.run(["minisign", "-G", "-W", "-p", p.path("m.pub"), "-s", p.path("m.key")], check=True, capture_output=True)
        for more in ([], ["-H"], ["-l"]):
            subprocess.run(["minisign", "-S", "-m", pack, "-s", p.path("m.key"), "-t", "kakekomi pack desk 1 until ever"] + more, check=True,
                           capture_output=True)
            p.go("pack", "verify", pack, "--key", p.path("m.pub"))
            changed = open(pack + ".minisig").read().replace("desk 1 until", "desk 2 until")
            p.write("other.minisig", changed)
            shutil.copy(pack, p.path("other"))
            p.go("pack", "verify", p.path("other"), "--key", p.path("m.pub"), status=1)  # the comment is signed too
            check(subprocess.run(["minisign", "-Vm", p.path("other"), "-p", p.path("m.pub")], capture_output=True).returncode, "minisign took it")
        # Their key signs here too, and ours there.
        p.go("pack", "sign", pack, "--key", p.path("m.key"), "--force")
        subprocess.run(["minisign", "-Vm", pack, "-p", p.path("m.pub")], check=True, capture_output=True)
        subprocess.run(["minisign", "-S", "-m", pack, "-s", p.path("me.key"), "-t", "x"], check=True, capture_output=True)
        done = p.go("pack", "verify", pack, "--key", p.path("me.pub"), status=1)
        check("どのパックの何版か" in done.stderr, done.stderr)


def test_a_password_is_asked_on_the_terminal_and_not_shown():
    if UNDER_ASAN:
        raise Skip("deriving a key takes 1 GiB")
    with Publisher() as p:
        t = Terminal(p, "pack", "keygen", "-o", p.path("safe"), db=False)
        t.expect("画面には出ません): ")
        t.send("himitsu himitsu" + "\r")
        t.expect("もう一度: ")
        t.send("himitsu himitsu" + "\r")
        t.expect("配る鍵")
        t.end()
        equal(t.status, 0, t.text)
        check("himitsu" not in t.text, t.text)
        pack = p.build("a.pack", 1)
        for password, status in (("chigau", 1), ("himitsu himitsu", 0)):
            t = Terminal(p, "pack", "sign", pack, "--key", p.path("safe.key"), "--force", db=False)
            t.expect("画面には出ません): ")
            t.send(password + "\r")
            t.end()
            equal(os.waitstatus_to_exitcode(t.status), status, t.text)
        p.go("pack", "verify", pack, "--key", p.path("safe.pub"))
        if shutil.which("minisign"):
            done = subprocess.run(["minisign", "-S", "-m", pack, "-s", p.path("safe.key"), "-t", "kakekomi pack desk 1 until ever"],
                                  input="himitsu himitsu\n", capture_output=True, text=True)
            equal(done.returncode, 0, done.stderr)


def test_only_sound_guidance_becomes_a_pack():
    with Publisher() as p:
        args = ["pack", "build", p.path("desk"), "-o", p.path("x.pack"), "--name", "desk", "--version", "1"]
        p.write("desk/contacts.json", {"contacts": [{"id": "x"}]})
        p.go(*args, status=65)
        check(not os.path.exists(p.path("x.pack")), "a faulty pack was written")
        p.write("desk/contacts.json", contacts("1"))
        for change, status in ((["--name", "A b"], 2), (["--version", "0"], 2), (["--version", "1.2"], 2), (["--expires", "2027-02-30"], 2),
                               (["--needs", "new"], 2), (["--name", "base"], 65)):
            p.go(*args, *change, status=status)


# --- in use ---

def test_installed_listed_rolled_back_pinned():
    with Publisher() as p:
        shipped = p.number()
        p.installed()
        equal(p.number(), "0120-111-111")
        p.write("desk/contacts.json", contacts("0120-222-222"))
        two = p.build("two.pack", 2, expires="2027-03-31")
        dry = p.go("pack", "install", two, "--dry-run")
        check("電話番号  自社の相談窓口  0120-111-111 → 0120-222-222" in dry.stdout, dry.stdout)
        equal(p.number(), "0120-111-111")
        equal(dry.stdout.splitlines()[1:], p.go("pack", "install", two).stdout.splitlines()[1:-1])
        equal(p.number(), "0120-222-222")
        equal([(r["name"], r["version"], r["expires"], r["pin"], r["key"]) for r in json.loads(p.go("pack", "list", "--json").stdout)],
              [("desk", 2, "2027-03-31", 0, "me")])
        p.go("pack", "rollback", "desk")
        equal(p.number(), "0120-111-111")
        p.refused(two, "より新しくありません")
        p.go("pack", "pin", "desk", "2")
        equal(p.number(), "0120-222-222")
        three = p.build("three.pack", 3)
        p.refused(three, "2 版のまま")
        p.go("pack", "pin", "desk", "none")
        p.go("pack", "install", three)
        p.go("pack", "pin", "desk", "1", status=66)
        p.go("pack", "rollback", "desk")
        p.go("pack", "rollback", "desk")
        equal(p.number(), shipped)
        p.go("pack", "rollback", "desk", status=66)


def test_twice_is_once():
    with Publisher() as p:
        p.installed()
        check("もう使っています" in p.go("pack", "install", p.path("one.pack")).stdout, "not told")
        p.write("desk/contacts.json", contacts("0120-999-999"))
        p.refused(p.build("other.pack", 1), "中身がちがいます")


def test_who_wins():
    """Base, then packs by name, then KAKEKOMI_PLAYBOOKS."""
    with Publisher() as p:
        p.trust()
        for name, number in (("20-desk", "20"), ("10-bank", "10")):
            p.write("desk/contacts.json", contacts(number))
            p.go("pack", "install", p.build(name + ".pack", 1, name=name))
        equal(p.number(), "20")
        p.write("over/contacts.json", contacts("99"))
        equal(p.number(KAKEKOMI_PLAYBOOKS=p.path("over")), "99")
        shutil.copytree(os.path.join(ROOT, "playbooks"), p.path("base"), ignore=shutil.ignore_patterns("README.md"))
        base = json.load(open(p.path("base/contacts.json"), encoding="utf-8"))
        for c in base["contacts"]:
            if c["id"] == "consumer-188":
                c["number"]["is"] = "5"
        p.write("base/contacts.json", base)
        p.go("pack", "install", p.build("base.pack", 2, name="base", source="base"))
        equal(p.number(), "20")
        for name in ("10-bank", "20-desk"):
            p.go("pack", "rollback", name)
        equal(p.number(), "5")
        equal(p.number(KAKEKOMI_PLAYBOOKS=os.path.join(ROOT, "playbooks")), "188")
        p.go("playbook", "check")


def test_a_base_not_above_the_shipped_one_is_refused():
    with Publisher() as p:
        p.trust()
        shutil.copytree(os.path.join(ROOT, "playbooks"), p.path("base"), ignore=shutil.ignore_patterns("README.md"))
        p.refused(p.build("base.pack", 1, name="base", source="base"), "より新しくありません")


def test_a_base_that_breaks_what_lies_on_it_is_refused():
    with Publisher() as p:
        p.trust()
        shutil.copytree(os.path.join(ROOT, "playbooks"), p.path("base"), ignore=shutil.ignore_patterns("README.md"))
        p.write("base/steps/extra.json", {"steps": [{"id": "extra", "action": "extra.do", "title": "t", "why": "w", "how": ["h"], "done": "d",
                                                     "source": "s", "urgency": "later"}]})
        book = {"id": "extra", "title": "t", "source": "s", "order": 95, "when": {"fact": "entered", "is": "card"}, "steps": ["extra"]}
        p.write("base/extra.json", book)
        p.go("pack", "install", p.build("two.pack", 2, name="base", source="base"))
        p.write("desk/own.json", dict(book, id="own", order=96))
        p.go("pack", "install", p.build("one.pack", 1))
        os.unlink(p.path("base/extra.json"))
        os.unlink(p.path("base/steps/extra.json"))
        p.go("pack", "build", p.path("base"), "-o", p.path("three.pack"), "--name", "base", "--version", "3", XDG_DATA_HOME=p.path("elsewhere"))
        p.go("pack", "sign", p.path("three.pack"), "--key", p.path("me.key"))
        p.refused(p.path("three.pack"), "誤りがあります", 65)


def test_a_case_in_progress_is_told_once():
    with Publisher() as p:
        p.trust()
        with open(os.path.join(ROOT, "playbooks/steps/card.json"), encoding="utf-8") as f:
            stop = next(s for s in json.load(f)["steps"] if s["id"] == "card.stop")
        p.run("start", "--fact", "entered=card", "--walk", lines=["n", "ひとこと", "q"], now=NOW)

        def resume():
            done = p.run("resume", "--walk", lines=["q"], now=NOW)
            equal(done.returncode, 0, done.stderr)
            return done.stdout

        check("書き方が新しく" not in resume(), "nothing changed")
        os.unlink(p.path("desk/contacts.json"))
        p.write("desk/steps/card.json", {"steps": [dict(stop, how=["新しいやり方です。"])]})
        p.go("pack", "install", p.build("one.pack", 1))
        first = resume()
        check("書き方が新しく" in first and stop["title"] in first, first)
        check("新しいやり方です" not in first, "the case changed its steps")
        check("書き方が新しく" not in resume(), "told twice")
        case = p.json("list", "--json", now=NOW)[0]["case"]
        check("書き方が新しく" in p.run("show", case, now=NOW).stdout, "not on record")
        equal(p.run("verify", case, now=NOW).returncode, 0)
        # Taking back takes back what the person said, never this.
        check("取り消しました: ひとこと" in p.run("resume", "--walk", lines=["b", "q"], now=NOW).stdout, "another entry was taken back")
        check("書き方が新しく" not in resume(), "told again")
        p.write("desk/steps/card.json", {"steps": [dict(stop, how=["もっと新しいやり方です。"])]})
        p.go("pack", "install", p.build("two.pack", 2))
        check("書き方が新しく" in resume(), "not told of the second change")


SUFFIXES = "// a list\ncom\njp\nco.jp\nexample\nshop.example\n"


def test_a_suffix_list_comes_along():
    """shop.example is nobody's own once the list says so: what looks like one domain is two."""
    with Publisher() as p:
        p.trust()
        p.write("desk/public_suffix_list.dat", "no list at all\n")
        p.go("pack", "build", p.path("desk"), "-o", p.path("x.pack"), "--name", "desk", "--version", "1", status=65)
        p.write("desk/public_suffix_list.dat", SUFFIXES)
        mail = p.write("mail.eml", "From: a@x.example\nSubject: x\n\nhttps://mine.shop.example/a\n")

        def domain():
            return json.loads(p.run("check", mail, "--json", db=False, now=NOW).stdout)["links"][0]["domain"]

        equal(domain().replace("[", "").replace("]", ""), "shop.example")
        p.go("pack", "install", p.build("one.pack", 1))
        equal(domain().replace("[", "").replace("]", ""), "mine.shop.example")


# --- keys ---

def test_a_key_must_be_known_and_not_taken_back():
    with Publisher() as p:
        pack = p.build("one.pack", 1)
        p.refused(pack, "知りません")
        p.trust()
        p.go("pack", "key", "revoke", "me")
        p.refused(pack, "取り消されています")
        check("取り消した鍵" in p.go("pack", "key", "list").stdout, "not listed")
        p.go("pack", "key", "add", p.path("me.pub"), "again", status=1)
        p.go("pack", "key", "revoke", "nobody", status=66)


def test_a_new_key_needs_the_old_ones_word():
    with Publisher() as p:
        p.installed()
        p.go("pack", "keygen", "-o", p.path("new"), "--no-password")
        p.write("desk/contacts.json", contacts("0120-222-222"))
        two = p.build("two.pack", 2, key="new")
        p.refused(two, "知りません")
        p.go("pack", "key", "add", p.path("new.pub"), "stranger")
        p.refused(two, "いままでとちがう鍵")
        shutil.copy(p.path("new.pub"), two + ".pub")
        p.go("pack", "sign", two + ".pub", "--key", p.path("new.key"))
        p.refused(two, "いままでとちがう鍵")
        p.go("pack", "sign", two + ".pub", "--key", p.path("me.key"), "--force")
        p.go("pack", "install", two)
        equal(p.number(), "0120-222-222")
        p.refused(p.build("three.pack", 3, key="me"), "いままでとちがう鍵")


def test_a_vouched_key_is_remembered():
    with Publisher() as p:
        p.installed()
        p.go("pack", "keygen", "-o", p.path("new"), "--no-password")
        two = p.build("two.pack", 1, key="new")  # each key counts its own versions; this number is in use
        shutil.copy(p.path("new.pub"), two + ".pub")
        p.go("pack", "sign", two + ".pub", "--key", p.path("me.key"))
        p.go("pack", "install", p.build("five.pack", 5))
        p.write("desk/contacts.json", contacts("0120-222-222"))
        two = p.build("two.pack", 2, key="new")
        p.go("pack", "install", two)
        os.unlink(two + ".pub")
        p.write("desk/contacts.json", contacts("0120-333-333"))
        p.go("pack", "install", p.build("three.pack", 3, key="new"))
        equal(p.number(), "0120-333-333")


def test_a_revoked_owner_gives_way():
    with Publisher() as p:
        p.installed()
        p.go("pack", "keygen", "-o", p.path("new"), "--no-password")
        p.go("pack", "key", "add", p.path("new.pub"), "new")
        p.go("pack", "key", "revoke", "me")
        p.write("desk/contacts.json", contacts("0120-222-222"))
        p.go("pack", "install", p.build("two.pack", 2, key="new"))


class Shipping(Publisher):
    """A publisher whose program lies elsewhere, as installed, with keys of its own beside the playbooks."""

    def __init__(self):
        self.bin = None
        super().__init__()
        os.makedirs(self.path("usr/bin"))
        for name in [os.path.basename(BIN)] + [n for n in os.listdir(os.path.dirname(BIN)) if n.startswith("kakekomi-") and "." not in n]:
            shutil.copy(os.path.join(os.path.dirname(BIN), name), self.path("usr/bin/" + name))
        for name in ("playbooks", "locale"):
            shutil.copytree(os.path.join(ROOT, name), self.path("usr/share/kakekomi/" + name))
        self.bin = self.path("usr/bin/" + os.path.basename(BIN))

    def run(self, *args, now=NOW, **more):
        if not self.bin:
            return super().run(*args, now=now, **more)
        more.pop("db", None)
        return Done(subprocess.run([self.bin, *args], capture_output=True, env=self.env(now, **more), timeout=120))

    def ship(self, key, name):
        folder = self.path("usr/share/kakekomi/playbooks/keys")
        os.makedirs(folder, exist_ok=True)
        shutil.copy(self.path(key + ".pub"), os.path.join(folder, name))

    def unship(self, name):
        os.unlink(self.path("usr/share/kakekomi/playbooks/keys/" + name))

    def base(self, file, version, key="me"):
        if not os.path.exists(self.path("base")):
            shutil.copytree(os.path.join(ROOT, "playbooks"), self.path("base"), ignore=shutil.ignore_patterns("README.md"))
        return self.build(file, version, name="base", source="base", key=key)


def test_a_shipped_key_counts_from_the_start():
    with Shipping() as p:
        one = p.build("one.pack", 1)
        p.refused(one, "知りません")
        p.ship("me", "makers.pub")
        check("makers" in p.go("pack", "key", "list").stdout and "付属の鍵" in p.go("pack", "key", "list").stdout, "not listed as shipped")
        p.go("pack", "install", one)
        p.go("pack", "key", "revoke", "makers")  # by name, shipped or not
        check("取り消した鍵" in p.go("pack", "key", "list").stdout, "not listed as taken back")
        p.refused(p.build("two.pack", 2), "取り消されています")


def test_where_a_key_is_shipped_only_it_begins_a_base():
    with Shipping() as p:
        p.go("pack", "keygen", "-o", p.path("other"), "--no-password")
        p.trust("other", "other")
        p.ship("me", "makers.pub")
        p.refused(p.base("two.pack", 2, key="other"), "付属の鍵")
        p.go("pack", "install", p.base("three.pack", 3))
        p.refused(p.base("four.pack", 4, key="other"), "いままでとちがう鍵")


def test_a_newer_program_takes_a_shipped_key_back():
    with Shipping() as p:
        p.go("pack", "keygen", "-o", p.path("new"), "--no-password")
        p.ship("me", "makers-1.pub")
        p.go("pack", "install", p.base("two.pack", 2))
        p.unship("makers-1.pub")  # what the next program ships: the old one taken back, and a new one
        p.ship("me", "makers-1.revoked")
        p.ship("new", "makers-2.pub")
        p.refused(p.base("three.pack", 3), "取り消されています")
        p.go("pack", "key", "add", p.path("me.pub"), "mine", status=1)
        p.go("pack", "install", p.base("three.pack", 3, key="new"))
        keys = p.go("pack", "key", "list").stdout
        check(re.search("makers-1 .*取り消した鍵", keys) and re.search("makers-2 .*付属の鍵", keys), keys)
        p.ship("me", "makers-1.pub")  # both: taken back is taken back
        p.refused(p.base("four.pack", 4), "取り消されています")


def test_a_shipped_key_that_is_none_is_told():
    with Shipping() as p:
        one = p.build("one.pack", 1)
        p.write("x.pub", "nothing")
        p.ship("x", "makers.pub")
        p.refused(one, "makers.pub", 65)


# --- what is refused ---

def flipped(data, i):
    return data[:i] + bytes([data[i] ^ 0x20]) + data[i + 1:]


def test_every_byte_counts():
    with Publisher() as p:
        p.installed()
        p.write("desk/contacts.json", contacts("0120-222-222"))
        two, before = p.build("two.pack", 2), p.kept()
        for name in (two, two + ".minisig"):
            whole = open(name, "rb").read()
            start = len(b"untrusted comment: ")
            free = range(start, whole.index(b"\n")) if name != two else ()  # whatever stands there, nobody believes it
            for i in range(0, len(whole), 7 if UNDER_ASAN else 1):
                with open(name, "wb") as f:
                    f.write(flipped(whole, i))
                done = p.run("pack", "install", name if name == two else two, "--dry-run", db=False, now=NOW)
                if i not in free:
                    check(done.returncode in (1, 65) and done.stderr.count("\n") == 1, "byte %d of %s: %d %s" % (i, name, done.returncode, done.stderr))
            with open(name, "wb") as f:
                f.write(whole)
        equal(p.kept(), before)
        p.go("pack", "install", two)


def test_cut_at_every_length():
    with Publisher() as p:
        p.installed()
        two, before = p.build("two.pack", 2), p.kept()
        for name in (two, two + ".minisig"):
            whole = open(name, "rb").read()
            for i in range(0, len(whole) - 1, 7 if UNDER_ASAN else 1):
                with open(name, "wb") as f:
                    f.write(whole[:i])
                done = p.run("pack", "install", two, "--dry-run", db=False, now=NOW)
                check(done.returncode in (1, 65) and done.stderr.count("\n") == 1, "%d bytes of %s: %d %s" % (i, name, done.returncode, done.stderr))
            with open(name, "wb") as f:
                f.write(whole)
        equal(p.kept(), before)


def test_wrong_key_and_mixed_files():
    with Publisher() as p:
        p.installed()
        p.go("pack", "keygen", "-o", p.path("evil"), "--no-password")
        two = p.build("two.pack", 2, key="evil")
        p.refused(two, "知りません")
        text = open(two + ".minisig").read().split("\n")
        mine = open(p.path("one.pack.minisig")).read().split("\n")
        for lines in (mine, [mine[0], mine[1], text[2], text[3], ""], [mine[0], text[1], mine[2], mine[3], ""]):
            with open(two + ".minisig", "w") as f:
                f.write("\n".join(lines))
            p.go("pack", "install", two, status=1)
        os.unlink(two + ".minisig")
        p.refused(two, "署名", 66)


def test_rollback_jump_and_expiry():
    with Publisher() as p:
        p.installed()
        p.go("pack", "install", p.build("five.pack", 5))
        p.refused(p.build("three.pack", 3), "より新しくありません")
        far = p.build("far.pack", 900000000)
        p.refused(far, "とんでいます")
        p.refused(far, "とんでいます", 1, "--accept-version", "900000001")
        p.go("pack", "install", p.build("near.pack", 1005))
        p.go("pack", "install", far, "--accept-version", "900000000")
        p.refused(p.build("old.pack", 900000001, expires="2026-11-30"), "過ぎています")
        p.go("pack", "install", p.build("last.pack", 900000001, expires="2026-12-01"))


def test_a_program_too_old_is_told():
    with Publisher() as p:
        p.trust()
        p.refused(p.build("one.pack", 1, needs="99.0"), "99.0", 69)


def frame(b):
    return len(b).to_bytes(4, "big") + b


def raw_pack(*files, **manifest):
    about = {"name": "desk", "version": 1, "expires": None, "needs": "0.1.0", "files": len(files), "bytes": sum(len(t) for _, t in files)}
    about.update(manifest)
    return b"kakekomi-pack 1\n" + frame(json.dumps(about).encode()) + b"".join(frame(n) + frame(t) for n, t in files)


def test_what_a_pack_may_hold():
    """Signed by a key that is believed, and refused all the same."""
    good = json.dumps(contacts("5")).encode()
    bad = {
        "escape": [(b"../contacts.json", good)],
        "absolute": [(b"/contacts.json", good)],
        "inside": [(b"steps/../contacts.json", good)],
        "hidden": [(b".json", good)],
        "kind": [(b"contacts.sh", good)],
        "folder": [(b"keys/a.json", good)],
        "nul": [(b"contacts\0.json", good)],
        "twice": [(b"contacts.json", good), (b"contacts.json", good)],
        "order": [(b"words.json", good), (b"contacts.json", good)],
        "long name": [(b"a" * 61 + b".json", good)],
        "large": [(b"contacts.json", good + b" " * (1024 * 1024))],
        "json": [(b"contacts.json", b"{")],
        "fault": [(b"contacts.json", b'{"contacts": [{"id": "x"}]}')],
    }
    if not shutil.which("minisign"):
        raise Skip("minisign is not here")
    with Publisher() as p:
        p.trust()

        def offer(data):
            with open(p.path("x.pack"), "wb") as f:
                f.write(data)
            subprocess.run(["minisign", "-S", "-m", p.path("x.pack"), "-s", p.path("me.key"), "-t", "kakekomi pack desk 1 until ever"], check=True,
                           capture_output=True)
            return p.path("x.pack")

        for what, files in bad.items():
            done = p.go("pack", "install", offer(raw_pack(*files)), status=65)
            check(done.stderr.count("\n") == 1, what + done.stderr)
        for manifest in ({"files": 2}, {"files": 10 ** 9}, {"bytes": 10 * 1024 ** 3}, {"bytes": 1}, {"extra": 1}, {"needs": "x"}, {"version": 0},
                         {"version": 1.5}, {"expires": "soon"}, {"name": "../x"}):
            p.go("pack", "install", offer(raw_pack((b"contacts.json", good), **manifest)), status=65)
        for manifest in ({"name": "other"}, {"version": 2}, {"expires": "2030-01-01"}):
            p.refused(offer(raw_pack((b"contacts.json", good), **manifest)), "名前か版か期限がちがいます")
        p.refused(offer(raw_pack((b"contacts.json", good)) + b"more"), "壊れている", 65)
        p.go("pack", "install", offer(raw_pack((b"contacts.json", good))))
        equal(p.number(), "5")


def test_ten_gigabytes_are_not_read():
    with Publisher() as p:
        p.installed()
        two = p.build("two.pack", 2)
        with open(two, "r+b") as f:
            f.truncate(10 * 1024 ** 3)
        p.refused(two, "16 MiB", 65)


def test_a_full_disk_in_the_middle():
    with Publisher() as p:
        p.installed()
        p.write("desk/contacts.json", contacts("0120-222-222", where="場所 " * 3000))
        two, before = p.build("two.pack", 2), p.kept()
        for room in (0, 100, 400, 4096):
            done = subprocess.run([BIN, "pack", "install", two], env=p.env(NOW), capture_output=True,
                                  preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room)))
            equal(done.returncode, 74, done.stderr.decode())
            check("空き" in done.stderr.decode(), done.stderr.decode())
            equal(p.kept(), before, "with room for %d" % room)
        equal(p.number(), "0120-111-111")
        p.go("pack", "install", two)


def test_two_at_once():
    with Publisher() as p:
        p.installed()
        two = p.build("two.pack", 2)
        with open(p.path("data/kakekomi/packs/.lock"), "r+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            p.refused(two, "終わってから", 69)
        p.go("pack", "install", two)


def test_a_state_that_cannot_be_read():
    with Publisher() as p:
        p.installed()
        p.go("pack", "install", p.build("two.pack", 2))
        state = p.path("data/kakekomi/packs/state.json")
        whole = open(state).read()
        for text in ("", "{", "[]", whole.replace('"format":\t1', '"format":\t2'), whole.replace('"version":\t2', '"version":\t-2'), whole[:-30]):
            with open(state, "w") as f:
                f.write(text)
            p.refused(p.build("three.pack", 3), "覚え書き", 65)
            equal(p.number(), "0120-111-111")
        os.unlink(state)
        p.refused(p.path("one.pack"), "より新しくありません")
        p.go("pack", "install", p.path("three.pack"))


def test_a_broken_pack_on_disk_is_told():
    """What is in use was damaged by somebody else: the line names it, and taking it back mends it."""
    with Publisher() as p:
        p.installed()
        with open(p.path("data/kakekomi/packs/desk/1.pack"), "r+b") as f:
            f.truncate(50)
        done = p.run("plan", "--fact", "entered=card", db=False, now=NOW)
        equal(done.returncode, 65)
        check("1.pack" in done.stderr, done.stderr)
        p.go("pack", "rollback", "desk")
        p.go("plan", "--fact", "entered=card")


if __name__ == "__main__":
    main(tests_of(sys.modules[__name__]))
