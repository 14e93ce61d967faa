#include "base/err.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/banned.h"

static void copy_arg(char *to, size_t size, const char *from)
{
	size_t len = from ? strlen(from) : 0;

	if (len >= size) {
		len = size - 1;
		while (len && ((unsigned char)from[len] & 0xC0) == 0x80)
			len--;
	}
	if (len)
		memcpy(to, from, len);
	to[len] = '\0';
}

bool err_set(struct err *e, enum err_code code, const char *key, const char *arg1, const char *arg2, const char *arg3)
{
	if (!e)
		return false;
	e->code = code;
	copy_arg(e->key, sizeof e->key, key);
	copy_arg(e->arg[0], sizeof e->arg[0], arg1);
	copy_arg(e->arg[1], sizeof e->arg[1], arg2);
	copy_arg(e->arg[2], sizeof e->arg[2], arg3);
	return false;
}

bool err_errno(struct err *e, const char *key, const char *what)
{
	int number = errno;
	char reason[128];
	enum err_code code = ERR_IO;

	if (number == ENOENT || number == ENOTDIR)
		code = ERR_NO_INPUT;
	else if (number == EACCES || number == EPERM || number == EROFS)
		code = ERR_NOT_ALLOWED;
	return err_set(e, code, key, what, strerror_r(number, reason, sizeof reason), NULL);
}
