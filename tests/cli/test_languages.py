"""Another language than Japanese: which one is spoken, what is recorded, what a translator sees."""
import datetime
import json
import os
import re
import shutil
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
import lib
from lib import BIN, ROOT, Home, check, equal, main, tests_of

JAPANESE = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
JAPAN = datetime.timezone(datetime.timedelta(hours=9))
CARD = ("plan", "--fact", "entered=card")


def first_line(home, *args, **env):
    done = home.run(*args, db=False, **env)
    equal((done.returncode, done.stderr), (0, ""))
    return done.stdout.splitlines()[0]


class House(Home):
    """A program with a locale of its own to break."""

    def __init__(self):
        super().__init__()
        os.mkdir(self.path("build"))
        self.bin = shutil.copy(BIN, self.path("build/kakekomi"))
        shutil.copytree(os.path.join(ROOT, "locale"), self.path("locale"))
        os.symlink(os.path.join(ROOT, "playbooks"), self.path("playbooks"))

    def locale(self, name):
        return self.path(os.path.join("locale", name))

    def edit(self, name, change):
        with open(self.locale(name), encoding="utf-8") as f:
            content = json.load(f)
        change(content)
        with open(self.locale(name), "w", encoding="utf-8") as f:
            json.dump(content, f, ensure_ascii=False)

    def run(self, *args, **more):
        mine, lib.BIN = lib.BIN, self.bin
        try:
            return super().run(*args, **more)
        finally:
            lib.BIN = mine


# --- which language ---

def test_the_environment_decides():
    rows = [({"LANG": None}, "ja"), ({"LANG": "C"}, "ja"), ({"LANG": "POSIX"}, "ja"), ({"LANG": "C.UTF-8"}, "ja"), ({"LANG": "ja_JP.UTF-8"}, "ja"),
            ({"LANG": "ja_JP.eucJP"}, "ja"), ({"LANG": "en_US.UTF-8"}, "en"), ({"LANG": "en_GB.ISO8859-1"}, "en"), ({"LANG": "en"}, "en"),
            ({"LANG": "fr_FR.UTF-8"}, "ja"), ({"LANG": "english"}, "ja"), ({"LANG": "../en"}, "ja"),
            ({"LANG": "ja_JP.UTF-8", "LC_ALL": "en_US.UTF-8"}, "en"), ({"LANG": "en_US.UTF-8", "LC_ALL": "C"}, "ja"),
            ({"LANG": "ja_JP.UTF-8", "LC_MESSAGES": "en_US.UTF-8"}, "en"), ({"LANG": "en_US.UTF-8", "LC_CTYPE": "ja_JP.UTF-8"}, "en"),
            ({"LANG": "en_US.UTF-8", "KAKEKOMI_LANG": "ja"}, "ja"), ({"LANG": "ja_JP.UTF-8", "KAKEKOMI_LANG": "en"}, "en")]
    with Home() as h:
        for env, wanted in rows:
            if env.get("LANG", "") is None:
                env = {"LANG": ""}
            equal("en" if not JAPANESE.search(first_line(h, *CARD, **env)) else "ja", wanted, env)
        check(JAPANESE.search(first_line(h, "--lang", "ja", *CARD, LANG="en_US.UTF-8", KAKEKOMI_LANG="en")), "--lang does not win")


def test_the_settings_go_before_the_locale():
    with Home() as h:
        os.makedirs(h.path(".config/kakekomi"))
        with open(h.path(".config/kakekomi/config.json"), "w", encoding="utf-8") as f:
            f.write('{"language": "ja"}')
        check(JAPANESE.search(first_line(h, *CARD, LANG="en_US.UTF-8")), "the locale won over the settings")


def test_unknown_languages_are_told_and_japanese_spoken():
    with Home() as h:
        for lang, near in (("xx", None), ("eng", "en"), ("jp", "ja"), ("e", "en"), ("EN", None), ("../en", None), ("en/../ja", "en"), ("a" * 3000, None)):
            done = h.run("--lang", lang, *CARD, db=False)
            equal((done.returncode, done.stderr.count("\n")), (0, 1), done.stderr)
            check(JAPANESE.search(done.stdout), "not Japanese")
            if near:
                check("近いもの: %s" % near in done.stderr, done.stderr)
            else:
                check("近いもの" not in done.stderr, done.stderr)
        done = h.run("--caller-lang", "xx", *CARD, db=False)
        equal((done.returncode, done.stderr.count("\n")), (0, 1), done.stderr)


def test_a_broken_locale_is_one_line_and_japanese():
    def directory(h, name):
        os.remove(h.locale(name))
        os.mkdir(h.locale(name))

    def no_json(h, name):
        with open(h.locale(name), "w", encoding="utf-8") as f:
            f.write("{\n broken")

    for name in ("en/messages.json", "en/steps/card.json", "en/words.json"):
        for spoil in (directory, no_json):
            with House() as h:
                spoil(h, name)
                done = h.run("--lang", "en", *CARD, db=False)
                equal((done.returncode, done.stderr.count("\n")), (0, 1), (name, spoil, done.stderr))
                check(name in done.stderr, done.stderr)
                first = done.stdout.splitlines()[0]
                equal(bool(JAPANESE.search(first)), name != "en/words.json", first)


def test_a_broken_locale_of_the_environment():
    with House() as h:
        os.remove(h.locale("en/messages.json"))
        os.mkdir(h.locale("en/messages.json"))
        done = h.run(*CARD, db=False, LANG="en_US.UTF-8")
        equal((done.returncode, done.stderr.count("\n")), (0, 1), done.stderr)


def test_one_text_missing_stale_or_without_its_placeholder_is_japanese():
    changes = {"missing": lambda e: e.pop("title"), "stale": lambda e: e["title"].update(ja="0" * 12),
               "placeholder": lambda e: e["title"].update(text="Stop it {entered}.")}
    for what, change in changes.items():
        with House() as h:
            h.edit("en/steps/card.json", lambda c: change(c["card.stop"]))
            lines = h.run("--lang", "en", *CARD, db=False).stdout.splitlines()
            check(JAPANESE.search(lines[0]) and not JAPANESE.search(lines[2]), (what, lines[:3]))
    with House() as h:
        h.edit("en/messages.json", lambda c: c.update({"error.time.bad": "no placeholder", "urgency.now": None}))
        done = h.run("--lang", "en", *CARD, "--at", "soon", db=False)
        check("soon" in done.stderr and JAPANESE.search(done.stderr), done.stderr)


# --- a walk ---

def walk(h, *args, lines):
    done = h.run(*args, "start", lines=lines)
    equal((done.returncode, done.stderr), (0, ""))
    return done.stdout


def english(text):
    """Lines of a screen with Japanese, but for quoted sentences, terms in brackets and the name of the language."""
    return [line for line in text.splitlines() if JAPANESE.search(line)]


def test_a_walk_in_english():
    with Home() as h:
        out = walk(h, "--lang", "en", lines=["4", "1,2", "y", "", "", "d", "Yamada 8841", "l", "Friday 10:00", "p", "?", "q"])
        check("Call the number on the back of your card" in out, out)
        check('"I told somebody false this: password and card number.' in out, out)
        check("「偽の相手に、パスワードとカード番号を伝えました。" in " ".join(out.split()).replace(" ", ""), "the Japanese to be read out is missing")
        check("Fri, Feb 13, 10:00" in out, out)
        check("Recorded: 10:42." in out, out)
        for line in english(out):
            check(re.search("[「」(]|日本語|utility|、|。|utf", line) or not re.search("[\u3040-\u309f]", line), line)


def test_the_record_has_both():
    with Home() as h:
        walk(h, "--lang", "en", lines=["4", "2", "", "", "", "d", "", "q"])
        case = h.json("list", "--json")[0]
        equal(case["title"], "card number")
        body = [e for e in h.json("print", case["case"], "--format", "json")["entries"] if e["kind"] == "outcome"][0]["body"]
        check(body["title"].startswith("Call the number") and body["done"] == "It was stopped", body)
        check(body["ja"]["title"].startswith("カードの裏の番号") and body["ja"]["done"] == "止めてもらえた", body)
        check(body["ja"]["contact"] == "カード会社の紛失・盗難の窓口", body)
        paper = "".join(h.run("print", case["case"]).stdout.split())
        check("止めてもらえた" in paper and "It was stopped" not in paper and "カード番号" in paper and "cardnumber" not in paper, paper)
        paper = " ".join(h.run("--lang", "en", "print", case["case"]).stdout.split())
        check("It was stopped" in paper and "止めてもらえた" not in paper and "What happened" in paper, paper)
        check(h.run("verify", case["case"]).returncode == 0, "the record does not verify")


def test_a_japanese_record_in_english():
    """The language of a paper does not hang on the walk's: what was shown in Japanese is said in English, words of the person stay."""
    with Home() as h:
        walk(h, lines=["4", "1,2", "1", "ANA", "1", "1", "受付8841", "d", "", "1", "2", "c", "", "q"])
        case = h.json("list", "--json")[0]["case"]
        for form in ("text", "html", "csv", "cacao"):
            paper = h.run("--lang", "en", "print", case, "--format", form).stdout
            for line in paper.replace("受付8841", "").splitlines():
                check(not re.search("[\u3040-\u309f]", line) or "(" in line or '"' in line, "%s: %s" % (form, line))
        flat = " ".join(h.run("--lang", "en", "print", case).stdout.split())
        for words in ("Call the number on the back of your card and have the card stopped. → It was stopped", "受付8841", "ana.co.jp",
                      "What was entered or told password, card number", "Your card company's lost and stolen card line"):
            check(words in flat, "%s in %s" % (words, flat))


def test_signs_of_a_mail_are_in_the_language_of_the_paper():
    mail = ["m", "From: ANA <info@ana-mileage.example.cn>", "Subject: x", "", "カード番号を24時間以内に入力してください", ".", "q"]
    for spoken in ("en", "ja"):
        with Home() as h:
            walk(h, "--lang", spoken, lines=mail)
            case = h.json("list", "--json")[0]["case"]
            japanese = h.run("print", case).stdout
            english = h.run("--lang", "en", "print", case).stdout
            check("見つかった兆候" in japanese and "差出人" in japanese, japanese)
            part = japanese[japanese.index("見つかった兆候"):japanese.index("■  封")]
            check(not re.search("sender's|deadline|address has", part), part)
            flat = " ".join(english.split())
            check("The sender's address" in flat and "差出人のアドレス" not in flat, flat)


def test_a_japanese_record_is_as_before():
    with Home() as h:
        walk(h, lines=["4", "2", "", "", "", "d", "", "q"])
        case = h.json("list", "--json")[0]["case"]
        for entry in h.json("print", case, "--format", "json")["entries"]:
            check("ja" not in (entry["body"] or {}), entry)


def test_an_english_case_goes_on_in_japanese():
    with Home() as h:
        walk(h, "--lang", "en", lines=["4", "2", "q"])
        done = h.run("resume", lines=["q"])
        check("カードの裏の番号に電話して" in done.stdout and not done.stderr, done.stdout + done.stderr)


def test_letters_stay_japanese():
    with Home() as h:
        walk(h, "--lang", "en", lines=["4", "2", "", "", "", "d", "", "q"])
        out = h.run("--lang", "en", "letter", h.json("list", "--json")[0]["case"], "card-company").stdout
        check("止めてもらえた" in out and "stopped" not in out, out)


# --- languages in the middle of a walk ---

def test_switching_at_a_question_and_at_a_card():
    with Home() as h:
        out = walk(h, lines=["g", "1", "lang ja", "4", "lang en", "2", "lang ja", "", "", "g", "", "lang xx", "q"])
        parts = out.split("> ")
        check("1 English" in " ".join(parts[1].split()) and "Language of the screen: English" in parts[2], parts[1:3])
        check("Which of these" in out and "いま、あてはまるものはどれですか" in out, out)
        check("What did you enter" in out and "カードは、いま手元にありますか" in out, out)
        check("「xx」の言葉はありません" in out, out)


def test_the_caller_has_a_language_of_their_own():
    with Home() as h:
        lines = ["", "4", "2", "", "", "", "", "", "", "caller ja", "lang en", "caller en", "q"]
        out = walk(h, "--agent", "佐藤", "--caller-lang", "en", lines=lines)
        check("読む    What has happened?" in out, out)
        check("読む      That must have been hard." in out, out)
        check("聞く      話せる状態か。" in out, "the agent's own words are not Japanese:\n" + out)
        check("相談者に読む言葉: 日本語" in out and "読む      大変でしたね。" in out, out)
        check("Language of the screen: English" in out and "Read      大変でしたね。" in out, out)
        check("Language of the words read to the caller: English" in out and "Read      That must have been hard." in out, out)
        check("Listen    Can they talk?" in out, out)
        out = walk(h, lines=["4", "2", "caller en", "q"])
        check("相談者に読む言葉" not in out, "a victim has no caller")


def test_the_caller_language_of_the_environment():
    with Home() as h:
        out = h.run("--agent", "Smith", "--lang", "en", "start", lines=["q"], KAKEKOMI_CALLER_LANG="ja").stdout
        check("Read    何がありましたか" in out and "Listen" in out, out)


# --- sentences ---

SENTENCES = [
    ("I typed my card number into a fake Amex page", {"claims": ["amex"], "entered": ["card"], "did": ["entered"]}),
    ("I entered my password and my credit card number", {"entered": ["password", "card"]}),
    ("I did not enter my card number but I gave my password", {"entered": ["password"]}),
    ("I didn’t enter my pin. I sent my passport", {"entered": ["id-document"]}),
    ("I told them a one-time code and my name", {"entered": ["code", "personal"]}),
    ("I transferred money, they said they were the police", {"claims": ["police"], "paid_by": ["bank-transfer"], "did": ["paid"]}),
    ("my mother read out gift card numbers", {"seat": ["helper"], "paid_by": ["prepaid"]}),
    ("they control my screen", {"contact_now": ["remote"]}),
    ("can't log in to ANA", {"claims": ["ana"], "received": ["login-trouble"]}),
    ("a man at the door says he is from the court", {"pressure": ["visit"], "claims": ["court"]}),
]


def test_sentences_set_facts():
    for sentence, wanted in SENTENCES:
        with Home() as h:
            walk(h, "--lang", "en", lines=[sentence, "q"])
            facts = h.json("print", h.json("list", "--json")[0]["case"], "--format", "json")["facts"]
            for key, values in wanted.items():
                equal(sorted(facts.get(key, [])), sorted(values), "%s of %r" % (key, sentence))


def test_japanese_sentences_are_understood_in_english_too():
    with Home() as h:
        walk(h, "--lang", "en", lines=["偽のアメックスのページにカード番号を入れた", "q"])
        facts = h.json("print", h.json("list", "--json")[0]["case"], "--format", "json")["facts"]
        equal((facts["claims"], facts["entered"]), (["amex"], ["card"]))


def test_times_in_words():
    rows = {"tomorrow": "2026-02-13T09:00:00+09:00", "in 2 weeks": "2026-02-26T10:42:00+09:00", "half an hour": "2026-02-12T11:12:00+09:00",
            "Friday 10:00": "2026-02-13T10:00:00+09:00", "Thursday": "2026-02-19T09:00:00+09:00", "Dec 3, 5 pm": "2026-12-03T17:00:00+09:00",
            "3 December": "2026-12-03T09:00:00+09:00", "tomorrow at 10:30 am": "2026-02-13T10:30:00+09:00", "tomorrow evening": "2026-02-13T17:00:00+09:00",
            "in 30 minutes": "2026-02-12T11:12:00+09:00", "12 am": "2026-02-13T00:00:00+09:00", "あした": "2026-02-13T09:00:00+09:00"}
    for words, due in rows.items():
        with Home() as h:
            h.run("--lang", "en", "start", "--walk", "--fact", "entered=card", lines=["l", words, "q"])
            equal(last_due(h), due, words)


def last_due(h):
    newest = h.json("list", "--json")[0]["case"]
    entries = h.json("print", newest, "--format", "json")["entries"]
    ms = [e for e in entries if e["kind"] == "outcome"][-1]["body"]["due_ms"]
    return datetime.datetime.fromtimestamp(ms / 1000, JAPAN).isoformat()


# --- the translator ---

def test_english_is_complete():
    with Home() as h:
        done = h.run("playbook", "texts", "en", db=False)
        equal((done.returncode, done.stdout), (0, ""), done.stdout + done.stderr)


def test_what_is_missing_is_listed_and_filled_in():
    with House() as h:
        h.edit("en/steps/card.json", lambda c: (c["card.stop"].pop("why"), c["card.stop"]["how"][1].update(ja="0" * 12)))
        h.edit("en/messages.json", lambda c: c.pop("recorded"))
        done = h.run("playbook", "texts", "en", db=False)
        equal(done.returncode, 1)
        equal(sorted(line.split(": ")[:2] for line in done.stdout.splitlines()),
              [["messages.json", "recorded.text"], ["steps/card.json", "card.stop.how[1]"], ["steps/card.json", "card.stop.why"]])
        equal(h.run("playbook", "texts", "en", "-o", h.path("todo.json"), db=False).returncode, 1)
        with open(h.path("todo.json"), encoding="utf-8") as f:
            todo = json.load(f)
        equal(todo["language"], "en")
        for t in todo["texts"]:
            check(JAPANESE.search(t["japanese"]) and t["text"] == "" and len(t["ja"]) == 12, t)
            equal("old" in t, t["state"] == "stale", t)
            t["text"] = "New {time}" if t["file"] == "messages.json" else "New words"
        with open(h.path("todo.json"), "w", encoding="utf-8") as f:
            json.dump(todo, f)
        before = h.run("--lang", "en", "playbook", "show", "card-entered", db=False).stdout
        done = h.run("playbook", "texts", "en", "--from", h.path("todo.json"), db=False)
        equal((done.returncode, done.stdout), (0, ""), done.stderr)
        check("New words" in h.run("--lang", "en", "playbook", "show", "card-entered", db=False).stdout, "not in place")
        check("New words" not in before, "there before")
        equal(h.run("playbook", "check", db=False).returncode, 0)


def test_what_does_not_fit_is_left_out():
    with House() as h:
        h.edit("en/steps/card.json", lambda c: c["card.stop"].pop("why"))
        h.run("playbook", "texts", "en", "-o", h.path("todo.json"), db=False)
        with open(h.path("todo.json"), encoding="utf-8") as f:
            todo = json.load(f)
        todo["texts"][0].update(text="Why", ja="0" * 12)
        todo["texts"].append({"file": "../../evil.json", "row": "a", "member": "b", "ja": "0" * 12, "text": "x"})
        with open(h.path("todo.json"), "w", encoding="utf-8") as f:
            json.dump(todo, f)
        done = h.run("playbook", "texts", "en", "--from", h.path("todo.json"), db=False)
        equal(done.returncode, 1)
        check("2" in done.stderr.splitlines()[0] and not os.path.exists(h.path("evil.json")), done.stderr)


def test_a_new_language_begins_with_everything():
    with House() as h:
        equal(h.run("playbook", "texts", "de", "-o", h.path("de.json"), db=False).returncode, 1)
        with open(h.path("de.json"), encoding="utf-8") as f:
            todo = json.load(f)
        check(len(todo["texts"]) > 2000, len(todo["texts"]))
        for t in todo["texts"]:
            if t["file"] == "messages.json":
                t["text"] = t["japanese"]
            elif t["row"] == "card.stop" and t["member"] == "title":
                t["text"] = "Karte sperren lassen."
        with open(h.path("de.json"), "w", encoding="utf-8") as f:
            json.dump(todo, f)
        equal(h.run("playbook", "texts", "de", "--from", h.path("de.json"), db=False).returncode, 1)
        check("Karte sperren lassen." in h.run("--lang", "de", *CARD, db=False).stdout, "German is not spoken")
        check("Karte sperren lassen." in h.run(*CARD, db=False, LANG="de_DE.UTF-8").stdout, "German is not spoken by the locale")


def test_wrong_ways_to_ask():
    with House() as h:
        for args, status in ((["texts"], 2), (["texts", "ja"], 2), (["texts", "../en"], 2), (["texts", "en", "--from", h.path("none.json")], 66)):
            done = h.run("playbook", *args, db=False)
            equal((done.returncode, done.stdout, done.stderr.count("\n")), (status, "", 1), done.stderr)
        with open(h.path("bad.json"), "w", encoding="utf-8") as f:
            f.write('{"language": "de", "texts": []}')
        equal(h.run("playbook", "texts", "en", "--from", h.path("bad.json"), db=False).returncode, 65)


if __name__ == "__main__":
    main(tests_of(sys.modules[__name__]))
