/*
 * Preloaded into a process it counts fsync and fdatasync, and makes each of them slower, as a disk
 * would be that has to move something.
 *
 * SLOW_SYNC_MICROSECONDS: added to every sync (default 0)
 * SLOW_SYNC_COUNT: file whose first 8 bytes are the count (default: not counted)
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

static long delay_us;
static unsigned long long *count;

__attribute__((constructor)) static void prepare(void) {
  const char *delay = getenv("SLOW_SYNC_MICROSECONDS");
  const char *path = getenv("SLOW_SYNC_COUNT");
  delay_us = delay ? atol(delay) : 0;
  if (path) {
    int file = open(path, O_RDWR | O_CREAT, 0600);
    if (file >= 0 && ftruncate(file, sizeof *count) == 0) {
      void *place = mmap(NULL, sizeof *count, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
      count = place == MAP_FAILED ? NULL : place;
    }
    if (file >= 0) {
      close(file);
    }
  }
}

static int slow(const char *name, int file) {
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
  if (count) {
    __atomic_fetch_add(count, 1, __ATOMIC_RELAXED);
  }
  if (delay_us > 0) {
    struct timespec wait = {delay_us / 1000000, delay_us % 1000000 * 1000};
    nanosleep(&wait, NULL);
  }
  return real(file);
}

int fsync(int file) { return slow("fsync", file); }

int fdatasync(int file) { return slow("fdatasync", file); }
