/* base/err: errors as values; uses base/mem only.
 *
 * Lower floors set an error and return false; the front end looks the words up (messages.json,
 * "error.KEY", with {1} {2} {3}) and prints one line: what failed, on what, what to do now. */
#ifndef KAKEKOMI_BASE_ERR_H
#define KAKEKOMI_BASE_ERR_H

#include <stdbool.h>

/* The values are the exit statuses of the command line. */
enum err_code {
	ERR_NONE = 0,
	ERR_NO = 1,           /* the answer is no */
	ERR_USAGE = 2,
	ERR_DATA = 65,        /* bad data */
	ERR_NO_INPUT = 66,    /* no such file, case, playbook */
	ERR_UNAVAILABLE = 69, /* somebody else holds it, a service is away */
	ERR_CANNOT_CREATE = 73,
	ERR_IO = 74,
	ERR_NOT_ALLOWED = 77,
};

enum { ERR_ARGS = 3, ERR_ARG_SIZE = 400, ERR_KEY_SIZE = 64 };

struct err {
	enum err_code code;
	char key[ERR_KEY_SIZE];
	char arg[ERR_ARGS][ERR_ARG_SIZE];
};

/* Fills *e (NULL is allowed) and returns false, so that `return err_set(...)` reads well.
 * Arguments are copied, cut at ERR_ARG_SIZE on a character boundary; NULL ones are empty. */
bool err_set(struct err *e, enum err_code code, const char *key, const char *arg1, const char *arg2, const char *arg3);

/* The same for a failed system call: arg1 = `what`, arg2 = the system's reason; the code follows errno
 * (not there 66, forbidden 77, full or unwritable 74). */
bool err_errno(struct err *e, const char *key, const char *what);

#endif
