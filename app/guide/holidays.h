/* guide/holidays: Japan's public holidays by rule (国民の祝日に関する法律, as in force from 2020, with the
 * shifts of 2020 and 2021 by the Olympic special measures act); uses base/clock. Earlier years are
 * not covered: no desk is asked about them. */
#ifndef KAKEKOMI_GUIDE_HOLIDAYS_H
#define KAKEKOMI_GUIDE_HOLIDAYS_H

#include <stdbool.h>

/* A holiday, a substitute holiday (振替休日, a holiday on a Sunday moves to the next day that is none),
 * or a day between two holidays (国民の休日). True for years 2020 to 2099 only. */
bool is_holiday(int year, int month, int day);

#endif
