/* What the benchmarks share: a clock, the median, one row of the table. */
#ifndef KAKEKOMI_TESTS_BENCH_H
#define KAKEKOMI_TESTS_BENCH_H

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static inline double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static inline int by_value(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static inline double median(double *v, size_t n)
{
	qsort(v, n, sizeof *v, by_value);
	return v[n / 2];
}

static inline void row(const char *job, double ours, double yard, const char *unit, const char *mark)
{
	printf("%-34s %9.3f %9.3f %-4s ratio %5.2f   mark %s\n", job, ours, yard, unit, yard > 0 ? ours / yard : 0.0, mark);
}

#endif
