/* cli/batch: plans as a library of decisions: a program keeps one `kakekomi plan --batch` running, writes a line of
 * JSON and reads a line of JSON back, in the same order; uses guide.
 *
 * Asked:    {"facts": {"entered": ["card"], "claims": "ana"}, "at": "2026-02-12T10:42:00+09:00", "id": 7}
 * Answered: {"id": 7, "facts": {…}, "steps": [ … ]} as `plan --json` has them, or
 *           {"id": 7, "error": {"line": 3, "status": 2, "key": "fact.unknown-value", "message": "…"}}
 *
 * `at` may be left out (now), `id` too; every line is answered by exactly one line. */
#ifndef KAKEKOMI_CLI_BATCH_H
#define KAKEKOMI_CLI_BATCH_H

#include "cli/context.h"

/* Answers standard input until it ends. Errors: batch.bad-lines (65) when any line had a fault, input.failed, output.failed. */
bool plan_batch(const struct context *x, struct err *e);

#endif
