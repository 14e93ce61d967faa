#include "net/retry.h"

#include <errno.h>
#include <time.h>

#include "base/clock.h"
#include "base/hash.h"

#include "base/banned.h"

enum { FIRST_WAIT_MS = 700, GROWTH = 3 };

void retry_begin(struct retry *r, int most_seconds)
{
	*r = (struct retry){ 0, clock_steady_ms() + (int64_t)most_seconds * 1000 };
}

int retry_seconds_left(const struct retry *r)
{
	int64_t left = (r->until_ms - clock_steady_ms() + 999) / 1000;

	return left < 1 ? 1 : (int)left;
}

int retry_wait_ms(int tries, unsigned char chance)
{
	int wait = FIRST_WAIT_MS;

	for (int i = 1; i < tries; i++)
		wait *= GROWTH;
	return wait / 2 + wait * chance / 255;
}

bool retry_again(struct retry *r, enum trouble t, int status)
{
	unsigned char chance;

	r->tries++;
	random_bytes(&chance, 1);
	int wait = retry_wait_ms(r->tries, chance);
	if (!trouble_passes(t, status) || r->tries >= RETRY_TRIES || clock_steady_ms() + wait >= r->until_ms)
		return false;
	struct timespec left = { wait / 1000, wait % 1000 * 1000000L };
	while (nanosleep(&left, &left) != 0 && errno == EINTR)
		;
	return true;
}
