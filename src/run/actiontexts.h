// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/stepexecutor.h"

#include <functional>

namespace slipway {

/// What may stand in a text of an action.
enum class TextPlace {
    Script,      ///< shell text: values quoted, secrets as environment variables
    Plain,       ///< values as they are, no secrets
    WithSecrets, ///< values as they are, secrets as markers (see run/secretmarkers.h)
};

/// Calls `visit` with every text of the action that may hold `{{ … }}`; it may change it.
void visitTexts(Action &action, const std::function<void(QString &text, TextPlace place)> &visit);

/// The `on` of ssh and upload; empty for the others.
QStringList hostsOf(const Action &action);

/// What an action does, in a line or a few: the script, the request, the question. Secrets dotted.
QString describeAction(const Action &action);

/// What a step is about to do, for StepIntent's `commands`: {host or "": text}. Secrets dotted.
QJsonObject describeTargets(const ResolvedStep &resolved);

} // namespace slipway
