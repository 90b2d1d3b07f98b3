// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/runstate.h"

namespace slipway {

/// What decides the choices that a question about a failure offers.
struct FailureFacts
{
    bool isRequired = true;
    bool isEditable = false;    ///< its action can be changed and tried again
    bool isWindingDown = false; ///< an `always` step after a stop
    bool canUndo = false;       ///< a rollback would undo something
    int retriesLeft = 0;
    QList<ServerId> hosts; ///< all it works on, without excluded ones
};

/// The one question that every kind of failure reaches (rule 4).
Question failureQuestion(const Step &step, const StepStatus &status, const FailureFacts &facts);
/// After a crash between intent and result: did it act?
Question unknownQuestion(const Step &step, const StepStatus &status, const FailureFacts &facts);
/// A gate's metrics say neither yes nor no.
Question noDataQuestion(const Step &step, const QString &reason, const FailureFacts &facts);
/// A step could not be undone in a rollback.
Question undoQuestion(const Step &step, const StepStatus &status);

/// Failures of this kind come before anything was changed.
bool isBeforeActing(ErrorCode code);

} // namespace slipway
