"""Installing: everything lands where it belongs, runs from there with its own data, and goes away again; the manual pages in both
languages know every command, option, variable, setting and status; the shells complete from the command table."""
import glob
import json
import os
import re
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from lib import BIN, ROOT, UNDER_ASAN, Home, Skip, check, equal, main, tests_of  # noqa: E402


def make(*words):
    if UNDER_ASAN:
        raise Skip("installing is tried once, with the plain build")
    env = {k: v for k, v in os.environ.items() if k not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")}
    p = subprocess.run(["make", "-s", "BUILD=" + os.path.relpath(os.path.dirname(BIN), ROOT), *words], cwd=ROOT, capture_output=True,
                       text=True, env=env, timeout=500)
    equal(p.returncode, 0, p.stdout + p.stderr)


def files_below(folder):
    return {os.path.relpath(os.path.join(d, n), folder) for d, _, names in os.walk(folder) for n in names}


class Installed:
    """The program under a prefix of its own."""

    def __init__(self, prefix="/usr"):
        self.prefix = prefix

    def __enter__(self):
        self.home = Home()
        self.dest = self.home.path("dest")
        make("install", "DESTDIR=" + self.dest, "PREFIX=" + self.prefix)
        self.root = self.dest + self.prefix
        return self

    def __exit__(self, *_):
        self.home.__exit__()

    def run(self, *args, **more):
        return subprocess.run([self.root + "/bin/kakekomi", *args], cwd="/", capture_output=True, text=True, timeout=60,
                              env=self.home.env(**more), stdin=subprocess.DEVNULL)


def test_everything_lands_where_it_belongs():
    with Installed() as i:
        there = files_below(i.root)
        wanted = {"bin/kakekomi", "share/man/man1/kakekomi.1", "share/man/ja/man1/kakekomi.1", "share/kakekomi/locale/ja/messages.json",
                  "share/bash-completion/completions/kakekomi", "share/zsh/site-functions/_kakekomi",
                  "share/fish/vendor_completions.d/kakekomi.fish"}
        equal(wanted - there, set())
        shipped = {os.path.relpath(p, ROOT) for p in glob.glob(os.path.join(ROOT, "playbooks", "**", "*.json"), recursive=True)}
        equal({"share/kakekomi/" + p for p in shipped} - there, set())
        helpers = {os.path.basename(p) for p in glob.glob(os.path.join(os.path.dirname(BIN), "kakekomi-*")) if os.path.isfile(p) and os.access(p, os.X_OK)}
        equal({"libexec/kakekomi/" + h for h in helpers} - there, set())
        equal({p for p in there if not p.startswith(("bin/", "libexec/kakekomi/", "share/"))}, set())
        for p in there:
            equal(oct(os.stat(os.path.join(i.root, p)).st_mode & 0o777), "0o755" if p.startswith(("bin/", "libexec/")) else "0o644", p)


def test_the_installed_program_uses_its_own_data():
    with Installed("/opt/k") as i:
        marked = i.root + "/share/kakekomi/locale/ja/messages.json"
        with open(marked, encoding="utf-8") as f:
            messages = json.load(f)
        messages["help.intro"] = "ここに置いたもの"
        with open(marked, "w", encoding="utf-8") as f:
            json.dump(messages, f)
        check("ここに置いたもの" in i.run("help").stdout, "other words")
        here = i.run("plan", "--fact", "entered=card", "--json")
        equal(here.returncode, 0, here.stderr)
        with Home() as h:
            equal(here.stdout, h.run("plan", "--fact", "entered=card", "--json").stdout)
        os.makedirs(i.home.path("dest/opt/playbooks"))  # a folder of that name above is somebody else's
        check("ここに置いたもの" in i.run("help").stdout, "taken from above")


def test_the_installed_program_names_itself_as_it_is_typed():
    with Installed() as i:
        done = i.run("start", "--fact", "entered=card", "--no-input")
        check("build/kakekomi" not in done.stdout and "kakekomi resume" in done.stdout, done.stdout[-200:])


def test_uninstall_takes_everything_away_and_nothing_else():
    with Installed() as i:
        other = i.root + "/share/man/man1/other.1"
        open(other, "w").close()
        make("uninstall", "DESTDIR=" + i.dest, "PREFIX=" + i.prefix)
        equal(files_below(i.root), {"share/man/man1/other.1"})
        check(not os.path.exists(i.root + "/share/kakekomi"), "its folder is still there")


# --- manual pages ---

def pages():
    for lang in ("ja", "en"):
        with open(os.path.join(ROOT, "locale", lang, "kakekomi.1"), encoding="utf-8") as f:
            yield lang, f.read().replace("\\-", "-")


def source(*names):
    text = ""
    for name in names:
        with open(os.path.join(ROOT, "app", name), encoding="utf-8") as f:
            text += f.read()
    return text


def test_manual_pages_know_every_word():
    table = source("cli/command.c")
    commands = re.findall(r'^\t\{ "([a-z]+)", run_\w+,', table, re.M)
    options = set(re.findall(r'\{ "([a-z][a-z-]*)", (?:NULL|"[^"]*"), "help\.opt\.', "".join(source(os.path.relpath(p, os.path.join(ROOT, "app")))
                             for p in glob.glob(os.path.join(ROOT, "app", "cli", "*.c")))))
    settings = re.findall(r'\[SETTING_\w+\] = \{ "([\w.]+)", (?:NULL|"[^"]*"), (?:NULL|"(\w+)")', source("cli/config.c"))
    variables = {v for _, v in settings if v} | set(re.findall(r'getenv\("((?:KAKEKOMI|XDG)_\w+)"\)', "".join(
        source(os.path.relpath(p, os.path.join(ROOT, "app"))) for p in glob.glob(os.path.join(ROOT, "app", "*", "*.c")))))
    statuses = re.findall(r"ERR_\w+ = (\d+),", re.search(r"enum err_code \{(.*?)\};", source("base/err.h"), re.S).group(1))
    check(len(commands) > 10 and len(options) > 15 and len(settings) >= 19 and len(statuses) == 9, (commands, options, settings, statuses))
    for lang, page in pages():
        missing = [c for c in commands if not re.search(r"^\.BR? %s\b|, \" %s$" % (c, c), page, re.M)]
        missing += ["--" + o for o in options if "--" + o not in page]
        missing += [s for s, _ in settings if not re.search(r"\b%s\b" % re.escape(s), page)]
        missing += [v for v in variables if not re.search(r"\b%s\b" % v, page)]
        missing += [s for s in statuses if not re.search(r"^\.B %s$" % s, page, re.M)]
        equal(missing, [], lang)
        known = options | {"output"}
        equal([o for o in re.findall(r"--([a-z][a-z-]*)", page) if o not in known], [], "%s: options that are none" % lang)


def test_manual_pages_are_sound_and_alike():
    sections = []
    for lang, page in pages():
        if shutil.which("man"):
            p = subprocess.run(["man", "--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z", os.path.join(ROOT, "locale", lang, "kakekomi.1")],
                               capture_output=True, text=True, env={"PATH": os.environ["PATH"], "MANWIDTH": "80", "LC_ALL": "C.UTF-8"}, timeout=60)
            equal([line for line in p.stderr.splitlines() if "cannot break line" not in line and "can't break line" not in line], [], lang)
        sections.append((page.count("\n.SH "), page.count("\n.TP")))
    equal(sections[0], sections[1], "sections and paragraphs")


# --- shells ---

def shell_path(home):
    """A folder in which the program is called kakekomi."""
    os.makedirs(home.path("bin"), exist_ok=True)
    os.symlink(BIN, home.path("bin/kakekomi"))
    return home.path("bin") + ":" + os.environ["PATH"]


def bash(home, line, path):
    script = home.path("c.bash")
    if not os.path.exists(script):
        with open(script, "w", encoding="utf-8") as f:
            f.write(home.run("completion", "bash").stdout)
    code = '. "$1"; COMP_LINE=$2; COMP_POINT=${#2}; _kakekomi; printf "%s\\n" "${COMPREPLY[@]}"'
    p = subprocess.run(["bash", "--norc", "-c", code, "-", script, line], capture_output=True, text=True,
                       env={**home.env(), "PATH": path, "KAKEKOMI_DB": home.db}, cwd=home.dir, timeout=60)
    equal(p.stderr, "", line)
    return set(p.stdout.split())


def test_bash_completes():
    with Home() as h:
        path = shell_path(h)
        h.run("start", "--fact", "entered=card", "--walk", lines=["q"])
        case = h.json("list", "--json")[0]["case"]
        equal(bash(h, "kakekomi pl", path), {"plan", "playbook"})
        check({"print", "plan", "playbook"} <= bash(h, "kakekomi p", path), "commands")
        equal(bash(h, "kakekomi show ", path), {case})
        equal(bash(h, "kakekomi --plain show " + case[:3], path), {case})
        check({"text", "json"} <= bash(h, "kakekomi print %s --format " % case, path), "forms")
        check("ana" in bash(h, "kakekomi plan --fact claims=an", path), "brands")
        equal(bash(h, "kakekomi start --fact entered=car", path), {"card"})
        check({"--fact", "--batch", "--agent"} <= bash(h, "kakekomi plan --", path), "options")
        check({"check", "list", "show"} <= bash(h, "kakekomi playbook ", path), "words")
        check("ja" in bash(h, "kakekomi --lang ", path), "languages")
        check("casebook.db" in bash(h, "kakekomi --db case", path), "files")
        check("completion" not in bash(h, "kakekomi c", path), "what is for machines")


def test_zsh_and_fish_read_theirs():
    with Home() as h:
        path = shell_path(h)
        missing = [s for s in ("zsh", "fish") if not shutil.which(s)]
        for shell in ("zsh", "fish"):
            script = h.path("c." + shell)
            with open(script, "w", encoding="utf-8") as f:
                f.write(h.run("completion", shell).stdout)
            if shell not in missing:
                p = subprocess.run([shell, "-n", script], capture_output=True, text=True, env=h.env(), timeout=60)
                equal((p.returncode, p.stderr), (0, ""), shell)
        if "fish" not in missing:
            code = "source %s; complete -C 'kakekomi pla'; complete -C 'kakekomi plan --b'; complete -C 'kakekomi plan --fact entered=card'"
            p = subprocess.run(["fish", "--no-config", "-c", code % h.path("c.fish")], capture_output=True, text=True,
                               env={**h.env(), "PATH": path}, timeout=60)
            words = {line.split("\t")[0] for line in p.stdout.splitlines()}
            check({"plan", "--batch", "entered=card"} <= words, p.stdout + p.stderr)
        if missing:
            raise Skip("not here: " + ", ".join(missing))


def test_what_the_shells_ask_for():
    with Home() as h:
        facts = h.run("completion", "facts").stdout.split()
        check({"entered=card", "claims=ana", "received=mail"} <= set(facts), facts[:5])
        equal(len(facts), len(set(facts)), "each once")
        for fact in facts[::40]:
            equal(h.run("plan", "--fact", fact, "--json").returncode, 0, fact)
        equal(h.run("completion", "cases").returncode, 66)
        equal(h.run("completion", "csh").returncode, 2)


if __name__ == "__main__":
    main(tests_of(sys.modules[__name__]))
