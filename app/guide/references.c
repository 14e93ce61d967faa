#include "guide/references.h"

#include "guide/find.h"
#include "guide/reader.h"

#include "base/banned.h"

static void check_steps(struct catalog *c, const struct step *s, const char *key, const struct words *ids)
{
	struct reader r = { c, s->file, 0 };
	struct place list = { NULL, "steps", 0 }, item = { &list, NULL, s->index }, at = { &item, key, 0 };

	for (size_t i = 0; i < ids->count; i++)
		if (!find_step(c, ids->at[i]))
			fault_at(&r, &at, "unknown step \"%.60s\"", ids->at[i]);
}

static bool has_action(const struct catalog *c, const char *action)
{
	for (size_t i = 0; i < c->step_count; i++)
		if (c->steps[i].action == action)
			return true;
	return false;
}

static void check_actions(struct catalog *c, const char *file, size_t index, const char *key, const struct words *actions)
{
	struct reader r = { c, file, 0 };
	struct place list = { NULL, "steps", 0 }, item = { &list, NULL, index }, at = { &item, key, 0 };

	for (size_t i = 0; i < actions->count; i++)
		if (!has_action(c, actions->at[i]))
			fault_at(&r, &at, "unknown action \"%.60s\"", actions->at[i]);
}

void check_references(struct catalog *c)
{
	for (size_t i = 0; i < c->step_count; i++) {
		const struct step *s = &c->steps[i];
		check_steps(c, s, "if_closed", &s->if_closed);
		check_steps(c, s, "if_unreachable", &s->if_unreachable);
		check_steps(c, s, "if_refused", &s->if_refused);
		check_actions(c, s->file, s->index, "after", &s->after);
		check_actions(c, s->file, s->index, "needs", &s->needs);
		check_actions(c, s->file, s->index, "settles", &s->settles);
	}
	for (size_t i = 0; i < c->playbook_count; i++)
		for (size_t k = 0; k < c->playbooks[i].count; k++) {
			const struct use *u = &c->playbooks[i].uses[k];
			check_actions(c, c->playbooks[i].file, k, "after", &u->after);
			check_actions(c, c->playbooks[i].file, k, "needs", &u->needs);
		}
}
