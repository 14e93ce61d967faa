"""The rows of procedures.md: facts in, ordered actions and contacts out. One test for each object in *.json beside this:
facts and time, then what must hold of `kakekomi plan --json`: `order` (in this order, others may stand between), `absent`,
`contacts` (by action, null: none), `opens_at` (by action, null: open), `because` (by action, all of these among them)."""
import glob
import json
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
import lib
from lib import Home, check, equal, in_order

KEYS = {"row", "what", "facts", "at", "order", "absent", "contacts", "opens_at", "because", "note"}


def plan_of(scenario, *more):
    facts = []
    for key, values in scenario["facts"].items():
        facts += ["--fact", "%s=%s" % (key, ",".join(values))]
    with Home() as home:
        return home.json("plan", "--json", "--at", scenario["at"], *more, *facts, db=False, now=None)


def step_of(plan, action):
    for step in plan["steps"]:
        if step["action"] == action:
            return step
    raise AssertionError("%s is not in the plan: %s" % (action, [s["action"] for s in plan["steps"]]))


def run(scenario):
    check(set(scenario) <= KEYS, "unknown keys %s" % sorted(set(scenario) - KEYS))
    check("order" in scenario or "absent" in scenario, "nothing to hold")
    plan = plan_of(scenario)
    actions = [s["action"] for s in plan["steps"]]
    equal(plan["facts"], scenario["facts"], "facts")
    missing = in_order(scenario.get("order", []), actions)
    check(missing is None, "%s is not where it belongs in %s" % (missing, actions))
    for action in scenario.get("absent", []):
        check(action not in actions, "%s must not appear in %s" % (action, actions))
    for action, contact in scenario.get("contacts", {}).items():
        got = step_of(plan, action)["contact"]
        equal(got and got["id"], contact, "contact of %s" % action)
    for action, time in scenario.get("opens_at", {}).items():
        equal(step_of(plan, action)["opens_at"], time, "opens_at of %s" % action)
    for action, reasons in scenario.get("because", {}).items():
        got = step_of(plan, action)["because"]
        check(set(reasons) <= set(got), "because of %s: %s lacks some of %s" % (action, got, reasons))
    for step in plan["steps"]:
        check(step["because"], "%s has no because" % step["action"])
    in_english(scenario, plan)


JAPANESE = re.compile("[\u3040-\u30ff\u3400-\u9fff]")


def in_english(scenario, japanese):
    """The same plan in English: the same steps in the same order, every title and contact in English."""
    english = plan_of(scenario, "--lang", "en")
    equal([s["id"] for s in english["steps"]], [s["id"] for s in japanese["steps"]], "steps in English")
    for mine, theirs in zip(english["steps"], japanese["steps"]):
        check(mine["title"] != theirs["title"], "%s is not translated" % mine["id"])
        check(not JAPANESE.search(mine["title"]) and "{" not in mine["title"], mine["title"])
        check(mine["title"].endswith("."), "%s has no end: %s" % (mine["id"], mine["title"]))
        contact = mine["contact"]
        check(not contact or re.match("[A-Za-z]", contact["name"]), contact)
        equal((mine["because"], mine["opens_at"], mine["remind"]), (theirs["because"], theirs["opens_at"], theirs["remind"]), mine["id"])


def tests():
    for path in sorted(glob.glob(os.path.join(HERE, "*.json"))):
        with open(path, encoding="utf-8") as f:
            content = json.load(f)
            for n, scenario in enumerate(content if isinstance(content, list) else [content], 1):
                name = "%s#%d %s" % (os.path.basename(path)[:-5], n, scenario["what"])
                yield name.replace("#", "/"), lambda s=scenario: run(s)


if __name__ == "__main__":
    lib.main(list(tests()))
