#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Not executable, which is what it is for.
