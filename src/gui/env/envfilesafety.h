// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "env/envfile.h"

#include <QObject>
#include <QProcess>
#include <QTimer>

namespace slipway {

/// What may let a file's secrets out.
struct EnvFileDangers
{
    bool isTracked = false;    ///< git keeps its versions
    bool isNotIgnored = false; ///< in a repository, and the next `git add .` takes it
    EnvFileMode mode;

    bool isOpenToOthers() const
    {
        return mode.isReadableByGroup() || mode.isReadableByOthers() || mode.isWritableByGroup()
            || mode.isWritableByOthers();
    }
    friend bool operator==(const EnvFileDangers &, const EnvFileDangers &) = default;
};

/// Asks git and the file system about a file, without waiting for either. Git runs with the user's
/// configuration, but none of its hooks; one that does not answer in time is not asked further.
class EnvFileSafety : public QObject
{
    Q_OBJECT
public:
    explicit EnvFileSafety(QObject *parent = nullptr);
    ~EnvFileSafety() override;

    /// Ends with checked(), unless another file is asked about meanwhile.
    void check(const QString &path);
    /// Makes a file its owner's alone.
    static Result<void> makePrivate(const QString &path);

Q_SIGNALS:
    void checked(const QString &path, const slipway::EnvFileDangers &dangers);

private:
    enum class Question { Tracked, Ignored };
    void askGit(Question question);
    void takeAnswer(int exitCode, QProcess::ExitStatus status);
    void finish();

    QString m_path;
    EnvFileDangers m_dangers;
    Question m_question = Question::Tracked;
    std::unique_ptr<QProcess> m_git;
    QTimer m_patience;
};

} // namespace slipway
