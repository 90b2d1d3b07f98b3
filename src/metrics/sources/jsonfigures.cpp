// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/sources/jsonfigures.h"

#include "metrics/metrictext.h"
#include "metrics/safetext.h"
#include "metrics/sources/documentsource.h"
#include "metrics/sources/servicesource.h"
#include "metrics/sources/sourcesettings.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <array>
#include <cmath>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::JsonFigures)
};

using Quality = MetricSample::Quality;

constexpr milliseconds defaultAge = std::chrono::days(7);
/// Of the dependencies, that an audit may leave out: one's own package, which nobody publishes.
constexpr double mostSkipped = 0.1;
constexpr milliseconds clocksDiffer = std::chrono::days(1);

MetricSample noData(const QString &reason)
{
    MetricSample sample;
    sample.quality = Quality::NoData;
    sample.reason = reason;
    return sample;
}

MetricSample broken(const QString &reason)
{
    MetricSample sample;
    sample.quality = Quality::SourceDown;
    sample.reason = reason;
    return sample;
}

std::optional<QJsonDocument> parsed(const QByteArray &text)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(text, &error);
    return error.error == QJsonParseError::NoError ? std::optional(document) : std::nullopt;
}

QJsonValue rootOf(const QJsonDocument &document)
{
    return document.isArray() ? QJsonValue(document.array()) : QJsonValue(document.object());
}

/// Numbers, and texts that are numbers: some services write "99.98".
std::optional<double> numberAt(const QJsonValue &root, const QString &pointer)
{
    const QJsonValue value = valueAt(root, pointer);
    if (value.isDouble())
        return value.toDouble();
    bool isNumber = false;
    const double number = value.isString() ? value.toString().toDouble(&isNumber) : 0;
    return isNumber && std::isfinite(number) ? std::optional(number) : std::nullopt;
}

/// Weight, p10 and median of a lab metric: https://github.com/GoogleChrome/lighthouse
struct Curve
{
    const char *audit;
    double weight;
    double mobileP10, mobileMedian;
    double desktopP10, desktopMedian;
};
constexpr std::array curves{Curve{"first-contentful-paint", 0.10, 1800, 3000, 934, 1600},
                            Curve{"largest-contentful-paint", 0.25, 2500, 4000, 1200, 2400},
                            Curve{"total-blocking-time", 0.30, 200, 600, 150, 350},
                            Curve{"cumulative-layout-shift", 0.25, 0.1, 0.25, 0.1, 0.25},
                            Curve{"speed-index", 0.10, 3387, 5800, 1311, 2300}};

/// Abramowitz and Stegun 7.1.26, as Lighthouse computes it.
double errorFunction(double x)
{
    const double sign = x < 0 ? -1 : 1;
    const double t = 1 / (1 + 0.3275911 * std::abs(x));
    const double y = t
        * (0.254829592
           + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
    return sign * (1 - y * std::exp(-x * x));
}

double curveScore(double median, double p10, double value)
{
    if (value <= 0)
        return 1;
    constexpr double inverse = 0.9061938024368232; // of erfc at 1/5
    const double standard
        = std::log(std::max(value / median, 1e-300)) * inverse / -std::log(p10 / median);
    const double score = (1 - errorFunction(standard)) / 2;
    // On its side of the anchors it stays there, whatever the approximation does.
    const double clamped = value <= p10 ? std::clamp(score, 0.9, 1.0)
        : value <= median               ? std::clamp(score, 0.5, 0.8999999999999999)
                                        : std::clamp(score, 0.0, 0.49999999999999994);
    return std::round(clamped * 100) / 100;
}

std::optional<double> scoreOfLabMetrics(const QJsonObject &report)
{
    const QString form = report[u"configSettings"_s][u"formFactor"_s].toString(
        report[u"configSettings"_s][u"emulatedFormFactor"_s].toString());
    const bool isDesktop = form == "desktop"_L1;
    double sum = 0;
    for (const Curve &curve : curves) {
        const QJsonValue value
            = report[u"audits"_s][QLatin1StringView(curve.audit)][u"numericValue"_s];
        // Where an audit failed, or one made the report up.
        const QString mode
            = report[u"audits"_s][QLatin1StringView(curve.audit)][u"scoreDisplayMode"_s].toString();
        if (!value.isDouble() || value.toDouble() < 0 || mode == "error"_L1)
            return std::nullopt;
        sum += curve.weight
            * curveScore(isDesktop ? curve.desktopMedian : curve.mobileMedian,
                         isDesktop ? curve.desktopP10 : curve.mobileP10, value.toDouble());
    }
    return sum;
}

milliseconds maxAgeOf(const MetricSpec &spec)
{
    const qint64 given = spec.source.value(u"max_age"_s).toInteger(0);
    return given > 0 ? milliseconds(given) : defaultAge;
}

/// pip-audit names those that it could not look up, too.
bool wasAudited(const QJsonValue &dependency)
{
    return dependency[u"vulns"_s].isArray();
}

/// Nothing where it is no count.
std::optional<double> count(const QJsonValue &counts, const QString &severity)
{
    const double number = counts[severity].toDouble(-1);
    return number >= 0 && number == std::floor(number) ? std::optional(number) : std::nullopt;
}

} // namespace

QJsonValue valueAt(const QJsonValue &document, const QString &pointer)
{
    if (pointer.isEmpty())
        return document;
    if (!pointer.startsWith(u'/'))
        return QJsonValue(QJsonValue::Undefined);
    QJsonValue place = document;
    const QStringList parts = pointer.sliced(1).split(u'/');
    for (QString part : parts) {
        part.replace("~1"_L1, "/"_L1).replace("~0"_L1, "~"_L1);
        if (place.isArray()) {
            bool isIndex = false;
            const qlonglong index = part.toLongLong(&isIndex);
            place = isIndex && index >= 0 && index < place.toArray().size()
                ? place.toArray().at(index)
                : QJsonValue(QJsonValue::Undefined);
        } else {
            place = place.toObject().value(part);
        }
    }
    return place;
}

MetricSample readFigure(const JsonFigure &figure, const QByteArray &text)
{
    const auto document = parsed(text);
    if (!document)
        return broken(Words::tr("The answer is no JSON."));
    const QJsonValue root = rootOf(*document);
    if (!figure.complaint.isEmpty()) {
        const QString complaint = valueAt(root, figure.complaint).toString();
        if (!complaint.isEmpty())
            return broken(Words::tr("The service refuses to answer: %1").arg(safeText(complaint)));
    }
    if (!figure.evidence.isEmpty() && numberAt(root, figure.evidence).value_or(0) <= 0)
        return noData(
            Words::tr("Nothing was counted yet: “%1” is not above 0.").arg(figure.evidence));
    MetricSample sample;
    if (figure.denominator.isEmpty()) {
        const auto value = numberAt(root, figure.pointer);
        if (!value)
            return noData(Words::tr("There is no number at “%1”.").arg(figure.pointer));
        sample.value = *value * figure.scale;
        return sample;
    }
    const auto part = numberAt(root, figure.numerator);
    const auto whole = numberAt(root, figure.denominator);
    if (!part || !whole)
        return noData(Words::tr("There is no number at “%1”.")
                          .arg(part ? figure.denominator : figure.numerator));
    sample.numerator = *part;
    sample.denominator = *whole;
    return sample;
}

Result<std::unique_ptr<MetricSource>> makeJsonSource(const MetricSpec &spec,
                                                     const SourceServices &services)
{
    const SourceSettings settings(spec, services);
    if (settings.has(u"service"_s))
        return makeServiceSource(spec, services);
    JsonFigure figure;
    const Result<double> scale = settings.number(u"scale"_s, 1);
    if (!scale)
        return std::unexpected(scale.error());
    figure.scale = *scale;
    for (const auto &[key, place] :
         {std::pair(u"pointer"_s, &figure.pointer), std::pair(u"numerator"_s, &figure.numerator),
          std::pair(u"denominator"_s, &figure.denominator)}) {
        const Result<QString> text = settings.text(key);
        if (!text)
            return std::unexpected(text.error());
        if (!text->isEmpty() && !text->startsWith(u'/'))
            return failure(ErrorCode::InvalidInput,
                           Words::tr("‘%1’ of the metric “%2” is no JSON pointer: it begins with "
                                     "a slash, as in “/data/0/value”.")
                               .arg(key, spec.id));
        *place = *text;
    }
    const bool isPair = !figure.numerator.isEmpty() && !figure.denominator.isEmpty();
    if (figure.pointer.isEmpty() != isPair || (figure.numerator.isEmpty() && isPair))
        return failure(ErrorCode::InvalidInput,
                       Words::tr("The metric “%1” needs ‘pointer’, or ‘numerator’ and "
                                 "‘denominator’.")
                           .arg(spec.id));
    return DocumentSource::make(spec, services, [figure](const QByteArray &text, qint64) {
        return readFigure(figure, text);
    });
}

MetricSample lighthouseScore(const QByteArray &text, qint64 now, milliseconds maxAge)
{
    const auto document = parsed(text);
    if (!document || !document->isObject())
        return broken(Words::tr("The Lighthouse report is no JSON."));
    QJsonObject report = document->object();
    // PageSpeed's answer has the report inside.
    if (report.contains(u"lighthouseResult"_s))
        report = report.value(u"lighthouseResult"_s).toObject();
    const QJsonValue failure = report[u"runtimeError"_s];
    const QString code = failure[u"code"_s].toString();
    const QString problem = failure[u"message"_s].toString();
    if (!problem.isEmpty() || (!code.isEmpty() && code != "NO_ERROR"_L1))
        return noData(
            Words::tr("Lighthouse could not measure: %1").arg(problem.isEmpty() ? code : problem));
    const QDateTime fetched
        = QDateTime::fromString(report[u"fetchTime"_s].toString(), Qt::ISODateWithMs);
    if (!fetched.isValid())
        return noData(Words::tr("The Lighthouse report does not say when it was made "
                                "(‘fetchTime’)."));
    const milliseconds age(now - fetched.toMSecsSinceEpoch());
    if (age < -clocksDiffer)
        return noData(Words::tr("The Lighthouse report is of a time to come (%1).")
                          .arg(report[u"fetchTime"_s].toString()));
    if (age > maxAge)
        return noData(Words::tr("The Lighthouse report is %1 old.").arg(durationWords(age)));
    MetricSample sample;
    const QJsonValue score = report[u"categories"_s][u"performance"_s][u"score"_s];
    // A score that is null was not to be had, whatever the lab metrics say.
    const auto computed = score.isDouble() ? std::optional(score.toDouble())
        : score.isUndefined()              ? scoreOfLabMetrics(report)
                                           : std::nullopt;
    if (!computed || *computed < 0 || *computed > 1)
        return noData(Words::tr("The Lighthouse report has no performance score."));
    sample.value = std::round(*computed * 100);
    return sample;
}

Result<std::unique_ptr<MetricSource>> makeLighthouseSource(const MetricSpec &spec,
                                                           const SourceServices &services)
{
    return DocumentSource::make(spec, services,
                                [maxAge = maxAgeOf(spec)](const QByteArray &text, qint64 now) {
                                    return lighthouseScore(text, now, maxAge);
                                });
}

MetricSample auditScore(const QByteArray &text)
{
    const auto document = parsed(text);
    if (!document)
        return broken(Words::tr("The audit printed no JSON."));
    const QJsonValue root = rootOf(*document);
    double loss = 0;
    if (const QJsonValue counts = root[u"metadata"_s][u"vulnerabilities"_s]; counts.isObject()) {
        if (counts.toObject().isEmpty())
            return noData(Words::tr("The audit counts nothing: ‘metadata.vulnerabilities’ is "
                                    "empty."));
        for (const auto &[severity, weight] :
             {std::pair(u"critical"_s, 40), std::pair(u"high"_s, 15), std::pair(u"moderate"_s, 5),
              std::pair(u"low"_s, 1)}) {
            const auto found = count(counts, severity);
            if (!found)
                return noData(
                    Words::tr("The audit does not count “%1” vulnerabilities.").arg(severity));
            loss += weight * *found;
        }
    } else if (root[u"dependencies"_s].isArray()) {
        const QJsonArray dependencies = root[u"dependencies"_s].toArray();
        const auto audited = std::ranges::count_if(dependencies, wasAudited);
        if (audited == 0)
            return noData(Words::tr("The audit looked at no dependency."));
        const qsizetype skipped = dependencies.size() - audited;
        if (double(skipped) > mostSkipped * double(dependencies.size()))
            return noData(Words::tr("The audit left out %1 of %2 dependencies.")
                              .arg(skipped)
                              .arg(dependencies.size()));
        for (const QJsonValue &dependency : dependencies)
            loss += 15 * double(dependency[u"vulns"_s].toArray().size());
    } else {
        return noData(Words::tr("The audit counts no vulnerabilities: it is neither npm's nor "
                                "pip-audit's."));
    }
    MetricSample sample;
    sample.value = std::max(100 - loss, 0.0);
    return sample;
}

Result<std::unique_ptr<MetricSource>> makeAuditSource(const MetricSpec &spec,
                                                      const SourceServices &services)
{
    return DocumentSource::make(
        spec, services, [](const QByteArray &text, qint64) { return auditScore(text); },
        DocumentSource::ExitStatus::IsFinding);
}

} // namespace slipway
