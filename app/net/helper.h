/* net/helper: one job for the helper program kakekomi-net, started by fork and exec with only its pipes and one open file; private to
 * net; uses net/wire. It gets nothing of the environment but the proxies, and ends with the job, with its time, or with this program. */
#ifndef KAKEKOMI_NET_HELPER_H
#define KAKEKOMI_NET_HELPER_H

#include "net/wire.h"

typedef void helper_progress_fn(void *context, uint64_t got, uint64_t whole);

/* `file`: what a GET writes into, else -1. Whatever goes wrong is in out->trouble; a helper that cannot be started, dies or is too late
 * is TROUBLE_HELPER or TROUBLE_TOO_SLOW. A mail may have been handed over even so: out->handed_over is then true, to be on the safe side. */
void helper_run(const struct job *j, int file, helper_progress_fn *progress, void *context, struct answer *out);

/* Sets the error for what went wrong on the way to `url` (its host is named). Returns false. */
bool helper_failed(const char *url, const struct answer *a, struct err *e);

#endif
