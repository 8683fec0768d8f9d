/* Loaded beside the program: threads that have used the library under the database take long to end, and so does the
 * process behind that library's clearing up. What ends in the wrong order finds its memory gone every time, not once
 * in some thousand. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

#define MOST 4
static void (*theirs[MOST])(void *);
static int taken;

static void slowly(int which, void *kept) {
    usleep(40000);
    theirs[which](kept);
}
static void first(void *kept) { slowly(0, kept); }
static void second(void *kept) { slowly(1, kept); }
static void third(void *kept) { slowly(2, kept); }
static void fourth(void *kept) { slowly(3, kept); }
static void (*const ours[MOST])(void *) = {first, second, third, fourth};

int pthread_key_create(pthread_key_t *key, void (*end)(void *)) {
    int (*create)(pthread_key_t *, void (*)(void *)) = dlsym(RTLD_NEXT, "pthread_key_create");
    Dl_info from;
    if (end && taken < MOST && dladdr((void *)end, &from) && strstr(from.dli_fname, "libcrypto")) {
        theirs[taken] = end;
        end = ours[taken++];
    }
    return create(key, end);
}

__attribute__((destructor)) static void wait(void) { usleep(300000); }
