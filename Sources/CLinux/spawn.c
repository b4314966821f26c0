// SPDX-License-Identifier: Apache-2.0

// The child shares the parent's memory, thread-local storage included, while the parent is suspended. So the child
// makes raw system calls only: the C library's setuid(), for one, would try to change every thread of the parent.

#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef CLONE_INTO_CGROUP
#define CLONE_INTO_CGROUP 0x200000000ULL
#endif

/// struct clone_args of the kernel (clone(2)), which glibc 2.36 doesn't declare.
struct clone_request {
    uint64_t flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls, set_tid, set_tid_size, cgroup;
};

struct errand {
    const struct clinux_image *image;
    struct clinux_birth *birth;
    /// Whether the child has to move itself into its control group.
    bool joins_cgroup;
};

enum { UNSHARE_AND_CLOSE = 1 << 1 /* CLOSE_RANGE_UNSHARE */, LAST_SIGNAL = 64, SIGNAL_SET_SIZE = 8 };

static void fail(struct clinux_birth *birth, enum clinux_stage stage)
{
    birth->error = errno;
    birth->stage = stage;
    syscall(SYS_exit_group, 127);
}

static bool write_file(int directory, const char *path, const char *text)
{
    int fd = (int)syscall(SYS_openat, directory, path, O_WRONLY | O_CLOEXEC, 0);
    if (fd < 0) return false;
    size_t length = strlen(text);
    long written = syscall(SYS_write, fd, text, length);
    int code = errno;
    syscall(SYS_close, fd);
    errno = code;
    return written == (long)length;
}

/// Default dispositions, which execve(2) would not restore for ignored signals, then an empty mask. A worker started from
/// `command &` in a shell would otherwise ignore SIGINT for ever, and one of ours SIGPIPE.
static void reset_signals(void)
{
    // The kernel's struct sigaction, all zero: SIG_DFL, no flags, an empty mask. The C library's sigaction() would refuse
    // the two signals that it keeps for itself.
    unsigned long action[8] = {0};
    for (int number = 1; number <= LAST_SIGNAL; number++) {
        if (number == SIGKILL || number == SIGSTOP) continue;
        syscall(SYS_rt_sigaction, number, action, NULL, SIGNAL_SET_SIZE);
    }
    uint64_t none = 0;
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &none, NULL, SIGNAL_SET_SIZE);
}

/// Until here the table of descriptors is the parent's own. The child takes a copy of its low end, and then changes that.
static void set_descriptors(const struct clinux_image *image, struct clinux_birth *birth)
{
    unsigned int above = 3;
    for (int fd = 0; fd < 3; fd++)
        if ((unsigned int)image->standard[fd] >= above) above = (unsigned int)image->standard[fd] + 1;
    // Where close_range(2) is filtered, a full copy has to do; all of ours are close-on-exec.
    if (syscall(SYS_close_range, above, ~0U, UNSHARE_AND_CLOSE) != 0 && syscall(SYS_unshare, CLONE_FILES) != 0)
        fail(birth, CLINUX_STAGE_DESCRIPTORS);
    for (int fd = 0; fd < 3; fd++) {
        birth->detail = fd;
        if (syscall(SYS_dup3, image->standard[fd], fd, 0) < 0) fail(birth, CLINUX_STAGE_DESCRIPTORS);
    }
    syscall(SYS_close_range, 3, ~0U, 0);
}

static void set_limits(const struct clinux_image *image, struct clinux_birth *birth)
{
    for (size_t index = 0; index < image->limit_count; index++) {
        struct { uint64_t soft, hard; } limit = {image->limits[index].value, image->limits[index].value};
        birth->detail = (int)index;
        if (syscall(SYS_prlimit64, 0, image->limits[index].resource, &limit, NULL) != 0)
            fail(birth, CLINUX_STAGE_RESOURCE_LIMITS);
    }
}

static void set_account(const struct clinux_image *image, struct clinux_birth *birth)
{
    if (syscall(SYS_setgroups, image->group_count, image->groups) != 0) fail(birth, CLINUX_STAGE_GROUPS);
    if (syscall(SYS_setgid, image->gid) != 0) fail(birth, CLINUX_STAGE_GROUP);
    if (syscall(SYS_setuid, image->uid) != 0) fail(birth, CLINUX_STAGE_USER);
}

static int child(void *argument)
{
    const struct errand *errand = argument;
    const struct clinux_image *image = errand->image;
    struct clinux_birth *birth = errand->birth;

    if (errand->joins_cgroup && !write_file(image->cgroup, "cgroup.procs", "0")) fail(birth, CLINUX_STAGE_CGROUP);
    if (syscall(SYS_setpgid, 0, 0) != 0) fail(birth, CLINUX_STAGE_PROCESS_GROUP);
    set_descriptors(image, birth);
    reset_signals();
    set_limits(image, birth);
    if (image->sets_niceness && syscall(SYS_setpriority, PRIO_PROCESS, 0, image->niceness) != 0)
        fail(birth, CLINUX_STAGE_NICENESS);
    if (image->oom_score && !write_file(AT_FDCWD, "/proc/self/oom_score_adj", image->oom_score))
        fail(birth, CLINUX_STAGE_OOM_SCORE);
    if (image->sets_account) set_account(image, birth);
    if (image->no_new_privileges && syscall(SYS_prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        fail(birth, CLINUX_STAGE_NO_NEW_PRIVILEGES);
    // As the user it will run as, like Supervisor: a directory that only root may enter is refused.
    if (image->directory && syscall(SYS_chdir, image->directory) != 0) fail(birth, CLINUX_STAGE_DIRECTORY);
    if (image->sets_umask) syscall(SYS_umask, image->umask);
    syscall(SYS_execve, image->path, image->argv, image->envp);
    fail(birth, CLINUX_STAGE_EXECUTE);
    return 127;
}

/// clone3(2) with a stack of its own: the C library has it, but keeps it to itself. Returns a negative errno.
static long clone3_onto_stack(struct clone_request *request, int (*entry)(void *), void *argument)
{
#if defined(__x86_64__)
    long result;
    register int (*function)(void *) __asm__("r8") = entry;
    register void *parameter __asm__("r9") = argument;
    __asm__ volatile("syscall\n\t"
                     "testq %%rax, %%rax\n\t"
                     "jnz 1f\n\t"
                     "xorl %%ebp, %%ebp\n\t"
                     "movq %%r9, %%rdi\n\t"
                     "callq *%%r8\n\t"
                     "ud2\n"
                     "1:"
                     : "=a"(result)
                     : "0"((long)SYS_clone3), "D"(request), "S"(sizeof *request), "r"(function), "r"(parameter)
                     : "rcx", "r11", "memory", "cc");
    return result;
#elif defined(__aarch64__)
    register long number __asm__("x8") = SYS_clone3;
    register long first __asm__("x0") = (long)request;
    register long second __asm__("x1") = sizeof *request;
    register int (*function)(void *) __asm__("x2") = entry;
    register void *parameter __asm__("x3") = argument;
    __asm__ volatile("svc #0\n\t"
                     "cbnz x0, 1f\n\t"
                     "mov x29, #0\n\t"
                     "mov x0, x3\n\t"
                     "blr x2\n\t"
                     "brk #0\n"
                     "1:"
                     : "+r"(first)
                     : "r"(number), "r"(second), "r"(function), "r"(parameter)
                     : "x30", "memory", "cc");
    return first;
#else
    return -ENOSYS;
#endif
}

/// Born straight into its control group: moving a process there afterwards takes the kernel milliseconds.
static int clone_into_cgroup(int cgroup, int (*entry)(void *), void *argument, int *pidfd, void *stack, size_t stack_size)
{
    struct clone_request request = {
        .flags = CLONE_VM | CLONE_VFORK | CLONE_FILES | CLONE_PIDFD | CLONE_INTO_CGROUP,
        .pidfd = (uint64_t)(uintptr_t)pidfd,
        .exit_signal = SIGCHLD,
        .stack = (uint64_t)(uintptr_t)stack,
        .stack_size = stack_size,
        .cgroup = (uint64_t)cgroup,
    };
    long pid = clone3_onto_stack(&request, entry, argument);
    if (pid >= 0) return (int)pid;
    errno = (int)-pid;
    return -1;
}

static int start(struct errand *errand, void *stack, size_t stack_size)
{
    if (errand->image->cgroup >= 0) {
        int pid = clone_into_cgroup(errand->image->cgroup, child, errand, &errand->birth->pidfd, stack, stack_size);
        if (pid >= 0 || errno == EAGAIN || errno == ENOMEM || errno == EMFILE || errno == ENFILE) return pid;
        errand->birth->stage = CLINUX_STAGE_CGROUP;
        // Containers may filter clone3(2), whose arguments they can't inspect.
        if (errno != ENOSYS && errno != EPERM) return pid;
        errand->birth->stage = CLINUX_STAGE_CLONE;
        errand->joins_cgroup = true;
    }
    int flags = CLONE_VM | CLONE_VFORK | CLONE_FILES | CLONE_PIDFD | SIGCHLD;
    return clone(child, (char *)stack + stack_size, flags, errand, &errand->birth->pidfd);
}

void clinux_spawn(const struct clinux_image *image, void *stack, size_t stack_size, struct clinux_birth *birth)
{
    *birth = (struct clinux_birth){.pidfd = -1};
    struct errand errand = {.image = image, .birth = birth};

    // No handler of ours may run in the child on memory that is the parent's.
    uint64_t all = ~0ULL, before;
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &all, &before, SIGNAL_SET_SIZE);
    int pid = start(&errand, stack, stack_size);
    int code = errno;
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &before, NULL, SIGNAL_SET_SIZE);

    if (pid < 0) {
        birth->error = code;
        birth->pidfd = -1;
        return;
    }
    if (birth->error == 0) {
        birth->pid = pid;
        return;
    }
    // It has ended already, or is about to: this wait is for microseconds.
    siginfo_t info;
    while (waitid(P_PID, (id_t)pid, &info, WEXITED) != 0 && errno == EINTR) {}
    close(birth->pidfd);
    birth->pidfd = -1;
}

static int end_at_once(void *unused)
{
    (void)unused;
    syscall(SYS_exit_group, 0);
    return 0;
}

bool clinux_can_be_born(int cgroup, void *stack, size_t stack_size)
{
    int pidfd = -1;
    int pid = clone_into_cgroup(cgroup, end_at_once, NULL, &pidfd, stack, stack_size);
    // Where clone3(2) is filtered, a child moves itself (see start()), which nothing kills.
    if (pid < 0) return errno == ENOSYS || errno == EPERM;
    siginfo_t info;
    while (waitid(P_PID, (id_t)pid, &info, WEXITED) != 0 && errno == EINTR) {}
    close(pidfd);
    return info.si_code == CLD_EXITED;
}
