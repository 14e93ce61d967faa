#include "net/mail.h"

#include <string.h>

#include "base/redact.h"
#include "base/text.h"
#include "net/helper.h"
#include "net/retry.h"

#include "base/banned.h"

bool mail_is_address(const char *text)
{
	const char *at = strchr(text, '@');
	size_t len = strlen(text);

	if (!at || at == text || !at[1] || strchr(at + 1, '@') || len > 254)
		return false;
	for (const char *p = text; *p; p++)
		if (*p <= ' ' || *p >= 0x7F || strchr("<>()[],;:\\\"", *p))
			return false;
	return true;
}

static enum mail_fate fate_of(const struct answer *a)
{
	if (a->trouble == TROUBLE_NONE)
		return MAIL_SENT;
	if (a->trouble == TROUBLE_REFUSED)
		return a->status < 500 ? MAIL_RETRY : MAIL_FAILED;
	if (a->handed_over)
		return MAIL_UNKNOWN;
	switch (a->trouble) {
	case TROUBLE_NO_HOST:
	case TROUBLE_NO_ROUTE:
	case TROUBLE_TOO_SLOW:
	case TROUBLE_CUT_SHORT:
	case TROUBLE_OTHER: return MAIL_RETRY;
	default: return MAIL_FAILED;
	}
}

/* Servers sometimes say who asked, or worse: the same care as with everything else that is kept. */
static void clean_answer(const struct answer *a, char out[MAIL_ANSWER_SIZE])
{
	struct buf clean = { 0 }, safe = { 0 };

	text_clean(a->detail, false, &clean);
	redact(buf_str(&clean), &safe);
	size_t len = safe.len < MAIL_ANSWER_SIZE ? safe.len : MAIL_ANSWER_SIZE - 1;
	while (len && len < safe.len && ((unsigned char)safe.text[len] & 0xC0) == 0x80)
		len--;
	memcpy(out, buf_str(&safe), len);
	out[len] = '\0';
	buf_free(&clean);
	buf_free(&safe);
}

enum mail_fate mail_send(const struct mail_wish *wish, char answer[MAIL_ANSWER_SIZE], struct err *e)
{
	struct buf url = { 0 };
	struct retry retry;
	struct answer a;
	enum mail_fate fate;

	buf_addf(&url, "%s://%s:%d/localhost", wish->tls ? "smtps" : "smtp", wish->host, wish->port);
	struct job j = { .kind = JOB_MAIL, .url = url.text, .ca_file = wish->ca_file, .from = wish->from, .to = wish->to, .user = wish->user,
		         .password = wish->password, .body = buf_str(wish->message), .body_len = wish->message->len };
	retry_begin(&retry, wish->most_seconds);
	do {
		j.most_seconds = retry_seconds_left(&retry);
		helper_run(&j, -1, NULL, NULL, &a);
		fate = fate_of(&a);
	} while (fate == MAIL_RETRY && a.trouble != TROUBLE_REFUSED && retry_again(&retry, a.trouble, 0));
	clean_answer(&a, answer);
	if (fate == MAIL_UNKNOWN)
		err_set(e, ERR_UNAVAILABLE, "report.unknown", wish->host, answer, NULL);
	else if (fate != MAIL_SENT)
		helper_failed(url.text, &a, e);
	buf_free(&url);
	return fate;
}
