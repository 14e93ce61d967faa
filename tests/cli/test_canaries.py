"""Secrets of every kind put in at every door, and everything the program leaves behind searched for them: the casebook's bytes, prints
in all forms, letters, files, the screen, errors, memory. And the other way round: what only looks like a secret stays.

Each canary stands behind a word of its own (letters only), so that what became of it is found however it is quoted."""
import base64
import json
import os
import quopri
import random
import re
import sys
import tempfile
import unicodedata
import urllib.parse

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from lib import Home, Skip, UNDER_ASAN, check, equal, main, tests_of  # noqa: E402
from terminal import Terminal  # noqa: E402

SURE = os.environ.get("KAKEKOMI_SURE") == "1"
SEED = int(os.environ.get("KAKEKOMI_SEED", "20260212"))
SHARE = 5 if SURE else 1
DIGITS = {"ascii": "0123456789", "wide": "０１２３４５６７８９", "arabic": "٠١٢٣٤٥٦٧٨٩", "devanagari": "०१२३४५६७८९", "bold": "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗",
          "mono": "𝟶𝟷𝟸𝟹𝟺𝟻𝟼𝟽𝟾𝟿", "kanji": "〇一二三四五六七八九"}
KANJI = {c: str(n) for n, c in enumerate(DIGITS["kanji"])} | {"零": "0"}
GAPS = ["", " ", "-", "　", "－", "‐", "–", "—", ".", "/", "·", "・", "\u200b", " - ", "_", "ー", "\u00a0", "\u202f"]


def luhn(head):
    total = sum(d if n % 2 else (2 * d - 9 if d > 4 else 2 * d) for n, d in enumerate(map(int, reversed(head))))
    return head + str(-total % 10)


def dress(r, digits, groups=None):
    script = r.choice(["ascii"] * 4 + ["wide"] * 3 + list(DIGITS))
    gap, parts = r.choice(GAPS), [digits]
    if groups:
        parts, at = [], 0
        for size in groups:
            parts.append(digits[at:at + size])
            at += size
        parts.append(digits[at:])
    return gap.join(p.translate({48 + n: c for n, c in enumerate(DIGITS[script])}) for p in parts if p)


def card(r):
    head, length, groups = r.choice([("4", 16, (4, 4, 4)), ("5" + str(r.randint(1, 5)), 16, (4, 4, 4)), ("2221", 16, (4, 4, 4)), ("35" + str(r.randint(28, 89)), 16, (4, 4, 4)),
                                     ("37", 15, (4, 6)), ("34", 15, (4, 6)), ("36", 14, (4, 6)), ("6011", 16, (4, 4, 4)), ("62", 16, (4, 4, 4)), ("62", 19, (4, 4, 4, 4))])
    digits = luhn(head + "".join(str(r.randint(0, 9)) for _ in range(length - len(head) - 1)))
    before, after = r.choice(["カードは", "カード番号 ", "番号：", "", "I typed ", "card number is ", "入れたのは"]), r.choice(["です", "", " を入れた", "。", " exp 12/27"])
    return digits[:-4], before + dress(r, digits, r.choice([groups, None])) + after


def number(r, length):
    while True:
        digits = "".join(str(r.randint(0, 9)) for _ in range(length))
        if digits[:2] not in ("19", "20") and len(set(digits)) > 2:
            return digits


def short(words, length, scripts=None):
    def make(r):
        digits = number(r, length)
        script = r.choice(scripts or ["ascii", "ascii", "wide", "kanji", "bold"])
        shown = digits.translate({48 + n: c for n, c in enumerate(DIGITS[script])})
        return digits, r.choice(words).replace("#", shown)
    return make


def password(r):
    secret = "".join(r.choice("abcdefghjkmnpqrstuvwxyz") for _ in range(r.randint(5, 9))) + str(r.randint(10, 99)) + r.choice(["", "!", "#x", "Q"])
    return secret, r.choice(["パスワードは#です", "パスワード: #", "ログインのパスワード「#」を入れた", "password: #", "my password is #", "PW＝#", "パスワードに#と入れました", "Password=#"]).replace("#", secret)


KINDS = {
    "card": card,
    "pin": short(["暗証番号は#です", "暗証番号 #", "暗証番号：#", "PIN: #", "my PIN is #", "ピンコードは#", "PINコード：#", "暗証番号は、#でした", "暗証番号に#を入れた", "#が暗証番号です", "4桁の暗証番号（#）"], 4),
    "security-code": short(["セキュリティコードは#", "CVV #", "CVC: #", "security code: #", "カード裏の3桁は#です", "裏の3けたの番号 #"], 3),
    "code": short(["認証コードは#です", "確認コード：#", "ワンタイムパスワード #", "SMSの番号#を伝えた", "OTP #", "verification code is #", "認証番号は#", "# is your verification code", "届いたコード#を教えた"], 6),
    "password": password,
    "my-number": short(["マイナンバーは#です", "個人番号 #", "マイナンバー：#"], 12, ["ascii", "wide"]),
}


def canaries(r, count):
    kinds = list(KINDS)
    for n in range(count):
        tag = "".join(r.choice("bcdfghjkmnpqrstvwxz") for _ in range(9))
        kind = kinds[n % len(kinds)] if n % 3 else "card"
        secret, text = KINDS[kind](r)
        yield kind, tag, secret, text


def plain(text):
    """As a searcher would read it: one width, kanji numerals as digits, nothing between characters."""
    text = "".join(KANJI.get(c, c) for c in unicodedata.normalize("NFKC", text))
    text = "".join(str(unicodedata.digit(c, c)) for c in text)
    return re.sub(r"[\s\-‐–—－ー._/·・\u200b\u00a0\u202f]", "", text)


def kept(where, canary):
    """Whether the secret stands in the text behind its tag, up to the next line's end or tag."""
    kind, tag, secret, _ = canary
    for at in re.finditer(tag, where):
        if where.startswith("[.]", at.end()):
            continue  # a host was made of it
        segment = plain(where[at.end():at.end() + 160].split("§")[0])
        if plain(secret) in segment:
            return where[at.start():at.end() + 80]
    return None


def traces(home, case):
    """Everything that is there to be read, by name."""
    found = {}
    for form in ("text", "html", "csv", "json", "cacao"):
        done = home.run("print", case, "--format", form)
        equal(done.returncode, 0, done.stderr)
        found["print " + form] = done.stdout
    for kind in ("card-company", "police", "registered-services"):
        for form in ("text", "html"):
            found["letter %s %s" % (kind, form)] = home.run("letter", case, kind, "--format", form).stdout
    for words in (("show", case), ("show", case, "--json"), ("list",), ("list", "--json"), ("due", "--all"), ("due", "--all", "--ics")):
        found[" ".join(words)] = home.run(*words).stdout
    for folder, _, names in os.walk(home.dir):
        for name in names:
            if not name.endswith(".eml"):
                with open(os.path.join(folder, name), "rb") as f:
                    found[name] = f.read().decode("utf-8", "replace")
    return found


def search(found, wanted):
    lost = []
    for name, text in found.items():
        # Folded lines of paper and \u escapes would hide what is there.
        text = re.sub(r"\\u([0-9a-f]{4})", lambda m: chr(int(m.group(1), 16)), text)
        for canary in wanted:
            seen = kept(text, canary) if canary[1] in text else None
            if seen:
                lost.append("%s: %s in %s: %r" % (canary[0], canary[3], name, seen))
    check(not lost, "%d of %d kept:\n%s" % (len(lost), len(wanted), "\n".join(lost[:40])))


def only_case(home):
    return home.json("list", "--json")[0]["case"]


def test_typed_at_prompts():
    r = random.Random(SEED)
    doors = list(canaries(r, 900 * SHARE))
    with Home() as h:
        lines = []
        for n, (_, tag, _, text) in enumerate(doors):
            line = "%s。%s §" % (tag, text)
            lines += ["n", line] if n % 3 else ["m", line, "."]
        done = h.run("start", "--fact", "entered=card,password", "--fact", "claims=ana", "--walk", lines=["d", doors[0][1] + "。" + doors[0][3]] + lines + ["q"])
        equal(done.returncode, 0, done.stderr)
        found = traces(h, only_case(h))
        found["screen"] = done.stdout + done.stderr
        search(found, doors)
        there = sum(1 for c in doors if c[1] in found["print json"])
        check(there > len(doors) * 0.9, "only %d of %d notes are on record" % (there, len(doors)))


def test_said_when_asked():
    """Outcomes' lines, items, sentences as answers, free text before anything is known."""
    r = random.Random(SEED + 1)
    with Home() as h:
        wanted, screens = [], ""
        for c in canaries(r, 60 * SHARE):
            line = "%s。%s §" % (c[1], c[3])
            wanted.append(c)
            script = r.choice([["カード番号を入れた。" + line], ["4", line, line], ["4", "1", "1", line, "1", "1", line, "c", line, "l", line, "r", line],
                               ["4", "1", "1", "ANA", "1", "x"] + ["a", line] * 3 + ["e", "1", line], ["m", "From: x", line, "."]])
            done = h.run("start", lines=script + ["q"], now=None if r.random() < 0.2 else "2026-02-12T10:42:00+09:00")
            screens += done.stdout + done.stderr
        found = {"screen": screens}
        for row in h.json("list", "--json"):
            found["print " + row["case"]] = h.run("print", row["case"]).stdout + h.run("print", row["case"], "--format", "json").stdout
        with open(h.db, "rb") as f:
            found["casebook"] = f.read().decode("utf-8", "replace")
        search(found, wanted)


def mail_of(r, some):
    """One mail with canaries in every place a mail has."""
    lines = ["%s。%s §" % (tag, text) for _, tag, _, text in some]
    third = len(lines) // 3
    body, page, rest = "\n".join(lines[:third]), lines[third:2 * third], lines[2 * third:]
    subject = rest.pop() if rest else ""
    html = "<html><body><p>%s</p>" % "</p><p>".join(x.replace("<", "&lt;") for x in page)
    for x in rest:
        html += r.choice(['<a href="https://bad.example/?q=%s">ANA</a>' % urllib.parse.quote(x), '<img alt="%s" src="https://bad.example/x.png">' % x, "<b>%s</b>" % x,
                          '<span title="%s">x</span>' % x, '<input value="%s">' % x, '<div style="display:none">%s</div>' % x,
                          "<td>" + x.replace("。", "。</td><td>", 1) + "</td>"])
    html = (html + "</body></html>").encode()
    coded = base64.encodebytes(html) if r.random() < 0.5 else quopri.encodestring(html)
    how = "base64" if coded == base64.encodebytes(html) else "quoted-printable"
    return ("From: \"ANA\" <ana@bad.example>\r\nTo: x@home.example\r\nSubject: =?UTF-8?B?%s?=\r\nMIME-Version: 1.0\r\n"
            "Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=UTF-8\r\n\r\n%s\r\n--b\r\n"
            "Content-Type: text/html; charset=UTF-8\r\nContent-Transfer-Encoding: %s\r\n\r\n"
            % (base64.b64encode(subject.encode()).decode(), body, how)).encode() + coded + b"\r\n--b--\r\n"


def test_in_mails():
    r = random.Random(SEED + 2)
    wanted = list(canaries(r, 1200 * SHARE))
    with Home() as h:
        screens = ""
        for at in range(0, len(wanted), 60):
            name = h.path("%d.eml" % at)
            with open(name, "wb") as f:
                f.write(mail_of(r, wanted[at:at + 60]))
            for words in (("start", "--mail", name, "--no-input"), ("check", name), ("check", name, "--json")):
                done = h.run(*words)
                check(done.returncode in (0, 1, 66), done.stderr)
                screens += done.stdout + done.stderr
        found = {"screen": urllib.parse.unquote(screens, errors="replace")}
        for row in h.json("list", "--json"):
            found["print " + row["case"]] = urllib.parse.unquote(h.run("print", row["case"], "--format", "json").stdout, errors="replace")
        with open(h.db, "rb") as f:
            found["casebook"] = urllib.parse.unquote(f.read().decode("utf-8", "replace"), errors="replace")
        search(found, wanted)
        check(sum(c[1] in found["casebook"] for c in wanted) > len(wanted) / 3, "the mails are not on record")


def test_on_the_command_line():
    """A card number in any word of any command: an error may name the word, never the number."""
    r = random.Random(SEED + 3)
    commands = [("resume", "#"), ("show", "#"), ("list", "#"), ("check", "#"), ("start", "--fact", "#"), ("start", "--fact", "claims=#"), ("start", "--fact", "#=x"),
                ("plan", "--fact", "entered=#"), ("print", "#"), ("letter", "#"), ("letter", "x", "#"), ("verify", "#"), ("verify", "x", "--seal", "#"), ("report", "x", "#"),
                ("playbook", "show", "#"), ("playbook", "export", "#"), ("playbook", "import", "#"), ("feed", "import", "#"), ("feed", "remove", "#"), ("hook", "#"), ("pack", "#"),
                ("help", "#"), ("#",), ("--#",), ("print", "--format", "#"), ("print", "--from", "#"), ("print", "--width", "#"), ("completion", "#"), ("--lang", "#", "list"),
                ("--agent", "#", "list"), ("config", "#"), ("doctor", "#"), ("update", "--url", "#"), ("start", "--mail", "#"), ("plan", "--at", "#")]
    lost = []
    with Home() as h:
        h.run("start", "--fact", "entered=card", "--walk", "--no-input")
        for words in commands:
            secret, _ = card(r)
            typed = luhn(secret + "%03d" % r.randint(0, 999))
            shown = r.choice([typed, " ".join((typed[:4], typed[4:8], typed[8:12], typed[12:])), "-".join((typed[:4], typed[4:8], typed[8:12], typed[12:]))])
            done = h.run(*[w.replace("#", shown) for w in words], lines=[])
            if plain(typed[:-4]) in plain(done.stdout + done.stderr):
                lost.append("%s: %s" % (words, (done.stdout + done.stderr)[:200]))
    check(not lost, "\n".join(lost))


def test_in_files_from_outside():
    r = random.Random(SEED + 4)
    with Home() as h:
        secret, text = card(r)
        bad = {"x.json": json.dumps({"type": "playbook", "name": text, "spec_version": text}), "list.csv": text + "," + text + "\n", "facts": text + "\n"}
        for name, content in bad.items():
            with open(h.path(name), "w", encoding="utf-8") as f:
                f.write(content)
        for words in (("playbook", "import", h.path("x.json"), "-o", h.path("out")), ("feed", "import", h.path("list.csv")), ("playbook", "check", h.dir)):
            done = h.run(*words)
            check(plain(secret) not in plain(done.stdout + done.stderr), "%s: %s" % (words, done.stderr))
        done = h.run("plan", "--batch", lines=[text])
        check(plain(secret) not in plain(done.stdout + done.stderr), "batch: %s" % done.stderr)


def test_nothing_is_left_in_memory():
    """At the next prompt the number that was typed is nowhere in the process any more."""
    if UNDER_ASAN:
        raise Skip("the sanitizers keep what was freed")
    typed = luhn("498765432109876")
    with Home() as h:
        t = Terminal(h, "start", "--fact", "entered=card", "--walk")
        t.expect("> ")
        t.send("n\r")
        t.expect("> ")
        t.send("番号は%sでした\r" % typed)
        t.expect("記録しました")
        t.expect("> ")
        t.send("n\r")
        t.expect("> ")
        t.send("べつの話です\r")
        t.expect("記録しました")
        t.expect("> ")
        places = []
        try:
            with open("/proc/%d/maps" % t.pid) as maps, open("/proc/%d/mem" % t.pid, "rb") as memory:
                for line in maps:
                    span, rights = line.split()[:2]
                    if "rw" in rights:
                        start, end = (int(x, 16) for x in span.split("-"))
                        memory.seek(start)
                        data = memory.read(end - start)
                        places += ["%s+%x: %r" % (line.split()[-1], m.start(), data[max(0, m.start() - 40):m.end() + 24])
                                   for m in re.finditer(typed[:12].encode(), data)]
        except PermissionError:
            t.send("q\r")
            t.end()
            raise Skip("this system lets nobody look into a process")
        t.send("q\r")
        t.end()
        equal(places, [], "where it still stands")


HARMLESS = ["受付番号は552-817、担当は佐藤さん", "電話は03-#4-#4", "090-#4-#4から着信", "0120-#3-#3に電話", "2026年2月#1日に届いた", "2026/02/1#1 10:4#1", "#2,#3円の請求", "#5円を払った",
            "〒1#2-#4", "#2,#3マイルが切れる", "お客様番号は#1#3ではない", "受付 #4", "注文番号 #3-#7-#7", "便名はNH#3", "口座は普通預金の口座番号 #7", "10時#1分に電話した", "担当は内線#4", "#2通のメール",
            "受付番号A-#6", "問い合わせ番号 #6 と言われた", "A#3便の予約", "#1月#1日まで", "郵便番号100-#4", "整理番号#5", "カード会社の受付番号は#6", "暗証番号は入れていない。受付 #4", "パスワードを変えた。#1日", "コードは届いていない。#4円"]


def test_what_only_looks_like_a_secret_stays():
    r = random.Random(SEED + 5)
    lines = []
    for n in range(1500 * SHARE):
        text = HARMLESS[n % len(HARMLESS)]
        lines.append(re.sub(r"#(\d)", lambda m: number(r, int(m.group(1))) if int(m.group(1)) > 2 else str(r.randint(10 ** (int(m.group(1)) - 1), 10 ** int(m.group(1)) - 1)), text))
    with Home() as h:
        done = h.run("start", "--fact", "entered=card", "--walk", lines=[x for line in lines for x in ("n", line)] + ["q"])
        equal(done.returncode, 0, done.stderr)
        notes = [e["text"] for e in h.json("print", only_case(h), "--format", "json")["entries"] if e["kind"] == "note"]
    equal(len(notes), len(lines), "notes")
    wrong = [(a, b) for a, b in zip(lines, notes) if a != b]
    print("# %d of %d cut by mistake" % (len(wrong), len(lines)))
    check(len(wrong) < len(lines) / 100, "%d of %d cut by mistake: %s" % (len(wrong), len(lines), wrong[:10]))


if __name__ == "__main__":
    if os.path.isdir("/dev/shm"):
        tempfile.tempdir = "/dev/shm"  # thousands of entries, each synced
    main(tests_of(sys.modules[__name__]))
