// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/commandspec.h"
#include "cli/console.h"

#include <QObject>

namespace slipway {

/// One command of slipwayctl. start() returns at once; finished() comes exactly once, at the
/// earliest when the event loop runs.
class CliCommand : public QObject
{
    Q_OBJECT
public:
    explicit CliCommand(const Console &console) : m_console(console) { }

    virtual void start(const Arguments &arguments) = 0;
    /// A person pressed Ctrl-C, or the system asks to end. Ends at once unless there is something
    /// to be ended well.
    virtual void interrupt();

Q_SIGNALS:
    void finished(int exitCode);

protected:
    const Console &console() const { return m_console; }
    /// Reports the error and finishes.
    void fail(const Error &error, int exitCode);
    void finishLater(int exitCode);

private:
    const Console &m_console;
};

/// A command's error as a line: "slipwayctl: …", with its detail below where it has several lines.
QString errorLine(const Error &error);

} // namespace slipway
