"""How the house is built (app/README.md): floors and circles, one door for each foreign library, sizes, and that every
message that is said exists and every one that exists is said."""
import glob
import json
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
import lib
from lib import check

APP = os.path.join(lib.ROOT, "app")
FLOORS = ["base", "guide", "mail", "casebook", "walk", "sheet", "net", "talk", "cli", "main"]
FUNCTION_LINES, FILE_LINES, LONG_FILE_LINES, LONG_FILE_SHARE = 80, 450, 300, 0.2

# A foreign library and the headers that stand for it. Each is included by one file only.
DOORS = {
    "cJSON": r"cjson/cJSON\.h",
    "SQLite": r"sqlite3\.h",
    "readline": r"readline/\w+\.h",
    "libsodium": r"sodium\.h",
    "Nettle": r"nettle/\w+\.h",
    "libunistring": r"unistring/version\.h|uni(case|ctype|lbrk|norm|str|width|conv|gbrk|name|stdio|wbrk|types)\.h",
    "libcurl": r"curl/\w+\.h",
    "libpsl": r"libpsl\.h",
    "libidn2": r"idn2\.h",
    "GMime": r"gmime/\w+\.h",
    "libqrencode": r"qrencode\.h",
    "Pango and cairo": r"(cairo-pdf|pango/pangocairo)\.h",
    "libseccomp": r"seccomp\.h",
    "iconv": r"iconv\.h",
}

# Files whose Japanese is no text for the screen, with the reason.
JAPANESE_ALLOWED = {
    "base/digits.c": "digits and units as people write them",
    "base/cards.c": "units that tell a count from a card number",
    "base/secret_words.c": "the words that stand next to secrets",
    "base/secret_values.c": "the labels put in place of secrets, and particles before them",
    "base/secret_codes.c": "digits spelled out and particles behind a code",
    "base/secret_told.c": "the words of a sentence that tells a secret",
    "guide/understand.c": "separators and ranges in typed lines",
    "guide/negation.c": "how Japanese says no",
    "guide/tongue.c": "what joins several values in a Japanese text",
    "mail/helper/pasted.c": "how people and mail programs label the lines above a copied mail, and marks around them",
    "walk/later.c": "words for times of day and amounts of time",
}

OUTCOMES = ["done", "later", "unreachable", "refused", "not-needed"]

# Keys put together while running: the format as written and what it may become.
MADE_KEYS = {
    "urgency.%s": ["danger", "now", "today", "week", "later"],
    "paper.outcome.%s": OUTCOMES,
    "paper.item.%s": ["add", "tick", "untick"],
    "paper.send.%s": ["begun", "sent", "failed", "retry", "unknown"],
    "paper.kind.%s": ["open", "note", "hand", "send", "purge"],
    "check.verdict.%s": ["likely-scam", "suspicious", "unclear"],
    "check.short.%s": ["likely-scam", "suspicious", "unclear"],
    "doctor.state.%s": ["good", "note", "mend"],
    "change.kind.%s": ["step", "playbook", "contact", "number", "brand", "domain", "question", "sign"],
    "change.how.%s": ["added", "changed", "removed"],
    "state.%s": ["open", "waiting", "done"],
    "day.%d": [str(d) for d in range(7)],
    "month.%d": [str(m) for m in range(1, 13)],
    "hours.month.%d": [str(m) for m in range(1, 13)],
    "config.from.%s": ["default", "file", "environment", "command-line"],
    "who.%s": ["self", "helper"],
    "help.%s": None,          # one for each command, see below
    "help.example.%s": None,
    "error.%s": None,         # one for each error set, see below
}

# Which argument of a function is a message key, from 0.
SAYS = {"say_text": 1, "say_add": 2, "tell": 1, "view_when": 2, "sourced_row": 1, "filled_row": 1, "joined_row": 1, "list_row": 1}


def files(suffix="[ch]"):
    places = [("*", "*."), ("*", "helper", "*."), ("*.",)]
    return sorted(path for place in places for path in glob.glob(os.path.join(APP, *place) + suffix))


def name_of(path):
    return os.path.relpath(path, APP)


def read(path):
    with open(path, encoding="utf-8") as f:
        return f.read()


def floor_of(name):
    folder = name.split("/")[0] if "/" in name else os.path.splitext(name)[0]
    check(folder in FLOORS, "%s is on no floor" % name)
    return FLOORS.index(folder)


def includes(path):
    return re.findall(r'^\s*#\s*include\s+"([^"]+)"', read(path), re.M)


def foreign(path):
    return re.findall(r"^\s*#\s*include\s+<([^>]+)>", read(path), re.M)


def none(faults, what):
    check(not faults, "%s:\n  %s" % (what, "\n  ".join(faults)))


# --- floors ---

def test_no_arrow_upwards():
    faults = []
    for path in files():
        for wanted in includes(path):
            if not os.path.exists(os.path.join(APP, wanted)):
                faults.append("%s includes %s, which is not there" % (name_of(path), wanted))
            elif floor_of(wanted) > floor_of(name_of(path)):
                faults.append("%s includes %s" % (name_of(path), wanted))
    none(faults, "arrows upwards")


def find_circle(graph):
    done, way = set(), []

    def visit(node):
        if node in way:
            return way[way.index(node):] + [node]
        if node in done:
            return None
        way.append(node)
        for following in sorted(graph.get(node, ())):
            circle = visit(following)
            if circle:
                return circle
        done.add(way.pop())
        return None

    for node in sorted(graph):
        circle = visit(node)
        if circle:
            return circle
    return None


def test_no_circle_between_folders():
    graph = {}
    for path in files():
        mine = name_of(path).split("/")[0]
        graph.setdefault(mine, set()).update(w.split("/")[0] for w in includes(path) if w.split("/")[0] != mine)
    check(find_circle(graph) is None, "a circle: %s" % find_circle(graph))


def test_no_circle_between_headers():
    graph = {name_of(p): set(includes(p)) for p in files("h")}
    check(find_circle(graph) is None, "a circle: %s" % find_circle(graph))


def test_the_circle_finder_finds():
    check(find_circle({"a": {"b"}, "b": {"c"}, "c": {"a"}}), "a circle was not found")
    check(find_circle({"a": {"b", "c"}, "b": {"c"}, "c": set()}) is None, "a circle that is none")


def test_private_headers_stay_in_their_folder():
    faults = []
    for path in files("h"):
        opening = read(path).split("*/")[0]
        private = re.search(r"private to (%s)\b" % "|".join(FLOORS), opening)
        if private:
            owner = private.group(1)
            for other in files():
                if name_of(path) in includes(other) and not name_of(other).startswith(owner):
                    faults.append("%s includes %s, private to %s" % (name_of(other), name_of(path), owner))
    none(faults, "private headers")


# --- doors ---

def test_one_door_for_each_library():
    faults = []
    for library, pattern in DOORS.items():
        doors = [p for p in files() if any(re.fullmatch(pattern, i) for i in foreign(p))]
        # A helper is a program of its own: what it alone is linked with, or reads behind its walls, has its door there.
        for program in {os.path.dirname(p) if "/helper/" in p else "main" for p in doors}:
            own = [p for p in doors if (os.path.dirname(p) if "/helper/" in p else "main") == program]
            if len(own) > 1:
                faults.append("%s: %s" % (library, ", ".join(map(name_of, own))))
        # A door may be a header when only the files of its own module ("sqlite_…") go through it.
        for door in doors:
            if door.endswith(".h"):
                stem = os.path.basename(door).split("_")[0].split(".")[0]
                faults += ["%s: %s goes through %s" % (library, name_of(p), name_of(door)) for p in files()
                           if name_of(door) in includes(p) and (os.path.dirname(p) != os.path.dirname(door)
                                                                or not os.path.basename(p).startswith(stem))]
    none(faults, "more than one door")


def test_no_library_unheard_of():
    known = {"assert", "ctype", "dirent", "errno", "fcntl", "float", "inttypes", "langinfo", "limits", "locale", "malloc", "math", "poll", "pwd",
             "setjmp", "signal", "spawn", "stdarg", "stdbool", "stddef", "stdint", "stdio", "stdlib", "string", "strings", "termios",
             "time", "unistd", "wchar"}
    faults = []
    for path in files():
        for header in foreign(path):
            if not (header[:-2] in known or header.startswith("sys/") or header.startswith("linux/")
                    or any(re.fullmatch(p, header) for p in DOORS.values())):
                faults.append("%s includes <%s>" % (name_of(path), header))
    none(faults, "libraries without a door in this test")


def test_banned_comes_last():
    faults = [name_of(p) for p in files("c") if not includes(p) or includes(p)[-1] != "base/banned.h"]
    none(faults, "base/banned.h is not the last include")


def test_headers_say_what_they_are():
    faults = []
    for path in files("h"):
        stem = name_of(path)[:-2]
        if not read(path).startswith("/* %s: " % stem):
            faults.append("%s does not open with /* %s: …" % (name_of(path), stem))
    none(faults, "headers")


# --- sizes ---

def functions(path):
    """(name, lines) of every function: by the house's style its braces stand alone at the start of a line."""
    lines = read(path).split("\n")
    start = None
    for i, line in enumerate(lines):
        if line == "{":
            start = i
        elif line == "}" and start is not None:
            head = start - 1
            while head > 0 and not re.match(r"[A-Za-z]", lines[head]):
                head -= 1
            found = re.search(r"(\w+)\(", lines[head])
            yield (found.group(1) if found else "?"), i - head + 1
            start = None


def test_functions_are_short():
    sizes = [(n, name_of(p), f) for p in files("c") for f, n in functions(p)]
    check(len(sizes) > 300, "only %d functions were found" % len(sizes))
    none(["%s: %s() has %d lines" % (p, f, n) for n, p, f in sizes if n > FUNCTION_LINES], "over %d lines" % FUNCTION_LINES)
    median = sorted(n for n, _, _ in sizes)[len(sizes) // 2]
    check(median <= 20, "the median function has %d lines" % median)


def test_files_are_short():
    sizes = [(read(p).count("\n"), name_of(p)) for p in files()]
    none(["%s has %d lines" % (p, n) for n, p in sizes if n > FILE_LINES], "over %d lines" % FILE_LINES)
    long_ones = ["%s has %d" % (p, n) for n, p in sizes if n > LONG_FILE_LINES]
    check(len(long_ones) <= LONG_FILE_SHARE * len(sizes), "too many over %d lines: %s" % (LONG_FILE_LINES, ", ".join(long_ones)))


# --- words ---

def without_comments(text):
    pattern = r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\''
    return re.sub(pattern, lambda m: " " if m.group(0)[0] == "/" else m.group(0), text, flags=re.S)


def literals(path):
    """The string literals of a file, but for includes."""
    text = re.sub(r"^\s*#\s*include.*$", "", without_comments(read(path)), flags=re.M)
    return [m[1:-1] for m in re.findall(r'"(?:\\.|[^"\\\n])*"', text)]


def all_literals():
    return {text for path in files() for text in literals(path)}


def messages():
    with open(os.path.join(lib.ROOT, "locale", "ja", "messages.json"), encoding="utf-8") as f:
        return json.load(f)


def languages():
    """Every language but Japanese, with its messages."""
    for path in sorted(glob.glob(os.path.join(lib.ROOT, "locale", "*", "messages.json"))):
        lang = os.path.basename(os.path.dirname(path))
        if lang != "ja":
            with open(path, encoding="utf-8") as f:
                yield lang, json.load(f)


def test_every_language_has_every_message():
    mine, faults = messages(), []
    check([lang for lang, _ in languages()], "no other language was found")
    for lang, theirs in languages():
        faults += ["%s lacks %s" % (lang, key) for key in mine if key not in theirs]
        faults += ["%s has %s, which Japanese has not" % (lang, key) for key in theirs if key not in mine]
    none(faults, "messages differ")


def places(text):
    return {name for name in re.findall(r"\{(\w+)(?::[^{}]*)?\}", text)}


def test_placeholders_are_the_same_in_every_language():
    mine = messages()
    none(["%s %s: %s, not %s" % (lang, key, sorted(places(text)), sorted(places(mine[key])))
          for lang, theirs in languages() for key, text in theirs.items() if places(text) != places(mine.get(key, text))],
         "placeholders differ")


# Japanese in an English message, with the reason.
JAPANESE_IN_ENGLISH = {
    "banner.keys": "the name of the language for those who read it",
    "help.intro": "the program's name",
    "names.honorifics": "what stands behind a name in a Japanese record",
}


def test_no_japanese_in_english_messages():
    theirs = dict(languages())["en"]
    faults = [key for key, text in theirs.items() if re.search("[\u3040-\u30ff\u3400-\u9fff]", text) and key not in JAPANESE_IN_ENGLISH]
    faults += ["%s needs no exception" % key for key in JAPANESE_IN_ENGLISH if not re.search("[\u3040-\u30ff\u3400-\u9fff]", theirs[key])]
    none(faults, "Japanese in English messages")


def test_nothing_is_promised_in_english():
    """Nobody can promise a refund, an arrest or safety, and nobody is blamed."""
    faults, blame = [], re.compile(r"\b(guarantee|you will get (it|your money) back|will be refunded|will be caught|you are safe|why did you|your fault|don't worry)\b", re.I)
    for path in glob.glob(os.path.join(lib.ROOT, "locale", "en", "**", "*.json"), recursive=True):
        for text in re.findall(r'"text": "((?:[^"\\]|\\.)*)"', read(path)):
            if (blame.search(text) and not text.startswith("Do not say")) or "!" in text:
                faults.append("%s: %s" % (os.path.basename(path), text))
    none(faults, "promises, blame or exclamation marks")


def commands():
    found = re.findall(r'^\t\{ "([a-z]+)", run_\w+,', read(os.path.join(APP, "cli", "command.c")), re.M)
    check(len(found) >= 5, "the command table was not found")
    return found


def made_keys():
    keys = set()
    for form, parts in MADE_KEYS.items():
        if form.startswith("help."):
            parts = commands()
        keys.update(form.replace("%s", part).replace("%d", part) for part in parts or [])
    return keys


def actions():
    found = set()
    for path in glob.glob(os.path.join(lib.ROOT, "playbooks", "steps", "*.json")):
        with open(path, encoding="utf-8") as f:
            found.update(s["action"] for s in json.load(f)["steps"])
    return found


def errors_set():
    """The keys of errors: the literals in calls that set one."""
    keys = set()
    for path in files("c"):
        text = without_comments(read(path))
        for call in re.finditer(r"\berr_(?:set|errno)\s*\(", text):
            for argument in arguments(text[call.end():])[1:]:
                keys.update(re.findall(r'"([a-z][a-z-]*(?:\.[a-z0-9-]+)+)"', argument))
    return keys


def arguments(text):
    """The arguments of a call, from behind its opening parenthesis."""
    depth, args, quoted, i = 0, [""], False, 0
    while i < len(text) and depth >= 0:
        c = text[i]
        if quoted and c == "\\":
            args[-1] += text[i:i + 2]
            i += 2
            continue
        quoted ^= c == '"'
        depth += not quoted and c in "([{"
        depth -= not quoted and c in ")]}"
        if not quoted and depth == 0 and c == ",":
            args.append("")
        elif depth >= 0:
            args[-1] += c
        i += 1
    return args


def keys_said(path):
    text = without_comments(read(path))
    for call in re.finditer(r"\b(%s)\s*\(" % "|".join(SAYS), text):
        args = arguments(text[call.end():])
        if len(args) > SAYS[call.group(1)]:
            key = re.sub(r"\w+\([^()]*\)", "", args[SAYS[call.group(1)]])  # not what a call in a condition is given
            yield from re.findall(r'"([^"]*)"', key)


def test_every_key_said_exists():
    there, faults = messages(), []
    said = [(name_of(path), key) for path in files("c") for key in keys_said(path)]
    check(len(said) > 80, "only %d keys were found" % len(said))
    faults += ["%s says %r" % (name, key) for name, key in said if key not in there]
    faults += ["errors: error.%s" % k for k in sorted(errors_set()) if "error." + k not in there]
    faults += ["made while running: %s" % k for k in sorted(made_keys()) if k not in there]
    none(faults, "no such message")


def test_every_dotted_literal_is_known():
    """A key in a table or behind a ?: is seen here: whatever looks like a key is one, or an action, or a file."""
    there, act, faults = messages(), actions(), []
    for path in files():
        for text in literals(path):
            if not re.fullmatch(r"[a-z][a-z-]*(\.[a-z0-9-]+)+", text) or re.search(r"\.(json|db|txt|html|part|lock|claims|idx)$", text):
                continue
            if name_of(path) in ("mail/lookalike.c", "cli/config.c", "cli/hook.c"):
                continue  # rows of letters; names of settings ("smtp.host") and events
            if text not in there and "error." + text not in there and text not in act:
                faults.append("%s: %r" % (name_of(path), text))
    none(faults, "neither a message nor an error nor an action")


def test_every_made_key_is_known_here():
    faults = []
    for path in files("c"):
        for text in literals(path):
            if re.fullmatch(r"[a-z-]+(\.[a-z-]+)*\.%[sd]", text) and text not in MADE_KEYS:
                faults.append("%s: %r" % (name_of(path), text))
    none(faults, "add it to MADE_KEYS, with what it may become")


def test_every_message_is_said():
    said, made, errors = all_literals(), made_keys(), errors_set()
    faults = []
    for key in messages():
        used = key in said or key in made or (key.startswith("error.") and (key[6:] in errors or key[6:] in said))
        if not used:
            faults.append(key)
    none(faults, "messages nobody says")


def test_every_placeholder_is_filled():
    said = all_literals()
    faults = []
    for key, text in messages().items():
        for name in re.findall(r"\{(\w+)\}", text):
            if key.startswith("error."):
                if name not in ("1", "2", "3"):
                    faults.append("%s: {%s}" % (key, name))
            elif name not in said:
                faults.append("%s: {%s}" % (key, name))
        if re.sub(r"\{\w+\}", "", text).count("{") or re.sub(r"\{\w+\}", "", text).count("}"):
            faults.append("%s: an odd brace" % key)
    none(faults, "placeholders nobody fills")


JAPANESE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uff66-\uff9f]")


def test_no_japanese_in_program_text():
    faults = []
    for path in files():
        if name_of(path) not in JAPANESE_ALLOWED:
            faults += ["%s: %r" % (name_of(path), t) for t in literals(path) if JAPANESE.search(t)]
    none(faults, "words belong in locale/ and playbooks/")


def test_the_allow_list_is_needed():
    faults = [n for n in JAPANESE_ALLOWED
              if not os.path.exists(os.path.join(APP, n)) or not any(JAPANESE.search(t) for t in literals(os.path.join(APP, n)))]
    none(faults, "no Japanese there (any more); take it off the list")


# --- tests ---

def test_stems_match():
    """tests/unit/test_STEM.c stands for an app/*/STEM.c (or its words with _ for /, as sheet_text)."""
    stems = {os.path.splitext(os.path.basename(p))[0] for p in files("c")}
    stems |= {name_of(p)[:-2].replace("/", "_") for p in files("c")}
    faults = []
    for path in glob.glob(os.path.join(lib.ROOT, "tests", "unit", "test_*.c")):
        stem = os.path.basename(path)[len("test_"):-2]
        if stem not in stems:
            faults.append(os.path.basename(path))
    none(faults, "unit tests of no file")


if __name__ == "__main__":
    lib.main(lib.tests_of(sys.modules[__name__]))
