"""Reports to desks: what is shown is what leaves; sent once, through a real mail server on the loopback; every fate is on record."""
import atexit
import base64
import email
import email.message
import email.policy
import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from lib import BIN, Home, check, equal, main, new_folder, tests_of  # noqa: E402
from peers import DEBIAN_PYTHON, Authority, Mail, closed_port  # noqa: E402
from terminal import Terminal  # noqa: E402

FOLDER = new_folder("kakekomi-peers-")
atexit.register(shutil.rmtree, FOLDER, True)
CA = Authority(FOLDER)
GOOD = CA.certificate()
ME = "taro@home.example"
RAW = ("Received: from evil by mx.home.example for <%s>;\r\n\tThu, 12 Feb 2026 10:00:00 +0900\r\nDelivered-To: %s\r\nX-Original-To: %s\r\n"
       "From: \"ANA\" <ana@bad.example>\r\nTo: =?UTF-8?B?5bGx55Sw?= <%s>\r\nSubject: ANA\r\nMIME-Version: 1.0\r\n"
       "Content-Type: text/plain; charset=UTF-8\r\n\r\nマイルが切れます https://bad.example/?e=%s\r\n.\r\n.x\r\n" % ((ME,) * 5)).encode()


class Desk(Home):
    """A home with a case that holds one mail, and the settings of an outgoing server."""

    def __init__(self, raw=RAW, **smtp):
        super().__init__()
        self.mail = self.path("m.eml")
        with open(self.mail, "wb") as f:
            f.write(raw)
        self.run("start", "--fact", "received=mail", "--mail", self.mail, "--no-input")
        self.case = self.json("list", "--json")[0]["case"]
        self.password("geheim")
        self.set(**smtp)

    def set(self, **smtp):
        settings = {"host": "localhost", "from": ME}
        settings.update(smtp)
        os.makedirs(self.path(".config/kakekomi"), exist_ok=True)
        with open(self.path(".config/kakekomi/config.json"), "w") as f:
            json.dump({"smtp": settings, "ca_file": CA.ca}, f)

    def password(self, text, mode=0o600):
        with open(self.path("password"), "w") as f:
            f.write(text + "\n")
        os.chmod(self.path("password"), mode)

    def report(self, *args, desk="dekyo", **more):
        return self.run("report", self.case, desk, "--mail", self.mail, *args, **more)

    def states(self):
        rows = self.json("print", self.case, "--format", "json")
        return [(e["body"]["state"], e["body"]["message_id"], e["body"]["sha256"]) for e in rows["entries"] if e["kind"] == "send"]


def listed(done):
    return done.stdout + done.stderr


# --- looking, and a file for the person's own mail program ---

def test_what_would_leave_is_shown_and_nothing_leaves():
    with Desk() as d:
        done = d.report()
        equal(done.returncode, 0, done.stderr)
        for wanted in ("To: meiwaku@dekyo.or.jp", "Subject: 迷惑メールの報告", "m" , hashlib.sha256(RAW).hexdigest(), "%d バイト" % len(RAW),
                       "手を加えずに", "まだ何も送っていません"):
            check(wanted in done.stdout, (wanted, done.stdout))
        equal(d.states(), [])


def test_an_eml_holds_the_mail_byte_by_byte():
    with Desk() as d:
        equal(d.report("-o", d.path("r.eml"), desk="antiphishing").returncode, 0)
        with open(d.path("r.eml"), "rb") as f:
            data = f.read()
        check(RAW in data and b"X-Unsent: 1" in data and b"To: info@antiphishing.jp" in data, data)
        equal(d.report("-o", d.path("r.eml")).returncode, 73)
        equal(d.report("-o", d.path("r.eml"), "--force").returncode, 0)


def test_the_mail_must_be_the_one_on_record():
    with Desk() as d:
        with open(d.mail, "ab") as f:
            f.write(b"x")
        done = d.report()
        equal(done.returncode, 65)
        check("同じではありません" in done.stderr, done.stderr)
        equal(d.run("report", d.case, "dekyo").returncode, 2)
        equal(d.run("report", d.case, "nobody", "--mail", d.mail).returncode, 66)


def test_the_reporter_s_address_is_taken_out_when_asked():
    with Desk() as d:
        done = d.report("--redact-me", "-o", d.path("r.eml"))
        equal(done.returncode, 0, done.stderr)
        with open(d.path("r.eml"), "rb") as f:
            data = f.read()
        check(ME.encode() not in data and b"=?UTF-8?B?5bGx55Sw?=" not in data, data)
        check(b"ana@bad.example" in data and "マイルが切れます".encode() in data, data)
        check("5 か所" in done.stdout and hashlib.sha256(RAW).hexdigest() in done.stdout and "変わります" in done.stdout, done.stdout)
        check("手を加えずに" not in done.stdout and "アドレスを消したもの" in done.stdout, done.stdout)


def attached(data):
    """The mail within the report, as Python reads it."""
    whole = email.message_from_bytes(data, policy=email.policy.default)
    return [p for p in whole.walk() if p.get_content_type() == "message/rfc822"][0].get_payload(0)


def test_the_reporter_s_address_is_taken_out_of_what_is_encoded():
    for coding, charset in (("base64", "utf-8"), ("quoted-printable", "utf-8"), ("base64", "iso-2022-jp")):
        m = email.message.EmailMessage(policy=email.policy.SMTP.clone(cte_type="7bit"))
        m["To"], m["From"], m["MIME-Version"] = ME, "ana@bad.example", "1.0"
        m["Subject"] = "山田 太郎 様 %s 期限が切れます" % ME
        words = "%s 様\n\nマイルが切れます https://bad.example/?e=%s\n" % (ME, ME.replace("@", "%40"))
        m.set_content(words * 5, charset=charset, cte=coding)
        m.add_alternative("<p>%s <a href='https://bad.example/#%s'>ここ</a>" % (ME.replace("@", "&#64;"), base64.b64encode(ME.encode()).decode()),
                          subtype="html", cte=coding)
        m.add_attachment(b"\x89PNG taro@home.example", maintype="image", subtype="png", filename="a.png")
        raw = m.as_bytes()
        with Desk(raw) as d:
            done = d.report("--redact-me", "-o", d.path("r.eml"))
            equal(done.returncode, 0, done.stderr)
            check("To, Subject, text/plain, text/html" in done.stdout, done.stdout)
            check("調べられなかった部分: image/png。" in done.stdout, done.stdout)
            check("ふつうでない" not in done.stdout, done.stdout)
            with open(d.path("r.eml"), "rb") as f:
                data = f.read()
            equal(max(len(line) for line in data.split(b"\r\n")) <= 998, True, "lines")
            got = attached(data)
            equal(got["Subject"], m["Subject"].replace(ME, "redacted@redacted.invalid"))
            for kind in ("plain", "html"):
                text = got.get_body((kind,)).get_content()
                check("taro" not in text and "dGFyb0" not in text and "redacted@redacted.invalid" in text, text)
            equal(got.get_body(("plain",)).get_content().count("マイルが切れます"), 5)
            equal([p.get_content() for p in got.iter_attachments()], [b"\x89PNG taro@home.example"])


def test_what_stays_is_told():
    with Desk() as d:
        d.set(port=1)
        done = d.report("--redact-me", "--send")  # nobody is there to say yes
        equal(done.returncode, 2, listed(done))
        check("差出人には、あなたのアドレスが出ます" in done.stdout and "From: <%s>" % ME in done.stdout, done.stdout)
        check("差出人には" not in d.report("--redact-me").stdout, "a draft has no sender yet")


def test_what_two_readers_read_differently_is_told():
    # a boundary in pieces (RFC 2231), which is not put together here
    raw = (b"To: <%s>\r\nFrom: <ana@bad.example>\r\nSubject: ANA\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary*0=a; boundary*1=b\r\n\r\n"
           b"--ab\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n%s\r\n--ab--\r\n"
           % (ME.encode(), ME.replace("@", "=40").encode()))
    with Desk(raw) as d:
        done = d.report("--redact-me", "-o", d.path("r.eml"))
        equal(done.returncode, 0, done.stderr)
        check("まだ残っているかもしれません" in done.stdout and "multipart/mixed" in done.stdout, done.stdout)


# --- sending ---

def test_it_is_sent_whole_over_starttls_with_a_login_and_is_on_record():
    with Mail(GOOD, login=["taro", "geheim"]) as server, Desk() as d:
        d.set(port=server.port, user="taro", password_file="~/password")
        done = d.report("--send", "--yes")
        equal(done.returncode, 0, listed(done))
        check("送りました" in done.stdout and "geheim" not in listed(done), listed(done))
        got, = server.messages()
        equal((got["sender"], got["to"], got["tls"], got["login"]), (ME, ["meiwaku@dekyo.or.jp"], True, True))
        equal({e["name"] for e in server.events if e["event"] == "ehlo"}, {"localhost"})
        raw = got["message"].encode("utf-8", "surrogateescape")
        message = email.message_from_bytes(raw, policy=email.policy.default)
        equal((message["From"], message["To"], message["X-Unsent"]), (ME, "meiwaku@dekyo.or.jp", None))
        check(RAW in raw, raw)
        body = message.get_body().get_content()
        check("＿" not in body and "(聞いていません)" in body, body)
        for line in body.replace("\r", "").split("\n"):
            check(line in done.stdout, "not shown: %r" % line)
        for line in raw.split(b"\r\n\r\n")[0].decode().split("\r\n"):
            check(line.startswith("Subject:") or line in done.stdout, "not shown: %r" % line)
        sent = d.states()
        equal([s[0] for s in sent], ["begun", "sent"])
        equal({s[1] for s in sent}, {message["Message-ID"].strip("<>")})
        # aiosmtpd keeps a message as it came, without the last line's dot
        equal({s[2] for s in sent}, {hashlib.sha256(raw).hexdigest()})
        check("送った: " in d.run("print", d.case).stdout, "the paper")
        equal(d.run("verify", d.case).returncode, 0)


def test_tls_from_the_first_byte_and_a_password_from_a_command():
    with Mail(GOOD, tls=True, login=["taro", "ge heim"]) as server, Desk() as d:
        d.set(port=server.port, user="taro", tls_from_start=True, password_command=["printf", "ge heim\nsecond line\n"])
        done = d.report("--send", "--yes")
        equal(done.returncode, 0, listed(done))
        equal(len(server.messages()), 1)


def test_lone_line_ends_are_put_right():
    with Mail(GOOD) as server, Desk(RAW.replace(b"\r\n", b"\n")) as d:
        d.set(port=server.port)
        equal(d.report("--send", "--yes").returncode, 0)
        raw = server.messages()[0]["message"].encode("utf-8", "surrogateescape")
        check(RAW in raw and b"\n" not in raw.replace(b"\r\n", b""), raw)


def test_what_was_sent_is_not_sent_again_without_a_word():
    with Mail(GOOD) as server, Desk() as d:
        d.set(port=server.port)
        equal(d.report("--send", "--yes").returncode, 0)
        done = d.report("--send", "--yes")
        equal(done.returncode, 1)
        check("もう送ってあります(2026-02-12" in done.stderr and "--again" in done.stderr, done.stderr)
        equal(d.report("--send", "--yes", desk="antiphishing").returncode, 0)
        equal(d.report("--send", "--yes", "--again").returncode, 0)
        equal([m["to"][0] for m in server.messages()], ["meiwaku@dekyo.or.jp", "info@antiphishing.jp", "meiwaku@dekyo.or.jp"])
        equal(len({s[1] for s in d.states()}), 3, "three messages, three names")


def test_nobody_is_sent_anything_without_a_yes():
    with Mail(GOOD) as server, Desk() as d:
        d.set(port=server.port)
        for lines in (None, ["はい"], ["yes"]):
            done = d.report("--send", lines=lines)
            equal(done.returncode, 2)
            check("何も送っていません" in done.stderr, done.stderr)
        equal(d.report("--yes").returncode, 0)
        equal((server.messages(), d.states()), ([], []))


def on_terminal(d, answer):
    t = Terminal(d, "report", d.case, "dekyo", "--mail", d.mail, "--send")
    t.expect("いいえ): ")
    t.send(answer + "\r")
    t.end()
    return os.waitstatus_to_exitcode(t.status)


def test_on_a_terminal_a_plain_yes_is_asked_for():
    with Mail(GOOD) as server, Desk() as d:
        d.set(port=server.port)
        for answer in ("", "いいえ", "うん", "no"):
            equal(on_terminal(d, answer), 1, answer)
        equal(on_terminal(d, "はい"), 0)
        equal((len(server.messages()), [s[0] for s in d.states()]), (1, ["begun", "sent"]))


# --- fates ---

def fails(server, d, status, words, states, *args):
    done = d.report("--send", "--yes", *args)
    equal(done.returncode, status, listed(done))
    equal(len(done.stderr.strip().split("\n")), 1, done.stderr)
    check(words in done.stderr, done.stderr)
    equal([s[0] for s in d.states()], states)
    return done


def test_a_recipient_refused_for_good():
    with Mail(GOOD, rcpt="550 no such user here 4111 1111 1111 1111") as server, Desk() as d:
        d.set(port=server.port)
        done = fails(server, d, 69, "550 no such user", ["begun", "failed"])
        check("1111 1111 1111" not in done.stderr, done.stderr)
        check("550" in d.run("print", d.case).stdout, "the paper")
        fails(server, d, 69, "550", ["begun", "failed"] * 2)
        equal(server.messages(), [])


def test_greylisting_is_for_later_and_keeps_its_name():
    with Desk() as d:
        with Mail(GOOD, rcpt="451 4.7.1 greylisted, come back") as server:
            d.set(port=server.port)
            done = fails(server, d, 69, "451", ["begun", "retry"])
            check("二重には届きません" in done.stdout, done.stdout)
            equal(len([e for e in server.end() if e["event"] == "rcpt"]), 1, "not at once again")
        with Mail(GOOD) as server:
            d.set(port=server.port)
            equal(d.report("--send", "--yes").returncode, 0)
            equal(len(server.messages()), 1)
        equal(len({s[1] for s in d.states()}), 1, "one name")


def test_a_refusal_behind_the_message_is_one():
    for answer, state in (("554 looks like spam", "failed"), ("452 disk full", "retry")):
        with Mail(GOOD, data=answer) as server, Desk() as d:
            d.set(port=server.port)
            fails(server, d, 69, answer[:3], ["begun", state])


def test_a_drop_behind_the_message_leaves_its_fate_unknown():
    with Desk() as d:
        with Mail(GOOD, drop=True) as server:
            d.set(port=server.port)
            fails(server, d, 69, "届いたかどうかわかりません", ["begun", "unknown"])
            equal(len(server.messages()), 1, "handed over once, not tried again")
        with Mail(GOOD) as server:
            d.set(port=server.port)
            done = d.report("--send", "--yes")
            equal(done.returncode, 1, listed(done))
            check("--again" in done.stderr, done.stderr)
            equal(d.report("--send", "--yes", "--again").returncode, 0)
            equal(len(server.messages()), 1)
        equal(len({s[1] for s in d.states()}), 1, "the same name, so that the desk can tell")


def test_a_kill_while_sending_leaves_its_fate_unknown():
    with Mail(GOOD, hang=True) as server, Desk() as d:
        d.set(port=server.port)
        running = subprocess.Popen([BIN, "--db", d.db, "report", d.case, "dekyo", "--mail", d.mail, "--send", "--yes"], env=d.env(),
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        server.wait_for("hang")
        running.send_signal(signal.SIGKILL)
        running.wait()
        fails(server, d, 1, "届いたかどうかわかりません", ["begun"])


class Script:
    """A server that says its lines whatever it hears (None: waits to hear something), and hangs up."""

    def __init__(self, *lines):
        self.lines, self.socket = lines, socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        while True:
            try:
                client = self.socket.accept()[0]
                for line in self.lines:
                    client.recv(1000) if line is None else client.sendall(line)
                client.close()
            except OSError:
                if self.socket.fileno() < 0:
                    return

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()


def test_a_server_that_gives_up_before_the_message():
    hello = (b"220 hi\r\n", None)
    for lines, state, words in (((b"421 busy, later\r\n",), "retry", "421"), ((b"554 no service\r\n",), "failed", "554"), ((), "retry", "途中で切れました"),
                                ((*hello, b"421 later\r\n"), "retry", "421"), ((b"garbage\r\n",), "retry", "途中で切れました"),
                                ((*hello, b"250-x\r\n250 STARTTLS\r\n", None, b"454 not now\r\n"), "failed", "STARTTLS"),
                                ((b"220 " + b"x" * 100000 + b"\r\n",), "retry", "途中で切れました")):
        with Script(*lines) as server, Desk() as d:
            d.set(port=server.port)
            done = fails(server, d, 69, words, ["begun", state])
            check("ください" in done.stderr, done.stderr)


def test_a_drop_in_the_middle_of_the_message_is_for_later():
    # more than the buffers of both sides hold
    with Mail(GOOD, cut=True) as server, Desk(RAW + b"x\r\n" * 7 * 1000 * 1000) as d:
        d.set(port=server.port)
        fails(server, d, 69, "途中で切れました", ["begun", "retry"])


def test_a_server_without_starttls_gets_nothing():
    with Mail(None) as server, Desk() as d:
        d.set(port=server.port)
        fails(server, d, 69, "STARTTLS", ["begun", "failed"])
        equal([e["event"] for e in server.end() if e["event"] != "ehlo"], [])


def test_a_server_that_is_somebody_else_gets_nothing():
    for certificate in (CA.certificate("other.example"), CA.certificate(days=-3), CA.certificate(signed=False)):
        with Mail(certificate, login=["taro", "geheim"]) as server, Desk() as d:
            d.set(port=server.port, user="taro", password_file="~/password")
            fails(server, d, 65, "本物であることを確かめられません", ["begun", "failed"])
            equal([e for e in server.end() if e["event"] in ("data", "rcpt")], [])


def test_a_wrong_password_is_told():
    with Mail(GOOD, login=["taro", "geheim"]) as server, Desk() as d:
        d.set(port=server.port, user="taro", password_file="~/password")
        d.password("falsch")
        done = fails(server, d, 77, "パスワードを受け付けません", ["begun", "failed"])
        check("falsch" not in listed(done), listed(done))
        equal(server.messages(), [])


def test_nobody_there():
    with Desk() as d:
        d.set(port=closed_port())
        fails(None, d, 69, "つながりません", ["begun", "retry"])
        d.set(host="nobody.invalid")
        fails(None, d, 69, "見つかりません", ["begun", "retry"] * 2)


def test_passwords_that_others_can_read_and_settings_that_lack():
    with Desk() as d:
        for smtp, status, words in (({"user": "taro"}, 2, "password_file"), ({"user": "taro", "password_file": "~/password"}, 77, "chmod 600"),
                                    ({"user": "taro", "password_file": "~/none"}, 66, "none"),
                                    ({"user": "taro", "password_command": ["false"]}, 69, "false"),
                                    ({"user": "taro", "password_command": ["/no/such/program"]}, 69, "/no/such/program"),
                                    ({"user": "taro", "password_command": ["true"]}, 65, "1行目"), ({"from": "nobody"}, 2, "smtp.from")):
            d.password("geheim", mode=0o640)
            d.set(**smtp)
            fails(None, d, status, words, [])
        with open(d.path(".config/kakekomi/config.json"), "w") as f:
            f.write("{}")
        fails(None, d, 2, "smtp", [])


def test_the_settings_are_named_without_secrets():
    with Desk() as d:
        d.set(port=2525, user="taro", password_command=["pass", "geheim"])
        text = d.run("config").stdout
        check("smtp.port" in text and "2525" in text and "pass" in text and "geheim" not in text, text)


if not os.path.exists(DEBIAN_PYTHON) or subprocess.run([DEBIAN_PYTHON, "-c", "import aiosmtpd"], capture_output=True).returncode != 0:
    sys.exit("not ok test_report: python3-aiosmtpd is missing (TEST_PACKAGES in the Makefile)")
main(tests_of(sys.modules[__name__]))
