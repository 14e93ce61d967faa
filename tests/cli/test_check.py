"""kakekomi check and start --mail: verdicts and statuses, JSON, many mails, bad input, and what goes into the record."""
import json
import os
import re
import shutil
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
import lib
from lib import Home, check, equal

MAILS = os.path.join(lib.ROOT, "tests", "mail", "signs")
FRAUD = os.path.join(MAILS, "smbc-use.eml")
HONEST = os.path.join(MAILS, "honest-english.eml")
CODE = os.path.join(MAILS, "doc3-amex-code.eml")
CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f]")


def test_status_follows_the_verdict():
    with Home() as home:
        equal(home.run("check", FRAUD).returncode, 1)
        equal(home.run("check", HONEST).returncode, 0)
        equal(home.run("check", "no-such-file").returncode, 66)
        equal(home.run("check", "a", "b").returncode, 2)
        equal(home.run("check", FRAUD, "--jsn").returncode, 2)


def test_text_says_verdict_signs_links_and_what_to_do():
    with Home() as home:
        out = home.run("check", FRAUD).stdout
        check(out.startswith("詐欺のおそれが、とても高い"), out)
        for words in ("名乗っている相手: 三井住友カード", "見つかった兆候", "リンクの行き先", "自分で確かめるには", "smbc-card.com", "start --mail"):
            check(words in out, "%s is missing:\n%s" % (words, out))
        for never in ("安全です", "本物です", "問題ありません"):
            check(never not in out, never)
        check("https://zgsjhl" not in out, "a link that can be pressed:\n" + out)


def test_unclear_is_never_safe():
    with Home() as home:
        out = home.run("check", HONEST).stdout
        check("本物だという意味ではありません" in out, out)


def test_a_code_mail_has_its_own_words():
    with Home() as home:
        done = home.run("check", CODE)
        check("本物であっても" in done.stdout and "482913" not in done.stdout, done.stdout)
        facts = home.json("check", CODE, "--json")["facts"]
        equal(facts, {"received": ["code"], "claims": ["amex"]})


def test_json_as_designed():
    with Home() as home:
        done = home.run("check", FRAUD, "--json")
        result = json.loads(done.stdout)
        equal(sorted(result), ["brand", "facts", "links", "sender", "signs", "verdict"])
        equal((result["verdict"], result["brand"]), ("likely-scam", "smbc-card"))
        for sign in result["signs"]:
            equal(sorted(sign), ["evidence", "id", "meaning", "weight"])
        for link in result["links"]:
            equal(sorted(link), ["domain", "official", "url"])
            check(link["url"].startswith("hxxp") and "[.]" in link["url"], link)
        equal(result["facts"], {"received": ["mail"], "claims": ["smbc-card"], "about": ["card-use"]})


def test_standard_input():
    with Home() as home, open(FRAUD, encoding="utf-8") as f:
        lines = f.read().split("\n")
        for args in (("check", "-", "--json"), ("check", "--json")):
            done = home.run(*args, lines=lines)
            equal(json.loads(done.stdout)["verdict"], "likely-scam")


def test_many_in_lines_and_in_order():
    with Home() as home:
        done = home.run("check", MAILS, "--json")
        equal(done.returncode, 1)
        files = [json.loads(line)["file"] for line in done.stdout.splitlines()]
        equal(files, sorted(f for f in os.listdir(MAILS) if f.endswith(".eml")))
        check("通を見ました" in done.stderr and "\r" not in done.stderr, done.stderr)
        text = home.run("check", MAILS).stdout.splitlines()
        equal(len(text), len(files))


def test_an_mbox():
    with Home() as home:
        box = home.path("box")
        with open(box, "wb") as out:
            for name in (FRAUD, HONEST):
                with open(name, "rb") as f:
                    out.write(b"From a@b.example Thu Feb 12 09:30:00 2026\n" + f.read() + b"\n")
        done = home.run("check", box, "--json")
        equal([json.loads(line)["verdict"] for line in done.stdout.splitlines()], ["likely-scam", "unclear"])


def test_bad_input_is_told_in_a_line():
    with Home() as home:
        empty, picture, nothing = home.path("empty.eml"), home.path("a.png"), home.path("nothing")
        open(empty, "wb").close()
        with open(picture, "wb") as f:
            f.write(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
        os.mkdir(nothing)
        for path in (empty, picture, nothing):
            done = home.run("check", path)
            equal((done.returncode, done.stdout, done.stderr.count("\n")), (65, "", 1), path)
        equal(home.run("start", "--mail", picture, lines=["q"]).returncode, 65)
        equal(home.run("start", "--mail", "no-such-file", lines=["q"]).returncode, 66)


def test_one_bad_among_many_does_not_stop_the_others():
    with Home() as home:
        box = home.path("box")
        os.mkdir(box)
        shutil.copy(FRAUD, os.path.join(box, "1.eml"))
        with open(os.path.join(box, "2.eml"), "wb") as f:
            f.write(b"\x89PNG\r\n\x1a\n")
        shutil.copy(HONEST, os.path.join(box, "3.eml"))
        done = home.run("check", box, "--json")
        equal([json.loads(line)["file"] for line in done.stdout.splitlines()], ["1.eml", "3.eml"])
        check("2.eml" in done.stderr, done.stderr)


def test_nothing_raw_reaches_the_terminal():
    with Home() as home:
        path = home.path("hostile.eml")
        with open(path, "wb") as f:
            f.write(b"From: \x1b]0;owned\x07Amazon <x@evil.example>\nSubject: \x1b[31mA\xe2\x80\xaeB\n\n"
                    b"\x1b[2J Amazon\xe2\x80\x8b \x00\x07 24\xe6\x99\x82\xe9\x96\x93\xe4\xbb\xa5\xe5\x86\x85 https://evil.example/\x1b[5m\n")
        for args in (("check", path), ("check", path, "--json")):
            done = home.run(*args)
            check(not CONTROL.search(done.stdout.replace("\t", "")), repr(done.stdout))


def test_an_address_of_the_imported_list():
    with Home() as home:
        listed, mail = home.path("list.csv"), home.path("mail.eml")
        with open(listed, "w", encoding="utf-8") as f:
            f.write("date,URL,description\n2026/02/01 09:00:00,https://listed.example/login,Example\n")
        with open(mail, "w", encoding="utf-8") as f:
            f.write("From: a@team.example\nSubject: x\n\nhttps://listed.example/login\n")
        equal(home.run("check", mail).returncode, 0)
        equal(home.run("feed", "import", listed).returncode, 0)
        result = json.loads(home.run("check", mail, "--json").stdout)
        check("link-known-bad" in [s["id"] for s in result["signs"]], result)


# --- in a case ---

def case_of(home):
    return json.loads(home.run("list", "--json").stdout)[0]["case"]


def test_start_with_a_mail_fills_in_the_interview():
    with Home() as home:
        done = home.run("start", "--mail", FRAUD, lines=["5", "q"])
        check("読み取ったこと: メール、三井住友カード、カードの利用の確認" in done.stdout, done.stdout)
        check("何が届きましたか" not in done.stdout and "だれを名乗って" not in done.stdout, done.stdout)
        record = home.json("print", case_of(home), "--format", "json")
        equal(record["facts"]["claims"], ["smbc-card"])
        body = [e for e in record["entries"] if e["kind"] == "mail"][0]["body"]
        equal(body["verdict"], "likely-scam")
        check(re.fullmatch("[0-9a-f]{64}", body["sha256"]), body)
        check("hxxps://zgsjhl[.]example" in body["text"] and "https://zgsjhl" not in json.dumps(body), body)
        paper = home.run("print", case_of(home)).stdout
        check("届いた文を調べた" in paper and "差出人" in paper and "https://zgsjhl" not in paper, paper)


def test_what_was_said_is_not_overwritten_by_a_mail():
    with Home() as home:
        home.run("start", "--fact", "claims=ana", "--mail", FRAUD, lines=["q"])
        equal(home.json("print", case_of(home), "--format", "json")["facts"]["claims"], ["ana"])


def test_the_code_in_a_code_mail_is_nowhere():
    with Home() as home:
        home.run("start", "--mail", CODE, lines=["q"])
        record = home.run("print", case_of(home), "--format", "json").stdout
        check("482913" not in record and "received" in record, record)
        with open(home.db, "rb") as f:
            check(b"482913" not in f.read(), "the code was kept")


def test_pasted_at_a_question():
    with Home() as home, open(os.path.join(MAILS, "doc1-al-miles.eml"), encoding="utf-8") as f:
        body = f.read().split("\n\n", 1)[1].strip().split("\n")
        done = home.run("start", lines=["m"] + ["件名: ALマイルの有効期限について"] + body + [".", "5", "q"])
        check("この名前のサービスはありません" in done.stdout, done.stdout)
        equal(home.json("print", case_of(home), "--format", "json")["facts"]["claims"], ["jal"])


if __name__ == "__main__":
    lib.main(lib.tests_of(sys.modules[__name__]))
