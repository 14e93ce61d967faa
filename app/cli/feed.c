/* kakekomi feed: lists of known bad addresses, taken into the index that the mail check looks in. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "base/text.h"
#include "cli/feed.h"
#include "guide/view.h"
#include "mail/known.h"

#include "base/banned.h"

const struct option_row feed_options[] = {
	{ "name", "NAME", "help.opt.name" },
	{ "accept", NULL, "help.opt.accept" },
	{ "seconds", "SECONDS", "help.opt.seconds" },
	{ "json", NULL, "help.opt.json" },
	{ NULL, NULL, NULL },
};

enum { NUMBER_SIZE = 24 };

static const char *number(size_t n, char text[NUMBER_SIZE])
{
	snprintf(text, NUMBER_SIZE, "%zu", n);
	return text;
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash && slash[1] ? slash + 1 : path;
}

/* How many addresses the index holds; the error is the caller's to see. */
static size_t count_all(const char *path, struct err *e)
{
	struct known *k = known_open(path, e);
	size_t count = k ? known_count(k) : 0;

	known_close(k);
	return count;
}

static void put_imported(const struct context *x, const char *name, const struct known_import *n, size_t all)
{
	char added[NUMBER_SIZE], already[NUMBER_SIZE], unreadable[NUMBER_SIZE], sum[NUMBER_SIZE];
	struct buf line = { 0 };

	say_add(&x->say, &line, n->unreadable ? "feed.imported-unreadable" : "feed.imported", "name", name, "added", number(n->added, added),
	        "already", number(n->already, already), "unreadable", number(n->unreadable, unreadable), "all", number(all, sum), NULL);
	puts(buf_str(&line));
	buf_free(&line);
}

static void import(struct context *x, const char *path, struct err *e)
{
	const char *csv = x->args[1], *given = option(x, "name");
	struct known_import n;
	struct buf name = { 0 };

	text_clean(given && *given ? given : base_name(csv), false, &name);
	if (known_import_as(path, csv, buf_str(&name), clock_now(&x->clock).ms, &n, e)) {
		size_t all = count_all(path, e);
		if (!e->code)
			put_imported(x, buf_str(&name), &n, all);
	}
	buf_free(&name);
}

static void list_json(const struct context *x, const struct known *k, struct err *e)
{
	json *out = json_new_object(), *feeds = json_add_array(out, "feeds");
	struct known_feed f;

	json_add_number(out, "addresses", (double)known_count(k));
	for (size_t i = 0; i < known_feed_count(k); i++) {
		if (!known_feed(k, i, &f))
			continue;
		json *o = json_add_object(feeds, NULL);
		json_add_text(o, "name", f.name);
		view_time(o, "imported_at", f.at_ms, clock_now(&x->clock).offset_min);
		json_add_number(o, "added", (double)f.added);
	}
	if (feed_sources_json(x, out, e))
		put_json(out, true);
	json_free(out);
}

static void list_lines(const struct context *x, const struct known *k, struct err *e)
{
	struct known_feed f;
	char at[TIME_TEXT_SIZE], sum[NUMBER_SIZE];
	struct buf line = { 0 }, name = { 0 };

	for (size_t i = 0; i < known_feed_count(k); i++) {
		if (!known_feed(k, i, &f))
			continue;
		moment_format((struct moment){ f.at_ms, clock_now(&x->clock).offset_min }, at);
		at[10] = ' ';
		at[16] = '\0';
		buf_clear(&name);
		text_clean(f.name, false, &name); /* the file may have been written by anybody */
		printf("%s  %8llu  %s\n", at, (unsigned long long)f.added, buf_str(&name));
	}
	say_add(&x->say, &line, known_count(k) ? "feed.all" : "feed.none", "all", number(known_count(k), sum), NULL);
	puts(buf_str(&line));
	buf_free(&line);
	buf_free(&name);
	feed_sources(x, e);
}

static void list(struct context *x, const char *path, struct err *e)
{
	struct known *k = known_open(path, e);

	if (k && known_check(k, e))
		option(x, "json") ? list_json(x, k, e) : list_lines(x, k, e);
	known_close(k);
}

/* One row is one word behind `feed`. */
static const struct action {
	const char *name;
	size_t least, most; /* words behind it */
	void (*run)(struct context *x, const char *index, struct err *e);
} actions[] = {
	{ "import", 1, 1, import }, { "list", 0, 0, list }, { "add", 2, 2, feed_add }, { "update", 0, 1, feed_update_all }, { "remove", 1, 1, feed_remove },
};

int run_feed(struct context *x, struct err *e)
{
	const char *what = x->args[0];
	char *index = path_known();
	const struct action *a = NULL;

	for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
		if (strcmp(actions[i].name, what) == 0)
			a = &actions[i];
	if (!a)
		err_set(e, ERR_USAGE, "feed.what", what, NULL, NULL);
	else if (x->arg_count - 1 < a->least || x->arg_count - 1 > a->most)
		err_set(e, ERR_USAGE, strcmp(what, "import") == 0 ? "feed.file" : "feed.words", what, NULL, NULL);
	else
		a->run(x, index, e);
	free(index);
	return (int)e->code;
}
