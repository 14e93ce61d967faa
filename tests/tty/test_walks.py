"""Walks to the end on a terminal, and everything that may interrupt one."""
import os
import resource
import signal
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from lib import Home, check, equal, in_order, main, tests_of  # noqa: E402
from terminal import Terminal, columns  # noqa: E402

PROMPT = "> "


def record_of(home, now=None):
    case = home.json("list", "--json")[0]["case"]
    return case, home.json("print", case, "--format", "json")


def walk_to_the_end(t, first_answers, mark="d"):
    """Gives the first answers, then Enter to every question and done to every step."""
    for a in first_answers:
        t.expect(PROMPT)
        t.send(a + "\r")
    for _ in range(150):
        part = t.expect_any((PROMPT, "resume"))
        if part.rstrip().endswith("resume"):
            return
        tail = part.rstrip("> ").rstrip().splitlines()
        last = tail[-1] if tail else ""
        menu = "5 くわしく" in "".join(tail[-3:]) or "v 済んだ印" in last
        t.send((mark if menu else "") + "\r")
    raise AssertionError("no end")


def expect_any(self, words):
    end = time.time() + 60
    while not any(w in self.text[self.seen:] for w in words):
        if time.time() > end or self._read(0.2) is None:
            raise AssertionError("waited for %r, saw %r" % (words, self.text[self.seen:][-1500:]))
    at = min(self.text.index(w, self.seen) + len(w) for w in words if w in self.text[self.seen:])
    part, self.seen = self.text[self.seen:at], at
    return part


Terminal.expect_any = expect_any


def finish_walk(answers, now, wanted, width=80, args=("start",), absent=()):
    with Home() as h:
        t = Terminal(h, *args, now=now, width=width)
        walk_to_the_end(t, answers)
        t.end()
        equal(t.status, 0)
        case, record = record_of(h)
        done = [e["action"] for e in record["entries"] if e["outcome"] == "done"]
        equal(in_order(wanted, done), None, "order of %s" % done)
        for a in absent:
            check(a not in done, a)
        too_wide = [line for line in t.text.splitlines() if columns(line) > width and not line.startswith("> ")]
        equal(too_wide, [], "lines wider than %d" % width)
        paper = h.run("print", case)
        equal(paper.returncode, 0)
        for line in paper.stdout.splitlines():
            check(columns(line) <= 80, "paper: %r" % line)
        equal(h.run("verify", case).returncode, 0)
        return t.text


def test_002_fictitious_bill_walked_to_the_end():
    finish_walk(["5", "1", "5", "2", "1"], "2026-02-12T10:42:00+09:00", ["evidence.keep"])


def test_002_bill_told_by_sentence():
    finish_walk(["身に覚えのない請求のメール", "5"], "2026-02-12T10:42:00+09:00",
                ["evidence.keep", "consumer.188"], absent=["card.stop"])


def test_002_bank_data_entered_walked_to_the_end():
    finish_walk(["銀行を名乗るメールで口座番号と暗証番号を入れた"], "2026-02-12T10:42:00+09:00", ["bank.call", "bank.pin-change", "evidence.keep"])


def test_002_prize_money_sent_walked_to_the_end():
    finish_walk(["懸賞に当たったというメール", "3", "1"], "2026-02-12T10:42:00+09:00",
                ["bank.freeze-receiver", "bank.call", "police.station"])


def test_003_weekend_walked_and_taken_up_on_tuesday():
    with Home() as h:
        t = Terminal(h, "start", now="2025-11-21T23:30:00+09:00")
        walk_to_the_end(t, ["アメックス コード", "1", "2", "1"])
        t.end()
        case, record = record_of(h)
        done = [e["action"] for e in record["entries"] if e["outcome"] == "done"]
        equal(in_order(["link.avoid", "card.dont-use"], done), None, "weekend %s" % done)
        check("account.password-change" in done, done)
        check("card.stop" not in done, "the desk is closed")
        check("11月25日(火) 9時00分" in t.text, t.text[-3000:])
        listed = h.json("list", "--json")[0]
        equal((listed["state"], listed["due"][:10]), ("waiting", "2025-11-25"))
        equal(len(h.json("list", "--due", "--json", now="2025-11-24T12:00:00+09:00")), 0)
        equal(len(h.json("list", "--due", "--json", now="2025-11-25T09:01:00+09:00")), 1)
        t = Terminal(h, now="2025-11-25T09:01:00+09:00")
        walk_to_the_end(t, ["1"])
        t.end()
        done = [e["action"] for e in record_of(h)[1]["entries"] if e["outcome"] == "done"]
        check("card.stop" in done, done)


def test_narrow_terminal_and_wrong_keys():
    text = finish_walk(["", "zzz", "1", "9", "Z", "?"], "2026-02-12T10:42:00+09:00", ["evidence.keep"], width=40)
    check("うまく読み取れませんでした" in text.replace("\n", ""), "wrong keys told")


def stop_at(home, how, *before):
    t = Terminal(home, "start")
    for a in before:
        t.expect(PROMPT)
        t.send(a + "\r")
    t.expect(PROMPT)
    time.sleep(0.1)
    how(t)
    rest = t.end()
    return t, rest


STOPS = {
    "ctrl-c": lambda t: t.send("\x03"),
    "ctrl-d": lambda t: t.send("\x04"),
    "q": lambda t: t.send("q\r"),
    "term": lambda t: t.kill(signal.SIGTERM),
    "hup": lambda t: t.kill(signal.SIGHUP),
}


def stopping(name, before, saved):
    def test():
        with Home() as h:
            t, rest = stop_at(h, STOPS[name], *before)
            equal(t.status, 0, "status; %r" % rest)
            check("kakekomi" in rest, rest)
            if not saved:
                return
            case, record = record_of(h)
            check(case in rest, "the last line says how to go on: %r" % rest)
            equal(len([e for e in record["entries"] if e["kind"] == "answer"]), len(before))
            again = Terminal(h, "resume", case)
            part = again.expect(PROMPT)
            check("入れたもの" in part or "カードを止めます" in part, part)
            again.send("q\r")
            again.end()
    return test


def test_terminal_modes_are_restored():
    import pty
    import termios
    with Home() as h:
        master, slave = pty.openpty()
        before = termios.tcgetattr(slave)
        for key in (b"\x03", b"\x04", b"q\r"):
            import subprocess
            from lib import BIN
            p = subprocess.Popen([BIN, "--db", h.db, "start"], stdin=slave, stdout=slave, stderr=slave, env=h.env(),
                                 start_new_session=True, preexec_fn=lambda: __import__("fcntl").ioctl(0, termios.TIOCSCTTY, 0))
            seen = b""
            while not seen.endswith(b"> "):
                seen += os.read(master, 4096)
            os.write(master, key)
            end = time.time() + 30
            while p.poll() is None and time.time() < end:
                import select
                if select.select([master], [], [], 0.1)[0]:
                    os.read(master, 4096)
            equal(p.returncode, 0)
            equal(termios.tcgetattr(slave)[:4], before[:4], "modes after %r" % key)


def test_kill_9_at_a_question_and_at_a_step():
    with Home() as h:
        t, _ = stop_at(h, lambda t: t.kill(signal.SIGKILL), "4")
        case, record = record_of(h)
        equal(record["facts"]["did"], ["entered"])
        t = Terminal(h, "resume")
        check("入れたもの、伝えたものはどれですか" in t.expect(PROMPT), "the same question")
        t.send("2\r")
        t.expect(PROMPT)
        t.kill(signal.SIGKILL)
        t.end()
        t = Terminal(h, "resume")
        check("カードを止めます" in t.expect(PROMPT), "the same step")
        t.send("q\r")
        t.end()
        equal(h.run("verify", case).returncode, 0)


def test_a_bracketed_paste_is_one_message_even_with_answers_in_it():
    with Home() as h:
        t = Terminal(h, "start")
        t.expect(PROMPT)
        t.send("\x1b[200~From: x@example.cn\n1\n2\nd\n\x1b[201~\r")
        t.expect("残したのは")
        t.expect(PROMPT)
        t.send("q\r")
        t.end()
        record = record_of(h)[1]
        equal([e["kind"] for e in record["entries"]], ["open", "mail", "answer"])  # what it is, not what is in it
        equal(record["facts"], {"received": ["mail"]})


def test_two_programs_on_one_case():
    with Home() as h:
        first = Terminal(h, "start", "--fact", "entered=card", "--walk")
        first.expect(PROMPT)
        case = h.json("list", "--json")[0]["case"]
        second = h.run("resume", case, lines=["d", "", "q"])
        equal(second.returncode, 69)
        check(case in second.stderr and "show" in second.stderr, second.stderr)
        equal(h.run("show", case).returncode, 0)
        first.send("d\r")
        first.expect(PROMPT)
        first.send("\r")
        first.expect("記録しました")
        first.send("q\r")
        first.end()


def test_disk_full_is_told_the_answer_asked_again_and_nothing_lost():
    with Home() as h:
        t = Terminal(h, "start", "--fact", "entered=card", "--walk")
        t.expect(PROMPT)
        t.send("n\r")
        t.expect(PROMPT)
        size = os.path.getsize(h.db)
        resource.prlimit(t.pid, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
        t.send("メモ1 " + "あ" * 2000 + "\r")
        t.expect("空きがありません")
        equal(os.path.getsize(h.db), size)
        t.expect(PROMPT)
        resource.prlimit(t.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        t.send("n\r")
        t.expect(PROMPT)
        t.send("メモ2\r")
        t.expect("記録しました")
        t.expect(PROMPT)
        t.send("q\r")
        t.end()
        case, record = record_of(h)
        equal([e["text"] for e in record["entries"] if e["kind"] == "note"], ["メモ2"])
        equal(h.run("verify", case).returncode, 0)


def test_japanese_is_echoed_without_a_japanese_locale():
    for lang in ("ja_JP.UTF-8", "C", "POSIX"):
        with Home() as h:
            t = Terminal(h, "start", LANG=lang, LC_ALL=lang)
            t.expect(PROMPT)
            t.send("カード番号を入れた")
            t.expect("カード番号を入れた")
            t.send("\r")
            t.expect("読み取ったこと")
            t.expect(PROMPT)
            t.send("q\r")
            t.end()


def test_escape_sequences_in_what_is_typed_do_not_come_back():
    with Home() as h:
        h.run("start", "--fact", "entered=card", "--walk", lines=["n", "a\x1b]0;x\x07b\x1b[2J\u202ec\u200b", "q"])
        case = h.json("list", "--json")[0]["case"]
        for out in (h.run("show", case).stdout, h.run("resume", case, "--walk", lines=["q"]).stdout):
            check("\x1b" not in out and "\u202e" not in out and "\x07" not in out, repr(out[:300]))


def all_tests():
    tests = tests_of(sys.modules[__name__])
    for name in STOPS:
        tests.append(("test_%s_before_anything_was_said" % name, stopping(name, [], False)))
        tests.append(("test_%s_at_a_question" % name, stopping(name, ["4"], True)))
        tests.append(("test_%s_at_a_step" % name, stopping(name, ["4", "2"], True)))
    return tests



def test_what_to_do_stays_in_sight_on_a_small_screen():
    """A card and its first question are longer than 24 lines: the headline stands above the question too, where the screen is low."""
    title = "カードの裏の番号に電話して、カードを止めます"
    for rows, seen in ((24, 2), (50, 1)):
        with Home() as h:
            t = Terminal(h, rows=rows)
            t.answer("4")
            t.answer("2")
            t.expect("カードは、いま手元にありますか")
            t.expect("> ")
            equal(t.text.count(title), seen, "%d rows" % rows)
            if rows == 24:
                check(title in "\n".join(t.text.splitlines()[-24:]), t.text)
            t.send("q\r")
            t.end()


def test_lost_and_misused_walk_to_the_end():
    night = "2025-11-21T23:30:00+09:00"
    finish_walk(["カードをなくしました"], night, ["card.lock-app", "card.stop", "card.reissue", "police.lost-report"], width=40)
    finish_walk(["証券口座を乗っ取られた"], night, ["broker.call", "account.email-secure", "account.password-change", "police.station"])
    finish_walk(["急にスマホが圏外になった"], night, ["carrier.call", "bank.call", "account.email-secure"], width=40)
    finish_walk(["口座から勝手にお金が引き出された"], night, ["bank.call", "account.history-check", "bank.refund-claim"])


if __name__ == "__main__":
    main(all_tests())
