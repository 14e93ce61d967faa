/* mail/helper/walls: shuts the helper in before it sees a mail: limits, Landlock, seccomp; the one door to libseccomp; private to
 * mail. */
#ifndef KAKEKOMI_MAIL_HELPER_WALLS_H
#define KAKEKOMI_MAIL_HELPER_WALLS_H

/* Returns which stand (enum wire_wall); what the kernel does not have is gone without. Afterwards the process can read and write
 * what is open, get memory, and end. */
unsigned walls_raise(void);

#endif
