/* net/helper/proxy: which proxy the environment names for a host; private to net.
 *
 * https_proxy, HTTPS_PROXY, all_proxy, ALL_PROXY, the first that is set; not for what no_proxy (or NO_PROXY) names: hosts and the
 * domains they are in, divided by commas or blanks, "*" for all. */
#ifndef KAKEKOMI_NET_HELPER_PROXY_H
#define KAKEKOMI_NET_HELPER_PROXY_H

#include <stddef.h>

/* NULL: none. What is returned belongs to the environment. */
const char *proxy_for(const char *host);

/* The proxy without its user and password, for showing. */
void proxy_name(const char *proxy, char *out, size_t size);

#endif
