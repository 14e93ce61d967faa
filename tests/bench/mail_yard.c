/* The yardstick: the least a program can do that parses a mail with GMime. `mail_yard FILE COUNT` parses it COUNT times. */
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <gmime/gmime.h>

static char room[1024 * 1024];

static void parse(const char *bytes, size_t len)
{
	GMimeStream *stream = g_mime_stream_mem_new_with_buffer(bytes, len);
	GMimeParser *parser = g_mime_parser_new_with_stream(stream);
	GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);

	if (!message)
		exit(1);
	g_object_unref(message);
	g_object_unref(parser);
	g_object_unref(stream);
}

int main(int argc, char **argv)
{
	int fd = argc == 3 ? open(argv[1], O_RDONLY) : -1;
	ssize_t len = fd >= 0 ? read(fd, room, sizeof room) : -1;

	if (len < 0)
		return 2;
	g_mime_init();
	for (long i = atol(argv[2]); i > 0; i--)
		parse(room, (size_t)len);
	return 0;
}
