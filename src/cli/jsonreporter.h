// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/runreporter.h"

namespace slipway {

class Console;

/// One event of the journal a line.
class JsonReporter final : public RunReporter
{
public:
    explicit JsonReporter(const Console &console) : m_console(console) { }

    void event(const RunEvent &event, const RunState &state) override;
    void output(const OutputChunk &chunk) override;
    void finished(const RunState &state) override;

private:
    const Console &m_console;
};

/// The event as a line of JSON, with its newline.
QByteArray jsonLine(const RunEvent &event);

} // namespace slipway
