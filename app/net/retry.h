/* net/retry: when the same request is made once more: the one policy there is; private to net.
 *
 * Three tries, about 0.7 and 2 seconds between them, each half as long to half again as long by chance, so that many who lost the same
 * server do not all come back at once; only for what may pass (trouble_passes()), and only within the time there is. */
#ifndef KAKEKOMI_NET_RETRY_H
#define KAKEKOMI_NET_RETRY_H

#include <stdbool.h>
#include <stdint.h>

#include "net/trouble.h"

enum { RETRY_TRIES = 3 };

struct retry {
	int tries;        /* made so far */
	int64_t until_ms; /* monotonic */
};

void retry_begin(struct retry *r, int most_seconds);
int retry_seconds_left(const struct retry *r); /* at least 1 */

/* How long to wait before try number `tries` + 1, with `chance` from 0 to 255. */
int retry_wait_ms(int tries, unsigned char chance);

/* After a try that failed: waits and says true when there is to be another. */
bool retry_again(struct retry *r, enum trouble t, int status);

#endif
