/* cli/feed: what `kakekomi feed` does with lists that are fetched; private to cli. */
#ifndef KAKEKOMI_CLI_FEED_H
#define KAKEKOMI_CLI_FEED_H

#include "cli/command.h"

/* feed add NAME URL, feed update [NAME], feed remove NAME; `index`: the path of known bad addresses. */
void feed_add(struct context *x, const char *index, struct err *e);
void feed_update_all(struct context *x, const char *index, struct err *e);
void feed_remove(struct context *x, const char *index, struct err *e);

/* Where lists are fetched from, and when they came: lines, or "sources" of a JSON object. False with *e. */
bool feed_sources(const struct context *x, struct err *e);
bool feed_sources_json(const struct context *x, json *out, struct err *e);

#endif
