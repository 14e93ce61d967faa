"""What comes back: kakekomi due, its exit status for cron, the calendar, and the next start."""
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from lib import Home, check, equal, main, tests_of  # noqa: E402

MORNING, AFTERNOON = "2026-02-12T10:00:00+09:00", "2026-02-12T15:00:00+09:00"


def put_off(h, *agent):
    h.run(*agent, "start", "--fact", "entered=card", "--walk", now=MORNING, lines=["l", "14:30"])
    return h.json("list", "--json")[0]["case"]


def calendar(text):
    """Properties of each event, unfolded (RFC 5545, 3.1)."""
    check("\r\n" in text and not re.search(r"(?<!\r)\n", text), "line ends")
    lines = re.sub("\r\n ", "", text).split("\r\n")
    equal((lines[0], lines[-2]), ("BEGIN:VCALENDAR", "END:VCALENDAR"))
    events, alarm = [], False
    for line in lines:
        if line == "BEGIN:VEVENT":
            events.append({})
        alarm = line == "BEGIN:VALARM" or (alarm and line != "END:VALARM")
        name, _, value = line.partition(":")
        if events and name:
            events[-1][("ALARM-" if alarm else "") + name] = value
    return events


def test_nothing_due_is_no():
    with Home() as h:
        put_off(h)
        done = h.run("due", now=MORNING)
        equal((done.returncode, done.stdout), (1, "いま見るものは、ありません。\n"))


def test_what_is_due_is_told_with_its_number():
    with Home() as h:
        case = put_off(h)
        done = h.run("due", now=AFTERNOON)
        equal(done.returncode, 0)
        check(case in done.stdout and "14時30分" in done.stdout and "カードを止めます" in done.stdout, done.stdout)


def test_all_shows_what_is_still_to_come():
    with Home() as h:
        put_off(h)
        rows = h.json("due", "--all", "--json", now=MORNING)
        equal([(r["action"], r["due"]) for r in rows], [("card.stop", "2026-02-12T14:30:00+09:00")])


def test_a_desk_that_opens_and_a_reminder_come_back_too():
    with Home() as h:
        h.run("start", "--fact", "received=code", "--fact", "claims=amex", "--fact", "own_payment=no", "--walk",
              now="2025-11-21T23:30:00+09:00", lines=["d", ""] * 30)
        due = h.json("due", "--json", now="2025-11-25T09:05:00+09:00")
        check("card.stop" in [r["action"] for r in due], due)
        later = h.json("due", "--all", "--json", now="2025-11-21T23:31:00+09:00")
        check("followup.recheck" in [r["action"] for r in later], later)


def test_calendar_for_a_phone():
    with Home() as h:
        case = put_off(h)
        done = h.run("due", "--ics", now=MORNING)
        equal(done.returncode, 0)
        (event,) = calendar(done.stdout)
        equal((event["UID"], event["DTSTART"]), ("%s-card.stop@kakekomi" % case, "20260212T053000Z"))
        check("カード番号を伝えました" in event["DESCRIPTION"] and event["ALARM-ACTION"] == "DISPLAY", event)
        before = int(event["SEQUENCE"])
        h.run("resume", case, "--walk", now=AFTERNOON, lines=["l", "18:00"])
        (event,) = calendar(h.run("due", "--ics", now=AFTERNOON).stdout)
        equal((event["UID"], event["DTSTART"]), ("%s-card.stop@kakekomi" % case, "20260212T090000Z"))
        check(int(event["SEQUENCE"]) > before, event)


def test_the_calendar_is_written_beside_and_never_over_another():
    with Home() as h:
        put_off(h)
        path = os.path.join(h.dir, "yotei.ics")
        equal(h.run("due", "--ics", "-o", path, now=MORNING).returncode, 0)
        equal(h.run("due", "--ics", "-o", path, now=MORNING).returncode, 73)
        equal(h.run("due", "--ics", "-o", path, "--force", now=MORNING).returncode, 0)


def test_an_empty_calendar_is_a_calendar():
    with Home() as h:
        h.run("start", "--fact", "entered=card", "--walk", now=MORNING, lines=["q"])
        done = h.run("due", "--ics", now=MORNING)
        equal((done.returncode, calendar(done.stdout)), (0, []))


def test_options_that_do_not_go_together():
    with Home() as h:
        put_off(h)
        for words in (("--ics", "--json"), ("-o", "x")):
            done = h.run("due", *words)
            equal((done.returncode, done.stderr.count("\n")), (2, 1), done.stderr)


def test_only_mine():
    with Home() as h:
        put_off(h, "--agent", "佐藤")
        put_off(h, "--agent", "鈴木")
        equal(len(h.json("due", "--json", now=AFTERNOON)), 2)
        equal(len(h.json("--agent", "鈴木", "due", "--mine", "--json", now=AFTERNOON)), 1)


def test_the_next_start_says_what_is_due():
    with Home() as h:
        put_off(h)
        check("時間になった手順: カードの裏の番号に電話して" in h.run(now=AFTERNOON, lines=["q"]).stdout, "not told")
        check("時間になった手順" not in h.run(now=MORNING, lines=["q"]).stdout, "told too early")


if __name__ == "__main__":
    main(tests_of(sys.modules[__name__]))
