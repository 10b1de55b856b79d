/* A disk that fails when it is told to, for the process that this is preloaded into (LD_PRELOAD).
 *
 * Files below the folder FAILING_DISK_FOLDER fail as the file FAILING_DISK_CONTROL says, which is read at each call:
 *   full   what is written ends with ENOSPC
 *   write  what is written ends with EIO
 *   sync   fsync and fdatasync end with EIO, and nothing was synchronised
 * Anything else, or no such file: nothing fails. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

/* Not by libc's functions, which are the ones that are replaced here. */
static size_t read_control(char *said, size_t size) {
  const char *path = getenv("FAILING_DISK_CONTROL");
  if (!path) return 0;
  int file = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0);
  if (file < 0) return 0;
  long length = syscall(SYS_read, file, said, size - 1);
  syscall(SYS_close, file);
  if (length < 0) length = 0;
  said[length] = 0;
  return (size_t)length;
}

static int is_below(int file) {
  const char *folder = getenv("FAILING_DISK_FOLDER");
  char link[64];
  char path[4096];
  if (!folder) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  long length = syscall(SYS_readlinkat, AT_FDCWD, link, path, sizeof path - 1);
  if (length <= 0) return 0;
  path[length] = 0;
  return strncmp(path, folder, strlen(folder)) == 0;
}

/* The error to end with, or 0. */
static int failure(int file, int is_sync) {
  char said[16];
  int saved = errno;
  int error = 0;
  if (read_control(said, sizeof said) > 0 && is_below(file)) {
    if (is_sync && strcmp(said, "sync") == 0) error = EIO;
    if (!is_sync && strcmp(said, "full") == 0) error = ENOSPC;
    if (!is_sync && strcmp(said, "write") == 0) error = EIO;
  }
  errno = saved;
  return error;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define FAIL_OR(is_sync, call)            \
  int error = failure(file, is_sync);     \
  if (error) {                            \
    errno = error;                        \
    return -1;                            \
  }                                       \
  return call

ssize_t write(int file, const void *data, size_t size) { FAIL_OR(0, REAL(write)(file, data, size)); }
ssize_t pwrite(int file, const void *data, size_t size, off_t at) { FAIL_OR(0, REAL(pwrite)(file, data, size, at)); }
ssize_t pwrite64(int file, const void *data, size_t size, off64_t at) {
  FAIL_OR(0, REAL(pwrite64)(file, data, size, at));
}
ssize_t writev(int file, const struct iovec *parts, int count) { FAIL_OR(0, REAL(writev)(file, parts, count)); }
int ftruncate(int file, off_t size) { FAIL_OR(0, REAL(ftruncate)(file, size)); }
int ftruncate64(int file, off64_t size) { FAIL_OR(0, REAL(ftruncate64)(file, size)); }
int fsync(int file) { FAIL_OR(1, REAL(fsync)(file)); }
int fdatasync(int file) { FAIL_OR(1, REAL(fdatasync)(file)); }
