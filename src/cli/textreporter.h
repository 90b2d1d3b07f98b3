// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/console.h"
#include "cli/runreporter.h"

namespace slipway {

/// A line an event with its time, state and glyph, headings of phases, and the output of the steps
/// with its host before each line.
class TextReporter final : public RunReporter
{
public:
    explicit TextReporter(const Console &console) : m_console(console) { }

    void event(const RunEvent &event, const RunState &state) override;
    void output(const OutputChunk &chunk) override;
    void finished(const RunState &state) override;

private:
    struct Line
    {
        std::optional<StepState> state;
        QString text;
    };
    std::optional<Line> lineOf(const RunEvent &event, const RunState &state) const;
    std::optional<Line> stepLine(const RunEvent &event, const RunState &state) const;
    /// Answers, approvals and edits.
    std::optional<Line> personLine(const RunEvent &event, const QString &name) const;
    std::optional<Line> runLine(const RunEvent &event) const;
    void heading(const RunEvent &event, const RunState &state);
    void print(const RunEvent &event, const Line &line);
    void flushOutput(const StepId &step);

    const Console &m_console;
    PhaseId m_phase;
    QMap<QString, QByteArray> m_partial; ///< unfinished lines, by step and host
};

/// "✓ Done", padded and in its colour.
QString stateText(const Console &console, StepState state, int width);

} // namespace slipway
