/* make bench: a full pack verified, checked and put in use; what a pack costs at every start.   packs KAKEKOMI PLAYBOOKS */
#include <fcntl.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/path.h"
#include "bench.h"
#include "mail/guidance.h"
#include "guide/load.h"
#include "net/gather.h"
#include "net/packs.h"
#include "net/signed.h"

enum { INSTALLS = 40, STARTS = 60 };

static void die(const struct err *e)
{
	fprintf(stderr, "bench: %s %s %s\n", e->key, e->arg[0], e->arg[1]);
	exit(1);
}

/* A base pack of these playbooks and its signature. */
static void publish(const char *playbooks, uint32_t version, const struct secret_key *key, struct buf *bytes, struct buf *sign)
{
	struct pack pack = { .about = { .name = "base", .version = version, .needs = "0.1.0" } };
	struct arena *a = arena_new();
	struct err e = { 0 };

	if (!gather(playbooks, a, &pack, &e) || !pack_write("bench", &pack, bytes, &e) ||
	    !signed_make("bench", buf_str(bytes), bytes->len, key, sign, &e))
		die(&e);
	pack_free(&pack);
	arena_free(a);
}

static double install(const struct buf *bytes, const struct buf *sign)
{
	const struct pack_offer o = { .label = "bench", .bytes = buf_str(bytes), .len = bytes->len, .sign = buf_str(sign) };
	const struct moment now = { 1795000000000, 540 };
	struct pack_change change = { .nothing = false };
	struct packs p;
	struct err e = { 0 };
	double begin = now_ms();

	if (!packs_open(&p, true, &e) || !packs_prepare(&p, &o, now, &change, &e) || !packs_commit(&p, &o, now, &change, &e))
		die(&e);
	pack_change_drop(&change);
	packs_close(&p);
	return now_ms() - begin;
}

static double check_alone(const char *playbooks)
{
	char *dirs[] = { (char *)playbooks };
	struct err e = { 0 };
	double begin = now_ms();
	struct catalog *c = guidance_check(dirs, 1, &e);

	if (!c)
		die(&e);
	catalog_free(c);
	return now_ms() - begin;
}

static void trust(const struct public_key *key)
{
	struct packs p;
	struct err e = { 0 };

	if (!packs_open(&p, true, &e) || !keyring_add(p.dir, &p.ring, "bench", key, &e))
		die(&e);
	packs_close(&p);
}

static double plan_once(char *kakekomi)
{
	char *const argv[] = { kakekomi, "plan", "--fact", "entered=card", "--json", NULL };
	double begin = now_ms();
	pid_t pid = fork();

	if (pid == 0) {
		int null = open("/dev/null", O_WRONLY);
		dup2(null, STDOUT_FILENO);
		execv(argv[0], argv);
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, NULL, 0) < 0)
		exit(2);
	return now_ms() - begin;
}

static void bench_start(char *kakekomi, const char *with, const char *without)
{
	double a[STARTS], b[STARTS];

	for (int i = 0; i < STARTS; i++) {
		setenv("XDG_DATA_HOME", with, 1);
		a[i] = plan_once(kakekomi);
		setenv("XDG_DATA_HOME", without, 1);
		b[i] = plan_once(kakekomi);
	}
	row("a plan with a pack / without", median(a, STARTS), median(b, STARTS), "ms", "about the same");
}

int main(int argc, char **argv)
{
	char home[] = "/tmp/kakekomi-bench-XXXXXX", none[64], command[80];
	double ours[INSTALLS], alone[INSTALLS];
	struct public_key p;
	struct secret_key s;

	if (argc != 3 || !mkdtemp(home))
		return 2;
	snprintf(none, sizeof none, "%s/none", home);
	setenv("XDG_DATA_HOME", home, 1);
	keys_make(&p, &s);
	trust(&p);
	for (uint32_t i = 0; i < INSTALLS; i++) {
		struct buf bytes = { 0 }, sign = { 0 };
		publish(argv[2], i + 2, &s, &bytes, &sign);
		ours[i] = install(&bytes, &sign);
		alone[i] = check_alone(argv[2]);
		buf_free(&bytes);
		buf_free(&sign);
	}
	row("verify + check + swap, full pack", median(ours, INSTALLS), median(alone, INSTALLS), "ms", "<= 20 ms");
	bench_start(argv[1], home, none);
	snprintf(command, sizeof command, "rm -r %s", home);
	return system(command) == 0 ? 0 : 1;
}
