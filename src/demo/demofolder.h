// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QString>

namespace slipway {

/// The folder a demo lives in: taken by one fleet at a time, cleared of an earlier demo (its files
/// and what still runs of it), never of anything else.
class DemoFolder
{
public:
    explicit DemoFolder(QString path) : m_path(std::move(path)) { }
    ~DemoFolder();
    Q_DISABLE_COPY_MOVE(DemoFolder)

    QString path() const { return m_path; }
    QString workspace() const { return m_path + QStringLiteral("/workspace"); }
    QString servers() const { return m_path + QStringLiteral("/servers"); }
    QString keys() const { return m_path + QStringLiteral("/keys"); }
    QString control() const { return m_path + QStringLiteral("/fleet"); }

    /// Refused when another fleet has it, or when it holds folders of these names that no demo
    /// made.
    Result<void> take();
    /// Ends the shops that deployments started, and lets the folder go. The files stay.
    void release();

    static Result<QString> readText(const QString &path);
    static Result<void> writeText(const QString &path, const QString &text);

private:
    void endProcesses() const;

    QString m_path;
    int m_lock = -1;
};

} // namespace slipway
