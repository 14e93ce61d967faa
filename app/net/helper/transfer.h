/* net/helper/transfer: does one job on the network; private to net; transfer.c is the one door to libcurl. */
#ifndef KAKEKOMI_NET_HELPER_TRANSFER_H
#define KAKEKOMI_NET_HELPER_TRANSFER_H

#include "net/wire.h"

enum { REDIRECTS_MOST = 3 };

/* `report` is called now and then while a file comes. */
typedef void report_fn(uint64_t got, uint64_t whole);
void transfer(const struct job *j, report_fn *report, struct answer *out);

#endif
