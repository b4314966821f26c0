// SPDX-License-Identifier: Apache-2.0

// What Swift can't say by itself: system calls without a C function or with a variadic one, and the start of a process,
// whose child half must not run a single line of Swift. Everything here is plain C for Linux 5.14 or later. Functions
// return -1 and set errno where they fail, unless they say otherwise.

#pragma once

// Included for Swift, whose Glibc module doesn't carry these headers. No _GNU_SOURCE here: it would change the layout of
// types that the Glibc module has already defined, and the two would clash.
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/signalfd.h>
#include <sys/xattr.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// ---- spawn.c ----------------------------------------------------------------------------------------------------------

/// The steps of the child, in order. One that fails is reported with its errno.
enum clinux_stage {
    CLINUX_STAGE_CLONE,
    CLINUX_STAGE_CGROUP,
    CLINUX_STAGE_PROCESS_GROUP,
    CLINUX_STAGE_DESCRIPTORS,
    CLINUX_STAGE_RESOURCE_LIMITS,
    CLINUX_STAGE_NICENESS,
    CLINUX_STAGE_OOM_SCORE,
    CLINUX_STAGE_GROUPS,
    CLINUX_STAGE_GROUP,
    CLINUX_STAGE_USER,
    CLINUX_STAGE_NO_NEW_PRIVILEGES,
    CLINUX_STAGE_DIRECTORY,
    CLINUX_STAGE_EXECUTE,
};

/// One setrlimit(2): both limits become `value`.
struct clinux_limit {
    int resource;
    uint64_t value;
};

/// A process to be: everything resolved, so that the child only makes system calls. Pointers are borrowed for the call.
struct clinux_image {
    const char *path;
    char *const *argv;
    char *const *envp;
    /// What becomes descriptors 0, 1 and 2. Each must be above 2 itself, and the lower they are, the cheaper is the launch.
    /// All others are closed.
    int standard[3];
    /// Directory of the control group (cgroup v2) to be born in, or -1.
    int cgroup;
    const struct clinux_limit *limits;
    size_t limit_count;
    bool sets_niceness;
    int niceness;
    /// Text for /proc/self/oom_score_adj, or NULL.
    const char *oom_score;
    bool sets_account;
    uint32_t uid;
    uint32_t gid;
    const uint32_t *groups;
    size_t group_count;
    bool no_new_privileges;
    bool sets_umask;
    uint32_t umask;
    /// Working directory, or NULL.
    const char *directory;
};

/// What came of a spawn.
struct clinux_birth {
    /// 0 where it failed.
    int pid;
    /// A close-on-exec pidfd (pidfd_open(2)), or -1.
    int pidfd;
    /// Where it failed: at which step, why, and for a step that has several things to do, at which of them.
    enum clinux_stage stage;
    int error;
    int detail;
};

/// Starts a process and returns once it runs its program or has failed.
///
/// C, because the child borrows the parent's memory until it executes (vfork semantics: no copy of page tables, and the
/// exec error is simply there), where nothing may allocate, lock or retain. `stack` is for the child alone.
void clinux_spawn(const struct clinux_image *image, void *stack, size_t stack_size, struct clinux_birth *birth);

/// Whether a child that is born into the control group whose directory this is ends by itself, rather than being killed.
bool clinux_can_be_born(int cgroup, void *stack, size_t stack_size);

// ---- calls.c ----------------------------------------------------------------------------------------------------------

/// How a child ended.
struct clinux_exit {
    /// 0 where none has ended.
    int pid;
    /// An exit status, or the number of a signal.
    int status;
    bool by_signal;
    bool dumped_core;
};

/// waitid(2) for the end of a child, without waiting. C, because siginfo_t is a union behind macros.
int clinux_reap_pidfd(int pidfd, struct clinux_exit *end);
/// The same by number.
int clinux_reap_pid(int pid, struct clinux_exit *end);
/// Tells which child has ended, and leaves it unreaped.
int clinux_peek_ended(struct clinux_exit *end);

/// pidfd_open(2). C, because there is no C function before glibc 2.36, and syscall(2) is variadic.
int clinux_pidfd_open(int pid);
/// pidfd_send_signal(2), likewise.
int clinux_pidfd_signal(int pidfd, int signal);

/// fork(2). C, because Swift hides it, rightly: to be called before there is a second thread.
int clinux_fork(void);

/// PR_SET_CHILD_SUBREAPER (prctl(2), which is variadic).
int clinux_become_subreaper(void);

/// SO_PEERCRED (unix(7)). C, because struct ucred needs _GNU_SOURCE.
int clinux_peer_credentials(int socket, int *pid, uint32_t *uid, uint32_t *gid);

/// A close-on-exec pipe (pipe2(2)). C for _GNU_SOURCE.
int clinux_pipe(int ends[2]);

/// dup3(2) with O_CLOEXEC. C for _GNU_SOURCE.
int clinux_dup(int descriptor, int copy);

/// environ(7). A function, because Swift can't know that nobody else writes the variable.
char **clinux_environment(void);

/// malloc_trim(3) of the whole heap, and of its top from then on. C, because Swift's module of glibc leaves <malloc.h> out.
void clinux_trim_heap(void);

/// Takes the pages of the program's own file out of our memory (madvise(2), MADV_DONTNEED); what is used again comes back from the page
/// cache. C, because only the linker knows where they are.
void clinux_release_code(void);

/// The name of an errno, such as ENOENT; NULL for an unknown one. C for _GNU_SOURCE.
const char *clinux_errno_name(int code);

// ---- password.c -------------------------------------------------------------------------------------------------------

/// Whether crypt(3) makes this hash of the password; compared in constant time. C, because the state that crypt_r(3) needs is
/// 32 KiB of a struct that Swift's module of glibc leaves out.
bool clinux_password_matches(const char *password, const char *hash);

/// Whether this is a whole hash that crypt(3) of this machine can check. Takes as long as checking one.
bool clinux_password_hash_is_usable(const char *hash);

/// A new hash of the password by yescrypt with a random salt (crypt_gensalt(3), crypt(5)), of at most 384 bytes with its end.
int clinux_hash_password(const char *password, char *hash, size_t size);
