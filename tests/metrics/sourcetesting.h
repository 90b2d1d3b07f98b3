// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/systemclock.h"
#include "exec/localcommandrunner.h"
#include "metrics/metricsource.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <optional>

namespace slipway::testing {

/// Makes one source at a time and measures by it.
class SourceBench
{
public:
    static MetricSpec specOf(const QString &kind, const QJsonObject &source)
    {
        MetricSpec spec;
        spec.id = QStringLiteral("m");
        spec.name = QStringLiteral("M");
        spec.sourceKind = kind;
        spec.source = source;
        spec.interval = std::chrono::seconds(5);
        return spec;
    }

    /// One more, that the caller keeps.
    Result<std::unique_ptr<MetricSource>> other(const MetricSpec &spec)
    {
        return makeMetricSource(
            spec,
            {m_clock, m_local, [](const QString &text) -> Result<QString> { return text; },
             [this](const QString &server) {
                 return server == QLatin1StringView("web-1") ? &m_local : nullptr;
             },
             folder.path(), sql});
    }
    Result<void> make(const MetricSpec &spec)
    {
        m_source.reset();
        Result<std::unique_ptr<MetricSource>> made = other(spec);
        if (!made)
            return std::unexpected(made.error());
        m_source = *std::move(made);
        return {};
    }
    Result<void> make(const QString &kind, const QJsonObject &source)
    {
        return make(specOf(kind, source));
    }

    /// A sample that has no time when none came.
    MetricSample measure()
    {
        std::optional<MetricSample> sample;
        const auto connection
            = QObject::connect(m_source.get(), &MetricSource::measured, &m_context,
                               [&sample](const MetricSample &given) { sample = given; });
        m_source->measure();
        if (sample || !QTest::qWaitFor([&sample] { return sample.has_value(); }, 20'000))
            QTest::qFail("no answer, or one from inside the call", __FILE__, __LINE__);
        QObject::disconnect(connection);
        return sample.value_or(MetricSample());
    }

    void write(const QString &name, const QByteArray &content) const
    {
        QFile file(folder.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            qFatal("cannot write %s", qPrintable(name));
    }
    void append(const QString &name, const QByteArray &content) const
    {
        QFile file(folder.filePath(name));
        if (!file.open(QIODevice::Append) || file.write(content) != content.size())
            qFatal("cannot write %s", qPrintable(name));
    }

    QTemporaryDir folder;
    SqlAsker sql; ///< databases, for the sources that are made after it was set

private:
    QObject m_context;
    SystemClock m_clock;
    LocalCommandRunner m_local{QDir::tempPath()};
    std::unique_ptr<MetricSource> m_source;
};

} // namespace slipway::testing
