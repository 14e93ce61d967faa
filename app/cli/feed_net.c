/* Lists that are fetched: named, asked for anew, let go. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/path.h"
#include "base/text.h"
#include "cli/feed.h"
#include "guide/view.h"
#include "net/feed.h"

#include "base/banned.h"

enum { SECONDS = 600, NUMBER_SIZE = 24, DAY_LENGTH = 16 };

static const char *number(uint64_t n, char text[NUMBER_SIZE])
{
	snprintf(text, NUMBER_SIZE, "%llu", (unsigned long long)n);
	return text;
}

/* "2026-02-12 10:42" */
static void time_text(const struct context *x, int64_t ms, char at[TIME_TEXT_SIZE])
{
	moment_format((struct moment){ ms, clock_now(&x->clock).offset_min }, at);
	at[10] = ' ';
	at[DAY_LENGTH] = '\0';
}

static void put_line(struct buf *line)
{
	puts(buf_str(line));
	buf_free(line);
}

void feed_add(struct context *x, const char *index, struct err *e)
{
	char *path = path_feeds();
	struct feeds f;
	struct buf line = { 0 };
	(void)index;

	if (feeds_open(path, true, &f, e) && feeds_add(&f, x->args[1], x->args[2], e) && feeds_write(&f, e)) {
		say_add(&x->say, &line, "feed.added", "name", x->args[1], NULL);
		put_line(&line);
	}
	feeds_close(&f);
	free(path);
}

void feed_remove(struct context *x, const char *index, struct err *e)
{
	char *path = path_feeds(), gone[NUMBER_SIZE], left[NUMBER_SIZE];
	struct known_forgotten n;
	struct buf line = { 0 };

	if (feed_forget(path, index, x->args[1], &n, e)) {
		say_add(&x->say, &line, "feed.removed", "name", x->args[1], "gone", number(n.gone, gone), "left", number(n.left, left), NULL);
		put_line(&line);
	}
	free(path);
}

/* --- updating --- */

static void show_progress(void *context, uint64_t got, uint64_t whole)
{
	const struct context *x = context;
	struct buf line = { 0 };
	char have[NUMBER_SIZE], all[NUMBER_SIZE];

	say_add(&x->say, &line, whole ? "net.progress" : "net.progress-unknown", "got", number(got / 1024, have), "whole", number(whole / 1024, all), NULL);
	fprintf(stderr, "\r%s", buf_str(&line));
	buf_free(&line);
}

static void say_news(const struct context *x, const char *name, const struct feed_news *n)
{
	char lines[NUMBER_SIZE], added[NUMBER_SIZE], before[NUMBER_SIZE], at[TIME_TEXT_SIZE];
	struct buf line = { 0 };

	time_text(x, n->since_ms, at);
	say_add(&x->say, &line, n->unchanged ? "feed.unchanged" : n->before ? "feed.updated" : "feed.fetched", "name", name, "at", at, "lines",
	        number(n->lines, lines), "added", number(n->merged.added, added), "before", number(n->before, before), NULL);
	put_line(&line);
	if (*n->proxy) {
		struct buf proxy = { 0 };
		say_add(&x->say, &proxy, "net.by-proxy", "proxy", n->proxy, NULL);
		put_line(&proxy);
	}
}

static bool take_seconds(const struct context *x, int *seconds, struct err *e)
{
	const char *text = option(x, "seconds");
	char *end;
	long n = text ? strtol(text, &end, 10) : SECONDS;

	if (text && (!*text || *end || n < 1 || n > 24 * 3600))
		return err_set(e, ERR_USAGE, "feed.seconds", text, NULL, NULL);
	*seconds = (int)n;
	return true;
}

static bool update(struct context *x, const char *feeds, const char *index, const char *name, struct err *e)
{
	bool watched = isatty(STDERR_FILENO) && !x->wishes.accessible;
	struct feed_wish wish = { .feeds = feeds, .index = index, .name = name, .ca_file = x->config.at[SETTING_CA_FILE].value,
		                  .now_ms = clock_now(&x->clock).ms, .accept = option(x, "accept"), .progress = watched ? show_progress : NULL,
		                  .context = x };
	struct feed_news news;

	if (!take_seconds(x, &wish.most_seconds, e))
		return false;
	bool ok = feed_update(&wish, &news, e);
	if (watched)
		fputs("\r\033[K", stderr);
	if (ok)
		say_news(x, name, &news);
	return ok;
}

/* The names, copied: the file is not held while the network is spoken to. */
static char **feed_names(const char *feeds, size_t *count, struct err *e)
{
	struct feeds f;
	char **names = NULL;

	*count = 0;
	if (feeds_open(feeds, false, &f, e)) {
		names = mem_alloc((f.count + 1) * sizeof *names);
		for (size_t i = 0; i < f.count; i++)
			names[(*count)++] = mem_strdup(f.at[i].name);
	}
	feeds_close(&f);
	return names;
}

/* One that fails is told and does not keep the others from coming; the first one's status is the command's. */
void feed_update_all(struct context *x, const char *index, struct err *e)
{
	char *feeds = path_feeds();
	struct err first = { 0 };
	size_t count = 0;
	char **names = NULL;

	if (x->arg_count > 1) {
		update(x, feeds, index, x->args[1], e);
		goto out;
	}
	names = feed_names(feeds, &count, e);
	if (names && !count)
		puts(say_text(&x->say, "feed.no-sources"));
	for (size_t i = 0; names && i < count; i++) {
		struct err one = { 0 };
		if (update(x, feeds, index, names[i], &one))
			continue;
		if (first.code)
			fail(x, &one);
		else
			first = one;
	}
	if (first.code)
		*e = first;
out:
	for (size_t i = 0; names && i < count; i++)
		free(names[i]);
	free(names);
	free(feeds);
}

/* --- looking --- */

bool feed_sources(const struct context *x, struct err *e)
{
	char *path = path_feeds();
	char at[TIME_TEXT_SIZE], lines[NUMBER_SIZE];
	struct feeds f;
	bool ok = feeds_open(path, false, &f, e);

	if (ok && f.count)
		puts(say_text(&x->say, "feed.sources"));
	for (size_t i = 0; ok && i < f.count; i++) {
		struct buf line = { 0 };
		time_text(x, f.at[i].at_ms, at);
		say_add(&x->say, &line, f.at[i].at_ms ? "feed.source" : "feed.source-new", "name", f.at[i].name, "url", f.at[i].url, "at", at, "lines",
		        number(f.at[i].lines, lines), NULL);
		put_line(&line);
	}
	feeds_close(&f);
	free(path);
	return ok;
}

bool feed_sources_json(const struct context *x, json *out, struct err *e)
{
	char *path = path_feeds();
	struct feeds f;
	bool ok = feeds_open(path, false, &f, e);
	json *list = json_add_array(out, "sources");

	for (size_t i = 0; ok && i < f.count; i++) {
		json *o = json_add_object(list, NULL);
		json_add_text(o, "name", f.at[i].name);
		json_add_text(o, "url", f.at[i].url);
		if (f.at[i].at_ms)
			view_time(o, "came_at", f.at[i].at_ms, clock_now(&x->clock).offset_min);
		else
			json_add_null(o, "came_at");
		json_add_number(o, "lines", (double)f.at[i].lines);
	}
	feeds_close(&f);
	free(path);
	return ok;
}
