// SPDX-License-Identifier: GPL-3.0-or-later
#include "exec/portion.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(slipway::Portion)
};

} // namespace

qsizetype Portion::atMost(qsizetype total) const
{
    return percent ? total * *percent / 100 : count;
}

qsizetype Portion::batchOf(qsizetype total) const
{
    return std::max<qsizetype>(1, percent ? (total * *percent + 99) / 100 : count);
}

std::optional<Portion> portionFromText(const QString &text)
{
    const QString trimmed = text.trimmed();
    const bool isPercent = trimmed.endsWith(u'%');
    const QStringView digits = QStringView(trimmed).chopped(isPercent ? 1 : 0);
    const bool areDigits = !digits.isEmpty()
        && std::ranges::all_of(digits, [](QChar c) { return c >= u'0' && c <= u'9'; });
    bool isNumber = false;
    const int number = digits.toInt(&isNumber);
    if (!areDigits || !isNumber || (isPercent && number > 100))
        return std::nullopt;
    return isPercent ? Portion{0, number} : Portion{number, std::nullopt};
}

Result<QList<Portion>> batchesFromText(const QString &text)
{
    QList<Portion> batches;
    const QStringList parts = text.split(u',');
    batches.reserve(parts.size());
    for (const QString &part : parts) {
        const std::optional<Portion> portion = portionFromText(part);
        if (!portion || portion->percent.value_or(portion->count) == 0)
            return failure(ErrorCode::InvalidInput,
                           Text::tr("“%1” is no size of a batch. Write numbers from 1 or percents, "
                                    "separated by commas: 1,25%,100%.")
                               .arg(part.trimmed()));
        batches.append(*portion);
    }
    return batches;
}

QList<qsizetype> batchSizes(const QList<Portion> &batches, qsizetype total)
{
    QList<qsizetype> sizes;
    for (qsizetype begun = 0; begun < total;) {
        const qsizetype wanted = batches.isEmpty()
            ? total
            : batches.at(std::min(sizes.size(), batches.size() - 1)).batchOf(total);
        sizes.append(std::min(wanted, total - begun));
        begun += sizes.constLast();
    }
    return sizes;
}

} // namespace slipway
