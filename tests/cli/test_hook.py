"""What a company's own system is told: three events and nothing else, signed, once, and not lost while it is down."""
import atexit
import hashlib
import hmac
import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from lib import BIN, Home, check, equal, main, new_folder, tests_of  # noqa: E402
from peers import Authority, Https, closed_port, reply  # noqa: E402

FOLDER = new_folder("kakekomi-peers-")
atexit.register(shutil.rmtree, FOLDER, True)
CA = Authority(FOLDER)
GOOD = CA.certificate()
SECRET = b"a secret of the company"


class Company(Home):
    def __init__(self, url=None):
        super().__init__()
        with open(self.path("secret"), "wb") as f:
            f.write(SECRET + b"\n")
        os.chmod(self.path("secret"), 0o600)
        self.point(url)

    def point(self, url):
        os.makedirs(self.path(".config/kakekomi"), exist_ok=True)
        with open(self.path(".config/kakekomi/config.json"), "w") as f:
            json.dump({"hook": {"url": url, "secret_file": "~/secret"} if url else {}, "ca_file": CA.ca}, f)

    def waiting(self):
        return self.json("hook", "list", "--json")

    def wait_until(self, holds):
        end = time.time() + 30
        while not holds():
            check(time.time() < end, "it did not come about")
            time.sleep(0.05)


def stop_card(home):
    """A case whose card is stopped, left open."""
    done = home.run("start", "--fact", "received=mail", "--fact", "claims=amex", "--fact", "did=entered", "--fact", "entered=card", "--walk",
                    lines=["d", "受付 4111 1111 1111 1111"] * 8)
    check(done.returncode == 0, done.stderr)


def signed(request):
    wanted = "sha256=" + hmac.new(SECRET, request.body, hashlib.sha256).hexdigest()
    equal(request.headers["x-kakekomi-signature"], wanted)
    equal(request.headers["content-type"], "application/json")
    return json.loads(request.body)


def test_three_events_and_nothing_else():
    with Https(GOOD, lambda request, send: reply(send, 204)) as server, Company(server.url("/hook")) as home:
        stop_card(home)
        home.wait_until(lambda: len(server.requests) >= 2 and not home.waiting())
        events = [signed(r) for r in server.requests]
        equal([e["event"] for e in events], ["case-opened", "card-stopped"])
        case = home.json("list", "--json")[0]["case"]
        equal(set(events[0]), {"id", "event", "case", "at"})
        equal({k: v for k, v in events[1].items() if k != "id"},
              {"event": "card-stopped", "case": case, "at": "2026-02-12T10:42:00+09:00", "action": "card.stop"})
        check(events[0]["id"] != events[1]["id"], events)
        equal([r.method for r in server.requests], ["POST"] * 2)


def test_what_waits_while_it_is_down_is_told_once_when_it_is_up():
    with Company("https://localhost:%d/hook" % closed_port()) as home:
        stop_card(home)
        equal([e["event"] for e in home.waiting()], ["case-opened", "card-stopped"])
        for name in os.listdir(home.db + ".hook"):
            equal(stat.S_IMODE(os.stat(os.path.join(home.db + ".hook", name)).st_mode), 0o600, name)
        done = home.run("hook", "flush")
        equal(done.returncode, 69)
        check("つながりません" in done.stderr and "0 件" in done.stdout, done.stdout + done.stderr)
        ids = [e["id"] for e in home.waiting()]
        with Https(GOOD, lambda request, send: reply(send, 200)) as server:
            home.point(server.url("/hook"))
            done = home.run("hook", "flush")
            equal((done.returncode, "2 件" in done.stdout), (0, True), done.stderr)
            equal([signed(r)["id"] for r in server.requests], ids)
            equal(home.run("hook", "flush").returncode, 0)
            equal(len(server.requests), 2)
        check("ありません" in home.run("hook", "list").stdout, "an empty list")


def events_of(record):
    """What must be told of a case, by its record."""
    entries = record["entries"]
    stopped = [e for e in entries if e["kind"] == "outcome" and e["body"].get("action") == "card.stop" and e["outcome"] == "done"]
    return ["case-opened"] * bool(entries) + ["card-stopped"] * len(stopped)


def test_a_kill_at_any_moment_loses_no_event_and_tells_none_twice():
    # The walk of a card that is stopped takes some tens of milliseconds; it is killed all over that time, each time with a new case.
    with Company("https://localhost:%d/hook" % closed_port()) as home:
        lines = "".join(line + "\n" for line in ["d", "受付 4111"] * 8)
        for i in range(40):
            running = subprocess.Popen([BIN, "--db", home.db, "start", "--fact", "received=mail", "--fact", "claims=amex", "--fact", "did=entered", "--fact",
                                        "entered=card", "--walk"], env=home.env(), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL)
            try:
                running.stdin.write(lines.encode())
                running.stdin.close()
                time.sleep(0.002 * i)
            except BrokenPipeError:
                pass
            running.send_signal(signal.SIGKILL)
            running.wait()
        told = home.waiting()
        equal(len({e["id"] for e in told}), len(told), "each once")
        cases = [c["case"] for c in home.json("list", "--json")]
        check(cases, "no case came into being")
        for case in cases:
            equal([e["event"] for e in told if e["case"] == case], events_of(home.json("print", case, "--format", "json")), case)
        equal({e["case"] for e in told}, set(cases))
        equal([n for n in os.listdir(home.db + ".hook") if n.endswith(".wait")], [])


def test_what_was_promised_is_told_when_its_entry_is_on_record_and_only_then():
    with Company("https://localhost:%d/hook" % closed_port()) as home:
        stop_card(home)
        folder = home.db + ".hook"
        case = home.json("list", "--json")[0]["case"]
        names = sorted(n for n in os.listdir(folder) if n.endswith(".json"))
        equal(len(names), 2)
        ids = [e["id"] for e in home.waiting()]
        for name in names:  # as if it had died before it could say that the entry stands
            os.rename(os.path.join(folder, name), os.path.join(folder, name[:-len("json")] + "wait"))
        for n, at in ((99, 1770860520000), (1, 1)):  # and one whose entry never came, or is another
            with open(os.path.join(folder, "1-x-%s-%d-%d.wait" % (case, n, at)), "w") as f:
                f.write("{}")
        with Https(GOOD, lambda request, send: reply(send, 200)) as server:
            home.point(server.url("/hook"))
            done = home.run("hook", "flush")
            equal((done.returncode, "2 件" in done.stdout), (0, True), done.stdout + done.stderr)
            equal([signed(r)["id"] for r in server.requests], ids)


def test_the_doctor_tells_what_waits():
    with Company("https://localhost:%d/hook" % closed_port()) as home:
        def notes():
            return [(c["message"], c["mend"]) for c in json.loads(home.run("doctor", "--json").stdout)["checks"] if c["check"] == "hook"]

        equal(notes(), [])
        stop_card(home)
        check("2 件" in notes()[0][0] and "hook flush" in notes()[0][1], notes())


def test_an_answer_that_is_no_yes_leaves_it_waiting():
    for status, tries in ((404, 1), (302, 1), (500, 3)):
        with Https(GOOD, lambda request, send: reply(send, status, Location="https://other.invalid/")) as server, Company() as home:
            folder = home.db + ".hook"
            os.makedirs(folder)
            with open(os.path.join(folder, "1-a.json"), "w") as f:
                json.dump({"id": "a", "event": "case-opened", "case": "x", "at": "y"}, f)
            home.point(server.url("/hook"))
            done = home.run("hook", "flush")
            equal((done.returncode, len(server.requests), len(home.waiting())), (69, tries, 1), done.stderr)
            check(str(status) in done.stderr, done.stderr)


def test_a_slow_peer_never_delays_a_prompt():
    with Https(GOOD, lambda request, send: time.sleep(20)) as server, Company() as home:
        stop_card(home)
        with Company(server.url("/hook")) as other:
            begun = time.monotonic()
            stop_card(other)
            check(time.monotonic() - begun < 5, "it waited")
            equal(len(other.waiting()), 2)


def test_without_a_setting_nothing_is_queued():
    with Company() as home:
        stop_card(home)
        check(not os.path.exists(home.db + ".hook"), "a queue")
        equal(home.run("hook", "flush").returncode, 2)
        equal(home.run("hook", "frob").returncode, 2)


def test_a_secret_that_others_can_read_is_refused():
    with Https(GOOD, lambda request, send: reply(send, 200)) as server, Company(server.url("/hook")) as home:
        os.chmod(home.path("secret"), 0o644)
        stop_card(home)
        done = home.run("hook", "flush")
        equal((done.returncode, server.requests), (77, []))
        check("chmod 600" in done.stderr, done.stderr)


def test_only_https_is_told():
    with Company("http://localhost/hook") as home:
        done = home.run("hook", "flush")
        equal(done.returncode, 2)
        check("hook.url" in done.stderr, done.stderr)


def test_the_address_is_shown_without_its_key():
    with Company("https://hooks.example/T123/geheim?k=v") as home:
        text = home.run("config").stdout
        check("https://hooks.example…" in text and "geheim" not in text, text)


main(tests_of(sys.modules[__name__]))
