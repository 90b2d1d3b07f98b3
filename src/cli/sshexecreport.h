// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/console.h"
#include "cli/sshexecoptions.h"
#include "exec/gatheredoutputs.h"

#include <QSet>

namespace slipway {

/// Prints what servers print and how they ended, in the way that was asked for.
class SshExecReport
{
public:
    SshExecReport(const Console &console, const SshExecOptions &options);

    /// `names` are further names of the server that its output may hold.
    void add(const QString &server, const QStringList &names);
    void output(const QString &server, OutputStream stream, const QByteArray &bytes);
    /// Later: why it failed is said in another place.
    enum class Failures { Now, Later };
    void end(const QString &server, const FanOut::Outcome &outcome, Failures failures);
    /// Everything that waits for the end, and a line of counts where there were several servers.
    void conclude(const FanOut &fanOut);
    /// Not all that servers printed could be kept until then; it has been said.
    bool isIncomplete() const { return m_isIncomplete; }

private:
    struct Output
    {
        QByteArray out;
        QByteArray err;
    };
    static QByteArray &textOf(Output &output, OutputStream stream);
    QByteArray shown(const QByteArray &line, OutputStream stream) const;
    void printLines(const QString &server, OutputStream stream);
    qsizetype placeOf(const QString &server, OutputStream stream) const;
    QString keptOf(const QString &server, OutputStream stream);
    void printJson(const QString &server, const FanOut::Outcome &outcome);
    void printRest(const QString &server);
    void printGroups();
    void take(const Error &problem);
    static QString summary(const FanOut &fanOut);

    const Console &m_console;
    SshExecOptions::Format m_format;
    QMap<QString, Output> m_outputs;
    OutputSpool m_kept;  ///< what JSON says at a server's end
    QSet<QString> m_cut; ///< servers whose output could not be kept
    QMap<QString, QStringList> m_names;
    QStringList m_servers; ///< in the workspace's order
    GatheredOutputs m_gathered;
    bool m_isIncomplete = false;
};

/// "failed", "could not be reached": a state in a sentence's words.
QString wordOf(MachineState state);

} // namespace slipway
