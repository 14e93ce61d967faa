/* kakekomi list: the cases of the casebook, for people and for scripts. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "cli/command.h"
#include "guide/view.h"

#include "base/banned.h"

const struct option_row list_options[] = {
	{ "open", NULL, "help.opt.open" },
	{ "due", NULL, "help.opt.due" },
	{ "mine", NULL, "help.opt.mine" },
	{ "most", "N", "help.opt.most" },
	{ "json", NULL, "help.opt.json" },
	{ NULL, NULL, NULL },
};

struct listing {
	const struct context *x;
	json *array; /* NULL: text */
	size_t count;
};

static void add_json(json *array, const struct case_row *r)
{
	json *o = json_add_object(array, NULL);

	json_add_text(o, "case", r->id);
	view_time(o, "opened_at", r->opened_ms, r->offset_min);
	json_add_text(o, "state", r->state);
	json_add_text(o, "brand", *r->brand ? r->brand : NULL);
	json_add_text(o, "title", r->title);
	json_add_text(o, "agent", *r->agent ? r->agent : NULL);
	view_time(o, "due", r->due_ms, r->offset_min);
}

static void put_line(const struct context *x, const struct case_row *r)
{
	char key[24], opened[TIME_TEXT_SIZE], due[TIME_TEXT_SIZE] = "";
	struct buf line = { 0 }, clean = { 0 };

	snprintf(key, sizeof key, "state.%s", r->state);
	moment_format((struct moment){ r->opened_ms, r->offset_min }, opened);
	if (r->due_ms >= 0)
		moment_format((struct moment){ r->due_ms, r->offset_min }, due);
	opened[16] = '\0';
	due[due[0] ? 16 : 0] = '\0';
	opened[10] = ' ';
	if (due[0])
		due[10] = ' ';
	buf_addf(&line, "%s  %s  %s  %s%s%s%s", r->id, opened, say_text(&x->say, key), r->title, *due ? "  " : "",
	         *due ? say_text(&x->say, "list.due") : "", due);
	/* A casebook from elsewhere may hold anything. */
	text_clean(buf_str(&line), false, &clean);
	puts(buf_str(&clean));
	buf_free(&line);
	buf_free(&clean);
}

static bool each_case(void *context, const struct case_row *row)
{
	struct listing *l = context;

	l->count++;
	if (l->array)
		add_json(l->array, row);
	else
		put_line(l->x, row);
	return true;
}

/* 0 without the option: all. */
static bool most_asked(const struct context *x, size_t *most, struct err *e)
{
	const char *text = option(x, "most");
	size_t digits = text ? strspn(text, "0123456789") : 0;

	*most = 0;
	if (!text)
		return true;
	if (digits && digits <= 9 && !text[digits])
		*most = strtoul(text, NULL, 10);
	return *most || err_set(e, ERR_USAGE, "option.no-count", "--most", text, NULL);
}

/* The words of the command line as one row of words. */
static char *joined_words(const struct context *x)
{
	struct buf b = { 0 };

	for (size_t i = 0; i < x->arg_count; i++)
		buf_addf(&b, "%s%s", i ? " " : "", x->args[i]);
	return buf_take(&b);
}

static const char *none_key(const struct context *x, const struct list_filter *f)
{
	if (option(x, "due"))
		return "list.none-due";
	return f->words || f->open_only || f->agent ? "list.none-such" : "list.none";
}

/* The first search in a large casebook takes a while. */
static void tell_indexing(void *context, size_t done)
{
	enum { WORTH_TELLING = 2000 };
	const struct context *x = context;
	struct buf line = { 0 };
	char count[24];

	if (done < WORTH_TELLING)
		return;
	snprintf(count, sizeof count, "%zu", done);
	say_add(&x->say, &line, "list.indexing", "count", count, NULL);
	fprintf(stderr, "\r%s\x1b[K", buf_str(&line));
	buf_free(&line);
}

static void catch_up(struct context *x)
{
	const bool shown = isatty(STDERR_FILENO) && !x->wishes.plain && !x->wishes.accessible;

	store_index(x->store, shown ? tell_indexing : NULL, x);
	if (shown)
		fputs("\r\x1b[K", stderr);
}

int run_list(struct context *x, struct err *e)
{
	char *words = joined_words(x);
	struct list_filter filter = { .open_only = option(x, "open") != NULL, .due_before_ms = -1 };
	struct listing l = { x, option(x, "json") ? json_new_array() : NULL, 0 };

	if (!most_asked(x, &filter.most, e))
		goto out;
	if (option(x, "due"))
		filter.due_before_ms = clock_now(&x->clock).ms;
	if (option(x, "mine") && !x->agent) {
		err_set(e, ERR_USAGE, "list.no-agent", NULL, NULL, NULL);
		goto out;
	}
	filter.agent = option(x, "mine") ? x->agent : NULL;
	filter.words = *words ? words : NULL;
	if (filter.words)
		catch_up(x);
	if (store_list(x->store, &filter, each_case, &l, e)) {
		if (l.array && !put_json(l.array, true))
			err_errno(e, "output.failed", "");
		else if (!l.array && !l.count)
			puts(say_text(&x->say, none_key(x, &filter)));
	}
out:
	json_free(l.array);
	free(words);
	return (int)e->code;
}
