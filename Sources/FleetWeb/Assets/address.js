// SPDX-License-Identifier: Apache-2.0

/** Where a path of this server is. The page's own address may carry a name and a password, and a request for such a one is refused. */
export const at = (path) => new URL(path, location.origin).href;
