#include "net/trouble.h"

#include <stdio.h>

#include "base/banned.h"

static const struct {
	const char *key;
	enum err_code code;
	bool passes;
} rows[TROUBLES] = {
	[TROUBLE_HELPER] = { "net.no-helper", ERR_UNAVAILABLE, false },
	[TROUBLE_ADDRESS] = { "net.address", ERR_DATA, false },
	[TROUBLE_NOT_HTTPS] = { "net.not-https", ERR_DATA, false },
	[TROUBLE_OTHER_HOST] = { "net.other-host", ERR_DATA, false },
	[TROUBLE_REDIRECTS] = { "net.redirects", ERR_DATA, false },
	[TROUBLE_NO_HOST] = { "net.no-host", ERR_UNAVAILABLE, false },
	[TROUBLE_NO_ROUTE] = { "net.no-route", ERR_UNAVAILABLE, true },
	[TROUBLE_PROXY] = { "net.proxy", ERR_UNAVAILABLE, false },
	[TROUBLE_CERTIFICATE] = { "net.bad-certificate", ERR_DATA, false },
	[TROUBLE_OLD_TLS] = { "net.old-tls", ERR_DATA, false },
	[TROUBLE_TOO_LARGE] = { "net.too-large", ERR_DATA, false },
	[TROUBLE_TOO_SLOW] = { "net.too-slow", ERR_UNAVAILABLE, true },
	[TROUBLE_CUT_SHORT] = { "net.cut-short", ERR_UNAVAILABLE, true },
	[TROUBLE_WRONG_TYPE] = { "net.wrong-type", ERR_DATA, false },
	[TROUBLE_STATUS] = { "net.status", ERR_UNAVAILABLE, false },
	[TROUBLE_DISK] = { "net.disk", ERR_IO, false },
	[TROUBLE_NO_STARTTLS] = { "net.no-starttls", ERR_UNAVAILABLE, false },
	[TROUBLE_LOGIN] = { "net.login", ERR_NOT_ALLOWED, false },
	[TROUBLE_REFUSED] = { "net.refused", ERR_UNAVAILABLE, false },
	[TROUBLE_OTHER] = { "net.other", ERR_UNAVAILABLE, false },
};

bool trouble_passes(enum trouble t, int status)
{
	return rows[t].passes || (t == TROUBLE_STATUS && status >= 500 && status <= 599);
}

bool trouble_tell(enum trouble t, int status, const char *host, const char *detail, struct err *e)
{
	char number[16];

	snprintf(number, sizeof number, "%d", status);
	return err_set(e, rows[t].code, rows[t].key, host, t == TROUBLE_STATUS ? number : detail, NULL);
}
