/* kakekomi hook: what was not yet told to a company's own system: a list, and telling it now. */
#include "cli/hook.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/path.h"
#include "base/text.h"
#include "casebook/store.h"

#include "base/banned.h"

enum { NUMBER_SIZE = 24 };

const struct option_row hook_options[] = {
	{ "json", NULL, "help.opt.json" },
	{ NULL, NULL, NULL },
};

/* --- while a case is walked --- */

/* `hook flush` in a session of its own with nothing open: however slow the peer is, nobody waits for it here. */
static void flush_beside(const struct context *x)
{
	extern char **environ;
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	const char *argv[] = { "kakekomi", "--db", x->db, "hook", "flush", NULL };
	sigset_t none, all;
	pid_t pid;

	sigemptyset(&none);
	sigfillset(&all);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setsigdefault(&attributes, &all);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
	posix_spawn(&pid, "/proc/self/exe", &actions, &attributes, (char *const *)argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attributes);
}

/* The record as what a dead program promised is measured by; opened when first asked. */
struct witness {
	const char *db;
	struct store *store;
	bool own; /* opened here */
};

struct looking {
	int64_t n, at_ms;
	bool stands;
};

static bool look(void *context, const struct entry *entry)
{
	struct looking *l = context;

	l->stands = entry->n == l->n && entry->at_ms == l->at_ms;
	return false;
}

static bool stands(void *context, const char *case_id, int64_t n, int64_t at_ms, bool *is, struct err *e)
{
	struct witness *r = context;
	struct looking l = { n, at_ms, false };

	if (!r->store) {
		if (!store_open(r->db, STORE_EXISTING, &r->store, e))
			return false;
		r->own = true;
	}
	bool ok = store_read(r->store, case_id, n, look, &l, e);
	*is = l.stands;
	return ok;
}

static bool settle(const struct context *x, const char *folder, struct err *e)
{
	struct witness r = { x->db, x->store, false };
	bool ok = hook_settle(folder, stands, &r, e);

	if (r.own)
		store_close(r.store);
	return ok;
}

static void on_coming(void *context, const struct walk *w, const struct walk_coming *coming)
{
	static const char *const names[] = { [EVENT_CASE_OPENED] = "case-opened", [EVENT_CARD_STOPPED] = "card-stopped",
		                             [EVENT_CASE_CLOSED] = "case-closed" };
	struct hook *h = context;
	const struct hook_event event = { .name = names[coming->event], .case_id = w->id, .n = coming->n, .at = coming->at,
		                          .action = coming->event == EVENT_CARD_STOPPED ? ACTION_CARD_STOP : NULL };
	struct err e = { 0 };

	if (h->count == HOOK_AT_ONCE)
		return;
	if (hook_promise(h->folder, &event, &h->promised[h->count], &e))
		h->count++;
	else
		fail(h->x, &e);
}

static void on_settled(void *context, bool written)
{
	struct hook *h = context;
	struct err e = { 0 };
	bool any = h->count > 0;

	for (; h->count; h->count--)
		written ? (void)hook_keep(&h->promised[h->count - 1], &e) : hook_break(&h->promised[h->count - 1]);
	if (e.code)
		fail(h->x, &e);
	else if (any && written)
		flush_beside(h->x);
}

void hook_listen(struct context *x, struct walk *w, struct hook *h)
{
	struct err e = { 0 };

	if (!x->config.at[SETTING_HOOK_URL].value)
		return;
	*h = (struct hook){ .x = x, .folder = hook_folder(x->db) };
	if (!settle(x, h->folder, &e))
		fail(x, &e);
	w->coming = on_coming;
	w->settled = on_settled;
	w->listen_context = h;
}

void hook_end(struct hook *h)
{
	free(h->folder);
}

/* --- the command --- */

static void flush(struct context *x, const char *folder, struct err *e)
{
	const struct hook_peer peer = { x->config.at[SETTING_HOOK_URL].value, x->config.at[SETTING_HOOK_SECRET_FILE].value,
		                        x->config.at[SETTING_CA_FILE].value };
	char number[NUMBER_SIZE];
	struct buf line = { 0 };
	size_t sent = 0;

	if (!peer.url || !peer.secret_file) {
		err_set(e, ERR_USAGE, "hook.no-peer", x->config.path, NULL, NULL);
		return;
	}
	if (settle(x, folder, e))
		hook_flush(folder, &peer, &sent, e);
	snprintf(number, sizeof number, "%zu", sent);
	say_add(&x->say, &line, "hook.sent", "count", number, NULL);
	puts(buf_str(&line));
	buf_free(&line);
}

static void put_event(void *context, const json *event)
{
	size_t *count = context;
	static const char *const members[] = { "at", "event", "case", "id" };
	struct buf line = { 0 };

	for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
		const char *text = json_get_text(event, members[i]);
		buf_add(&line, i ? "  " : "");
		text_clean(text ? text : "-", false, &line);
	}
	puts(buf_str(&line));
	buf_free(&line);
	++*count;
}

static void add_event(void *context, const json *event)
{
	json_add_copy(context, NULL, event);
}

static void list(struct context *x, const char *folder, struct err *e)
{
	json *all = json_new_array();
	size_t count = 0;

	if (!settle(x, folder, e))
		goto out;
	if (!option(x, "json") && hook_each(folder, put_event, &count, e) && !count)
		puts(say_text(&x->say, "hook.none"));
	if (option(x, "json") && hook_each(folder, add_event, all, e) && !put_json(all, true))
		err_errno(e, "output.failed", "");
out:
	json_free(all);
}

int run_hook(struct context *x, struct err *e)
{
	char *folder = hook_folder(x->db);

	if (strcmp(x->args[0], "flush") == 0)
		flush(x, folder, e);
	else if (strcmp(x->args[0], "list") == 0)
		list(x, folder, e);
	else
		err_set(e, ERR_USAGE, "hook.what", x->args[0], NULL, NULL);
	free(folder);
	return (int)e->code;
}
