// SPDX-License-Identifier: Apache-2.0

#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <malloc.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef P_PIDFD
#define P_PIDFD 3
#endif

static int reap(idtype_t kind, id_t id, int options, struct clinux_exit *end)
{
    siginfo_t info;
    memset(&info, 0, sizeof info);
    memset(end, 0, sizeof *end);
    if (waitid(kind, id, &info, WEXITED | WNOHANG | options) != 0) return -1;
    if (info.si_pid == 0) return 0;
    end->pid = info.si_pid;
    end->status = info.si_status;
    end->by_signal = info.si_code != CLD_EXITED;
    end->dumped_core = info.si_code == CLD_DUMPED;
    return 0;
}

int clinux_reap_pidfd(int pidfd, struct clinux_exit *end)
{
    return reap((idtype_t)P_PIDFD, (id_t)pidfd, 0, end);
}

int clinux_reap_pid(int pid, struct clinux_exit *end)
{
    return reap(P_PID, (id_t)pid, 0, end);
}

int clinux_peek_ended(struct clinux_exit *end)
{
    return reap(P_ALL, 0, WNOWAIT, end);
}

int clinux_pidfd_open(int pid)
{
    return (int)syscall(SYS_pidfd_open, pid, 0);
}

int clinux_pidfd_signal(int pidfd, int signal)
{
    return (int)syscall(SYS_pidfd_send_signal, pidfd, signal, NULL, 0);
}

int clinux_fork(void)
{
    return fork();
}

int clinux_become_subreaper(void)
{
    return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
}

int clinux_peer_credentials(int socket, int *pid, uint32_t *uid, uint32_t *gid)
{
    struct ucred peer;
    socklen_t size = sizeof peer;
    if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return -1;
    *pid = peer.pid;
    *uid = peer.uid;
    *gid = peer.gid;
    return 0;
}

int clinux_pipe(int ends[2])
{
    return pipe2(ends, O_CLOEXEC);
}

int clinux_dup(int descriptor, int copy)
{
    return dup3(descriptor, copy, O_CLOEXEC);
}

char **clinux_environment(void)
{
    return environ;
}

const char *clinux_errno_name(int code)
{
    return strerrorname_np(code);
}

void clinux_trim_heap(void) {
    // Setting it at all also keeps the threshold from growing with the largest block that was ever freed (mallopt(3)).
    mallopt(M_TRIM_THRESHOLD, 64 << 10);
    malloc_trim(0);
}

/* Where the linker put the program: read-only data and code, in whole pages, up to the first that is written. */
extern char __executable_start[], etext[];

void clinux_release_code(void) {
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    uintptr_t start = (uintptr_t)__executable_start & ~(page - 1), end = (uintptr_t)etext & ~(page - 1);
    madvise((void *)start, end - start, MADV_DONTNEED);
}
