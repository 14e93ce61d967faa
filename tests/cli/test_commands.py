"""The command line as scripts see it: answers, exit statuses, one-line errors."""
import json
import os
import re
import sqlite3
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import lib  # noqa: E402
from lib import Home, check, equal, in_order, main, tests_of  # noqa: E402


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


def test_what_was_half_read_is_asked_for_the_rest():
    with Home() as h:
        done = h.run("start", lines=["住所を入れた", "2", "q"])
        check("いまのお話から: 名前や住所など。" in done.stdout, done.stdout)
        facts = h.json("print", only_case(h)["case"], "--format", "json")["facts"]
        equal(facts["entered"], ["card", "personal"])
        equal(facts["now"], ["entered"])
    with Home() as h:  # Enter: that was all
        h.run("start", lines=["住所を入れてしまいました", "", "q"])
        facts = h.json("print", only_case(h)["case"], "--format", "json")["facts"]
        equal(facts["entered"], ["personal"])


def test_a_sentence_that_answers_keeps_what_else_it_tells():
    with Home() as h:
        h.run("start", lines=["メールのリンクを押して、カード番号を入れた", "", "q"])
        facts = h.json("print", only_case(h)["case"], "--format", "json")["facts"]
        equal((facts["received"], sorted(facts["did"]), facts["entered"]), (["mail"], ["clicked", "entered"], ["card"]))


def test_ways_of_saying_that_card_data_went():
    for words in ("住所とカードを入れた", "クレカの番号をいれちゃった", "カードの番号を打ち込んでしまった", "クレジットカードを入力しました"):
        with Home() as h:
            h.run("start", lines=[words, "", "q"])
            entered = h.json("print", only_case(h)["case"], "--format", "json")["facts"].get("entered", [])
            check("card" in entered, "%s: %s" % (words, entered))
    for words in ("ギフトカードの番号を教えた", "カード会社からメールが届いた"):
        with Home() as h:
            h.run("start", lines=[words, "", "q"])
            entered = h.json("print", only_case(h)["case"], "--format", "json")["facts"].get("entered", [])
            check("card" not in entered, "%s: %s" % (words, entered))


def test_what_is_said_later_counts_more_than_an_answer_before():
    with Home() as h:
        h.run("start", lines=["5", "2", "メールで来た", "q"])
        facts = h.json("print", only_case(h)["case"], "--format", "json")["facts"]
        equal(facts["received"], ["mail"])


def test_dont_know_in_words_is_enter():
    for words in ("わからない", "わかりません", "wakaranai"):
        with Home() as h:
            done = h.run("start", lines=[words, "q"])
            check("うまく読み取れません" not in done.stdout, words)
            equal(len(h.json("print", only_case(h)["case"], "--format", "json")["entries"]), 2)


def test_a_cry_for_help_names_110_and_sets_nothing():
    with Home() as h:
        done = h.run("start", lines=["助けて", "q"])
        check("110" in done.stdout, done.stdout)
        equal(h.json("list", "--json"), [])


def test_nothing_is_asked_while_they_are_on_the_line():
    with Home() as h:
        done = h.run("start", lines=["警察を名乗る人と話している", "d", "", "q"])
        first, after = done.stdout.split("いま電話を切ります", 1)
        equal(after.split("記録しました")[0].count("うかがいます"), 0)
        facts = h.json("print", only_case(h)["case"], "--format", "json")["facts"]
        equal((facts["contact_now"], facts["claims"]), (["on-call"], ["police"]))


def test_several_ways_of_paying():
    with Home() as h:
        h.run("start", lines=["3", "1,3", "q"])
        plan = h.json("plan", "--fact", "did=paid", "--fact", "paid_by=bank-transfer,prepaid", "--json")
        actions = [s["action"] for s in plan["steps"]]
        equal(in_order(["bank.freeze-receiver", "bank.call", "payment.issuer-call"], actions), None)
        equal(h.json("print", only_case(h)["case"], "--format", "json")["facts"]["paid_by"], ["bank-transfer", "prepaid"])


def test_a_time_not_understood_is_said():
    with Home() as h:
        done = h.run("start", "--fact", "did=paid", "--fact", "paid_by=cash", "--walk", lines=["l", "へんな日", "l", "30分後", "q"])
        equal(done.stdout.count("いつかは、読み取れませんでした"), 1)


def test_back_names_what_was_taken_back():
    with Home() as h:
        done = h.run("start", lines=["ANAのマイルが失効するメール", "b", "q"])
        check("取り消しました: ANAのマイルが失効するメール" in done.stdout, done.stdout)


def test_what_presses_is_read_back_first():
    with Home() as h:
        done = h.run("start", "--fact", "received=code", "--fact", "claims=amex", "--fact", "own_payment=no", "--walk",
                     now="2025-11-21T23:30:00+09:00", lines=["d", ""] * 40)
        end = done.stdout.split("いまできることは、ここまでです。")[1]
        check(end.index("まだ済んでいない、急ぐこと") < end.index("済んだこと"), end)
        check("カードの裏の番号に電話して" in end.split("済んだこと")[0], end)


def test_login_trouble_is_not_taken_for_ana():
    with Home() as h:
        done = h.run("start", lines=["6", "2", "2", "", "", "q"])
        check("どこの会員ページですか" in done.stdout, done.stdout)
        check("AMC" not in done.stdout and "お客様番号" not in done.stdout, done.stdout)


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


def test_an_agents_call_begins_with_notes_and_what_they_say_is_offered():
    with Home() as h:
        done = h.run("--agent", "佐藤", "start", lines=["ANAのメールのリンクを押して、カード番号を入れた", "4111 1111 1111 1111 だそうです",
                                                      "", "2", "", "q"])
        check("| " in done.stdout and "何がありましたか" in done.stdout, done.stdout)
        record = h.json("print", only_case(h)["case"], "--format", "json")
        equal((record["facts"].get("claims"), record["facts"]["entered"]), (None, ["card"]))  # 2 was struck out
        notes = [e["text"] for e in record["entries"] if e["kind"] == "note"]
        equal(notes, ["ANAのメールのリンクを押して、カード番号を入れた", "[カード番号 末尾1111] だそうです"])
        opening = [e for e in record["entries"] if e["step"] == "agent.opening"]
        equal([e["outcome"] for e in opening], ["done"])
        equal({e["who"] for e in record["entries"]}, {"佐藤"})


def test_what_was_noted_is_dropped_whole_by_0_and_kept_by_enter():
    for answer, wanted in (("0", None), ("", ["ana"]), ("99", ["ana"])):
        with Home() as h:
            h.run("--agent", "佐藤", "start", lines=["ANAのマイルのメール", "", answer, "", "q"])
            equal(h.json("print", only_case(h)["case"], "--format", "json")["facts"].get("claims"), wanted, answer)


def test_a_number_instead_of_notes_answers_the_first_question():
    with Home() as h:
        h.run("--agent", "佐藤", "start", lines=["4", "2", "q"])
        facts = h.json("print", only_case(h)["case"], "--format", "json")["facts"]
        equal((facts["now"], facts["entered"]), (["entered"], ["card"]))


def test_a_caller_who_hangs_up_is_rung_back():
    with Home() as h:
        done = h.run("--agent", "佐藤", "start", "--fact", "entered=card", "--walk", now="2026-02-12T10:00:00+09:00",
                     lines=["h", "1", ""])
        check("10時20分" in done.stdout, done.stdout)
        case = only_case(h)
        equal(case["due"], "2026-02-12T10:20:00+09:00")
        last = h.json("print", case["case"], "--format", "json")["entries"][-1]
        equal((last["outcome"], last["text"]), ("later", "電話が切れた"))


def test_a_relative_and_one_phone_only_have_steps_of_their_own():
    for choice, title in (("2", "本人と代われるかを聞き"), ("3", "一つだけ書き取ってもらい、切って")):
        with Home() as h:
            done = h.run("--agent", "佐藤", "start", "--fact", "entered=card", "--walk", lines=["h", choice, "p", "q"])
            check(title in done.stdout.split("することの一覧")[-1], done.stdout)


def test_a_victim_has_no_key_for_the_call():
    with Home() as h:
        done = h.run("start", "--fact", "entered=card", "--walk", lines=["h", "q"])
        check("電話は、どうなりましたか" not in done.stdout, done.stdout)


def test_a_casebook_is_a_file_not_a_url():
    with Home() as h:
        for place in ("postgres://host/cases", "file:///tmp/cases"):
            one_line_error(h.run("--db", place, "list", db=False), 2, place)


def test_list_mine():
    with Home() as h:
        for name in ("佐藤", "鈴木"):
            h.run("--agent", name, "start", "--fact", "entered=card", "--walk", lines=["q"])
        mine = h.json("--agent", "鈴木", "list", "--mine", "--json")
        equal([c["agent"] for c in mine], ["鈴木"])
        equal(len(h.json("list", "--json")), 2)
        one_line_error(h.run("list", "--mine"), 2, "--agent")


def test_cases_are_found_by_words():
    with Home() as h:
        for note in ("メルカリの山田さん", "宅配の不在通知"):
            h.run("start", "--fact", "entered=card", "--walk", lines=["n", note, "q"])
        equal(len(h.json("list", "--json", "ﾒﾙｶﾘ")), 1)
        equal(len(h.json("list", "--json", "めるかり", "山田")), 1)
        equal(len(h.json("list", "--json", "めるかり", "不在")), 0)
        equal(len(h.json("list", "--json")), 2)
        equal(len(h.json("list", "--json", "--most", "1")), 1)
        check("あてはまる記録はありません。" in h.run("list", "督促").stdout, "no match is told as such")
        equal(os.stat(h.db + "-words").st_mode & 0o777, 0o600)
        for wrong in ("0", "-1", "x", "1e3", "9999999999"):
            one_line_error(h.run("list", "--most", wrong), 2, "--most")


def test_the_card_desks_gates():
    facts = ["--fact", "seat=card-desk", "--fact", "received=code", "--fact", "entered=card"]
    with Home() as h:  # not identified: nothing is stopped, a way is shown
        done = h.run("--agent", "窓口 山田", "start", *facts, "--walk", lines=["r", "生年月日がちがう", "d", "", "q"])
        check("登録の電話からのかけ直しを案内します" in done.stdout, done.stdout)
        actions = [e["action"] for e in h.json("print", only_case(h)["case"], "--format", "json")["entries"] if e["outcome"]]
        equal(actions, ["desk.identity", "desk.identity-failed"])
        check("停止を登録した" not in done.stdout, "stopped without knowing who calls")
    with Home() as h:  # identified: consent to stop, stop, consent to reissue, reissue, each with its time
        h.run("--agent", "窓口 山田", "start", *facts, "--walk", lines=["d", "ok"] * 12)
        done = [e for e in h.json("print", only_case(h)["case"], "--format", "json")["entries"] if e["outcome"] == "done"]
        equal(in_order(["desk.identity", "desk.consent", "card.stop", "desk.handover", "desk.consent-reissue", "card.reissue"],
                       [e["action"] for e in done]), None)
        check(all(e["at"] for e in done), done)


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


def test_help_begins_with_examples():
    with Home() as h:
        for name in re.findall(r"^  kakekomi (\w+)", h.run("help").stdout, re.M):
            lines = h.run(name, "--help").stdout.splitlines()
            examples = [line for line in lines[:lines.index("")]]
            check(all("kakekomi %s" % name in line or "kakekomi" not in line for line in examples), lines[:3])
            check("kakekomi " + name in lines[0], lines[0])
            check(lines[lines.index("") + 1].startswith("kakekomi " + name), "usage comes after the examples")


def test_version_names_the_libraries():
    with Home() as h:
        lines = h.run("--version").stdout.splitlines()
        check(re.fullmatch(r"kakekomi \d+\.\d+\.\d+", lines[0]), lines[0])
        names = [re.fullmatch(r"(\w+) \d+(\.\d+)+", line).group(1) for line in lines[1:]]
        equal(names, ["cJSON", "libunistring", "libsodium", "Nettle", "SQLite", "readline"])


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


def test_a_list_is_cut_before_it_is_taken_apart():
    with Home() as h:
        h.run("start", "--fact", "entered=card", "--walk", lines=["x"] * 3 + ["q"])
        case = only_case(h)["case"]
        for _ in range(40):
            out = h.run("resume", case, "--walk", lines=["a", "4111、1111、1111、1111", "a", "暗証番号、9376、Netflix", "q"]).stdout
            if "[ ]" in out:
                break
            h.run("resume", case, "--walk", lines=["x", "q"])
        check("暗証番号は残していません" in out and "下4けたのほか" in out, out)
        record = h.json("print", case, "--format", "json")
        items = [e["text"] for e in record["entries"] if e["kind"] == "item"]
        equal(items, ["[カード番号 末尾1111]", "暗証番号", "[暗証番号]", "Netflix"])


def test_an_agent_is_no_number():
    with Home() as h:
        done = h.run("--agent", "4111 1111 1111 1111", "list")
        equal(done.returncode, 2)
        check("4111" not in done.stderr, done.stderr)
        equal(h.run("list", KAKEKOMI_AGENT="パスワード:himawari77").returncode, 2)


def test_a_list_shows_no_bytes_of_a_foreign_casebook():
    with Home() as h:
        h.run("start", "--fact", "entered=card", "--walk", lines=["q"])
        book = sqlite3.connect(h.db)
        book.execute("UPDATE cases SET title = 'a\x1b[31m' || CAST(x'fb' AS TEXT) || '\u202e'")
        book.commit()
        book.close()
        out = h.run("list").stdout
        check("\x1b" not in out and "\u202e" not in out and "a[31m" in out, repr(out))
        equal(len(h.json("list", "--json")), 1)


def test_what_was_told_on_the_phone_is_asked_after_hanging_up():
    """Only "on the phone with them" was chosen: that a PIN was told comes out while waiting, and stays answered."""
    with Home() as h:
        h.run("start", lines=["2", "1", "d", "", "7", "4", "q"])
        facts = h.json("print", only_case(h)["case"], "--format", "json")["facts"]
        equal((facts["contact_now"], facts["did"], facts["entered"]), (["on-call"], ["entered"], ["pin"]))
        case = h.run("resume", lines=["q"]).stdout
        check("銀行に電話して" in case, case)


def test_a_misused_card_is_stopped_before_anything_else_is_asked():
    with Home() as h:
        out = h.run("start", lines=["クレジットカードを勝手に使われた", "7", "q"]).stdout
        check("覚えのない利用を伝え" in out and out.count("いま、あてはまるものはどれですか") == 1, out)


def test_errors_never_repeat_a_card_number():
    with Home() as h:
        done = h.run("plan", "--fact", "entered=4111111111111111")
        equal(done.returncode, 2)
        check("4111111111111111" not in done.stderr, done.stderr)



def test_a_reader_who_leaves_is_no_message():
    """kakekomi list | head -1"""
    with Home() as h:
        h.run("start", "--fact", "entered=card", "--walk", lines=["q"])
        for args in (["list"], ["list", "--json"], ["plan", "--fact", "entered=card", "--json"], ["playbook", "list"], ["help"]):
            read, write = os.pipe()
            os.close(read)
            p = subprocess.Popen([lib.BIN, "--db", h.db] + args, stdout=write, stderr=subprocess.PIPE, env=h.env())
            os.close(write)
            equal(p.communicate()[1].decode(), "", " ".join(args))
        with open("/dev/full", "w") as full:
            p = subprocess.run([lib.BIN, "--db", h.db, "list"], stdout=full, stderr=subprocess.PIPE, env=h.env())
        check(p.returncode == 74 and "書き出せません" in p.stderr.decode(), p.stderr.decode())


def test_a_folder_without_playbooks_is_no_layer():
    with Home() as h:
        os.mkdir(h.path("desk"))
        equal(h.run("plan", "--fact", "entered=card", KAKEKOMI_PLAYBOOKS=h.path("desk")).returncode, 0, "not filled yet")
        with open(h.path("desk/passwd"), "w") as f:
            f.write("root")
        done = h.run("plan", "--fact", "entered=card", KAKEKOMI_PLAYBOOKS=h.path("desk"))
        check(done.returncode == 66 and "手順書がありません" in done.stderr, done.stderr)
        out = h.run(lines=["カード番号を入れた", "q"], KAKEKOMI_PLAYBOOKS=h.path("desk"))
        check("手順書がありません" in out.stdout + out.stderr, out.stdout)


def test_a_casebook_has_a_name():
    with Home() as h:
        equal(h.run("--db", "", "list", db=False).returncode, 2)


def test_what_has_no_number_is_understood_in_words():
    """One sentence, and the first action is on the screen."""
    said = {
        "カードをなくしました": "カードを一時停止します",
        "クレジットカードを盗まれた。暗証番号は無事": "カードを一時停止します",
        "使われた覚えがないのに、カードを勝手に使われました。何も入れていません": "覚えのない利用を伝え、カードを止め",
        "口座から勝手にお金が引き出されている": "銀行に電話して、覚えのない出金を伝え、取引を止めます",
        "証券口座を乗っ取られた": "証券会社に電話して、口座の取引と出金を止めます",
        "急にスマホが圏外になった": "携帯電話会社に電話して、番号を取られていないか",
        "キャッシュカードを落とした": "銀行に電話して、キャッシュカードと通帳を止めます",
    }
    for words, first in said.items():
        with Home() as h:
            out = h.run(lines=[words, "q"]).stdout
            check(first in out.replace("\n", "") and out.count("> ") <= 3, out)


def test_whoever_finds_nothing_in_the_first_menu_is_asked_what_was_lost():
    with Home() as h:
        out = h.run(lines=["", "7", "6", "q"]).stdout
        check("次の中に、あてはまるものはありますか" in out and "番号を取られていないか" in out, out)
    with Home() as h:
        out = h.run(lines=["わからない", "わからない", "", "q"]).stdout
        check("消さずに残し" in out, out)


def test_a_cry_for_help_is_answered_and_the_question_asked_again():
    with Home() as h:
        out = h.run(lines=["たすけて", "もう一度", "q"]).stdout
        check("1つずつ、いっしょに進めます" in out and "うまく読み取れません" not in out, out)
        equal(out.count("いま、あてはまるものはどれですか"), 3)


def test_what_was_read_says_what_the_answer_is_about():
    with Home() as h:
        out = h.run(lines=["アメックスのセーフキーのメールが来た、買い物していない", "q"]).stdout
        check("自分で手続きしていたかは「いいえ」" in out.replace("\n", "").replace(" ", ""), out)
        out = h.run(lines=["2", "名前と住所を入れてしまった", "q"]).stdout
        check("読み取ったこと: 名前や住所など。" in out, out)


if __name__ == "__main__":
    main(tests_of(sys.modules[__name__]))
