/* The mail that reading and checking are measured with. */
#ifndef KAKEKOMI_BENCH_SAMPLE_H
#define KAKEKOMI_BENCH_SAMPLE_H

#include "base/buf.h"

enum { MAIL_SIZE = 21 * 1024 };

/* A mail as they come: multipart/alternative, Japanese as base64 and as quoted-printable HTML, 21 KB. */
static inline void make_mail(struct buf *out)
{
	buf_add(out, "Return-Path: <bounce@example.com>\nReceived: from a.example.com by b.example.jp; Thu, 12 Feb 2026 10:42:00 +0900\n"
	             "From: =?UTF-8?B?44GU5qGI5YaF?= <info@example.com>\nTo: <taro@example.jp>\n"
	             "Subject: =?UTF-8?B?44GU5Yip55So44Gu44GK55+l44KJ44Gb?=\nDate: Thu, 12 Feb 2026 10:41:58 +0900\n"
	             "Message-ID: <1@example.com>\nMIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=\"b\"\n\n"
	             "--b\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: base64\n\n");
	while (out->len < MAIL_SIZE / 3)
		buf_add(out, "44GU5Yip55So44Gu44GK55+l44KJ44Gb44Gn44GZ44CC5pel5pys6Kqe44Gu5paH56ug44CC\n");
	buf_add(out, "\n--b\nContent-Type: text/html; charset=UTF-8\nContent-Transfer-Encoding: quoted-printable\n\n"
	             "<html><head><style>.x{color:#333}</style></head><body>\n");
	while (out->len < MAIL_SIZE)
		buf_add(out, "<tr><td style=3D\"font-size:14px;color:#333\" class=3D\"x\">=E3=81=94=E5=88=A9=E7=94=A8=\n=E3=81=AE<a "
		             "href=3D\"https://www.example.com/path?x=3D1&amp;y=3D2\">=E3=81=93=E3=81=A1=E3=82=89</a></td></tr>\n");
	buf_add(out, "</body></html>\n--b--\n");
}

#endif
