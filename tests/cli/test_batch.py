"""plan --batch: a line of JSON in, a line of JSON out, whatever the line."""
import glob
import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from lib import BIN, ROOT, Home, check, equal, main, tests_of  # noqa: E402

NIGHT = "2025-11-21T23:30:00+09:00"


def ask(*lines, status=0, **more):
    """The answers to these lines (dicts, or text as it stands)."""
    with Home() as h:
        done = h.run("plan", "--batch", lines=[x if isinstance(x, str) else json.dumps(x, ensure_ascii=False) for x in lines], **more)
        equal(done.returncode, status, done.stderr)
        check(not os.path.exists(h.db), "a casebook was made")
        answers = [json.loads(line) for line in done.stdout.splitlines()]
        equal(len(answers), len(lines), "answers")
        return answers


def scenarios():
    for path in sorted(glob.glob(os.path.join(ROOT, "tests", "scenarios", "*.json"))):
        with open(path, encoding="utf-8") as f:
            content = json.load(f)
        yield from content if isinstance(content, list) else [content]


def test_answers_what_plan_answers():
    asked = [{"facts": s["facts"], "at": s["at"]} for s in scenarios()]
    check(len(asked) > 100, "only %d scenarios" % len(asked))
    answers = ask(*asked)
    with Home() as h:
        for question, answer in list(zip(asked, answers))[::7]:
            facts = [w for key, values in question["facts"].items() for w in ("--fact", "%s=%s" % (key, ",".join(values)))]
            equal(answer, h.json("plan", "--json", "--at", question["at"], *facts))


def test_the_same_line_at_another_time_is_another_answer():
    facts = {"received": "code", "claims": "amex", "own_payment": "no"}
    night, day, again = ask({"facts": facts, "at": NIGHT}, {"facts": facts, "at": "2026-02-12T10:00:00+09:00"}, {"facts": facts, "at": NIGHT})
    equal([s["opens_at"] for s in night["steps"] if s["opens_at"]][0], "2025-11-25T09:00:00+09:00")
    equal([s["opens_at"] for s in day["steps"] if s["opens_at"] and s["action"].startswith("card")], [])
    equal(night, again)


def test_without_a_time_it_is_now():
    facts = {"received": "code", "claims": "amex", "own_payment": "no"}
    equal(ask({"facts": facts}, now=NIGHT), ask({"facts": facts, "at": NIGHT}))


def test_one_value_may_stand_alone_and_an_answer_can_be_asked_again():
    alone, listed = ask({"facts": {"entered": "card"}}, {"facts": {"entered": ["card"]}})
    equal(alone, listed)
    equal(ask({"facts": listed["facts"]}), [listed])


def test_the_id_comes_back_whatever_it_is():
    ids = [7, "七", None, [1, {"a": "\n\"\\"}], False, 1.5]
    equal([a["id"] for a in ask(*[{"facts": {"entered": "card"}, "id": i} for i in ids])], ids)
    check("id" not in ask({"facts": {"entered": "card"}})[0], "an id nobody gave")


def test_a_bad_line_is_answered_and_the_rest_goes_on():
    good = {"facts": {"entered": "card"}}
    bad = {
        "no JSON": ("{", "json.bad", 65),
        "empty": ("", "json.bad", 65),
        "no object": ("[]", "batch.no-facts", 65),
        "no facts": ({"at": NIGHT}, "batch.no-facts", 65),
        "facts no object": ({"facts": ["entered"]}, "batch.no-facts", 65),
        "another member": ({"facts": {}, "when": NIGHT}, "batch.unknown-member", 65),
        "twice the same": ('{"facts": {"entered": "card", "entered": "pin"}}', "json.bad", 65),
        "unknown fact": ({"facts": {"enterd": "card"}, "id": 5}, "fact.unknown-key-near", 2),
        "unknown value": ({"facts": {"entered": ["crad"]}}, "fact.unknown-value-near", 2),
        "two values": ({"facts": {"received": ["mail", "sms"]}}, "fact.one-value", 2),
        "none and more": ({"facts": {"entered": ["none", "card"]}}, "fact.excludes", 2),
        "a number": ({"facts": {"entered": 4}}, "fact.not-values", 65),
        "a number among them": ({"facts": {"entered": ["card", 4]}}, "fact.not-values", 65),
        "no time": ({"facts": {"entered": "card"}, "at": "tomorrow"}, "time.bad", 2),
        "a time that is a number": ({"facts": {"entered": "card"}, "at": 5}, "time.bad", 2),
        "too deep": ("[" * 40, "json.bad", 65),
        "no UTF-8 inside": ('{"facts": {"entered": "\\ud800"}}', None, None),
    }
    lines = [good]
    for line, _, _ in bad.values():
        lines += [line, good]
    answers = ask(*lines, status=65)
    for n, (name, (_, key, status)) in enumerate(bad.items()):
        error = answers[1 + 2 * n]["error"]
        equal(error["line"], 2 + 2 * n, name)
        check(error["message"] and "error." not in error["message"], name)
        if key:
            equal((error["key"], error["status"]), (key, status), name)
        equal(answers[2 + 2 * n], answers[0], "after " + name)
    equal(answers[1 + 2 * list(bad).index("unknown fact")]["id"], 5)


def test_the_end_tells_how_many_were_bad():
    with Home() as h:
        done = h.run("plan", "--batch", lines=['{"facts": {}}', "x", '{"facts": {}}', "y"])
        equal(done.returncode, 65)
        equal(done.stderr.count("\n"), 1, done.stderr)
        check("2 行" in done.stderr and "2 行目" in done.stderr, done.stderr)


def test_secrets_in_a_bad_line_are_not_repeated():
    answer = ask({"facts": {"entered": "4111 1111 1111 1111"}}, {"facts": {"4111111111111111": "card"}}, status=65)
    check("1111 1111" not in json.dumps(answer) and "4111111111111111" not in json.dumps(answer), answer)


def test_control_characters_do_not_come_back():
    answer = ask({"facts": {"a\u001b[31m\u202eb": "card"}}, status=65)[0]
    check("\u001b" not in answer["error"]["message"] and "\u202e" not in answer["error"]["message"], answer)


def test_a_line_that_is_too_long_is_skipped_whole():
    long_line = '{"facts": {"entered": "card"}, "id": "%s"}' % ("x" * (3 << 20))
    first, second, third = ask({"facts": {"entered": "card"}}, long_line, {"facts": {"entered": "card"}}, status=65)
    equal(second["error"]["key"], "batch.too-long")
    equal((second["error"]["line"], third), (2, first))


def test_nothing_asked_nothing_answered():
    equal(ask(), [])


def test_a_last_line_without_its_end_is_answered():
    with Home() as h:
        p = subprocess.run([BIN, "plan", "--batch"], input=b'{"facts": {"entered": "card"}}', capture_output=True, env=h.env(), timeout=60)
        equal((p.returncode, len(p.stdout.splitlines())), (0, 1))


def test_who_asks_line_by_line_is_answered_line_by_line():
    with Home() as h, subprocess.Popen([BIN, "plan", "--batch"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=h.env()) as p:
        for n in range(5):
            p.stdin.write(b'{"facts": {"entered": "card"}, "id": %d}\n' % n)
            p.stdin.flush()
            equal(json.loads(p.stdout.readline())["id"], n)
        p.stdin.close()
        equal(p.wait(60), 0)


def test_a_reader_that_goes_away_is_an_error_told():
    with Home() as h:
        question = b'{"facts": {"entered": "card"}}\n' * 20000
        p = subprocess.Popen([BIN, "plan", "--batch"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=h.env())
        p.stdout.close()
        try:
            p.stdin.write(question)
            p.stdin.close()
        except BrokenPipeError:
            pass
        error = p.stderr.read()
        p.stderr.close()
        equal((p.wait(60), error.count(b"\n")), (74, 1), error)


def test_batch_stands_alone():
    with Home() as h:
        equal(h.run("plan", "--batch", "--fact", "entered=card").returncode, 2)
        equal(h.run("plan", "--batch", "--at", NIGHT).returncode, 2)


if __name__ == "__main__":
    main(tests_of(sys.modules[__name__]))
