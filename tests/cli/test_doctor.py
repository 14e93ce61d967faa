"""kakekomi doctor: what is old, ended, missing or broken, each with how to mend it; exit 1 when something is to be mended."""
import json
import os
import shutil
import sqlite3
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from lib import BIN, ROOT, Home, check, equal, main, tests_of  # noqa: E402
from terminal import Terminal, columns  # noqa: E402
from test_pack import NOW, Publisher, contacts  # noqa: E402


def examine(h, *args, now=NOW, **more):
    done = h.run("doctor", "--json", *args, now=now, **more)
    found = json.loads(done.stdout)
    equal(done.returncode, 0 if found["healthy"] else 1, done.stdout)
    equal(found["healthy"], all(c["state"] != "mend" for c in found["checks"]))
    return found["checks"]


def to_mend(checks, name):
    """The lines of one examination that ask for mending."""
    return [c["message"] for c in checks if c["check"] == name and c["state"] == "mend"]


def only(checks, *names):
    """Nothing is to be mended but in these."""
    equal(sorted({c["check"] for c in checks if c["state"] == "mend"}), sorted(names))


def test_all_is_well():
    with Home() as h:
        h.run("start", "--fact", "entered=card", "--walk", lines=["q"])
        only(examine(h))
        done = h.run("doctor", now=NOW)
        equal((done.returncode, done.stderr), (0, ""))
        check("直すところは、ありません。" in done.stdout and "記録 1 件" in done.stdout, done.stdout)


def test_old_and_ended_contacts():
    with Publisher() as p:
        p.write("desk/contacts.json", contacts("1", until={"is": "2026-12-31", "source": "x", "checked": "2026-11-20", "sure": "A"}))
        over = {"KAKEKOMI_PLAYBOOKS": p.path("desk")}
        only(examine(p, **over))
        found = examine(p, now="2027-01-01T00:00:00+09:00", **over)
        check("自社の相談窓口(2026-12-31)" in to_mend(found, "contacts")[0], found)
        found = examine(p, now="2027-12-01T00:00:00+09:00", **over)
        check(any("1年より長く" in line for line in to_mend(found, "contacts")), found)
        check(all(c["mend"] for c in found if c["check"] == "contacts"), found)


def test_the_card_tells_the_age_and_not_before():
    with Home() as h:
        for now, told in (("2026-12-01T10:00:00+09:00", False), ("2028-01-05T10:00:00+09:00", True)):
            done = h.run("start", "--fact", "received=letter", "--fact", "about=bill", "--fact", "claims=unknown-company", "--walk", lines=["x"] * 8, now=now)
            equal("確かめたのは 2026-" in done.stdout, told, now)


def test_packs():
    with Publisher() as p:
        p.trust()
        p.go("pack", "install", p.build("one.pack", 1, expires="2026-12-31"))
        only(examine(p))
        check("期限" in to_mend(examine(p, now="2027-01-01T00:00:00+09:00"), "packs")[0], "expiry")
        path = p.path("data/kakekomi/packs/desk/1.pack")
        whole = open(path, "rb").read()
        with open(path, "wb") as f:
            f.write(whole.replace(b"0120-111-111", b"0120-111-119"))
        check("署名が合いません" in to_mend(examine(p), "packs")[0], "changed on disk")
        with open(path, "wb") as f:
            f.write(whole)
        p.go("pack", "key", "revoke", "me")
        check("取り消されています" in to_mend(examine(p), "packs")[0], "revoked")
        with open(p.path("data/kakekomi/packs/state.json"), "w") as f:
            f.write("{")
        check("覚え書き" in to_mend(examine(p), "packs")[0], "state")


def test_the_casebook():
    with Home() as h:
        h.run("start", "--fact", "entered=card", "--walk", lines=["q"])
        os.chmod(h.db, 0o644)
        found = examine(h)
        only(found, "casebook")
        check("chmod 600" in [c["mend"] for c in found if c["check"] == "casebook"][0], found)
        os.chmod(h.db, 0o600)
        db = sqlite3.connect(h.db)
        for (name,) in db.execute("select name from sqlite_master where type = 'trigger'").fetchall():
            db.execute("drop trigger " + name)
        db.execute("update entries set at_ms = at_ms + 1 where n = 1")
        db.commit()
        db.close()
        found = to_mend(examine(h), "casebook")
        check(found, "a broken chain was not found")
        with open(h.db, "wb") as f:
            f.write(b"x" * 5000)
        check(to_mend(examine(h), "casebook"), "no casebook at all")


def test_guidance_settings_and_lists():
    with Home() as h:
        check(to_mend(examine(h, KAKEKOMI_PLAYBOOKS=os.path.join(ROOT, "tests/bad/not-json")), "guidance"), "guidance")
        os.makedirs(h.path(".config/kakekomi"))
        with open(h.path(".config/kakekomi/config.json"), "w") as f:
            f.write('{"widht": 3}')
        check("widht" in to_mend(examine(h), "config")[0], "settings")
        os.unlink(h.path(".config/kakekomi/config.json"))
        os.makedirs(h.path("data/kakekomi"))
        with open(h.path("data/kakekomi/known.idx"), "w") as f:
            f.write("x" * 300)
        only(examine(h), "lists")


def test_lists_nobody_fetched_for_long():
    with Home() as h:
        h.run("feed", "add", "jpcert", "https://localhost:1/list.csv")
        notes = lambda now: [(c["message"], c["mend"]) for c in examine(h, now=now) if c["check"] == "lists" and c["state"] == "note"]
        check("まだ受け取っていません" in notes(NOW)[0][0] and "feed update jpcert" in notes(NOW)[0][1], notes(NOW))
        with open(h.path("data/kakekomi/feeds.json"), encoding="utf-8") as f:
            feeds = json.load(f)
        feeds["feeds"][0]["checked_ms"] = feeds["feeds"][0]["at_ms"] = 1796083200000  # 2026-12-01
        with open(h.path("data/kakekomi/feeds.json"), "w", encoding="utf-8") as f:
            json.dump(feeds, f)
        equal(notes("2027-01-04T00:00:00+09:00"), [])
        check("2026-12-01 から" in notes("2027-01-06T00:00:00+09:00")[0][0], notes("2027-01-06T00:00:00+09:00"))
        with open(h.path("data/kakekomi/feeds.json"), "w", encoding="utf-8") as f:
            f.write("{")
        check("控え" in to_mend(examine(h), "lists")[0], "a damaged file")


def test_what_mends_depends_on_where_it_came_from():
    with Publisher() as p:
        p.trust()
        p.go("pack", "install", p.build("one.pack", 1, expires="2026-12-31"))

        def mends(name):
            return [c["mend"] for c in examine(p, now="2028-01-05T10:00:00+09:00") if c["check"] == name and c["state"] == "mend"]

        check("pack install" in mends("packs")[0] and "入れ替える" in mends("contacts")[0], "a pack from a file")
        path = p.path("data/kakekomi/packs/state.json")
        with open(path, encoding="utf-8") as f:
            state = json.load(f)
        state["packs"][0]["url"] = "https://localhost:1/desk.pack"
        with open(path, "w", encoding="utf-8") as f:
            json.dump(state, f)
        check("kakekomi update" in mends("packs")[0] and "kakekomi update" in mends("contacts")[0], "a pack from a place")


def test_every_line_fits_the_screen_and_every_trouble_says_what_now():
    with Home() as h:
        h.run("start", "--fact", "entered=card", "--walk", lines=["q"])
        with open(h.db, "wb") as f:
            f.write(b"x" * 5000)
        os.makedirs(h.path("data/kakekomi"), exist_ok=True)
        with open(h.path("data/kakekomi/known.idx"), "w") as f:
            f.write("x" * 300)
        with open(h.path("fonts.conf"), "w") as f:
            f.write('<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig></fontconfig>')
        later = "2028-02-01T10:00:00+09:00"
        for width in (80, 40):
            t = Terminal(h, "doctor", width=width, now=later, FONTCONFIG_FILE=h.path("fonts.conf"))
            t.end()
            lines = t.text.replace("\r", "").split("\n")
            check(any("直すところが" in line for line in lines), t.text)
            for line in lines:
                check(columns(line) <= width, "%d: %s" % (width, line))
                check(not line.startswith(("。", "、", ")")), line)
        for c in examine(h, now=later, FONTCONFIG_FILE=h.path("fonts.conf")):
            check(c["state"] != "mend" or c["mend"] or "ください" in c["message"], c)


def test_missing_parts():
    """A copy of the program without its helpers."""
    with Home() as h:
        os.makedirs(h.path("bin"))
        os.makedirs(h.path("share"))
        os.symlink(ROOT, h.path("share/kakekomi"))
        shutil.copy(BIN, h.path("bin/kakekomi"))
        done = subprocess.run([h.path("bin/kakekomi"), "doctor", "--json"], capture_output=True, env=h.env(NOW))
        found = json.loads(done.stdout)["checks"]
        equal(done.returncode, 1)
        equal(len(to_mend(found, "helpers")), 3)
        check(to_mend(found, "paper"), found)


if __name__ == "__main__":
    main(tests_of(sys.modules[__name__]))
