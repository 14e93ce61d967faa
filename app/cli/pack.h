/* cli/pack: what the parts of `kakekomi pack` share; private to cli. */
#ifndef KAKEKOMI_CLI_PACK_H
#define KAKEKOMI_CLI_PACK_H

#include "cli/command.h"
#include "guide/pack.h"

/* One word behind `pack` is one row. */
struct pack_row {
	const char *name;
	command_fn *run;
	size_t least, most; /* how many words follow */
};

/* For authors: keygen, build, sign, verify (pack_author.c); for who has them: install, list, rollback, pin, key (pack.c). */
command_fn pack_keygen, pack_build, pack_sign, pack_verify;

/* A line of words about a pack: {name} {version} {expires}. */
void put_pack_line(const struct context *x, const char *key, const struct pack_about *about);

#endif
