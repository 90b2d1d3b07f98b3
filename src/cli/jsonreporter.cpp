// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/jsonreporter.h"

#include "cli/console.h"

#include <QJsonDocument>

namespace slipway {

QByteArray jsonLine(const RunEvent &event)
{
    return QJsonDocument(toJson(event)).toJson(QJsonDocument::Compact) + '\n';
}

void JsonReporter::event(const RunEvent &event, const RunState &)
{
    m_console.rawOut(jsonLine(event));
}

void JsonReporter::output(const OutputChunk &)
{
    // Output is no event: it stands in the journal beside them.
}

void JsonReporter::finished(const RunState &) { }

} // namespace slipway
