"""What scripts rely on: every exit status as README and the manual page list it, data on standard output and messages on
standard error, the members of every JSON answer, and --no-input."""
import json
import os
import pwd
import re
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from lib import BIN, ROOT, Home, Skip, check, equal, main, tests_of  # noqa: E402

TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d"
URGENCIES = ("danger", "now", "today", "week", "later")
OUTCOMES = ("done", "later", "unreachable", "refused", "not-needed")


def a_case(home, *facts, lines=("q",)):
    home.run("start", *[w for f in facts or ("entered=card",) for w in ("--fact", f)], "--walk", lines=lines)
    return home.json("list", "--json")[-1]["case"]


def fails(done, status):
    """An error: its status, one line on standard error, nothing on standard output."""
    equal((done.returncode, done.stdout, done.stderr.count("\n")), (status, "", 1), done.stderr)
    check(done.stderr.startswith("kakekomi: "), done.stderr)


def fits(value, form, where="answer"):
    """A value against a form: a type, a regular expression, a tuple of allowed values, [form of each], {member: form}, or
    a set of alternatives given as a list of forms under "or"."""
    if isinstance(form, dict) and "or" in form:
        faults = []
        for one in form["or"]:
            try:
                return fits(value, one, where)
            except AssertionError as e:
                faults.append(str(e))
        raise AssertionError(" / ".join(faults))
    if isinstance(form, dict):
        check(isinstance(value, dict), "%s is no object: %r" % (where, value))
        missing = {k for k in form if not k.startswith("?")} - set(value)
        strange = set(value) - {k.lstrip("?") for k in form}
        check(not missing and not strange, "%s: missing %s, strange %s" % (where, missing, strange))
        for key, inner in form.items():
            if key.lstrip("?") in value:
                fits(value[key.lstrip("?")], inner, "%s.%s" % (where, key.lstrip("?")))
    elif isinstance(form, list):
        check(isinstance(value, list), "%s is no list: %r" % (where, value))
        for i, v in enumerate(value):
            fits(v, form[0], "%s[%d]" % (where, i))
    elif isinstance(form, tuple):
        check(value in form, "%s: %r is none of %r" % (where, value, form))
    elif isinstance(form, str):
        check(isinstance(value, str) and re.fullmatch(form, value), "%s: %r is not %s" % (where, value, form))
    else:
        check(isinstance(value, form) and not (form is int and isinstance(value, bool)), "%s: %r is no %s" % (where, value, form))


def maybe(form):
    return {"or": [form, (None,)]}


CONTACT = {"id": str, "name": str, "?number": str, "?url": str, "?mail": str, "?where": str, "?source": str, "?checked": r"\d{4}-\d\d-\d\d"}
STEP = {"id": str, "action": r"[a-z0-9]+(\.[a-z0-9-]+)+", "title": str, "urgency": URGENCIES, "because": [r"[a-z_]+=[a-z0-9-]+"],
        "contact": maybe(CONTACT), "opens_at": maybe(TIME), "remind": maybe(TIME)}


def fits_facts(value):
    check(isinstance(value, dict) and value, value)
    for key, values in value.items():
        fits(key, r"[a-z_]+")
        fits(values, [r"[a-z0-9-]+"])


def fits_record(record, case):
    fits_facts(record.pop("facts"))
    fits(record, {"case": case, "seal": "[0-9a-f]{64}", "intact": (True,), "entries": [
        {"n": int, "at": TIME, "who": str, "kind": ("open", "answer", "mail", "outcome", "note", "item", "undo", "hand", "send", "purge"),
         "step": maybe(str), "action": maybe(str), "outcome": {"or": [OUTCOMES, (None,)]}, "text": str, "body": maybe(dict),
         "undone": (True, False), "test_clock": (True, False), "seal": "[0-9a-f]{64}"}]})
    equal(record["entries"][-1]["seal"], record["seal"])


# --- JSON ---

def test_plan_json_form():
    with Home() as h:
        for facts in (["received=mail", "claims=ana", "entered=card,password"], ["did=paid", "paid_by=bank-transfer"], ["received=code", "claims=amex"]):
            plan = h.json("plan", "--json", "--at", "2025-11-21T23:30:00+09:00", *[w for f in facts for w in ("--fact", f)])
            fits_facts(plan.pop("facts"))
            fits(plan, {"steps": [STEP]})
            check(plan["steps"] and all(s["because"] for s in plan["steps"]), "a step without its because")


def test_list_json_form():
    with Home() as h:
        a_case(h, "entered=card", "claims=ana")
        a_case(h, "entered=password", lines=("l", "3日後", "q"))
        h.run("--agent", "佐藤", "start", "--fact", "did=nothing", lines=["q"])
        cases = h.json("list", "--json")
        equal(len(cases), 3)
        fits(cases, [{"case": "[a-z2-7]{10}", "opened_at": TIME, "state": ("open", "done", "waiting"), "brand": maybe(str), "title": str,
                      "agent": maybe(str), "due": maybe(TIME)}])
        equal({c["agent"] for c in cases}, {"佐藤", None})
        equal({c["brand"] for c in cases}, {"ana", None})


def test_print_and_show_json_form():
    with Home() as h:
        case = a_case(h, "entered=card,password", lines=("d", "山田", "n", "ひとこと", "c", "", "b", "q"))
        printed = h.json("print", case, "--format", "json")
        equal(printed, h.json("show", case, "--json"))
        check(any(e["undone"] for e in printed["entries"]), "nothing undone")
        fits_record(printed, case)


# --- standard output and standard error ---

def test_messages_never_mix_with_data():
    with Home() as h:
        case = a_case(h)
        for args in (["list"], ["list", "--json"], ["show", case], ["print", case], ["print", case, "--format", "json"],
                     ["plan", "--fact", "entered=card"], ["playbook", "list"], ["playbook", "check"], ["playbook", "show", "ana-miles"],
                     ["verify", case], ["help"], ["help", "plan"], ["version"]):
            done = h.run(*args)
            equal((done.returncode, done.stderr), (0, ""), args)
            check(done.stdout.endswith("\n"), args)
        out = h.path("r.txt")
        done = h.run("print", case, "-o", out)
        equal((done.returncode, done.stdout), (0, ""))
        check(out in done.stderr, done.stderr)
        equal(h.run("list", "ない言葉", "--json").stdout, "[]\n")


def test_a_broken_record_is_shown_and_warned_of_beside_it():
    with Home() as h:
        case = a_case(h, lines=("n", "hitokoto", "q"))
        with open(h.db, "r+b") as f:
            data = f.read()
            at = data.index(b"hitokoto")
            f.seek(at)
            f.write(b"hitoKoto")
        done = h.run("print", case, "--format", "json")
        equal(json.loads(done.stdout)["intact"], False)
        equal(done.stderr.count("\n"), 1, done.stderr)


# --- exit statuses ---

def test_status_0_done():
    with Home() as h:
        equal(h.run("plan", "--fact", "entered=card").returncode, 0)
        equal(h.run("start", lines=["q"]).returncode, 0)


def test_status_1_the_answer_is_no():
    with Home() as h:
        case = a_case(h)
        done = h.run("verify", case, "--seal", "0" * 64)
        equal((done.returncode, done.stderr), (1, ""))
        bad = h.run("playbook", "check", os.path.join(ROOT, "tests", "bad", "missing-title"))
        equal(bad.returncode, 1)
        check(bad.stdout.count("\n") >= 1 and bad.stderr.count("\n") == 1, bad.stdout + bad.stderr)


def test_status_2_usage():
    with Home() as h:
        for args in (["lst"], ["list", "--jsn"], ["show"], ["plan"], ["--db"], ["list", "--json=yes"], ["plan", "--fact", "x=y"],
                     ["help", "lst"], ["playbook", "lst"], ["verify", "abc", "--seal", "xy"]):
            if args[0] == "verify":
                a_case(h)
            fails(h.run(*args), 2)


def test_status_65_bad_data():
    with Home() as h:
        fails(h.run("list", now="yesterday"), 65)
        fails(h.run("plan", "--fact", "entered=card", KAKEKOMI_PLAYBOOKS=os.path.join(ROOT, "tests", "bad", "missing-title")), 65)
        with open(h.db, "wb") as f:
            f.write(b"no database at all" * 100)
        fails(h.run("list"), 65)
        equal(h.run("plan", "--batch", lines=["x"]).returncode, 65)


def test_status_66_no_such_input():
    with Home() as h:
        fails(h.run("list"), 66)
        fails(h.run("plan", "--fact", "entered=card", KAKEKOMI_PLAYBOOKS=h.path("nowhere")), 66)
        a_case(h)
        fails(h.run("show", "zzzz"), 66)
        fails(h.run("playbook", "show", "nosuch"), 66)
        fails(h.run("playbook", "check", h.path("nowhere")), 66)


def test_status_69_held_by_another():
    with Home() as h:
        case = a_case(h)
        with subprocess.Popen([BIN, "--db", h.db, "resume", case], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=h.env()) as first:
            try:
                first.stdout.readline()  # it is open now
                while b"> " not in first.stdout.read1(65536):
                    pass
                fails(h.run("resume", case, lines=["q"]), 69)
            finally:
                first.kill()


def test_status_73_cannot_create():
    with Home() as h:
        case = a_case(h)
        h.run("print", case, "-o", h.path("r"))
        fails(h.run("print", case, "-o", h.path("r")), 73)
        fails(h.run("print", case, "-o", h.path("no/such/place")), 73)


def test_status_74_io_error():
    with Home() as h:
        case = a_case(h)
        for args in (["list", "--json"], ["print", case], ["help"], ["version"], ["plan", "--fact", "entered=card", "--json"]):
            with open("/dev/full", "wb") as full:
                p = subprocess.run([BIN, "--db", h.db, *args], stdin=subprocess.DEVNULL, stdout=full, stderr=subprocess.PIPE, env=h.env(), timeout=60)
            equal((p.returncode, p.stderr.count(b"\n")), (74, 1), (args, p.stderr))


def may_run(user):
    try:
        return subprocess.run([BIN, "version"], user=user.pw_uid, capture_output=True).returncode == 0
    except PermissionError:
        return False


def test_status_77_not_allowed():
    nobody = pwd.getpwnam("nobody")
    if os.getuid() == 0 and not may_run(nobody):
        raise Skip("the program lies where only root may read")
    with Home() as h:
        a_case(h)
        os.chmod(h.db, 0)
        os.chmod(h.dir, 0o755)
        as_nobody = {"user": nobody.pw_uid, "group": nobody.pw_gid} if os.getuid() == 0 else {}
        p = subprocess.run([BIN, "--db", h.db, "list"], stdin=subprocess.DEVNULL, capture_output=True, env=h.env(), timeout=60, **as_nobody)
        equal((p.returncode, p.stdout, p.stderr.count(b"\n")), (77, b"", 1), p.stderr)


def test_every_status_is_documented():
    statuses = {0, 1, 2, 65, 66, 69, 73, 74, 77}
    with open(os.path.join(ROOT, "app", "base", "err.h"), encoding="utf-8") as f:
        codes = re.search(r"enum err_code \{(.*?)\};", f.read(), re.S).group(1)
    coded = {int(n) for n in re.findall(r"ERR_\w+ = (\d+),", codes)}
    equal(coded | {0}, statuses, "err.h")
    with open(os.path.join(ROOT, "README.md"), encoding="utf-8") as f:
        text = f.read()
    rows = {int(n) for n in re.findall(r"^\| (\d+) \|", text, re.M)}
    equal(rows, statuses, "README.md")
    with open(os.path.abspath(__file__), encoding="utf-8") as f:
        tested = {int(n) for n in re.findall(r"def test_status_(\d+)_", f.read())}
    equal(tested, statuses, "tests")


# --- --no-input ---

def test_no_input_never_asks_and_names_what_was_needed():
    with Home() as h:
        done = h.run("start", "--no-input", lines=["4", "2"])
        equal((done.returncode, done.stderr.count("\n")), (66, 1), done.stderr)
        check("いま、あてはまるものはどれですか" in done.stderr, done.stderr)
        equal(h.json("list", "--json"), [])


def test_no_input_opens_a_case_from_facts_and_tells_how_to_go_on():
    with Home() as h:
        done = h.run("start", "--fact", "entered=card", "--walk", "--no-input", lines=["d", "x"])
        equal((done.returncode, done.stderr.count("\n")), (66, 1), done.stderr)
        case = h.json("list", "--json")[0]["case"]
        check("resume %s" % case in done.stderr and "カードを止めます" in done.stderr, done.stderr)
        equal([e["kind"] for e in h.json("show", case, "--json")["entries"]], ["open", "answer"])
        again = h.run("resume", case, "--no-input", lines=["d", "x"])
        equal((again.returncode, again.stderr.count("\n")), (66, 1))


def test_no_input_does_not_choose_between_going_on_and_beginning():
    with Home() as h:
        case = a_case(h)
        done = h.run("--no-input", lines=["1"])
        equal((done.returncode, done.stdout), (66, ""))
        check(case in done.stderr, done.stderr)


def test_no_input_where_nothing_is_asked_changes_nothing():
    with Home() as h:
        case = a_case(h)
        for args in (["list"], ["show", case], ["plan", "--fact", "entered=card"], ["verify", case]):
            equal(h.run(*args).stdout, h.run("--no-input", *args).stdout)
        h.run("start", "--fact", "entered=password", "--walk", lines=["x"] * 60)
        done = h.run("resume", next(c["case"] for c in h.json("list", "--json") if c["case"] != case), "--walk", "--no-input")
        equal((done.returncode, done.stderr), (0, ""), "a walk with nothing left to ask")


if __name__ == "__main__":
    main(tests_of(sys.modules[__name__]))
