"""Screens on every kind of terminal: widths, locales, ambiguous width, plain, accessible, a serial console, a resize; compared as
text with the golden ones in screens/. The guidance walked is guide/, which holds what is hard to break: brackets, small kana,
combining marks, emoji, half-width kana, words longer than the line. KAKEKOMI_GOLDEN=write writes the screens anew."""
import os
import re
import signal
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
from lib import Home, check, equal, main, tests_of  # noqa: E402
from terminal import Terminal, columns  # noqa: E402

WRITE = os.environ.get("KAKEKOMI_GOLDEN") == "write"
GUIDE = os.path.join(HERE, "guide")
ANSWERS = ["1", "1,3", "1", "w", "p", "t", "?", "1", "8841 yamada", "a", "Mail, SMS", "v", "1", "zz", "q"]

# 行頭禁則 and 行末禁則: what must not begin, and what must not end, a line.
NOT_FIRST = "、。,.・:;?!゛゜ヽヾゝゞ々ー)〕]}〉》」』】〜…ゃゅょっぁぃぅぇぉャュョッァィゥェォ"
NOT_LAST = "(〔[{〈《「『【"


def walk(width=80, answers=ANSWERS, args=(), **env):
    """The whole walk as text, case id blotted out."""
    with Home() as h:
        env = {"KAKEKOMI_PLAYBOOKS": GUIDE, **env}
        t = Terminal(h, "start", *args, width=width, **env)
        for a in answers:
            t.answer(a)
        t.end()
        equal(t.status, 0)
        case = h.json("list", "--json")[0]["case"]
        return t.text.replace(case, "x" * 10), t.raw


def record_of(home):
    return home.json("show", home.json("list", "--json")[0]["case"], "--json", KAKEKOMI_PLAYBOOKS=GUIDE)


def without_prompts(text):
    return [line for line in text.split("\n") if not line.startswith("> ")]


def compare(name, got):
    path = os.path.join(HERE, "screens", name)
    if WRITE:
        with open(path, "w", encoding="utf-8") as f:
            f.write(got)
    with open(path, encoding="utf-8") as f:
        wanted = f.read()
    for number, (a, b) in enumerate(zip(got.split("\n"), wanted.split("\n")), 1):
        equal(a, b, "%s line %d" % (name, number))
    equal(len(got), len(wanted), "length of " + name)


def fits(text, width, ambiguous=1):
    equal([line for line in without_prompts(text) if columns(line, ambiguous) > width], [], "wider than %d" % width)


def test_widths():
    for width in (10, 40, 80, 120):
        text, _ = walk(width)
        compare("%d" % width, text)
        fits(text, min(width, 100))


def test_no_line_begins_or_ends_as_it_must_not():
    """A run without any place to break (ーーー…) has to be cut somewhere; nothing else may."""
    for width in (20, 33, 40, 57, 80, 120):
        text, _ = walk(width)
        lines = [line.strip() for line in without_prompts(text)]
        bad = [line for line in lines if line and ((line[0] in NOT_FIRST and line[:2] != "? " and line != "…" and not re.match("[ー。]+", line))
                                                   or (line[-1] in NOT_LAST and len(line) > 1))]
        equal(bad, [], "at %d" % width)


def test_every_width_fits():
    for width in (10, 11, 12, 13, 17, 23, 24, 25, 31, 50, 66, 79, 81, 99, 101, 200):
        fits(walk(width)[0], min(width, 100))


def test_a_width_of_ones_own():
    text, _ = walk(120, KAKEKOMI_WIDTH="50")
    fits(text, 50)
    text, _ = walk(120, KAKEKOMI_WIDTH="118")
    fits(text, 118)
    check(any(columns(line) > 100 for line in text.split("\n")), "nothing is wider than 100")


def test_characters_of_ambiguous_width():
    for width in (40, 80):
        text, _ = walk(width, KAKEKOMI_AMBIGUOUS_WIDTH="2")
        compare("%d.ambiguous" % width, text)
        fits(text, width, ambiguous=2)


def test_locales_make_no_difference():
    wanted, _ = walk(80)
    for env in ({"LANG": "ja_JP.UTF-8"}, {"LANG": "C"}, {"LC_ALL": "POSIX"}, {"LANG": "ja_JP.eucJP"}, {"LC_ALL": "ja_JP.SJIS"},
                {"LANG": "de_DE.ISO-8859-1", "LC_CTYPE": "de_DE.ISO-8859-1"}, {"LANG": ""}, {"LANG": "xx_XX.nothing"}):
        got, _ = walk(80, **env)
        equal(got, wanted, "the walk with %s" % env)


def test_utf8_is_taken_in_every_locale_and_with_any_inputrc():
    with Home() as h:
        with open(h.path("inputrc"), "w", encoding="ascii") as f:
            f.write("set convert-meta on\nset input-meta off\nset output-meta off\nset editing-mode vi\n")
        for env in ({"LANG": "C"}, {"LC_ALL": "POSIX"}, {"LANG": "ja_JP.eucJP"}, {"INPUTRC": h.path("inputrc")}):
            t = Terminal(h, "start", KAKEKOMI_PLAYBOOKS=GUIDE, **env)
            t.answer("電話")
            t.answer("q")
            t.end()
            check("電話" in t.text.split("> ")[1], env)
            equal(record_of(h)["facts"], {"came": ["call"]}, env)


def test_bold_is_all_there_is_and_can_be_off():
    plain, _ = walk(80)
    text, raw = walk(80)
    check(b"\x1b[1m" in raw, "no bold")
    for args, env in ((["--plain"], {}), ([], {"NO_COLOR": "1"}), ([], {"TERM": "dumb"}), ([], {"TERM": ""}), (["--accessible"], {})):
        text, raw = walk(80, args=args, **env)
        check(b"\x1b[1m" not in raw and b"\x1b[3" not in raw, "escapes with %s %s" % (args, env))
        if not args or args == ["--plain"]:
            equal(text, plain, "%s %s" % (args, env))


def test_a_dumb_terminal_gets_no_escape_at_all():
    _, raw = walk(80, TERM="dumb")
    check(b"\x1b" not in raw, raw[:300])


def test_a_serial_console_is_not_asked_for_bracketed_paste():
    plain, raw = walk(80)
    check(b"\x1b[?2004h" in raw, "an xterm is asked")
    for term in ("vt100", "vt220", "ansi"):
        text, raw = walk(80, TERM=term)
        check(b"2004" not in raw, term)
        equal(text, plain, term)


def test_accessible():
    for width in (40, 80):
        text, raw = walk(width, ACCESSIBLE="1")
        compare("%d.accessible" % width, text)
        fits(text, width)
        check(not re.search("[\u2190-\u21ff\u2500-\u25ff]", text), "drawing characters")
        check(b"\r\x1b[K" not in raw and b"\x1b[2J" not in raw and b"\x1b[A" not in raw, "redrawn")
    before = [part.rstrip("\n").split("\n")[-1] for part in walk(100, ACCESSIBLE="1")[0].split("\n> ")[:-1]]
    equal([line for line in before if not re.search("入れてください|Enter だけ", line)], [], "prompts that do not say what they expect")


def test_after_a_resize_lines_are_as_long_as_the_screen():
    with Home() as h:
        t = Terminal(h, "start", width=100, KAKEKOMI_PLAYBOOKS=GUIDE)
        t.expect("> ")
        t.resize(30)
        t.send("1\r")
        t.expect("> ")
        at = t.seen
        t.send("1\r")
        t.expect("> ")
        fits(t.text[at:t.seen], 30)
        t.resize(90)
        t.send("w\r")
        t.expect("> ")
        at = t.seen
        t.send("p\r")
        t.answer("q")
        t.end()
        fits(t.text[at:], 90)
        equal(t.status, 0)


def test_many_resizes_while_typing_lose_nothing():
    with Home() as h:
        t = Terminal(h, "start", width=80, KAKEKOMI_PLAYBOOKS=GUIDE)
        t.expect("> ")
        for width in (40, 10, 120, 200, 33) * 4:
            t.send("電")
            t.resize(width)
            t.kill(signal.SIGWINCH)
            t.send("\x7f")
        t.send("電話\r")
        t.answer("q")
        t.end()
        equal(t.status, 0)
        equal(record_of(h)["facts"], {"came": ["call"]})


def completed(typed, *before):
    """The record after Tab has completed what was typed."""
    with Home() as h:
        t = Terminal(h, "start", KAKEKOMI_PLAYBOOKS=GUIDE)
        for a in before:
            t.answer(a)
        t.expect("> ")
        t.send(typed + "\t\r")
        t.expect("> ")
        t.send("\x04")
        t.end()
        equal(t.status, 0)
        return record_of(h)


def test_tab_completes_choices():
    equal(completed("電")["facts"], {"came": ["call"]})
    equal(completed("暗", "1")["facts"]["gave"], ["pin"])
    equal(completed("パス", "1")["facts"]["gave"], ["half"], "half-width")


def test_tab_completes_brands():
    equal(completed("acm", "1", "1")["facts"]["claims"], ["acme"])
    equal(completed("ドン", "1", "1")["facts"]["claims"], ["acorn"])


def test_tab_completes_outcomes_at_a_step():
    record = completed("断られ", "1", "1", "1")
    equal([e["outcome"] for e in record["entries"] if e["kind"] == "outcome"], ["refused"])


def test_tab_offers_no_files():
    with Home() as h:
        t = Terminal(h, "start", KAKEKOMI_PLAYBOOKS=GUIDE)
        t.expect("> ")
        t.send("/et\t\tc\x15\t\t")
        t.expect("電話")
        t.send("q\r")
        t.end()
        check("/etc" not in t.text.replace("/etc", "", 1), "files are completed: %r" % t.text[-300:])


def test_history_holds_key_words_only():
    with Home() as h:
        t = Terminal(h, "start", KAKEKOMI_PLAYBOOKS=GUIDE)
        for a in ("1", "カード番号", "p", "相手の電話番号は 0120", "?"):
            t.answer(a)
        up = "\x1b[A"
        for count, wanted in ((1, "?"), (2, "p"), (9, "p")):
            t.expect("> ")
            at = len(t.text)
            t.send(up * count + "\r")
            t.expect("\n")
            line = t.text[at:t.seen].strip()
            check(line.endswith(wanted) and "0120" not in line and "カード" not in line, "%d up: %r" % (count, line))
        t.answer("q")
        t.end()


if __name__ == "__main__":
    main(tests_of(sys.modules[__name__]))
