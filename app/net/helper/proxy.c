#include "net/helper/proxy.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/banned.h"

static const char *first_set(const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const char *value = getenv(names[i]);
		if (value && *value)
			return value;
	}
	return NULL;
}

/* "example.jp" and ".example.jp" stand for the host itself and what is below it. */
static bool is_below(const char *host, const char *domain, size_t len)
{
	size_t host_len = strlen(host);

	if (len && *domain == '.') {
		domain++;
		len--;
	}
	if (!len || host_len < len || strncasecmp(host + host_len - len, domain, len) != 0)
		return false;
	return host_len == len || host[host_len - len - 1] == '.';
}

static bool is_excepted(const char *host)
{
	static const char *const names[] = { "no_proxy", "NO_PROXY" };
	const char *list = first_set(names, 2);

	while (list && *list) {
		size_t len = strcspn(list, ", ");
		if ((len == 1 && *list == '*') || is_below(host, list, len))
			return true;
		list += len;
		list += strspn(list, ", ");
	}
	return false;
}

const char *proxy_for(const char *host)
{
	static const char *const names[] = { "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY" };

	return is_excepted(host) ? NULL : first_set(names, 4);
}

void proxy_name(const char *proxy, char *out, size_t size)
{
	const char *scheme = strstr(proxy, "://"), *rest = scheme ? scheme + 3 : proxy;
	size_t authority = strcspn(rest, "/?#");

	for (size_t i = authority; i-- > 0;)
		if (rest[i] == '@') {
			rest += i + 1;
			authority -= i + 1;
			break;
		}
	snprintf(out, size, "%.*s%.*s", scheme ? (int)(scheme + 3 - proxy) : 0, proxy, (int)authority, rest);
}
