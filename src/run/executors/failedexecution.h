// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/stepexecutor.h"

namespace slipway {

/// An attempt that could not begin: finishes with its error.
class FailedExecution final : public StepExecution
{
    Q_OBJECT
public:
    explicit FailedExecution(const Error &error)
    {
        m_result.error = error;
        QMetaObject::invokeMethod(
            this, [this] { Q_EMIT finished(m_result); }, Qt::QueuedConnection);
    }
    /// It is over already; its finished() is on the way.
    void cancel() override { }

private:
    ExecutionResult m_result;
};

} // namespace slipway
