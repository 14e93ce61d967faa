"""Paper in every form: what the PDF, HTML, CSV and JSON hold, where they go, and what is done when they cannot."""
import csv
import glob
import io
import os
import pty
import re
import shutil
import sqlite3
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
from lib import BIN, Home, Skip, UNDER_ASAN, check, equal, main, tests_of  # noqa: E402

WALK = ["4", "1,2", "1", "ANA", "1", "1", "受付 8841 山田さん", "d", "新しい番号で、3日後に届く", "1", "2", "c", "", "q"]


def walked(h, lines=None, **more):
    done = h.run("start", lines=lines or WALK, **more)
    equal(done.returncode, 0, done.stderr)
    return h.json("list", "--json")[0]["case"]


def tool(*args, **more):
    if not shutil.which(args[0]):
        raise Skip("%s is not here" % args[0])
    done = subprocess.run(args, capture_output=True, timeout=120, **more)
    equal(done.returncode, 0, "%s: %s" % (args[0], done.stderr.decode("utf-8", "replace")))
    return done.stdout


def pdf_of(h, case, *more, name="r.pdf", **env):
    path = h.path(name)
    done = h.run("print", case, "--format", "pdf", "-o", path, "--force", *more, **env)
    equal(done.returncode, 0, done.stderr)
    return path


def info(path):
    rows = tool("pdfinfo", path).decode("utf-8").splitlines()
    return dict((k.strip(), v.strip()) for k, _, v in (row.partition(":") for row in rows))


def seal_of(h, case):
    return h.json("print", case, "--format", "json")["seal"]


# --- PDF ---

def test_pdf_is_whole():
    with Home() as h:
        case = walked(h)
        path = pdf_of(h, case)
        facts = info(path)
        pages = int(facts["Pages"])
        check(2 <= pages <= 4, "%d pages" % pages)
        check("A4" in facts["Page size"], facts["Page size"])
        equal(facts["Tagged"], "yes")
        equal(facts["Title"], "相談と対応の記録")
        check(b"/Lang (ja)" in open(path, "rb").read(), "no language")
        check(os.path.getsize(path) < 120000, "%d bytes" % os.path.getsize(path))
        text = tool("pdftotext", "-layout", path, "-").decode("utf-8")
        sheets = text.split("\f")[:pages]
        for number, sheet in enumerate(sheets, 1):
            check("%d/%d ページ" % (number, pages) in sheet, "page %d does not say so" % number)
            check("事案 " + case in sheet, "page %d does not name the case" % number)
        flat = re.sub(r"\s+", "", text)
        for words in ("受付8841山田さん", "止めてもらえた", "お名前", "日本時間", "残っていること", "連絡先"):
            check(words in flat, "%r is not in the text" % words)


def test_pdf_embeds_its_fonts():
    with Home() as h:
        rows = tool("pdffonts", pdf_of(h, walked(h))).decode("utf-8").splitlines()[2:]
        check(rows, "no fonts")
        for row in rows:
            emb, sub, uni = row.split()[-5:-2]
            check((emb, sub, uni) == ("yes", "yes", "yes"), row)


def ink(path):
    """The box of what is not white, as parts of the page: left, top, right, bottom."""
    data = open(path, "rb").read()
    head = re.match(rb"P5\s+(\d+)\s+(\d+)\s+255\s", data)
    width, height = int(head.group(1)), int(head.group(2))
    rows = [data[head.end() + y * width:head.end() + (y + 1) * width] for y in range(height)]
    inked = [y for y, row in enumerate(rows) if min(row) < 200]
    columns = [x for x in range(width) if any(rows[y][x] < 200 for y in inked)]
    return columns[0] / width, inked[0] / height, columns[-1] / width, inked[-1] / height


def test_pdf_keeps_its_margins():
    """Nothing is cut: on every page there is white around what is printed, 12 mm at least."""
    with Home() as h:
        case = walked(h, WALK[:6] + ["長" * 3000] + WALK[7:])
        path = pdf_of(h, case)
        tool("pdftoppm", "-r", "50", "-gray", path, h.path("p"))
        pages = sorted(glob.glob(h.path("p*.pgm")))
        check(len(pages) == int(info(path)["Pages"]), "pictures")
        for page in pages:
            left, top, right, bottom = ink(page)
            check(left > 0.06 and right < 0.94 and top > 0.03 and bottom < 0.97, "%s: %r" % (page, (left, top, right, bottom)))
        flat = re.sub(r"\s+", "", tool("pdftotext", path, "-").decode("utf-8"))
        check(flat.count("長") >= 3000, "%d of 3000 characters" % flat.count("長"))


def test_qr_is_the_seal():
    with Home() as h:
        case = walked(h)
        path = pdf_of(h, case)
        tool("pdftoppm", "-r", "150", "-png", path, h.path("q"))
        pictures = sorted(glob.glob(h.path("q*.png")))
        if not shutil.which("zbarimg"):
            raise Skip("zbarimg is not here")
        read = subprocess.run(["zbarimg", "-q", "--raw"] + pictures, capture_output=True, timeout=60).stdout.decode().split()
        equal(read, [seal_of(h, case)])


def test_pdf_of_hostile_words():
    with Home() as h:
        words = "受付 \u202e逆\u202c \x1b[31m赤 😀👩‍👩‍👧 مرحبا \u200b\ufeff <b>&amp; '\"\\"
        case = walked(h, WALK[:6] + [words] + WALK[7:])
        text = tool("pdftotext", pdf_of(h, case), "-").decode("utf-8")
        check("\x1b" not in text and "\u202e" not in text, "a control character")
        check("受付" in text, "the words are gone")


def test_pdf_keeps_the_order_of_words_and_invents_no_hyphen():
    """A note that begins with a Hebrew name stays at the left, word after word; a long number is broken without a hyphen."""
    with Home() as h:
        case = walked(h, ["4", "2", "1", "", "", "d", "\u05e9\u05dc\u05d5\u05dd uketsuke " + "a" * 150, "q"])
        text = tool("pdftotext", "-bbox", pdf_of(h, case), "-").decode("utf-8")
        words = [(float(x), w) for x, w in re.findall(r'<word xMin="([0-9.]+)"[^>]*>([^<]*)</word>', text)]
        at = [i for i, (_, w) in enumerate(words) if w == "uketsuke"]
        check(at, words)
        hebrew = [x for x, w in words if re.search("[\u05d0-\u05ea]", w)]
        check(min(hebrew) < words[at[0]][0], "the name stands behind what follows it")
        check("aaaaaaa" in text and not re.search("a[-\u2010\u00ad]<", text), "a hyphen that nobody wrote")


def test_pdf_never_on_a_terminal():
    with Home() as h:
        case = walked(h)
        master, slave = pty.openpty()
        done = subprocess.run([BIN, "--db", h.db, "print", case, "--format", "pdf"], stdin=slave, stdout=slave, stderr=subprocess.PIPE,
                              env=h.env(), timeout=60)
        os.close(slave)
        os.close(master)
        equal(done.returncode, 2)
        check("-o" in done.stderr.decode("utf-8"), "no advice")


def test_without_a_font_the_text_is_written():
    with Home() as h:
        case = walked(h)
        with open(h.path("fonts.conf"), "w", encoding="utf-8") as f:
            f.write('<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd"><fontconfig><dir>%s</dir></fontconfig>' % h.dir)
        done = h.run("print", case, "--format", "pdf", "-o", h.path("r.pdf"), FONTCONFIG_FILE=h.path("fonts.conf"))
        equal(done.returncode, 69, done.stderr)
        check("フォント" in done.stderr and "r.txt" in done.stderr, done.stderr)
        check("受付 8841" in open(h.path("r.txt"), encoding="utf-8").read(), "the text is not whole")
        check(not os.path.exists(h.path("r.pdf")) and not glob.glob(h.path("*.part")), "half a file")


# --- tables and scripts ---

def test_csv_is_read_back():
    with Home() as h:
        evil = '=HYPERLINK("http://x"), "引用" \'と, コンマ'
        case = walked(h, WALK[:6] + [evil] + WALK[7:])
        done = subprocess.run([BIN, "--db", h.db, "print", case, "--format", "csv", "--bom"], capture_output=True, env=h.env(), timeout=60)
        check(done.stdout.startswith(b"\xef\xbb\xbf"), "no BOM")
        check(b"\n" not in done.stdout.replace(b"\r\n", b""), "a lonely line end")
        rows = list(csv.DictReader(io.StringIO(done.stdout.decode("utf-8-sig"), newline="")))
        record = h.json("print", case, "--format", "json")
        equal([r["n"] for r in rows], [str(e["n"]) for e in record["entries"]])
        equal([r["seal"] for r in rows], [e["seal"] for e in record["entries"]])
        for row, entry in zip(rows, record["entries"]):
            equal(row["outcome"], entry["outcome"] or "")
            equal(row["text"].lstrip("'"), entry["text"].lstrip("'"))
            for cell in row.values():
                check(cell[:1] not in ("=", "+", "-", "@", "\t", "\r"), "a formula: %r" % cell)
        check(any(r["text"] == "'" + evil for r in rows), "the formula is not defused")


def test_from_and_to():
    with Home() as h:
        case = walked(h)
        later = h.run("resume", case, lines=["", "", "n", "翌日のメモ", "q"], now="2026-02-13T09:00:00+09:00")
        equal(later.returncode, 0, later.stderr)
        first = h.json("print", case, "--format", "json", "--to", "2026-02-12")["entries"]
        second = h.json("print", case, "--format", "json", "--from", "2026-02-13")["entries"]
        whole = h.json("print", case, "--format", "json")["entries"]
        check(first and second, "an empty half")
        equal(first + second, whole)
        text = h.run("print", case, "--from", "2026-02-13").stdout
        check("一部の期間だけ" in text, "the paper does not say that it is a part")
        equal(h.run("print", case, "--from", "きのう").returncode, 2)


def test_names_are_taken_out():
    with Home() as h:
        done = h.run("--agent", "佐藤花子", "start", "--fact", "seat=agent", lines=WALK)
        equal(done.returncode, 0, done.stderr)
        case = h.json("list", "--json")[0]["case"]
        for form in ("text", "html", "csv", "json"):
            plain, cut = (h.run("print", case, "--format", form, *more).stdout for more in ([], ["--redact-names"]))
            check("佐藤花子" in plain, "%s: nothing to take out" % form)
            check("佐藤花子" not in cut and "山田" not in cut, "%s: a name" % form)
        check("担当 1" in h.run("print", case, "--redact-names").stdout, "nobody is told apart")


# --- where it goes ---

def test_newest_case_without_a_name():
    with Home() as h:
        case = walked(h)
        equal(h.run("print").stdout, h.run("print", case).stdout)


def test_files_are_whole_or_not_there():
    with Home() as h:
        case = walked(h)
        for form in ("text", "html", "pdf", "csv", "json"):
            full = h.run("print", case, "--format", form, "-o", "/dev/full/x")
            equal(full.returncode, 73, "%s: %s" % (form, full.stderr))
            path = h.path("kept." + form)
            with open(path, "w", encoding="utf-8") as f:
                f.write("mine")
            equal(h.run("print", case, "--format", form, "-o", path).returncode, 73)
            equal(open(path, encoding="utf-8").read(), "mine")
            equal(h.run("print", case, "--format", form, "-o", path, "--force").returncode, 0)
            check(os.path.getsize(path) > 500, "%s was not written" % form)
        equal(glob.glob(h.path("*.part")), [])


def test_a_full_target():
    with Home() as h:
        case = walked(h)
        for form in ("text", "html", "csv", "json"):
            with open("/dev/full", "wb") as full:
                done = subprocess.run([BIN, "--db", h.db, "print", case, "--format", form], stdout=full, stderr=subprocess.PIPE, env=h.env(), timeout=60)
            equal(done.returncode, 74, form)
            check("kakekomi:" in done.stderr.decode("utf-8"), "no word of it")


def fake_lp(h, status):
    folder = h.path("bin")
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "lp"), "w", encoding="utf-8") as f:
        f.write('#!/bin/sh\nprintf "%%s\\n" "$@" > %s/args\ncat > %s/job\nexit %d\n' % (h.dir, h.dir, status))
    os.chmod(os.path.join(folder, "lp"), 0o755)
    return folder + ":" + os.environ["PATH"]


def test_printer_gets_the_pdf():
    with Home() as h:
        case = walked(h)
        name = "office; touch /tmp/never $(id)"
        done = h.run("print", case, "--printer", name, PATH=fake_lp(h, 0))
        equal(done.returncode, 0, done.stderr)
        check(open(h.path("job"), "rb").read().startswith(b"%PDF"), "no PDF")
        check(name in open(h.path("args"), encoding="utf-8").read().split("\n"), "the name went through a shell")


def test_without_a_printer_the_file_is_kept():
    with Home() as h:
        case = walked(h)
        for path in (fake_lp(h, 1), "/nonexistent"):
            out = h.path("kept.pdf")
            done = h.run("print", case, "--printer", "office", "-o", out, "--force", PATH=path)
            equal(done.returncode, 69, done.stderr)
            check("office" in done.stderr and "kept.pdf" in done.stderr, done.stderr)
            check(open(out, "rb").read().startswith(b"%PDF"), "no file")


def test_preview_without_a_terminal_is_plain():
    with Home() as h:
        case = walked(h)
        equal(h.run("print", case, "--preview").stdout, h.run("print", case).stdout)


def test_preview_through_the_pager():
    with Home() as h:
        case = walked(h)
        master, slave = pty.openpty()
        done = subprocess.run([BIN, "--db", h.db, "print", case, "--preview"], stdin=slave, stdout=slave, stderr=subprocess.PIPE,
                              env=h.env(PAGER="head -c 30"), timeout=60)
        os.close(slave)
        seen = os.read(master, 4096).decode("utf-8", "replace")
        os.close(master)
        equal(done.returncode, 0, done.stderr)
        check("相談と対応" in seen and len(seen.encode("utf-8")) < 60, repr(seen))


def test_widths():
    with Home() as h:
        case = walked(h)
        for width in (40, 80, 132):
            text = h.run("print", case, "--width", str(width)).stdout
            wide = [line for line in re.split("[\n\f]", text) if sum(2 if ord(c) > 0x2E80 else 1 for c in line) > width]
            equal(wide, [], "wider than %d" % width)
            check("/%d ページ" % (text.count("\f") + 1) in text, "the number of pages")
        equal(h.run("print", case, "--width", "12").returncode, 2)


# --- hard cases ---

def test_a_broken_chain_is_said_on_every_form():
    with Home() as h:
        case = walked(h)
        db = sqlite3.connect(h.db)
        db.execute("DROP TRIGGER contents_stay")
        db.execute("UPDATE contents SET text = '受付 9999 鈴木さん' WHERE text LIKE '受付%'")
        db.commit()
        db.close()
        for form in ("text", "html"):
            done = h.run("print", case, "--format", form)
            check("封が合いません" in done.stdout and "封が合いません" in done.stderr, form)
        equal(h.json("print", case, "--format", "json")["intact"], False)
        text = tool("pdftotext", pdf_of(h, case), "-").decode("utf-8")
        check("封が合いません" in re.sub(r"\s+", "", text), "pdf")
        check("封が合いません" in h.run("letter", case, "card-company").stdout, "letter")


def test_a_note_of_a_megabyte():
    with Home() as h:
        big = "あ" * 100000 if UNDER_ASAN else "あ" * 340000
        case = walked(h, WALK[:-1] + ["", "", "n", big, "q"])
        for form in ("text", "html", "csv", "json"):
            out = h.run("print", case, "--format", form).stdout
            check(out.count("あ") >= len(big), "%s lost some of it" % form)
        text = tool("pdftotext", pdf_of(h, case), "-").decode("utf-8")
        check(text.count("あ") >= len(big), "pdf lost some of it")


def test_html_escapes():
    with Home() as h:
        evil = '</pre><script>alert(1)</script><img src=x onerror="a">\' & &lt;'
        case = walked(h, WALK[:6] + [evil] + WALK[7:])
        html = h.run("print", case, "--format", "html").stdout
        check("<script" not in html and "<img" not in html, "markup came through")
        check("&lt;script&gt;alert(1)&lt;/script&gt;" in html, "the words are gone")
        check("Content-Security-Policy" in html and 'lang="ja"' in html, "no policy, no language")


def test_unknown_forms_and_cases():
    with Home() as h:
        case = walked(h)
        wrong = h.run("print", case, "--format", "docx")
        equal(wrong.returncode, 2)
        check("html" in wrong.stderr and "pdf" in wrong.stderr, wrong.stderr)
        equal(h.run("print", "zzzz").returncode, 66)


if __name__ == "__main__":
    main(tests_of(sys.modules[__name__]))
