// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "workspace/runsession.h"

#include <QObject>

namespace slipway {

/// The run of a session and the nested ones under way in it, seen as one.
class RunFamily final : public QObject
{
    Q_OBJECT
public:
    /// Until the engine is destroyed.
    void add(const RunId &run, RunEngine &engine);
    /// Open questions of all, oldest first.
    QList<OpenQuestion> questions() const;
    Result<void> answer(const RunId &run, const QuestionId &question, const Answer &answer);

Q_SIGNALS:
    void eventRecorded(const slipway::RunEvent &event);
    void outputReceived(const slipway::OutputChunk &chunk);
    void questionsChanged();
    void recordingFailed(const slipway::Error &error);

private:
    void remove(const QObject *engine);
    void pass(const RunEvent &event);

    struct Member
    {
        RunId run;
        RunEngine *engine;
    };
    QList<Member> m_members;
};

} // namespace slipway
