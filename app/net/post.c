#include "net/post.h"

#include "net/helper.h"
#include "net/retry.h"

#include "base/banned.h"

bool post(const struct post_wish *wish, struct err *e)
{
	struct job j = { .kind = JOB_POST, .url = wish->url, .header = wish->header, .ca_file = wish->ca_file, .body = buf_str(wish->body),
		         .body_len = wish->body->len };
	struct answer a;
	struct retry retry;

	retry_begin(&retry, wish->most_seconds);
	do {
		j.most_seconds = retry_seconds_left(&retry);
		helper_run(&j, -1, NULL, NULL, &a);
	} while (a.trouble != TROUBLE_NONE && retry_again(&retry, a.trouble, a.status));
	return a.trouble == TROUBLE_NONE || helper_failed(wish->url, &a, e);
}
