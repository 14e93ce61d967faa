"""The Debian package: built, clean for lintian, installed in a clean Debian 12, walked there by somebody who is not root, and
removed. The clean system is made once by debootstrap, with what the package needs, and kept in ~/.cache/kakekomi-test (or
KAKEKOMI_TEST_CACHE); every test works on a copy. Without root, debootstrap or, the first time, a mirror, it is skipped and says so."""
import glob
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from lib import ROOT, UNDER_ASAN, Skip, check, equal, main, tests_of  # noqa: E402

CACHE = os.environ.get("KAKEKOMI_TEST_CACHE") or os.path.expanduser("~/.cache/kakekomi-test")
MIRROR = "http://deb.debian.org/debian"
BUILD_SECONDS, BOOTSTRAP_SECONDS = 150, 170


def sh(*command, seconds=120, **more):
    env = {k: v for k, v in os.environ.items() if k not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS", "LC_ALL")}
    return subprocess.run(command, capture_output=True, text=True, env={**env, "LC_ALL": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive"},
                          stdin=more.pop("stdin", subprocess.DEVNULL), timeout=seconds, **more)


def need(*programs):
    if UNDER_ASAN:
        raise Skip("the package is built once, with the plain build")
    for p in programs:
        if not shutil.which(p):
            raise Skip("%s is not here" % p)


built, folders = [], []


def package():
    need("dpkg-buildpackage", "dh")
    if not built:
        folder = tempfile.mkdtemp(prefix="kakekomi-deb-")
        folders.append(folder)
        p = sh("make", "-s", "deb", "BUILD=" + folder, cwd=ROOT, seconds=BUILD_SECONDS)
        equal(p.returncode, 0, p.stdout[-2000:] + p.stderr[-2000:])
        built.extend(glob.glob(os.path.join(folder, "*.deb")))
        equal(len(built), 1, "packages")
    return built[0]


def in_root(root, *command, user=None, network=False, seconds=120):
    """Runs a command in the clean system, with its own processes and /proc, and no network unless it is wanted."""
    inner = (["setpriv", "--reuid=" + user, "--regid=" + user, "--clear-groups"] if user else []) + list(command)
    return sh("unshare", "--mount", "--pid", "--fork", *([] if network else ["--net"]), "sh", "-c", 'mount -t proc proc "$0/proc" && exec chroot "$0" "$@"', root, *inner, seconds=seconds)


def clean_root():
    """A copy of the clean system, made first when there is none; what the package depends on lies ready in apt's cache."""
    need("debootstrap", "unshare", "setpriv")
    if os.getuid() != 0:
        raise Skip("a clean system needs root")
    deb = package()
    depends = sh("dpkg-deb", "-f", deb, "Depends").stdout
    base = os.path.join(CACHE, "bookworm")
    os.makedirs(CACHE, exist_ok=True)
    if not os.path.exists(base):
        making = base + ".part"
        shutil.rmtree(making, ignore_errors=True)
        p = sh("debootstrap", "--variant=minbase", "bookworm", making, MIRROR, seconds=BOOTSTRAP_SECONDS)
        if p.returncode != 0:
            shutil.rmtree(making, ignore_errors=True)
            raise Skip("no mirror: " + (p.stdout + p.stderr).strip().splitlines()[-1])
        os.rename(making, base)
    ready = os.path.join(base, "var/cache/kakekomi-" + hashlib.sha256(depends.encode()).hexdigest()[:16])
    if not os.path.exists(ready):
        shutil.copy("/etc/resolv.conf", base + "/etc/resolv.conf")
        shutil.copy(deb, base + "/tmp/k.deb")
        p = in_root(base, "sh", "-c", "apt-get update -qq && apt-get install -y -qq --download-only --no-install-recommends /tmp/k.deb", network=True)
        os.unlink(base + "/tmp/k.deb")
        if p.returncode != 0:
            check("Unable to" not in p.stderr or "resolve" in p.stderr or "connect" in p.stderr or "fetch" in p.stderr, p.stderr)
            raise Skip("what it depends on cannot be had: " + p.stderr.strip().splitlines()[-1])
        open(ready, "w").close()
    copy = tempfile.mkdtemp(prefix="kakekomi-root-")
    equal(sh("cp", "-a", base + "/.", copy).returncode, 0)
    return copy, deb


def test_lintian_has_nothing_to_say():
    need("lintian")
    p = sh("lintian", "--fail-on", "error,warning", "--tag-display-limit", "0", package())
    equal((p.returncode, p.stdout), (0, ""), p.stderr)


def test_it_depends_on_what_it_links():
    deb = package()
    depends = set(re.findall(r"[a-z0-9.+-]{3,}(?= \()", sh("dpkg-deb", "-f", deb, "Depends").stdout))
    wanted = {"libc6", "libcjson1", "libreadline8", "libsodium23", "libsqlite3-0"}
    equal(wanted - depends, set())
    with open(os.path.join(ROOT, "Makefile"), encoding="utf-8") as f:
        packages = re.search(r"^BUILD_PACKAGES := (.*)$", f.read(), re.M).group(1).split()
    control = sh("dpkg-deb", "-f", deb).stdout
    check("@" not in re.sub(r"<[^>]*>", "", control) and packages, control)


def test_installed_walked_and_removed():
    root, deb = clean_root()
    try:
        before = set(sh("find", root, "-xdev", "-not", "-path", root + "/var/*").stdout.splitlines())
        shutil.copy(deb, root + "/tmp/k.deb")
        p = in_root(root, "apt-get", "install", "-y", "-qq", "--no-install-recommends", "/tmp/k.deb")
        equal(p.returncode, 0, p.stdout + p.stderr)
        os.unlink(root + "/tmp/k.deb")
        os.makedirs(root + "/home/hanako")
        os.chown(root + "/home/hanako", 1000, 1000)

        def kakekomi(words, lines=""):
            return in_root(root, "env", "-i", "PATH=/usr/bin:/bin", "HOME=/home/hanako", "sh", "-c",
                           "printf '%s' | kakekomi %s" % (lines, words), user="1000")

        p = kakekomi("--version")
        equal((p.returncode, p.stdout.splitlines()[0].split()[0]), (0, "kakekomi"), p.stderr)
        p = kakekomi("start", "4\\n1,2\\n\\n\\n\\n1\\n受付 8841 山田さん\\nq\\n")
        equal(p.returncode, 0, p.stderr)
        check("カードを止めます" in p.stdout and "記録しました" in p.stdout and "kakekomi resume" in p.stdout, p.stdout)
        check("build/" not in p.stdout, "the source tree's name")
        case = re.search(r"kakekomi resume\s+([a-z2-7]{10})", p.stdout).group(1)
        for words, wanted in (("list", case), ("print " + case, "受付 8841"), ("verify " + case, case), ("playbook check", "誤りは見つかりませんでした")):
            p = kakekomi(words)
            equal(p.returncode, 0, p.stderr)
            check(wanted in p.stdout, p.stdout)
        for helper in glob.glob(root + "/usr/libexec/kakekomi/*"):
            p = in_root(root, "ldd", helper[len(root):])
            check("not found" not in p.stdout, p.stdout)
        if os.path.exists(root + "/usr/libexec/kakekomi/kakekomi-pdf"):
            p = kakekomi("print %s --format pdf -o /home/hanako/r.pdf" % case)
            equal(p.returncode, 0, p.stderr)
            if shutil.which("pdftotext"):
                check("山田さん" in sh("pdftotext", root + "/home/hanako/r.pdf", "-").stdout, "the record on paper")
        p = in_root(root, "apt-get", "purge", "-y", "-qq", "kakekomi")
        equal(p.returncode, 0, p.stdout + p.stderr)
        left = set(sh("find", root, "-xdev", "-not", "-path", root + "/var/*").stdout.splitlines()) - before
        left = {p[len(root):] for p in left if "kakekomi" in p[len(root):] and not p.startswith(root + "/home/")}
        equal(left, set(), "left behind")
    finally:
        shutil.rmtree(root, ignore_errors=True)


if __name__ == "__main__":
    try:
        main(tests_of(sys.modules[__name__]))
    finally:
        for made in folders:
            shutil.rmtree(made, ignore_errors=True)
