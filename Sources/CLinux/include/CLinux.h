// SPDX-License-Identifier: Apache-2.0

// What Swift can't say by itself: system calls without a C function or with a variadic one, and the start of a process,
// whose child half must not run a single line of Swift. Everything here is plain C for Linux 5.14 or later.

#pragma once

// Included for Swift, whose Glibc module doesn't carry these headers. No _GNU_SOURCE here: it would change the layout of types that
// the Glibc module has already defined, and the two would clash.
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
