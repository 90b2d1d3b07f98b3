// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/gate.h"

#include "metrics/bucketcounts.h"
#include "metrics/gategaps.h"
#include "metrics/metricmath.h"
#include "metrics/metrictext.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDateTime>
#include <QJsonArray>
#include <QTimeZone>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::GateVerdict)
};

using Quality = MetricSample::Quality;

/// 2 % of a month's budget within an hour (SRE workbook, chapter 5).
constexpr double fastestBurn = 14.4;
constexpr auto shortWindow = milliseconds(5min);
constexpr auto longWindow = milliseconds(1h);
/// Fewer requests or probes than that say nothing of a pace.
constexpr qint64 leastForBurn = 10;
/// Fewer failures than that must not decide: the probes are too far apart for the target.
constexpr qint64 leastAllowed = 2;

QString utc(qint64 at)
{
    return QDateTime::fromMSecsSinceEpoch(at, QTimeZone::UTC).toString(Qt::ISODateWithMs);
}

/// What the samples of a window are, bit by bit.
QString digestOf(const QList<MetricSample> &samples, qint64 from, qint64 to)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    const auto add = [&hash](auto value) {
        const auto bits = std::bit_cast<std::array<char, sizeof value>>(value);
        hash.addData(QByteArrayView(bits.data(), qsizetype(bits.size())));
    };
    for (const MetricSample &sample : samples) {
        if (sample.at <= from || sample.at > to)
            continue;
        add(sample.at);
        add(sample.span);
        add(qint32(sample.quality));
        add(qint32(sample.availability));
        add(sample.value);
        add(sample.numerator);
        add(sample.denominator);
        hash.addData(sample.latencies.toBytes());
        hash.addData(toBytes(sample.histogram));
    }
    return QString::fromLatin1(hash.result().toHex());
}

/// What a jump of the clock, or a source that was restarted, went through.
QJsonArray discardedOf(const QList<MetricSample> &samples, qint64 from, qint64 to)
{
    constexpr qsizetype mostTold = 20;
    QJsonArray told;
    for (const MetricSample &sample : samples) {
        if (sample.at > from && sample.at <= to && sample.quality == Quality::Discarded
            && told.size() < mostTold)
            told.append(QJsonObject{{u"at"_s, utc(sample.at)}, {u"reason"_s, sample.reason}});
    }
    return told;
}

/// The judgement of one gate: what it looks at, and its findings.
class Judgement
{
public:
    Judgement(const MetricSpec &spec, const GateRule &rule, const QList<MetricSample> &samples,
              qint64 now)
        : m_spec(spec)
        , m_samples(samples)
        , m_now(now)
        , m_from(rule.from + rule.settle.count())
        , m_length(rule.window > 0ms ? rule.window : spec.window)
        , m_leastSamples(
              std::max<qint64>(rule.leastSamples > 0 ? rule.leastSamples : spec.leastSamples, 1))
        , m_leastCoverage(rule.leastCoverage)
    {
        m_verdict.decidesAt = m_from + m_length.count();
    }

    GateVerdict run()
    {
        const qint64 until = std::min(m_now, m_verdict.decidesAt);
        m_isOver = m_now >= m_verdict.decidesAt;
        m_window = valueOver(m_spec, m_samples, m_from, until, Border::Closed);
        describe(until);
        if (!m_spec.target)
            decide(Verdict::Inconclusive,
                   Words::tr("“%1” has no target to be judged by.").arg(m_spec.name));
        else if (m_now <= m_from)
            decide(Verdict::Waiting, Words::tr("Things settle until %1.").arg(utc(m_from)));
        else if (!failsEarly())
            judge();
        if (m_verdict.verdict == Verdict::Pass)
            doubt();
        m_verdict.evidence.insert(u"verdict"_s, toString(m_verdict.verdict));
        return m_verdict;
    }

private:
    /// A source that warns may not know all.
    void doubt()
    {
        for (const MetricSample &sample : m_samples) {
            if (sample.at > m_from && sample.at <= m_verdict.decidesAt
                && sample.quality == Quality::Good
                && sample.availability == MetricSample::Availability::None
                && !sample.reason.isEmpty()) {
                m_verdict.evidence.insert(u"warning"_s, sample.reason);
                decide(Verdict::Inconclusive, u"%1 %2"_s.arg(m_verdict.reason, sample.reason));
                return;
            }
        }
    }

    bool isAbove() const { return m_spec.target->side == MetricTarget::Side::Above; }

    void decide(Verdict verdict, const QString &reason)
    {
        m_verdict.verdict = verdict;
        m_verdict.reason = reason;
    }

    void describe(qint64 until)
    {
        QJsonObject &evidence = m_verdict.evidence;
        evidence = {{u"metric"_s, m_spec.id},
                    {u"target"_s, targetText(m_spec)},
                    {u"from"_s, utc(m_from)},
                    {u"to"_s, utc(until)},
                    {u"decides"_s, utc(m_verdict.decidesAt)},
                    {u"samples"_s, m_window.samples},
                    {u"coverage"_s, m_window.coverage},
                    {u"digest"_s, digestOf(m_samples, m_from, until)}};
        if (!std::isnan(m_window.value))
            evidence.insert(u"value"_s, m_window.value);
        m_gaps = gapsOf(m_spec, m_samples, m_from, until);
        if (!m_gaps.isEmpty())
            evidence.insert(u"gaps"_s, toJson(m_gaps));
        if (const QJsonArray discarded = discardedOf(m_samples, m_from, until);
            !discarded.isEmpty())
            evidence.insert(u"discarded"_s, discarded);
        if (m_spec.kind == MetricKind::Ratio) {
            evidence.insert(u"numerator"_s, m_window.numerator);
            evidence.insert(u"denominator"_s, m_window.denominator);
        } else if (m_spec.kind == MetricKind::Availability) {
            evidence.insert(u"upSeconds"_s, double(m_window.up.count()) / 1000);
            evidence.insert(u"downSeconds"_s, double(m_window.down.count()) / 1000);
            evidence.insert(u"unknownSeconds"_s, double(m_window.unknown.count()) / 1000);
            evidence.insert(u"maintenanceSeconds"_s, double(m_window.maintenance.count()) / 1000);
        }
    }

    /// The share of the budget's pace at which it is used up, for certain, over the last `length`.
    double burnOver(milliseconds length) const
    {
        const double budget
            = isAbove() ? 1 - m_spec.target->limit / 100 : m_spec.target->limit / 100;
        const qint64 from = std::max(m_from, m_now - length.count());
        const WindowValue window = valueOver(m_spec, m_samples, from, m_now, Border::Closed);
        if (budget <= 0 || std::isnan(window.value) || window.samples < leastForBurn)
            return 0;
        const double count = double(window.samples);
        const double bad = m_spec.kind == MetricKind::Ratio ? window.numerator
                                                            : (1 - window.value / 100) * count;
        return wilsonBounds(bad, count).low / budget;
    }

    bool failsEarly()
    {
        const bool hasBudget = (m_spec.kind == MetricKind::Availability && isAbove())
            || (m_spec.kind == MetricKind::Ratio && !isAbove());
        if (!hasBudget)
            return false;
        if (m_spec.kind == MetricKind::Availability
            && double(m_window.down.count()) > allowedDown()) {
            decide(Verdict::Fail,
                   Words::tr("%1 down; the target %2 leaves %3 of the whole window.")
                       .arg(durationWords(m_window.down), targetText(m_spec),
                            durationWords(milliseconds(qint64(allowedDown())))));
            return true;
        }
        if (m_isOver || m_now - m_from < shortWindow.count())
            return false;
        const double fast = burnOver(shortWindow);
        const double slow = burnOver(longWindow);
        m_verdict.evidence.insert(u"burn5m"_s, fast);
        m_verdict.evidence.insert(u"burn1h"_s, slow);
        if (fast < fastestBurn || slow < fastestBurn)
            return false;
        decide(Verdict::Fail,
               Words::tr("Errors use up the budget at least %1 times too fast, in the last five "
                         "minutes and since the beginning.")
                   .arg(int(std::min(fast, slow))));
        return true;
    }

    /// Milliseconds.
    double allowedDown() const
    {
        return (1 - m_spec.target->limit / 100)
            * double(m_length.count() - m_window.maintenance.count());
    }

    void judge()
    {
        if (!m_isOver) {
            decide(Verdict::Waiting,
                   Words::tr("%1 measurements so far; it is decided at %2.")
                       .arg(m_window.samples)
                       .arg(utc(m_verdict.decidesAt)));
            return;
        }
        if (const QString gap = missing(); !gap.isEmpty()) {
            const bool answered
                = std::ranges::any_of(m_samples, [this](const MetricSample &sample) {
                      return sample.at > m_from && sample.at <= m_verdict.decidesAt
                          && (sample.quality == Quality::Good || sample.quality == Quality::NoData);
                  });
            decide(answered ? Verdict::Inconclusive : Verdict::SourceBroken,
                   answered ? gap
                            : Words::tr("The source of “%1” never answered.").arg(m_spec.name));
            return;
        }
        switch (m_spec.kind) {
        case MetricKind::Availability:
            judgeAvailability();
            break;
        case MetricKind::Ratio:
            judgeShare(m_window.numerator, m_window.denominator, m_spec.target->limit / 100,
                       isAbove());
            break;
        case MetricKind::Quantile:
            judgeQuantile();
            break;
        case MetricKind::Rate:
            decideBy(meets(*m_spec.target, m_window.value));
            break;
        case MetricKind::Level:
            judgeEach();
            break;
        }
    }

    /// Why there is not enough to judge by; empty when there is.
    QString missing() const
    {
        if (std::isnan(m_window.value))
            return withoutFigure();
        if (m_window.samples < m_leastSamples && !isShareMissed(m_spec, m_window))
            return Words::tr("%1 of the %2 measurements that it takes.")
                .arg(m_window.samples)
                .arg(m_leastSamples);
        // What the end of the window is like, the next measurement would have told.
        const milliseconds edge = std::min(m_spec.interval, m_length / 4) + firstEdge();
        if (m_window.coverage + double(edge.count()) / double(m_length.count()) < m_leastCoverage)
            return Words::tr("Only %1 % of the window is known; it takes %2 %. %3")
                .arg(int(std::floor(m_window.coverage * 100)))
                .arg(int(std::ceil(m_leastCoverage * 100)))
                .arg(longestGapText(m_gaps))
                .trimmed();
        return {};
    }

    /// What the measurement that was under way when the window began counted of it, and of the time
    /// before: nobody knows which part.
    milliseconds firstEdge() const
    {
        for (const MetricSample &sample : m_samples) {
            if (sample.at > m_from && sample.quality == Quality::Good)
                return reachesBack(m_spec, sample, m_from)
                        && 2 * sample.span <= 3 * m_spec.interval.count()
                    ? std::min(milliseconds(sample.at - m_from), m_length / 4)
                    : 0ms;
        }
        return 0ms;
    }

    QString withoutFigure() const
    {
        milliseconds lookedBack(0);
        for (const MetricSample &sample : m_samples) {
            if (sample.at > m_from && sample.at <= m_verdict.decidesAt
                && sample.quality == Quality::Good && reachesBack(m_spec, sample, m_from))
                lookedBack = milliseconds(sample.span);
        }
        if (lookedBack > m_length)
            return Words::tr("There is no figure of this window alone: its source looks back %1, "
                             "the window is %2.")
                .arg(durationWords(lookedBack), durationWords(m_length));
        if (lookedBack > 0ms)
            return Words::tr("There is no figure of this window alone: all that was counted "
                             "began before it.");
        return Words::tr("There is no figure: nothing was counted in the window.");
    }

    void decideBy(bool isMet)
    {
        decide(isMet ? Verdict::Pass : Verdict::Fail,
               Words::tr("%1 (target %2).")
                   .arg(metricText(m_spec, m_window.value), targetText(m_spec)));
    }

    void judgeAvailability()
    {
        const qint64 interval = std::max<qint64>(m_spec.interval.count(), 1);
        const qint64 allowed = qint64(std::floor(allowedDown() / double(interval) + 1e-9));
        const bool isMet = meets(*m_spec.target, m_window.value);
        if (isMet && isAbove() && allowed < leastAllowed)
            decide(Verdict::Inconclusive,
                   Words::tr("Probes every %1 are too far apart for %2 over %3: they allow %4 "
                             "failure(s). Probe more often.")
                       .arg(durationWords(m_spec.interval), targetText(m_spec),
                            durationWords(m_length))
                       .arg(allowed));
        else
            decideBy(isMet);
    }

    /// By the bounds between which the true share lies.
    void judgeShare(double hits, double count, double limit, bool wantsMore)
    {
        judgeShare({hits, hits}, count, limit, wantsMore);
    }

    /// The same where only bounds of the hits are known.
    void judgeShare(CountWithin hits, double count, double limit, bool wantsMore)
    {
        const ShareBounds bounds{wilsonBounds(hits.least, count).low,
                                 wilsonBounds(hits.most, count).high};
        m_verdict.evidence.insert(u"lowerBound"_s, bounds.low);
        m_verdict.evidence.insert(u"upperBound"_s, bounds.high);
        const QString counted = hits.least == hits.most
            ? u"%1"_s.arg(hits.least, 0, 'f', 0)
            : Words::tr("%1 to %2").arg(hits.least, 0, 'f', 0).arg(hits.most, 0, 'f', 0);
        const QString figures = Words::tr("%1 of %2, so between %3 % and %4 %")
                                    .arg(counted)
                                    .arg(count, 0, 'f', 0)
                                    .arg(bounds.low * 100, 0, 'g', 3)
                                    .arg(bounds.high * 100, 0, 'g', 3);
        if (wantsMore ? bounds.low > limit : bounds.high < limit)
            decide(Verdict::Pass, Words::tr("%1 (target %2).").arg(figures, targetText(m_spec)));
        else if (wantsMore ? bounds.high < limit : bounds.low > limit)
            decide(Verdict::Fail, Words::tr("%1 (target %2).").arg(figures, targetText(m_spec)));
        else
            decide(Verdict::Inconclusive,
                   Words::tr("%1: too few to be sure of the target %2.")
                       .arg(figures, targetText(m_spec)));
    }

    void judgeQuantile()
    {
        if (!m_window.histogram.isEmpty()) {
            const double scale = m_spec.unit == MetricUnit::Milliseconds ? 1000 : 1;
            judgeShare(countWithin(m_spec.target->limit / scale, m_window.histogram),
                       totalCount(m_window.histogram), m_spec.quantile, !isAbove());
            return;
        }
        if (m_window.latencies.isEmpty()) {
            judgeEach();
            return;
        }
        const double limit = m_spec.target->limit * (m_spec.unit == MetricUnit::Seconds ? 1000 : 1);
        const auto within = double(m_window.latencies.countUpTo(limit));
        judgeShare(within, double(m_window.latencies.count()), m_spec.quantile, !isAbove());
    }

    /// Every measurement has to meet the target, with all that it may be.
    void judgeEach()
    {
        bool mayMiss = false;
        for (const MetricSample &sample : m_samples) {
            if (sample.at <= m_from || sample.at > m_verdict.decidesAt
                || sample.quality != Quality::Good || reachesBack(m_spec, sample, m_from))
                continue;
            const double low = std::isnan(sample.low) ? sample.value : sample.low;
            const double high = std::isnan(sample.high) ? sample.value : sample.high;
            if (!meets(*m_spec.target, isAbove() ? high : low)) {
                decide(
                    Verdict::Fail,
                    Words::tr("%1 at %2 (target %3).")
                        .arg(metricText(m_spec, sample.value), utc(sample.at), targetText(m_spec)));
                return;
            }
            mayMiss = mayMiss || !meets(*m_spec.target, isAbove() ? low : high);
        }
        if (mayMiss)
            decide(Verdict::Inconclusive,
                   Words::tr("The source gives a range that lies on both sides of the target %1.")
                       .arg(targetText(m_spec)));
        else
            decideBy(true);
    }

    const MetricSpec &m_spec;
    const QList<MetricSample> &m_samples;
    qint64 m_now;
    qint64 m_from;
    milliseconds m_length;
    qint64 m_leastSamples;
    double m_leastCoverage;
    bool m_isOver = false;
    WindowValue m_window;
    QList<GateGap> m_gaps;
    GateVerdict m_verdict;
};

} // namespace

QString toString(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Waiting:
        return u"waiting"_s;
    case Verdict::Pass:
        return u"pass"_s;
    case Verdict::Fail:
        return u"fail"_s;
    case Verdict::Inconclusive:
        return u"inconclusive"_s;
    case Verdict::SourceBroken:
        return u"source-broken"_s;
    }
    return {};
}

GateVerdict combined(const QList<std::pair<QString, GateVerdict>> &verdicts)
{
    constexpr std::array worstFirst{Verdict::Fail, Verdict::Waiting, Verdict::SourceBroken,
                                    Verdict::Inconclusive, Verdict::Pass};
    GateVerdict whole;
    QJsonArray evidence;
    Verdict worst = Verdict::Pass;
    for (const auto &[name, one] : verdicts) {
        evidence.append(one.evidence);
        whole.decidesAt = std::max(whole.decidesAt, one.decidesAt);
        worst = std::ranges::find(worstFirst, one.verdict) < std::ranges::find(worstFirst, worst)
            ? one.verdict
            : worst;
    }
    // Nothing measured is nothing passed.
    whole.verdict = verdicts.isEmpty() ? Verdict::Inconclusive : worst;
    QStringList reasons;
    for (const auto &[name, one] : verdicts) {
        if (one.verdict == worst)
            reasons.append(Words::tr("%1: %2").arg(name, one.reason));
    }
    whole.reason = reasons.isEmpty() ? Words::tr("The gate names no metric.") : reasons.join(u' ');
    whole.evidence = {{u"verdict"_s, toString(whole.verdict)}, {u"metrics"_s, evidence}};
    return whole;
}

GateVerdict judgeGate(const MetricSpec &spec, const GateRule &rule,
                      const QList<MetricSample> &samples, qint64 now)
{
    return Judgement(spec, rule, samples, now).run();
}

} // namespace slipway
