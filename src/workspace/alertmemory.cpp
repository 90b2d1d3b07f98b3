// SPDX-License-Identifier: GPL-3.0-or-later
#include "workspace/alertmemory.h"

#include "base/worker.h"
#include "workspace/workspacelog.h"

#include <QFile>
#include <QJsonDocument>
#include <QSaveFile>

#include <utility>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr qint64 largest = 1024 * 1024;

/// Empty when it was written.
QString written(const QString &path, const QByteArray &content)
{
    QSaveFile file(path);
    const bool isDone
        = file.open(QIODevice::WriteOnly) && file.write(content) == content.size() && file.commit();
    return isDone ? QString() : file.errorString();
}

} // namespace

AlertMemory::AlertMemory(QString path, QObject *parent) : QObject(parent), m_path(std::move(path))
{
    QFile file(m_path);
    if (!m_path.isEmpty() && file.open(QIODevice::ReadOnly))
        m_told = QJsonDocument::fromJson(file.read(largest)).object();
}

std::optional<MetricState> AlertMemory::told(const QString &environment,
                                             const QString &metric) const
{
    const QString state = m_told[environment][metric].toString();
    for (const MetricState known : {MetricState::Ok, MetricState::Warn, MetricState::Bad,
                                    MetricState::Unknown, MetricState::Maintenance}) {
        if (state == toString(known))
            return known;
    }
    return std::nullopt;
}

void AlertMemory::remember(const QString &environment, const QString &metric, MetricState state)
{
    QJsonObject metrics = m_told[environment].toObject();
    metrics.insert(metric, toString(state));
    m_told.insert(environment, metrics);
    m_isWritten = m_path.isEmpty();
    write();
}

/// One after the other, so that the last one stays.
void AlertMemory::write()
{
    if (m_isWritten || m_isWriting)
        return;
    m_isWritten = true;
    m_isWriting = true;
    onWorker(written, m_path, QJsonDocument(m_told).toJson())
        .then(this, [this](const QString &error) {
            m_isWriting = false;
            if (!error.isEmpty())
                qCWarning(workspaceLog) << "cannot write" << m_path << error;
            write();
        });
}

} // namespace slipway
