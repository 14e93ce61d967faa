"""Letters and notes: every kind in every form, blanks where the case says nothing, the mail attached as it came."""
import email
import email.policy
import glob
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
from lib import BIN, Home, ROOT, Skip, check, equal, main, tests_of  # noqa: E402

KINDS = sorted(os.path.basename(p)[:-5] for p in glob.glob(os.path.join(ROOT, "playbooks", "letters", "*.json")))
MAIL = ("From: \"ANA\" <info@ana-example.cn>\r\nTo: hanako@example.jp\r\nSubject: =?UTF-8?B?44Oe44Kk44Or?=\r\n"
        "Content-Type: text/plain; charset=UTF-8\r\n\r\nマイルが失効します https://ana-example.cn/\r\n").encode("utf-8")
WALK = ["4", "1,2", "1", "ANA", "1", "1", "受付 8841 山田さん", "d", "新しい番号で、3日後に届く", "q"]


def walked(h, lines=None, facts=()):
    args = [a for f in facts for a in ("--fact", f)]
    done = h.run("start", *args, lines=lines or WALK)
    equal(done.returncode, 0, done.stderr)
    return h.json("list", "--json")[0]["case"]


def with_mail(h):
    """A case with the mail handed in: pasted as lines up to a single dot, hashed as the program hashes it."""
    case = walked(h, ["5", "", "", "m"] + MAIL.decode("utf-8").split("\r\n")[:-1] + [".", "q"])
    bodies = [e["body"] for e in h.json("print", case, "--format", "json")["entries"] if e["kind"] == "mail"]
    equal(len(bodies), 1, "mails on record")
    return case, bodies[0]["sha256"]


def matching(sha256):
    """The mail in the line ends that were recorded."""
    for text in (MAIL, MAIL.replace(b"\r\n", b"\n"), MAIL.replace(b"\r\n", b"\n")[:-1], MAIL[:-2]):
        if hashlib.sha256(text).hexdigest() == sha256:
            return text
    raise AssertionError("no form of the mail has the recorded hash")


def test_the_list_names_every_kind():
    with Home() as h:
        listed = h.run("letter").stdout
        check(len(KINDS) >= 8, "only %r" % KINDS)
        for kind in KINDS:
            check(re.search("^%s " % kind, listed, re.M), kind)


def test_every_kind_in_every_form():
    with Home() as h:
        case = walked(h)
        for kind in KINDS:
            with open(os.path.join(ROOT, "playbooks", "letters", kind + ".json"), encoding="utf-8") as f:
                title = json.load(f)["title"]
            for form in ("text", "html"):
                done = h.run("letter", case, kind, "--format", form)
                equal(done.returncode, 0, done.stderr)
                check(title in done.stdout and "＿＿＿" in done.stdout or "____" in done.stdout or "blank" in done.stdout, "%s %s" % (kind, form))
                check("{" not in re.sub("<style>.*</style>", "", done.stdout), "%s %s: a slot is left" % (kind, form))
            out = h.path(kind + ".pdf")
            equal(h.run("letter", case, kind, "-o", out).returncode, 0, kind)
            check(open(out, "rb").read().startswith(b"%PDF"), kind)


def test_filled_from_the_case():
    with Home() as h:
        text = h.run("letter", walked(h), "card-company").stdout
        for words in ("受付 8841 山田さん", "2026-02-12 10:42", "止めてもらえた", "ANA"):
            check(words in text, words)
        check("事案の答えには" not in text, "the letter is said not to fit")


def test_nothing_is_made_up():
    """What the case does not say is a blank that says what belongs there."""
    with Home() as h:
        case = walked(h, ["q"], ["received=sms"])
        text = h.run("letter", case, "card-company").stdout
        check("＿＿＿＿＿＿＿＿(受付番号と担当の方のお名前)" in re.sub(r"\s+", "", text), "no blank for the reference number")
        check("＿＿＿＿＿＿＿＿(止まったと言われた日時)" in re.sub(r"\s+", "", text), "no blank for the time")
        check("事案の答えには" in re.sub(r"\s+", "", text), "the letter does not say that it does not fit")
        check("ANA" not in text and "8841" not in text, "made up")


def test_the_note_about_blanks_stands_where_there_are_some():
    note = "まだ書かれていません"
    with Home() as h:
        full = walked(h, ["q"], ["received=mail", "claims=ana", "about=bill", "did=entered", "entered=card"])
        text = h.run("letter", full, "report-antiphishing").stdout
        check(note not in text and "＿＿" not in text, text)
        text = h.run("letter", full, "card-company").stdout
        check(text.index(note) < text.index("あて先") and "＿＿" in text, text)
    with Home() as h:
        text = h.run("letter", walked(h, ["q"], ["received=mail"]), "report-antiphishing").stdout
        check(note in text and "＿＿" in text, text)


def test_items_of_the_case():
    with Home() as h:
        case = walked(h)
        text = h.run("letter", case, "registered-services").stdout
        check(text.count("(サービスの名前)") >= 4, "no blanks for services")


def test_freeze_letter_names_the_law():
    with Home() as h:
        case = walked(h, ["q"], ["paid_by=bank-transfer", "did=paid"])
        flat = re.sub(r"\s+", "", h.run("letter", case, "bank-receiving").stdout)
        check("犯罪利用預金口座等に係る資金による被害回復分配金の支払等に関する法律" in flat and "第3条" in flat, "the law")
        check("事案の答えには" not in flat, "said not to fit")


def test_report_carries_the_mail_as_it_came():
    with Home() as h:
        case, sha256 = with_mail(h)
        raw = matching(sha256)
        path, out = h.path("mail.eml"), h.path("report.eml")
        with open(path, "wb") as f:
            f.write(raw)
        done = h.run("letter", case, "report-antiphishing", "--mail", path, "-o", out)
        equal(done.returncode, 0, done.stderr)
        written = open(out, "rb").read()
        check(raw in written, "the mail was changed")
        message = email.message_from_bytes(written, policy=email.policy.default)
        equal(message["To"], "info@antiphishing.jp")
        equal(message["Subject"], "フィッシングの報告")
        equal((message["X-Unsent"], message["From"]), ("1", None))
        equal(message["Date"].datetime.isoformat(), "2026-02-12T10:42:00+09:00")
        parts = list(message.iter_parts())
        equal([p.get_content_type() for p in parts], ["text/plain", "message/rfc822"])
        check(sha256 in parts[0].get_content(), "the report does not name the hash")
        # The note about blanks is for the person: where nothing is open, it is no part of what the desk reads.
        body = parts[0].get_content()
        equal("まだ書かれていません" in body, "＿＿＿" in body, body)
        equal(parts[1].get_content()["From"], 'ANA <info@ana-example.cn>')
        check(all(len(line) <= 998 for line in written.split(b"\r\n")), "a long line")


def test_another_mail_is_refused():
    with Home() as h:
        case, sha256 = with_mail(h)
        path, out = h.path("mail.eml"), h.path("report.eml")
        with open(path, "wb") as f:
            f.write(matching(sha256) + b"x")
        done = h.run("letter", case, "report-dekyo", "--mail", path, "-o", out)
        equal(done.returncode, 65, done.stderr)
        check(not os.path.exists(out), "a file was left")
        done = h.run("letter", case, "report-dekyo", "-o", out)
        equal(done.returncode, 2, done.stderr)
        check("--mail" in done.stderr, done.stderr)


def test_a_copy_to_read():
    """The letter is Japanese whatever the screen's language; --copy is what it says, in that language."""
    with Home() as h:
        case = walked(h)
        for kind in KINDS:
            letter = h.run("--lang", "en", "letter", case, kind)
            equal(letter.returncode, 0, letter.stderr)
            equal(letter.stdout, h.run("letter", case, kind).stdout, kind)
            check("letter %s %s --lang en --copy" % (case, kind) in letter.stderr, letter.stderr)
            copy = h.run("--lang", "en", "letter", case, kind, "--copy")
            equal((copy.returncode, copy.stderr), (0, ""), kind)
            flat = " ".join(copy.stdout.split())
            check("A copy for you to read" in flat, flat)
            for words in re.findall("[\u3040-\u309f\u30a0-\u30ff\u4e00-\u9fff]+", re.sub("受付 8841 山田さん|新しい番号で、3日後に届く", "", flat)):
                check(words in "振り込め詐欺救済法 組戻し 印鑑", "%s: %s" % (kind, words))  # names beside their English
        check("Call the number on the back of your card and have the card stopped. → It was stopped" in
              " ".join(h.run("--lang", "en", "letter", case, "card-company", "--copy").stdout.split()), "what was done")
        page = h.run("--lang", "en", "letter", case, "police", "--copy", "--format", "html").stdout
        check('<html lang="en">' in page and "Notes to take to the police" in page, page[:300])
        check("Report of card fraud" in h.run("--lang", "en", "letter").stdout, "the list is not in English")


def test_a_table_goes_on_under_its_heads():
    """In the PDF: wherever rows of a table are set, its heads stand above them on the same page."""
    if not shutil.which("pdftotext"):
        raise Skip("pdftotext is not here")
    with Home() as h:
        case = walked(h)
        folder = h.path("ours/letters")
        os.makedirs(folder)
        with open(os.path.join(folder, "long.json"), "w", encoding="utf-8") as f:
            json.dump({"id": "long", "title": "長い表", "about": "x", "to": "x", "source": "x",
                       "parts": [{"id": "a", "kind": "table", "heads": ["利用日", "金額"], "rows": 40},
                                 {"id": "b", "kind": "text", "text": "おわり"}]}, f, ensure_ascii=False)
        out = h.path("long.pdf")
        done = h.run("letter", case, "long", "-o", out, KAKEKOMI_PLAYBOOKS=h.path("ours"))
        equal(done.returncode, 0, done.stderr)
        pages = subprocess.run(["pdftotext", "-layout", out, "-"], capture_output=True, timeout=60).stdout.decode("utf-8").split("\f")[:-1]
        check(len(pages) > 1, "%d pages" % len(pages))
        for page in pages:
            equal(page.count("利用日"), 1, page)


def test_a_copy_is_no_mail_and_no_japanese():
    with Home() as h:
        case = walked(h)
        for args, words in (("--format eml --lang en", "--copy makes a paper"), ("", "--lang en")):
            done = h.run("letter", case, "police", "--copy", *args.split())
            equal((done.returncode, done.stdout), (2, ""), args)
            check(words in done.stderr, done.stderr)


def test_unknown_kinds_and_forms():
    with Home() as h:
        case = walked(h)
        done = h.run("letter", case, "lottery")
        equal(done.returncode, 66)
        check("card-company" in done.stderr, done.stderr)
        equal(h.run("letter", case, "police", "--format", "docx").returncode, 2)


def test_overlay_replaces_and_is_checked():
    with Home() as h:
        case = walked(h)
        folder = h.path("ours/letters")
        os.makedirs(folder)
        letter = {"id": "police", "title": "社内のメモ", "about": "x", "to": "x", "source": "x",
                  "parts": [{"id": "a", "kind": "text", "text": "番号 {case}"}]}
        with open(os.path.join(folder, "police.json"), "w", encoding="utf-8") as f:
            json.dump(letter, f, ensure_ascii=False)
        text = h.run("letter", case, "police", KAKEKOMI_PLAYBOOKS=h.path("ours")).stdout
        check("社内のメモ" in text and "番号 " + case in text, text)
        for part, fault in (({"text": "{entred}"}, "entred"), ({"text": "{note.card.stopp|x}"}, "card.stopp"), ({"text": "{blank}"}, "label"),
                            ({"text": "{case"}, "brace"), ({"kind": "poem"}, "poem"), ({"kind": "table"}, "heads"),
                            ({"kind": "outcomes", "actions": ["no.such"]}, "no.such"), ({"extra": 1}, "extra")):
            letter["parts"] = [dict({"id": "a", "kind": "text", "text": "x"}, **part)]
            with open(os.path.join(folder, "police.json"), "w", encoding="utf-8") as f:
                json.dump(letter, f, ensure_ascii=False)
            done = h.run("playbook", "check", h.path("ours"))
            equal(done.returncode, 1, str(part))
            check(fault in done.stdout, "%r: %s" % (part, done.stdout))
            equal(h.run("letter", case, "police", KAKEKOMI_PLAYBOOKS=h.path("ours")).returncode, 65, str(part))


if __name__ == "__main__":
    main(tests_of(sys.modules[__name__]))
