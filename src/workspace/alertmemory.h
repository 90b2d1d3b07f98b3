// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/gauge.h"

#include <QJsonObject>
#include <QObject>

#include <optional>

namespace slipway {

/// Which state of each metric people were told of last, in a file that outlives Slipway: who starts
/// it again tells nothing twice. A file that cannot be read is as good as none; one that cannot be
/// written is told to the log.
class AlertMemory final : public QObject
{
    Q_OBJECT
public:
    /// `path` may be empty: then it is remembered as long as this lives.
    explicit AlertMemory(QString path, QObject *parent = nullptr);

    std::optional<MetricState> told(const QString &environment, const QString &metric) const;
    /// On the disk soon.
    void remember(const QString &environment, const QString &metric, MetricState state);

private:
    void write();

    QString m_path;
    QJsonObject m_told; ///< state by metric, by environment
    bool m_isWriting = false;
    bool m_isWritten = true;
};

} // namespace slipway
