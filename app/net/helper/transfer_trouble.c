/* What became of a transfer, in words that a person can act on. */
#include <string.h>

#include "net/helper/transfer_door.h"

#include "base/banned.h"

long transfer_status(const struct work *w)
{
	long status = 0;

	curl_easy_getinfo(w->curl, CURLINFO_RESPONSE_CODE, &status);
	return status;
}

static bool never_connected(const struct work *w)
{
	curl_off_t connected = 0;

	curl_easy_getinfo(w->curl, CURLINFO_CONNECT_TIME_T, &connected);
	return connected == 0;
}

static enum trouble of_connection(const struct work *w, CURLcode code)
{
	long connect_status = 0;

	curl_easy_getinfo(w->curl, CURLINFO_HTTP_CONNECTCODE, &connect_status);
	if (connect_status >= 300)
		return TROUBLE_PROXY;
	if (code == CURLE_COULDNT_CONNECT || never_connected(w))
		return *w->a->proxy ? TROUBLE_PROXY : TROUBLE_NO_ROUTE;
	return code == CURLE_OPERATION_TIMEDOUT ? TROUBLE_TOO_SLOW : TROUBLE_CUT_SHORT;
}

/* A handshake that broke off is not one that failed. */
static enum trouble of_handshake(const struct work *w)
{
	return strstr(w->error, "reset") || strstr(w->error, "SYSCALL") ? TROUBLE_CUT_SHORT : TROUBLE_OLD_TLS;
}

enum trouble transfer_trouble(const struct work *w, CURLcode code)
{
	bool mail = w->job->kind == JOB_MAIL;
	long status = transfer_status(w);

	switch (code) {
	case CURLE_OK: return TROUBLE_NONE;
	case CURLE_UNSUPPORTED_PROTOCOL: return TROUBLE_NOT_HTTPS;
	case CURLE_URL_MALFORMAT: return TROUBLE_ADDRESS;
	case CURLE_LOGIN_DENIED: return mail ? TROUBLE_LOGIN : TROUBLE_ADDRESS;
	case CURLE_COULDNT_RESOLVE_PROXY:
	case CURLE_PROXY: return TROUBLE_PROXY;
	case CURLE_COULDNT_RESOLVE_HOST: return TROUBLE_NO_HOST;
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_ISSUER_ERROR:
	case CURLE_SSL_CACERT_BADFILE: return TROUBLE_CERTIFICATE;
	case CURLE_SSL_CONNECT_ERROR: return of_handshake(w);
	case CURLE_USE_SSL_FAILED: return TROUBLE_NO_STARTTLS;
	case CURLE_FILESIZE_EXCEEDED: return TROUBLE_TOO_LARGE;
	default: break;
	}
	if (mail && status >= 400 && status <= 599)
		return TROUBLE_REFUSED;
	switch (code) {
	case CURLE_COULDNT_CONNECT:
	case CURLE_OPERATION_TIMEDOUT:
	case CURLE_PARTIAL_FILE:
	case CURLE_GOT_NOTHING:
	case CURLE_RECV_ERROR:
	case CURLE_SEND_ERROR:
	case CURLE_WEIRD_SERVER_REPLY:
	case CURLE_HTTP2:
	case CURLE_HTTP2_STREAM: return of_connection(w, code);
	default: return TROUBLE_OTHER;
	}
}

enum trouble transfer_refusal(const struct work *w)
{
	const struct job *j = w->job;
	int status = w->a->status;

	if (j->kind == JOB_MAIL)
		return TROUBLE_NONE;
	if (j->kind == JOB_POST)
		return status >= 200 && status <= 299 ? TROUBLE_NONE : TROUBLE_STATUS;
	if (status == STATUS_UNCHANGED && j->etag && !j->resume_from)
		return TROUBLE_NONE;
	return status == STATUS_OK || status == STATUS_PARTIAL ? TROUBLE_NONE : TROUBLE_STATUS;
}
