/* base/banned: functions that have cost others dearly do not compile here. Include last. */
#ifndef KAKEKOMI_BASE_BANNED_H
#define KAKEKOMI_BASE_BANNED_H

#undef strcpy
#undef strcat
#undef strncpy
#undef strncat
#undef strtok
#undef sprintf
#undef vsprintf
#undef gets
#undef system
#pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf strtok gets system popen localtime gmtime ctime asctime

#endif
