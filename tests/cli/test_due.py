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


def value_of(text):
    """A TEXT value as a calendar reads it (RFC 5545, 3.3.11): nothing but \\\\ \\; \\, \\n behind a backslash, no ; or , without one."""
    check(re.fullmatch(r"(?:[^\\;,\x00-\x08\x0a-\x1f\x7f]|\\[\\;,nN])*", text), text)
    return re.sub(r"\\(.)", lambda m: "\n" if m[1] in "nN" else m[1], text)


# What may stand in what: (property, how often at least, how often at most).
GRAMMAR = {
    "VCALENDAR": {"VERSION": (1, 1), "PRODID": (1, 1), "CALSCALE": (0, 1)},
    "VTIMEZONE": {"TZID": (1, 1)},
    "STANDARD": {"DTSTART": (1, 1), "TZOFFSETFROM": (1, 1), "TZOFFSETTO": (1, 1), "TZNAME": (0, 9)},
    "VEVENT": {"UID": (1, 1), "DTSTAMP": (1, 1), "DTSTART": (1, 1), "DURATION": (0, 1), "SEQUENCE": (0, 1), "SUMMARY": (0, 1), "DESCRIPTION": (0, 1),
               "TRANSP": (0, 1), "alarms": (1, 1)},
    "VALARM": {"ACTION": (1, 1), "TRIGGER": (1, 1), "DESCRIPTION": (1, 1)},
}
WITHIN = {"VCALENDAR": None, "VTIMEZONE": "VCALENDAR", "STANDARD": "VTIMEZONE", "VEVENT": "VCALENDAR", "VALARM": "VEVENT"}
TEXTS = ("UID", "SUMMARY", "DESCRIPTION")


def calendar(text):
    """The events, read as strictly as RFC 5545 says: lines, folding, what stands in what and how often, values; alarms as ALARM-NAME."""
    data = text.encode("utf-8")
    check(data.endswith(b"\r\n") and not re.search(rb"(?<!\r)\n|\r(?!\n)", data), "line ends")
    for line in data.split(b"\r\n"):
        check(len(line) <= 75, "%d octets: %r" % (len(line), line))
        line.decode("utf-8")  # no character is cut in two
    events, open_ones, components = [], [], 0
    for line in re.sub("\r\n[ \t]", "", text).split("\r\n")[:-1]:
        name, _, value = line.partition(":")
        if name == "BEGIN":
            equal(open_ones[-1][0] if open_ones else None, WITHIN[value], "where %s stands" % value)
            open_ones.append((value, {}))
            components += value != "VCALENDAR"
            continue
        if name == "END":
            kind, found = open_ones.pop()
            equal(kind, value)
            for wanted, (least, most) in GRAMMAR[kind].items():
                check(least <= len(found.get(wanted, [])) <= most, "%s in %s" % (wanted, kind))
            check(set(found) <= set(GRAMMAR[kind]), found)
            if kind == "VALARM":
                open_ones[-1][1].setdefault("alarms", []).append(found)
            if kind == "VEVENT":
                (alarm,) = found.pop("alarms")
                events.append({n: v[0] for n, v in found.items()} | {"ALARM-" + n: v[0] for n, v in alarm.items()})
            continue
        open_ones[-1][1].setdefault(name, []).append(value_of(value) if name in TEXTS else value)
    check(not open_ones and components, "a calendar has components, and ends")
    for e in events:
        for name in ("DTSTAMP", "DTSTART"):
            check(re.fullmatch(r"\d{8}T\d{6}Z", e[name]), e)
        check(re.fullmatch(r"\d+", e["SEQUENCE"]) and e["ALARM-TRIGGER"] == "PT0S" and e["ALARM-ACTION"] == "DISPLAY", e)
    equal(len({e["UID"] for e in events}), len(events), "one name, one event")
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


def test_a_long_calendar_of_many_cases_reads_back():
    with Home() as h:
        for claims in ("amex", "jcb", "ana"):
            h.run("start", "--fact", "received=code", "--fact", "claims=" + claims, "--fact", "own_payment=no", "--walk", now="2025-11-21T23:30:00+09:00",
                  lines=["d", ""] * 30)
        for lang in ("ja", "en"):
            events = calendar(h.run("--lang", lang, "due", "--ics", now="2025-11-21T23:31:00+09:00").stdout)
            check(len(events) >= 6, events)
            rows = h.json("--lang", lang, "due", "--all", "--json", now="2025-11-21T23:31:00+09:00")
            equal(sorted(e["SUMMARY"] for e in events), sorted(r["title"] for r in rows))
            equal({e["UID"] for e in events}, {"%s-%s@kakekomi" % (r["case"], r["action"]) for r in rows})
            check(any("\n" in e["DESCRIPTION"] for e in events), "no line ends")
        again = calendar(h.run("due", "--ics", now="2025-11-22T08:00:00+09:00").stdout)
        first = calendar(h.run("due", "--ics", now="2025-11-21T23:31:00+09:00").stdout)
        equal(again, first, "the same from export to export while nothing changes")


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
