// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/metrichistory.h"

#include <QCryptographicHash>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace slipway {

MetricSeries MetricSeries::of(const QString &environment, const MetricSpec &spec)
{
    QJsonObject meaning = spec.source;
    // How often and how patiently it is measured does not change what is measured.
    meaning.remove(u"every"_s);
    meaning.remove(u"timeout"_s);
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(spec.sourceKind.toUtf8());
    hash.addData(u"/%1/%2/"_s.arg(int(spec.unit)).arg(int(spec.kind)).toUtf8());
    hash.addData(QJsonDocument(meaning).toJson(QJsonDocument::Compact));
    constexpr qsizetype enough = 16;
    return {environment, spec.id, QString::fromLatin1(hash.result().toHex().first(enough)),
            spec.kind};
}

} // namespace slipway
