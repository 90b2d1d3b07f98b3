// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What tasks of an IoLoop are made of, and what they can wait for.
#include "base/task.h"
#include "ssh/later.h"
#include "ssh/notifier.h"
#include "ssh/pause.h"
