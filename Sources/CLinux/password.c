// SPDX-License-Identifier: Apache-2.0

// Passwords and their hashes, by libcrypt (crypt(5)).

#define _GNU_SOURCE
#include "CLinux.h"

#include <crypt.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

bool clinux_password_matches(const char *password, const char *hash)
{
    struct crypt_data *room = calloc(1, sizeof *room);
    if (room == NULL) return false;
    const char *found = crypt_r(password, hash, room);
    size_t length = strlen(hash);
    unsigned char difference = 1;
    // A failure begins with an asterisk, and is no hash that anybody has.
    if (found != NULL && found[0] != '*' && strlen(found) == length) {
        difference = 0;
        for (size_t index = 0; index < length; index++)
            difference |= (unsigned char)found[index] ^ (unsigned char)hash[index];
    }
    explicit_bzero(room, sizeof *room);
    free(room);
    return difference == 0;
}

bool clinux_password_hash_is_usable(const char *hash)
{
    struct crypt_data *room = calloc(1, sizeof *room);
    if (room == NULL) return false;
    const char *found = crypt_r("", hash, room);
    bool usable = found != NULL && found[0] != '*' && strlen(found) == strlen(hash);
    free(room);
    return usable;
}

int clinux_hash_password(const char *password, char *hash, size_t size)
{
    char salt[CRYPT_GENSALT_OUTPUT_SIZE];
    if (crypt_gensalt_rn("$y$", 0, NULL, 0, salt, sizeof salt) == NULL) return -1;
    struct crypt_data *room = calloc(1, sizeof *room);
    if (room == NULL) return -1;
    const char *made = crypt_r(password, salt, room);
    int result = -1;
    if (made == NULL || made[0] == '*') {
        if (errno == 0) errno = EINVAL;
    } else if (strlen(made) >= size) {
        errno = ERANGE;
    } else {
        strcpy(hash, made);
        result = 0;
    }
    int error = errno;
    explicit_bzero(room, sizeof *room);
    free(room);
    errno = error;
    return result;
}
