"""Settings: what is in force, from where, and what a faulty file leads to (a line, never a closed door)."""
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from lib import Home, check, equal, main, tests_of  # noqa: E402


def write(home, content, folder=".config"):
    path = os.path.join(home.dir, folder, "kakekomi", "config.json")
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as f:
        f.write(content if isinstance(content, bytes) else json.dumps(content, ensure_ascii=False).encode())
    return path


def settings(home, *args, status=0, **env):
    done = home.run("config", "--json", *args, db=False, **env)
    equal(done.returncode, status, done.stderr)
    answer = json.loads(done.stdout)
    return {s["name"]: (s["value"], s["from"]) for s in answer["settings"]}


def test_without_a_file_the_defaults():
    with Home() as h:
        equal(settings(h), {
            "language": ("ja", "default"), "caller_language": ("ja", "default"), "agent": (None, "default"),
            "printer": (None, "default"), "database": (h.path("data/kakekomi/casebook.db"), "default"), "width": (100, "default"),
            "ambiguous_width": (1, "default"), "plain": (False, "default"), "accessible": (False, "default"),
            "ca_file": (None, "default"), "smtp.host": (None, "default"), "smtp.port": (587, "default"),
            "smtp.tls_from_start": (False, "default"), "smtp.user": (None, "default"), "smtp.from": (None, "default"),
            "smtp.password_file": (None, "default"), "smtp.password_command": (None, "default"), "hook.url": (None, "default"),
            "hook.secret_file": (None, "default")})


def test_the_file_then_the_environment_then_the_command_line():
    with Home() as h:
        path = write(h, {"agent": "ファイル", "database": "/tmp/file.db", "width": 60, "plain": True, "ambiguous_width": 2, "printer": "lp1"})
        got = settings(h)
        equal([got[n] for n in ("agent", "database", "width", "plain", "ambiguous_width", "printer")],
              [(v, "file") for v in ("ファイル", "/tmp/file.db", 60, True, 2, "lp1")])
        got = settings(h, KAKEKOMI_AGENT="環境", KAKEKOMI_DB="/tmp/env.db", KAKEKOMI_WIDTH="70", ACCESSIBLE="1", NO_COLOR="1")
        equal([got[n] for n in ("agent", "database", "width", "accessible", "plain", "printer")],
              [("環境", "environment"), ("/tmp/env.db", "environment"), (70, "environment"), (True, "environment"),
               (True, "environment"), ("lp1", "file")])
        got = settings(h, "--agent", "指定", "--db", "/tmp/line.db", "--accessible", KAKEKOMI_AGENT="環境", ACCESSIBLE="0")
        equal([got[n] for n in ("agent", "database", "accessible")],
              [("指定", "command-line"), ("/tmp/line.db", "command-line"), (True, "command-line")])
        text = h.run("config", "--agent", "指定").stdout
        check(path in text and "指定  (命令の指定)" in text and "lp1  (設定ファイル)" in text, text)


def test_sections_are_taken_member_by_member():
    with Home() as h:
        write(h, {"smtp": {"host": "mail.example", "tls_from_start": True, "password_command": ["pass", "x"]}, "ca_file": "~/ca.pem",
                  "hook": {"url": "https://hook.example/k"}})
        got = settings(h)
        equal([got[n][0] for n in ("smtp.host", "smtp.port", "smtp.tls_from_start", "ca_file", "hook.url")],
              ["mail.example", 465, True, h.path("ca.pem"), "https://hook.example…"])
        for bad in ({"smtp": {"port": 0}}, {"smtp": {"port": 65536}}, {"smtp": {"host": "a b"}}, {"smtp": {"host": ""}}, {"smtp": {"prot": 1}}, {"smtp": 1},
                    {"smtp": {"password_command": "pass x"}}, {"smtp": {"password_command": [1]}}, {"smtp": {"password_command": []}},
                    {"hook": {"url": "http://hook.example/"}}, {"smtp": {"smtp": {"host": "x"}}}, {"smtp.hots": 1}):
            write(h, bad)
            equal(settings(h, status=65)["smtp.host"], (None, "default"), bad)


def test_an_empty_variable_says_nothing():
    with Home() as h:
        write(h, {"agent": "ファイル", "accessible": True})
        got = settings(h, KAKEKOMI_AGENT="", NO_COLOR="")
        equal((got["agent"], got["plain"]), (("ファイル", "file"), (False, "default")))
        equal(settings(h, ACCESSIBLE="0")["accessible"], (False, "environment"))


def test_xdg_config_home_moves_the_file():
    with Home() as h:
        write(h, {"agent": "ここ"}, folder="elsewhere")
        write(h, {"agent": "あちら"})
        equal(settings(h, XDG_CONFIG_HOME=h.path("elsewhere"))["agent"][0], "ここ")
        equal(settings(h, XDG_CONFIG_HOME="elsewhere")["agent"][0], "あちら", "a relative path counts as unset")


def test_the_settings_are_used():
    with Home() as h:
        write(h, {"agent": "佐藤", "database": "~/my/cases.db", "width": 40})
        h.run("start", "--fact", "entered=card", "--walk", lines=["q"], db=False)
        check(os.path.exists(h.path("my/cases.db")), "another casebook")
        equal(json.loads(h.run("list", "--json", db=False).stdout)[0]["agent"], "佐藤")


def test_the_printer_of_the_settings():
    with Home() as h:
        h.run("start", "--fact", "entered=card", "--walk", lines=["q"])
        case = h.json("list", "--json")[0]["case"]
        os.makedirs(h.path("bin"))
        with open(h.path("bin/lp"), "w", encoding="ascii") as f:
            f.write('#!/bin/sh\necho "$@" >"$HOME/lp.args"\ncat >/dev/null\n')
        os.chmod(h.path("bin/lp"), 0o755)
        path = h.path("bin") + ":" + os.environ["PATH"]
        done = h.run("print", case, "--format", "text", "--printer", "-", PATH=path)
        equal((done.returncode, done.stderr.count("\n")), (2, 1), done.stderr)
        write(h, {"printer": "reception"})
        done = h.run("print", case, "--format", "text", "--printer", "-", PATH=path)
        equal(done.returncode, 0, done.stderr)
        with open(h.path("lp.args"), encoding="utf-8") as f:
            check("-d reception" in f.read(), "another printer")


def test_faults_are_named_with_file_and_place_and_the_rest_holds():
    faults = {
        "agnet": ("x", "agent"), "agent": ("a\u001b[31m", "agent"), "width": (5, "width"), "ambiguous_width": ("2", "ambiguous_width"),
        "database": ("cases.db", "database"), "plain": ("yes", "plain"), "language": ("日本語", "language"), "caller_language": (3, "caller_language"),
        "zzzzzzzzzzzzzz": (1, "zzzzzzzzzzzzzz"),
    }
    for key, (value, named) in faults.items():
        with Home() as h:
            path = write(h, {key: value, "printer": "lp1"})
            done = h.run("config", "--json", db=False)
            equal((done.returncode, done.stderr.count("\n")), (65, 1), done.stderr)
            check(path in done.stderr and key in done.stderr and named in done.stderr, done.stderr)
            answer = json.loads(done.stdout)
            equal(answer["faults"], 1)
            equal([s["value"] for s in answer["settings"] if s["name"] == "printer"], ["lp1"])
            plan = h.run("plan", "--fact", "entered=card", db=False)
            equal((plan.returncode, plan.stderr.count("\n")), (0, 1), plan.stderr)
            check("\x1b" not in done.stderr + plan.stderr, "a control character")


def test_a_language_that_is_not_there():
    with Home() as h:
        path = write(h, {"language": "xx"})
        done = h.run("plan", "--fact", "entered=card", db=False)
        equal((done.returncode, done.stderr.count("\n")), (0, 1), done.stderr)
        check(path in done.stderr and "xx" in done.stderr, done.stderr)
        equal(settings(h, status=65)["language"], ("ja", "default"))


def test_a_file_that_cannot_be_read_at_all():
    for content, place in ((b'{"agent": "a",\n  agent}', "line 2"), (b"[]", "config.json"), (b'{"agent": "a", "agent": "b"}', "agent"),
                           (b"\xff", "line 1"), (b"", "config.json"), (b'{"width": ' + b"9" * (1 << 20) + b"}", "config.json")):
        with Home() as h:
            path = write(h, content)
            done = h.run("config", db=False)
            equal((done.returncode, done.stderr.count("\n")), (65, 1), done.stderr)
            check(path in done.stderr and place in done.stderr, done.stderr)
            equal(h.run("plan", "--fact", "entered=card", db=False).returncode, 0)


def test_a_folder_in_its_place():
    with Home() as h:
        os.makedirs(h.path(".config/kakekomi/config.json"))
        done = h.run("config", db=False)
        equal((done.returncode, done.stderr.count("\n")), (65, 1), done.stderr)


def test_wrong_on_the_command_line_or_in_the_environment_is_usage():
    with Home() as h:
        for args, env in ((["--agent", "a\nb"], {}), (["--agent", ""], {}), (["--agent", "x" * 101], {}), ([], {"KAKEKOMI_AGENT": "\x07"}),
                          ([], {"KAKEKOMI_WIDTH": "wide"}), ([], {"KAKEKOMI_WIDTH": "9"}), ([], {"KAKEKOMI_AMBIGUOUS_WIDTH": "3"})):
            done = h.run("config", *args, **env)
            equal((done.returncode, done.stdout, done.stderr.count("\n")), (2, "", 1), (args, env, done.stderr))


if __name__ == "__main__":
    main(tests_of(sys.modules[__name__]))
