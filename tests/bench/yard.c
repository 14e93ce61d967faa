/* The yardstick: the least a program in C with readline and SQLite can do. `yard DB` opens the file with the casebook's
 * pragmas, then commits one row for every line, its writers queued on a flock of a side file. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include <readline/readline.h>
#include <sqlite3.h>

static void run(sqlite3 *db, const char *sql)
{
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK) {
		fprintf(stderr, "yard: %s\n", sqlite3_errmsg(db));
		exit(1);
	}
}

int main(int argc, char **argv)
{
	sqlite3 *db;
	sqlite3_stmt *insert;
	char queue[4096], *line;

	if (argc != 2 || sqlite3_open(argv[1], &db) != SQLITE_OK)
		return 2;
	snprintf(queue, sizeof queue, "%s.queue", argv[1]);
	int fd = open(queue, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	run(db, "PRAGMA journal_mode=TRUNCATE");
	run(db, "PRAGMA synchronous=EXTRA");
	run(db, "PRAGMA foreign_keys=ON");
	run(db, "CREATE TABLE IF NOT EXISTS rows (n INTEGER PRIMARY KEY, at INTEGER, words TEXT) STRICT");
	sqlite3_prepare_v2(db, "INSERT INTO rows (at, words) VALUES (1, ?1)", -1, &insert, NULL);
	while ((line = readline("> "))) {
		flock(fd, LOCK_EX);
		run(db, "BEGIN IMMEDIATE");
		sqlite3_bind_text(insert, 1, line, -1, SQLITE_TRANSIENT);
		sqlite3_step(insert);
		sqlite3_reset(insert);
		run(db, "COMMIT");
		flock(fd, LOCK_UN);
		free(line);
	}
	sqlite3_finalize(insert);
	sqlite3_close(db);
	return 0;
}
