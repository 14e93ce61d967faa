#include "cli/batch.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "base/redact.h"
#include "base/text.h"
#include "guide/plan.h"
#include "guide/view.h"

#include "base/banned.h"

enum { CHUNK_BYTES = 64 * 1024 };

struct batch {
	const struct context *x;
	struct plan_view *view;
	struct arena *arena; /* of the line being answered */
	struct buf in, out;
	size_t line, bad, first_bad;
	bool overlong; /* the rest of a line that was too long is being skipped */
};

/* --- one line --- */

static bool read_moment(const json *at, struct moment *m, struct err *e)
{
	if (!at || (json_is_text(at) && moment_parse(json_text(at), m)))
		return true;
	return err_set(e, ERR_USAGE, "time.bad", json_text(at), NULL, NULL);
}

static bool check_members(const json *asked, struct err *e)
{
	if (!json_is_object(json_get(asked, "facts")))
		return err_set(e, ERR_DATA, "batch.no-facts", NULL, NULL, NULL);
	for (const json *m = json_first(asked); m; m = json_next(m)) {
		const char *key = json_key(m);
		if (strcmp(key, "facts") != 0 && strcmp(key, "at") != 0 && strcmp(key, "id") != 0)
			return err_set(e, ERR_DATA, "batch.unknown-member", key, NULL, NULL);
	}
	return true;
}

static void begin_answer(struct batch *b, const json *asked)
{
	const json *id = json_get(asked, "id");

	buf_add_c(&b->out, '{');
	if (!id)
		return;
	buf_add(&b->out, "\"id\":");
	json_write(id, false, &b->out);
	buf_add_c(&b->out, ',');
}

static void answer_error(struct batch *b, const json *asked, const struct err *e)
{
	struct buf words = { 0 }, safe = { 0 }, clean = { 0 };

	say_error(&b->x->say, &words, e);
	redact(buf_str(&words), &safe);
	text_clean(buf_str(&safe), false, &clean);
	begin_answer(b, asked);
	buf_addf(&b->out, "\"error\":{\"line\":%zu,\"status\":%d,\"key\":\"%s\",\"message\":", b->line, (int)e->code, e->key);
	json_quote(&b->out, buf_str(&clean));
	buf_add(&b->out, "}}\n");
	if (!b->bad++)
		b->first_bad = b->line;
	buf_free(&words);
	buf_free(&safe);
	buf_free(&clean);
}

static void answer_line(struct batch *b, const char *line, size_t len)
{
	const struct catalog *c = b->x->catalog;
	struct err e = { 0 };
	struct facts facts;
	struct moment at = clock_now(&b->x->clock);
	struct plan plan;

	b->line++;
	arena_reset(b->arena);
	json *asked = json_parse_in(b->arena, "-", line, len, &e);
	facts_init(&facts, c, b->arena);
	if (asked && check_members(asked, &e) && facts_from_json(&facts, json_get(asked, "facts"), &e) &&
	    read_moment(json_get(asked, "at"), &at, &e)) {
		plan_build(&facts, NULL, at.ms, b->arena, &plan);
		begin_answer(b, asked);
		plan_view_write(b->view, &plan, &facts, &b->out);
		buf_add(&b->out, "}\n");
	} else {
		answer_error(b, asked, &e);
	}
}

/* --- the stream --- */

static bool flush_out(struct batch *b, struct err *e)
{
	bool ok = fwrite(buf_str(&b->out), 1, b->out.len, stdout) == b->out.len && fflush(stdout) == 0;

	buf_clear(&b->out);
	return ok || err_errno(e, "output.failed", "");
}

static void refuse_overlong(struct batch *b)
{
	struct err e = { 0 };

	b->line++;
	err_set(&e, ERR_DATA, "batch.too-long", NULL, NULL, NULL);
	answer_error(b, NULL, &e);
}

/* Answers the whole lines that have come; what is left waits for its end. Whoever asks line by line has the answer before
 * the next read. */
static bool answer_lines(struct batch *b, struct err *e)
{
	char *line = b->in.text, *const stop = line + b->in.len;

	for (char *end; (end = memchr(line, '\n', (size_t)(stop - line))); line = end + 1) {
		*end = '\0';
		if (!b->overlong)
			answer_line(b, line, (size_t)(end - line));
		b->overlong = false;
		if (b->out.len > CHUNK_BYTES && !flush_out(b, e))
			return false;
	}
	b->in.len = (size_t)(stop - line);
	memmove(b->in.text, line, b->in.len + 1);
	if (b->in.len > JSON_MAX_BYTES) {
		if (!b->overlong)
			refuse_overlong(b);
		b->overlong = true;
		buf_clear(&b->in);
	}
	return flush_out(b, e);
}

static bool answer_all(struct batch *b, struct err *e)
{
	ssize_t n;

	do {
		buf_reserve(&b->in, CHUNK_BYTES);
		n = read(STDIN_FILENO, b->in.text + b->in.len, CHUNK_BYTES);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_errno(e, "input.failed", "");
		b->in.len += (size_t)n;
		b->in.text[b->in.len] = '\0';
		if (n == 0 && b->in.len) /* the last line may lack its end */
			buf_add_c(&b->in, '\n');
		if (b->in.len && !answer_lines(b, e))
			return false;
	} while (n != 0);
	return true;
}

bool plan_batch(const struct context *x, struct err *e)
{
	struct batch b = { .x = x, .view = plan_view_new(x->catalog), .arena = arena_new() };
	char count[24], first[24];
	bool ok = answer_all(&b, e);

	if (ok && b.bad) {
		snprintf(count, sizeof count, "%zu", b.bad);
		snprintf(first, sizeof first, "%zu", b.first_bad);
		ok = err_set(e, ERR_DATA, "batch.bad-lines", count, first, NULL);
	}
	plan_view_free(b.view);
	arena_free(b.arena);
	buf_free(&b.in);
	buf_free(&b.out);
	return ok;
}
