// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/seriesselector.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::SeriesSelector)
};

std::unexpected<Error> wrong(const QString &text)
{
    return failure(ErrorCode::InvalidInput,
                   Words::tr("“%1” does not choose series. Write it as "
                             "http_requests_total{code=~\"5..\"}.")
                       .arg(text));
}

} // namespace

Result<SeriesSelector> SeriesSelector::parse(const QString &text)
{
    static const QRegularExpression whole(
        uR"(\A\s*([A-Za-z_:][A-Za-z0-9_:]*)\s*(?:\{(.*)\})?\s*\z)"_s,
        QRegularExpression::DotMatchesEverythingOption);
    static const QRegularExpression condition(
        uR"x(\G\s*([A-Za-z_][A-Za-z0-9_]*)\s*(=~|!~|!=|=)\s*"((?:[^"\\]|\\.)*)"\s*(,|\z))x"_s);
    const auto match = whole.match(text);
    if (!match.hasMatch())
        return wrong(text);
    SeriesSelector selector;
    selector.m_name = match.captured(1).toUtf8();
    const QString conditions = match.captured(2).trimmed();
    qsizetype at = 0;
    while (at < conditions.size()) {
        const auto part = condition.match(conditions, at);
        if (!part.hasMatch())
            return wrong(text);
        at = part.capturedEnd();
        QString value = part.captured(3);
        value.replace(u"\\\""_s, u"\""_s).replace(u"\\\\"_s, u"\\"_s);
        Condition wanted;
        wanted.label = part.captured(1).toUtf8();
        wanted.isNegated = part.captured(2).startsWith(u'!');
        wanted.value = value.toUtf8();
        if (part.captured(2).endsWith(u'~')) {
            wanted.pattern = QRegularExpression(QRegularExpression::anchoredPattern(value));
            if (!wanted.pattern->isValid())
                return failure(ErrorCode::InvalidInput,
                               Words::tr("“%1” is no regular expression: %2.")
                                   .arg(value, wanted.pattern->errorString()));
        }
        selector.m_conditions.append(wanted);
    }
    return selector;
}

bool SeriesSelector::matches(const SeriesSample &sample) const
{
    return sample.name == m_name
        && std::ranges::all_of(m_conditions, [&sample](const Condition &condition) {
               const QByteArray value = sample.label(condition.label);
               const bool isSame = condition.pattern
                   ? condition.pattern->match(QString::fromUtf8(value)).hasMatch()
                   : value == condition.value;
               return isSame != condition.isNegated;
           });
}

SeriesSelector SeriesSelector::withName(const QByteArray &name) const
{
    SeriesSelector other = *this;
    other.m_name = name;
    return other;
}

} // namespace slipway
