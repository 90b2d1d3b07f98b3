// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/runstate.h"

namespace slipway {

/// What an answer must have to be taken: an offered choice, and the reason, evidence, option,
/// hosts or action that the choice asks for. `action` is the step's own.
Result<void> checkAnswer(const Question &question, const Answer &answer, const Action &action);

} // namespace slipway
