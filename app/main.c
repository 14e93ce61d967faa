/* main: hands the words of the command line to the command table. */
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "base/say.h"
#include "cli/command.h"

#include "base/banned.h"

int main(int argc, char **argv)
{
	const struct rlimit no_core = { 0, 0 };

	/* A core dump would hold what somebody typed. */
	setrlimit(RLIMIT_CORE, &no_core);
	umask(077);
	/* A full disk or a closed pipe is an error to be told, not a death. */
	signal(SIGXFSZ, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	/* Screen and paper are UTF-8 whatever the environment says; this one is built into the C library. */
	char *locale = say_locale();
	setenv("LC_ALL", "C.UTF-8", 1);
	setlocale(LC_CTYPE, "C.UTF-8");
	return command_main(argc, argv, locale);
}
