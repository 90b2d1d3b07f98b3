// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "ssh/configscan.h"

#include <QHash>
#include <QObject>
#include <QQueue>
#include <QStringList>

#include <functional>
#include <optional>

class QProcess;

namespace slipway {

/// What ~/.ssh/config says about a host, asked from `ssh -G`, which resolves Match, Include and
/// aliases exactly like OpenSSH. Answers are kept. Without an ssh program that runs ConfigFile
/// answers.
/// Lives on the caller's thread.
class ConfigReader : public QObject
{
    Q_OBJECT
public:
    /// Lower-case option -> its values, in order.
    using Options = QHash<QString, QStringList>;
    struct Query
    {
        QString host;
        QString user; ///< empty, 0: left to the config
        int port = 0;
        friend bool operator==(const Query &, const Query &) = default;
    };

    explicit ConfigReader(QObject *parent = nullptr);

    /// Where ssh does not accept the configuration the message is what it says.
    using Receive = std::function<void(const Result<Options> &)>;
    /// `receive` comes from the event loop, or at once for a kept answer.
    void ask(const Query &query, Receive receive);
    /// Replaces the program that is asked, for each host by itself; for tests.
    void setProgram(const QString &program)
    {
        m_program = program;
        m_asksEachHost = true;
    }

    static Options parse(const QByteArray &output);

private:
    void askProgram(const Query &query, Receive receive);
    void startNext();
    void settle(const QString &key, const Result<Options> &options);
    static Result<Options> answerOf(QProcess &process);

    QString m_program;
    bool m_asksEachHost = false;
    std::optional<ConfigScan> m_scan; ///< made with the first question
    QHash<QBitArray, QString> m_firstOfKind;
    QHash<QString, Options> m_answers;
    QHash<QString, QList<Receive>> m_waiters;
    QQueue<std::pair<QString, Query>> m_queue;
    int m_running = 0;
};

} // namespace slipway
