// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/joblink.h"
#include "ssh/system/systemjob.h"
#include "ssh/system/systemsession.h"

namespace slipway {

/// What uploads and downloads by the ssh program have in common: a shell program over there that
/// answers with lines "MARK WORD …".
class SystemTransfer : public SystemJob
{
    Q_OBJECT
public:
    ~SystemTransfer() override;

    void start() final;
    void wake() final;

protected:
    SystemTransfer(SystemMasters &masters, SystemSsh ssh, QString remotePath,
                   std::shared_ptr<JobControl> link);

    /// Variables and program, to be evaluated over there.
    virtual QByteArray program() const = 0;
    /// A line with the mark; false: what comes after it is no line any more.
    virtual bool onWord(const QByteArray &word, const QByteArray &rest) = 0;
    virtual void onContent(const QByteArray &bytes);
    virtual void onEnded() = 0;
    /// To be run over there before a cancelled transfer reports; empty: nothing.
    virtual QByteArray tidyProgram() const { return {}; }
    virtual bool canStop() const { return true; }
    virtual void report(std::optional<Error> error) = 0;
    virtual Error cancelled() const = 0;

    SystemSession &session() { return *m_session; }
    const QString &server() const { return m_ssh.server; }
    const QString &written() const { return m_remotePath; }
    QString folder() const;
    /// What all programs are told.
    QByteArray settings() const;
    /// Reports, once; without an error what is known.
    void finish(std::optional<Error> error = {});
    /// Once it ended: the exit status of the program over there.
    int status() const { return m_status; }
    /// Why there is no answer.
    Error silence() const;

private:
    bool isPath() const;
    void onSessionEnded(const SystemSessionEnd &end);
    void tidy();
    void onReceived(OutputStream stream, const QByteArray &bytes);
    void readLines();

    SystemMasters &m_masters;
    SystemSsh m_ssh;
    QString m_remotePath;
    std::shared_ptr<JobControl> m_link;
    QByteArray m_mark;
    std::unique_ptr<SystemSession> m_session;
    std::unique_ptr<SystemSession> m_tidying;
    QByteArray m_lines;
    QByteArray m_errors;
    int m_status = SystemSessionEnd::broken;
    bool m_hasLines = true;
    bool m_isFinished = false;
};

} // namespace slipway
