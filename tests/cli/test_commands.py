"""The command line as scripts see it: answers, exit statuses, one-line errors."""
import json
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from lib import Home, check, equal, main, tests_of  # noqa: E402


def only_case(home):
    cases = home.json("list", "--json")
    equal(len(cases), 1, "cases")
    return cases[0]


def one_line_error(done, status, *words):
    equal(done.returncode, status, "status; stderr %r" % done.stderr)
    check(done.stderr.count("\n") == 1, "not one line: %r" % done.stderr)
    for w in words:
        check(w in done.stderr, "%r not in %r" % (w, done.stderr))


def test_plan_json_has_the_shape_scripts_rely_on():
    with Home() as h:
        plan = h.json("plan", "--fact", "received=mail", "--fact", "claims=ana", "--fact", "entered=card,password", "--json")
        equal(sorted(plan), ["facts", "steps"])
        equal(plan["facts"]["entered"], ["card", "password"])
        first = plan["steps"][0]
        equal(sorted(first), sorted(["id", "action", "title", "urgency", "because", "contact", "opens_at", "remind"]))
        equal(first["action"], "card.stop")
        check("entered=card" in first["because"], first["because"])
        check(not os.path.exists(h.db), "plan made a casebook")


def test_remind_counts_from_at():
    with Home() as h:
        plan = h.json("plan", "--fact", "received=mail", "--fact", "claims=ana", "--fact", "entered=card",
                      "--at", "2026-02-12T10:00:00+09:00", "--json")
        recheck = [s for s in plan["steps"] if s["action"] == "followup.recheck"][0]
        equal(recheck["remind"], "2026-02-19T10:00:00+09:00")


def test_time_zone_of_the_machine_does_not_move_desks():
    with Home() as h:
        answers = [h.run("plan", "--fact", "received=code", "--fact", "claims=amex", "--fact", "own_payment=no", "--at",
                         "2025-11-21T23:30:00+09:00", "--json", TZ=tz).stdout for tz in ("UTC", "America/New_York", "Asia/Tokyo")]
        equal(len(set(answers)), 1, "answers")
        check('"opens_at":\t"2025-11-25T09:00:00+09:00"' in answers[0], answers[0][:2000])


def test_wrong_words_are_named_with_the_nearest_right_one():
    with Home() as h:
        one_line_error(h.run("plann"), 2, "plann", "plan")
        one_line_error(h.run("plan", "--fakt", "entered=card"), 2, "--fakt", "--fact")
        one_line_error(h.run("plan", "--fact", "enterd=card"), 2, "enterd", "entered")
        one_line_error(h.run("plan", "--fact", "entered=crad"), 2, "crad", "card")
        one_line_error(h.run("plan", "--fact", "claims=anna"), 2, "anna", "ana")
        one_line_error(h.run("plan", "--fact", "entered"), 2, "entered")
        one_line_error(h.run("plan", "--fact", "entered=none,card"), 2, "none")
        one_line_error(h.run("plan", "--fact", "received=mail,sms"), 2, "received")
        one_line_error(h.run("plan"), 2, "--fact")
        one_line_error(h.run("plan", "--fact", "entered=card", "--at", "2026-02-30T10:00"), 2, "2026-02-30")
        one_line_error(h.run("plan", "--fact"), 2, "--fact")
        one_line_error(h.run("show"), 2, "CASE")
        one_line_error(h.run("playbook", "chekc"), 2, "chekc")


def test_start_walk_writes_outcomes():
    with Home() as h:
        done = h.run("start", "--fact", "received=mail", "--fact", "entered=card", "--walk",
                     lines=["d", "受付 8841 山田さん", "c", "話し中", "n", "隣の人に聞いた", "x", "q"])
        equal(done.returncode, 0)
        case = only_case(h)
        equal(case["state"], "open")
        record = h.json("print", case["case"], "--format", "json")
        outcomes = [(e["outcome"], e["text"]) for e in record["entries"] if e["kind"] == "outcome"]
        equal(outcomes, [("done", "受付 8841 山田さん"), ("unreachable", "話し中"), ("not-needed", "")])
        notes = [e["text"] for e in record["entries"] if e["kind"] == "note"]
        equal(notes, ["隣の人に聞いた"])
        equal([e["n"] for e in record["entries"]], list(range(1, len(record["entries"]) + 1)))
        equal(record["entries"][-1]["seal"], record["seal"])
        equal(record["facts"]["entered"], ["card"])
        check(case["case"] in done.stdout.strip().splitlines()[-1] + done.stdout.strip().splitlines()[-2], "no way on")


def test_each_letter_takes_what_it_says():
    """d c r l n are followed by exactly one line, x w p t b by none."""
    with Home() as h:
        h.run("start", "--fact", "entered=password", "--walk",
              lines=["w", "p", "t", "?", "n", "q", "d", "x", "r", "p", "l", "あした", "x", "b", "q"])
        record = h.json("print", only_case(h)["case"], "--format", "json")
        kinds = [(e["kind"], e["outcome"], e["text"]) for e in record["entries"]][2:]
        equal(kinds, [("note", None, "q"), ("outcome", "done", "x"), ("outcome", "refused", "p"),
                      ("outcome", "later", "あした"), ("outcome", "not-needed", ""), ("undo", None, "")])


def test_numbers_do_the_same_as_letters():
    with Home() as h:
        h.run("start", "--fact", "entered=card", "--walk", lines=["5", "2", "", "4", "30分後", "q"])
        record = h.json("print", only_case(h)["case"], "--format", "json")
        equal([e["outcome"] for e in record["entries"] if e["kind"] == "outcome"], ["unreachable", "later"])


def test_end_of_input_saves_and_tells_how_to_go_on():
    with Home() as h:
        done = h.run("start", lines=["4", "2"])
        equal(done.returncode, 0)
        case = only_case(h)["case"]
        check("kakekomi resume" in done.stdout and case in done.stdout, done.stdout[-300:])
        again = h.run("resume", case, lines=["q"])
        check("カードを止めます" in again.stdout, again.stdout)


def test_outcome_before_a_lost_line_is_kept():
    """The window closes at the free line after "done": done was said."""
    with Home() as h:
        h.run("start", "--fact", "entered=card", "--walk", lines=["d"])
        record = h.json("print", only_case(h)["case"], "--format", "json")
        equal([e["outcome"] for e in record["entries"] if e["kind"] == "outcome"], ["done"])


def test_bare_start_offers_the_open_case():
    with Home() as h:
        h.run("start", "--fact", "entered=card", lines=["q"])
        case = only_case(h)["case"]
        done = h.run(lines=["1", "q"])
        check(case in done.stdout and "カードを止めます" in done.stdout, done.stdout)
        h.run(lines=["2", "5", "q"])
        equal(len(h.json("list", "--json")), 2)
        done = h.run(lines=["x", "q"])
        equal(done.returncode, 0)


def test_the_transcript_of_the_design():
    with Home() as h:
        done = h.run(lines=["4", "1,2", "", "", "", "1", "受付 8841 山田さん", "q"])
        out = done.stdout
        check(out.index("いま、あてはまるもの") < out.index("入れたもの") < out.index("いますぐ"), "order of the screens")
        check(out.index("1/") < out.index("うかがいます"), "questions before the card")
        check("10時42分、記録しました。" in out, out[-800:])


def test_questions_are_understood_in_many_ways():
    for answer, wanted in (("2", ["card"]), ("１、２", ["password", "card"]), ("1-3", ["password", "card", "security-code"]),
                           ("カード番号", ["card"]), ("パスワードとカード番号", ["password", "card"]),
                           ("暗証番号", ["pin"]), ("ﾊﾟｽﾜｰﾄﾞ", ["password"])):
        with Home() as h:
            h.run("start", lines=["4", answer, "q"])
            record = h.json("print", only_case(h)["case"], "--format", "json")
            equal(record["facts"].get("entered"), wanted, answer)


def test_a_sentence_tells_several_facts_at_once():
    with Home() as h:
        h.run("start", lines=["ANAのマイルが失効するメール", "q"])
        facts = h.json("print", only_case(h)["case"], "--format", "json")["facts"]
        equal((facts["claims"], facts["about"], facts["received"]), (["ana"], ["miles-expiring"], ["mail"]))
        h2 = h.run("resume", lines=["5", "q"])
        check("何が届きましたか" not in h2.stdout, "asked what is known")


def test_an_outcome_may_come_while_a_question_is_up():
    with Home() as h:
        h.run("start", lines=["4", "2", "d", "受付 8841", "q"])
        record = h.json("print", only_case(h)["case"], "--format", "json")
        equal([(e["action"], e["outcome"]) for e in record["entries"] if e["kind"] == "outcome"], [("card.stop", "done")])


def test_not_understood_is_asked_again_and_nothing_is_written():
    with Home() as h:
        done = h.run("start", lines=["ふにゃふにゃ", "99", "q"])
        equal(done.stdout.count("いま、あてはまるものはどれですか。"), 3)
        equal(h.json("list", "--json"), [])


def test_enter_is_unknown_and_never_no_danger():
    with Home() as h:
        h.run("start", lines=["", "q"])
        facts = h.json("print", only_case(h)["case"], "--format", "json")["facts"]
        equal(facts, {})


def test_changing_an_answer_asks_nothing_else_again():
    with Home() as h:
        done = h.run("start", lines=["4", "1", "e", "2", "2", "q"])
        record = h.json("print", only_case(h)["case"], "--format", "json")
        equal(record["facts"]["entered"], ["card"])
        equal(done.stdout.count("いま、あてはまるものはどれですか。 →"), 1)
        check("カードを止めます" in done.stdout, "the plan did not change")


def test_answers_that_hung_on_a_changed_one_fall_away_and_the_record_says_so():
    with Home() as h:
        done = h.run("start", lines=["4", "2", "e", "1", "5", "q"])
        record = h.json("print", only_case(h)["case"], "--format", "json")
        check("entered" not in record["facts"], record["facts"])
        dropped = [e["body"]["dropped"] for e in record["entries"] if e["body"] and e["body"].get("dropped")]
        equal(dropped, [["entered"]])
        check("答えを外しました" in done.stdout, done.stdout)


def test_back_takes_the_last_answer_back_by_a_new_entry():
    with Home() as h:
        h.run("start", lines=["4", "b", "3", "q"])
        record = h.json("print", only_case(h)["case"], "--format", "json")
        equal([e["kind"] for e in record["entries"]], ["open", "answer", "undo", "answer"])
        equal(record["facts"]["did"], ["paid"])


def test_a_pasted_message_is_one_message():
    with Home() as h:
        done = h.run("start", lines=["m", "From: ANA <x@example.cn>", "", "1", "カード番号 4111 1111 1111 1111", ".", "4", "q"])
        check("名乗っている相手: ANA" in done.stdout and "読み取ったこと: メール、ANA" in done.stdout, done.stdout)
        record = h.json("print", only_case(h)["case"], "--format", "json")
        mail = [e for e in record["entries"] if e["kind"] == "mail"]
        equal(len(mail), 1)
        check(re.fullmatch("[0-9a-f]{64}", mail[0]["body"]["sha256"]), mail)
        with open(h.db, "rb") as f:
            data = f.read()
        check(b"x@example.cn" not in data and b"4111" not in data, "raw mail kept")


def test_items_are_added_and_ticked_off():
    with Home() as h:
        done = h.run("start", "--fact", "entered=card", "--walk", lines=["x"] * 3 + ["q"])
        equal(done.returncode, 0)
        case = only_case(h)["case"]
        lines = []
        for _ in range(40):
            out = h.run("resume", case, "--walk", lines=lines + ["q"]).stdout
            if "a 一覧に足す" in out:
                break
            h.run("resume", case, "--walk", lines=["x", "q"])
        out = h.run("resume", case, "--walk", lines=["a", "Netflix、Amazon,電気", "v", "２", "q"]).stdout
        check("1 [ ] Netflix" in out and "2 [済] Amazon" in out and "3 [ ] 電気" in out, out)
        record = h.json("print", case, "--format", "json")
        equal([e["text"] for e in record["entries"] if e["kind"] == "item"], ["Netflix", "Amazon", "電気", "Amazon"])


def test_later_comes_back_when_it_is_due():
    with Home() as h:
        h.run("start", "--fact", "entered=password", "--walk", lines=["l", "3日後", "q"], now="2026-02-12T10:00:00+09:00")
        equal(h.json("list", "--due", "--json", now="2026-02-12T11:00:00+09:00"), [])
        due = h.json("list", "--due", "--json", now="2026-02-15T10:00:00+09:00")
        equal(len(due), 1)
        equal(due[0]["due"], "2026-02-15T10:00:00+09:00")


def test_a_closed_desk_returns_by_itself():
    facts = ["--fact", "received=code", "--fact", "claims=amex", "--fact", "own_payment=no", "--walk"]
    with Home() as h:
        night = h.run("start", *facts, lines=["d", ""] * 30, now="2025-11-21T23:30:00+09:00")
        check("これからのこと" in night.stdout, night.stdout[-500:])
        case = only_case(h)
        equal(case["state"], "waiting")
        morning = h.run("resume", "--walk", lines=["q"], now="2025-11-25T09:05:00+09:00")
        check("カード" in morning.stdout and "止め" in morning.stdout, morning.stdout)


def test_verify_knows_the_seal_on_paper():
    with Home() as h:
        h.run("start", "--fact", "entered=card", "--walk", lines=["d", "山田", "d", "", "q"])
        case = only_case(h)["case"]
        record = h.json("print", case, "--format", "json")
        seal = record["entries"][2]["seal"]
        grouped = " ".join(seal[i:i + 8].upper() for i in range(0, 64, 8))
        good = h.run("verify", case, "--seal", grouped)
        equal(good.returncode, 0)
        check("3" in good.stdout, good.stdout)
        equal(h.run("verify", case, "--seal", "0" * 64).returncode, 1)
        equal(h.run("verify", case, "--seal", "12").returncode, 2)
        equal(h.run("verify", case).returncode, 0)


def test_prefixes_and_unknown_cases():
    with Home() as h:
        one_line_error(h.run("show", "abc"), 66, "kakekomi")
        h.run("start", "--fact", "entered=card", lines=["q"])
        case = only_case(h)["case"]
        equal(h.run("show", case[:3].upper()).returncode, 0)
        one_line_error(h.run("show", "0"), 66, "list")
        one_line_error(h.run("resume", "zzzzzzzzzz1"), 66)


def test_printing_writes_a_file_once():
    with Home() as h:
        h.run("start", "--fact", "entered=card", lines=["q"])
        case = only_case(h)["case"]
        out = h.path("r.txt")
        equal(h.run("print", case, "-o", out).returncode, 0)
        one_line_error(h.run("print", case, "-o", out), 73, "--force")
        equal(h.run("print", case, "-o", out, "--force").returncode, 0)
        one_line_error(h.run("print", case, "-o", h.path("no/such/r.txt")), 73)
        one_line_error(h.run("print", case, "--format", "pfd"), 2, "pfd")
        equal(h.run("print", case, "-o", "-").stdout, open(out, encoding="utf-8").read())


def test_printing_appends_nothing():
    with Home() as h:
        h.run("start", "--fact", "entered=card", lines=["q"])
        case = only_case(h)["case"]
        before = open(h.db, "rb").read()
        for args in (["print", case], ["show", case], ["list"], ["verify", case], ["show", case, "--json"]):
            equal(h.run(*args).returncode, 0)
        equal(open(h.db, "rb").read() == before, True, "unchanged casebook")


def test_steps_stay_pinned_and_contacts_stay_current():
    with Home() as h:
        overlay = h.path("mine")
        os.makedirs(os.path.join(overlay, "steps"))
        h.run("start", "--fact", "entered=card", "--walk", lines=["q"])
        case = only_case(h)["case"]
        source = os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))), "playbooks")
        steps = json.load(open(os.path.join(source, "steps", "card.json"), encoding="utf-8"))["steps"]
        stops = [s for s in steps if s["action"] == "card.stop"]
        for s in stops:
            s["title"] = "別の言い方でカードを止めます"
        json.dump({"steps": stops}, open(os.path.join(overlay, "steps", "x.json"), "w", encoding="utf-8"))
        contacts = json.load(open(os.path.join(source, "contacts.json"), encoding="utf-8"))["contacts"]
        for c in contacts:
            c["name"] = "新しい名前" + c["name"]
        json.dump({"contacts": contacts}, open(os.path.join(overlay, "contacts.json"), "w", encoding="utf-8"))
        old = h.run("resume", case, "--walk", lines=["q"], KAKEKOMI_PLAYBOOKS=overlay).stdout
        check("別の言い方" not in old and "新しい名前" in old, old)
        new = h.run("start", "--fact", "entered=card", "--walk", lines=["q"], KAKEKOMI_PLAYBOOKS=overlay).stdout
        check("別の言い方" in new, new)


def test_agent_names():
    with Home() as h:
        h.run("--agent", "佐藤 花子", "start", "--fact", "entered=card", "--walk", lines=["d", "", "q"])
        case = only_case(h)
        equal(case["agent"], "佐藤 花子")
        record = h.json("print", case["case"], "--format", "json")
        equal({e["who"] for e in record["entries"]}, {"佐藤 花子"})
        one_line_error(h.run("--agent", "bad\x1b[31m", "list"), 2)


def test_every_command_has_help():
    with Home() as h:
        text = h.run("help").stdout
        for name in re.findall(r"^  kakekomi (\w+)", text, re.M):
            one = h.run("help", name)
            equal(one.returncode, 0)
            equal(one.stdout, h.run(name, "--help").stdout)
            check("help." not in one.stdout, one.stdout)
        equal(h.run("--version").stdout, h.run("version").stdout)


def test_secrets_are_cut_and_the_person_is_told():
    with Home() as h:
        done = h.run("start", "--fact", "entered=card", "--walk",
                     lines=["n", "カードは ４１１１－１１１１－１１１１－１１１１ で暗証番号は 1234 です", "d", "認証コード 556677 を言った", "q"])
        check("残していません" in done.stdout, done.stdout)
        text = h.run("print", only_case(h)["case"]).stdout
        for secret in ("4111111111111111", "４１１１－１１１１", "1234 ", "556677"):
            check(secret not in text and secret not in done.stdout, secret)
        check("1111" in text, "the last four digits stay")
        for name in os.listdir(h.dir):
            with open(h.path(name), "rb") as f:
                data = f.read().decode("utf-8", "replace")
            check("556677" not in data and "４１１１－１１１１" not in data, name)


def test_errors_never_repeat_a_card_number():
    with Home() as h:
        done = h.run("plan", "--fact", "entered=4111111111111111")
        equal(done.returncode, 2)
        check("4111111111111111" not in done.stderr, done.stderr)


if __name__ == "__main__":
    main(tests_of(sys.modules[__name__]))
