// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/errorbudget.h"

#include "metrics/metricmath.h"
#include "metrics/metrictext.h"

#include <QCoreApplication>
#include <QLocale>

#include <cmath>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::ErrorBudget)
};

/// The share that may go wrong; nothing where the target is of another kind.
std::optional<double> allowedShare(const MetricSpec &spec)
{
    if (!spec.target)
        return std::nullopt;
    const bool isAbove = spec.target->side == MetricTarget::Side::Above;
    if (spec.kind == MetricKind::Availability && isAbove)
        return 1 - spec.target->limit / 100;
    if (spec.kind == MetricKind::Ratio && !isAbove)
        return spec.target->limit / 100;
    return std::nullopt;
}

double badShare(const MetricSpec &spec, const WindowValue &window)
{
    return spec.kind == MetricKind::Availability ? 1 - window.value / 100 : window.value / 100;
}

std::optional<double> burnOver(const MetricSpec &spec, const QList<MetricSample> &samples,
                               qint64 now, milliseconds length)
{
    const WindowValue window = valueOver(spec, samples, now - length.count(), now);
    const double allowed = allowedShare(spec).value_or(0);
    if (std::isnan(window.value) || allowed <= 0)
        return std::nullopt;
    return badShare(spec, window) / allowed;
}

QString number(double value)
{
    return QLocale().toString(value, 'f', 0);
}

QStringList timesOf(const MetricSpec &spec, const WindowValue &window)
{
    QStringList lines{Words::tr("up %1 + down %2 + maintenance %3 + not known %4 = %5")
                          .arg(durationWords(window.up), durationWords(window.down),
                               durationWords(window.maintenance), durationWords(window.unknown),
                               durationWords(spec.window))};
    if (!std::isnan(window.value))
        lines.append(Words::tr("uptime = up / (up + down) = %1 s / %2 s = %3")
                         .arg(number(double(window.up.count()) / 1000),
                              number(double((window.up + window.down).count()) / 1000),
                              metricText(spec, window.value)));
    return lines;
}

QStringList countsOf(const MetricSpec &spec, const WindowValue &window)
{
    if (std::isnan(window.value))
        return {};
    switch (spec.kind) {
    case MetricKind::Ratio:
        return {Words::tr("%1 of %2 = %3")
                    .arg(number(window.numerator), number(window.denominator),
                         metricText(spec, window.value))};
    case MetricKind::Quantile:
        return {Words::tr("%1 % of %2 measurements took at most %3")
                    .arg(QLocale().toString(spec.quantile * 100, 'g', 4))
                    .arg(window.samples)
                    .arg(metricText(spec, window.value))};
    case MetricKind::Rate:
        return {Words::tr("%1 in %2 = %3")
                    .arg(number(window.numerator),
                         durationWords(
                             milliseconds(qint64(window.coverage * double(spec.window.count())))),
                         metricText(spec, window.value))};
    case MetricKind::Level:
        return {Words::tr("the newest of %1 measurements: %2")
                    .arg(window.samples)
                    .arg(metricText(spec, window.value))};
    case MetricKind::Availability:
        break;
    }
    return {};
}

QString burnText(const std::optional<double> &burn)
{
    return burn ? Words::tr("%1 ×").arg(QLocale().toString(*burn, 'g', 3)) : u"—"_s;
}

} // namespace

std::optional<ErrorBudget> errorBudgetOf(const MetricSpec &spec, const QList<MetricSample> &samples,
                                         qint64 now)
{
    const std::optional<double> share = allowedShare(spec);
    if (!share)
        return std::nullopt;
    const WindowValue window = valueOver(spec, samples, now - spec.window.count(), now);
    ErrorBudget budget;
    budget.isTime = spec.kind == MetricKind::Availability;
    if (budget.isTime) {
        // Of the whole window: what is not known may not be spent before it is.
        budget.allowed = *share * double((spec.window - window.maintenance).count());
        budget.used = double(window.down.count());
    } else {
        budget.allowed = *share * window.denominator;
        budget.used = window.numerator;
    }
    budget.burn5m = burnOver(spec, samples, now, 5min);
    budget.burn1h = burnOver(spec, samples, now, 1h);
    budget.burn6h = burnOver(spec, samples, now, 6h);
    return budget;
}

QStringList arithmeticOf(const MetricSpec &spec, const QList<MetricSample> &samples, qint64 now)
{
    const WindowValue window = valueOver(spec, samples, now - spec.window.count(), now);
    QStringList lines
        = spec.kind == MetricKind::Availability ? timesOf(spec, window) : countsOf(spec, window);
    if (std::isnan(window.value))
        lines.append(Words::tr("Nothing is known of the last %1.").arg(durationWords(spec.window)));
    lines.append(Words::tr("%1 % of the last %2 is known")
                     .arg(QLocale().toString(std::floor(window.coverage * 1000) / 10, 'f', 1),
                          durationWords(spec.window)));
    const std::optional<ErrorBudget> budget = errorBudgetOf(spec, samples, now);
    if (!budget)
        return lines;
    const auto amount = [&budget](double value) {
        return budget->isTime ? durationWords(milliseconds(qint64(value)))
                              : Words::tr("%1 failures").arg(number(value));
    };
    const QString left = budget->left() >= 0
        ? Words::tr("%1 % left").arg(QLocale().toString(std::floor(budget->left() * 100), 'f', 0))
        : Words::tr("%1 times what is allowed").arg(QLocale().toString(1 - budget->left(), 'g', 3));
    lines.append(Words::tr("budget of %1: %2 allowed, %3 used, %4")
                     .arg(targetText(spec), amount(budget->allowed), amount(budget->used), left));
    lines.append(
        Words::tr("burn rate: %1 over 5 min, %2 over 1 h, %3 over 6 h")
            .arg(burnText(budget->burn5m), burnText(budget->burn1h), burnText(budget->burn6h)));
    return lines;
}

} // namespace slipway
