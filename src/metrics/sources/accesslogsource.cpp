// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/sources/accesslogsource.h"

#include "metrics/ownnetwork.h"
#include "metrics/sources/sourcesettings.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr qsizetype mostOutput = 256 * 1024;
using Quality = MetricSample::Quality;

/// For POSIX sh and awk. @PATH@, @INODE@, @OFFSET@ and @JSON@ are filled in. What tail gives is
/// followed by a byte 1, so that a line that is not whole yet is known and left for the next time.
const QString script = uR"sh(LC_ALL=C; export LC_ALL
log=@PATH@
inode() { ls -Lid -- "$1" 2>/dev/null | awk '{ print $1; exit }'; }
size() { wc -c <"$1" | tr -d ' '; }
count() { { tail -c "+$(($2 + 1))" -- "$1"; printf '\001'; }; }
now=$(inode "$log")
[ -n "$now" ] || { echo "there is no $log" >&2; exit 3; }
[ -r "$log" ] || { echo "$log cannot be read" >&2; exit 3; }
was=@INODE@
from=@OFFSET@
if [ -z "$was" ]; then echo "cursor $now $(size "$log")"; exit 0; fi
begin=$from
if [ "$now" != "$was" ] || [ "$(size "$log")" -lt "$from" ]; then begin=0; fi
{
    if [ "$now" != "$was" ]; then
        for old in "$log".1 "$log"-*; do
            [ "$(inode "$old")" = "$was" ] && count "$old" "$from" && break
        done
        printf '\n\002\n'
    fi
    count "$log" "$begin"
} | awk -v json=@JSON@ -v inode="$now" -v from="$begin" -v rotated="$([ "$now" = "$was" ] || echo 1)" '
function field(name,   text) {
    if (!match($0, "\"" name "\"[ ]*:[ ]*\"?[^\",}]*")) return ""
    text = substr($0, RSTART, RLENGTH)
    sub("^\"" name "\"[ ]*:[ ]*\"?", "", text)
    return text
}
BEGIN { growth = log(1.01 / 0.99); old = rotated != "" }
/^\002$/ && old { old = 0; read = 0; next }
/\001$/ { next }
{
    if (!old) read += length($0) + 1
    status = ""
    if (json) {
        status = field("status")
        time = field("request_time")
        cache = field("upstream_cache_status")
        if (cache == "HIT" || cache == "STALE" || cache == "REVALIDATED" || cache == "UPDATING") hits++
        else if (cache != "" && cache != "-") misses++
        if (time != "" && time >= 0) {
            micro = time * 1000000
            bucket = micro <= 1 ? 0 : int(log(micro) / growth)
            if (bucket > 1037) bucket = 1037
            buckets[bucket]++
        }
    } else if (match($0, /" [0-9][0-9][0-9] /)) {
        status = substr($0, RSTART + 2, 3)
    }
    if (status !~ /^[0-9][0-9][0-9]$/) { strange++; next }
    all++
    if (status >= 500) errors++
}
END {
    printf "cursor %s %.0f\n", inode, from + read
    printf "counts %d %d %d %d %d\n", all, errors, hits, misses, strange
    for (bucket in buckets) printf "bucket %d %d\n", bucket, buckets[bucket]
}'
)sh"_s;

QString quoted(const QString &text)
{
    QString inside = text;
    return u'\'' + inside.replace(u'\'', u"'\\''"_s) + u'\'';
}

/// The words of the line that begins with `key`.
QList<QByteArray> wordsOf(const QByteArray &printed, QByteArrayView key)
{
    const QList<QByteArray> lines = printed.split('\n');
    for (const QByteArray &line : lines) {
        QList<QByteArray> words = line.split(' ');
        if (words.constFirst() == key)
            return words.sliced(1);
    }
    return {};
}

} // namespace

QString accessLogScript(const AccessLogSource::Log &log, const QByteArray &inode, qint64 offset)
{
    QString text = script;
    text.replace("@INODE@"_L1, quoted(QString::fromLatin1(inode)));
    text.replace("@OFFSET@"_L1, QString::number(offset));
    text.replace("@JSON@"_L1, log.isJson ? "1"_L1 : "0"_L1);
    return text.replace("@PATH@"_L1, quoted(log.path));
}

Result<std::unique_ptr<MetricSource>> AccessLogSource::make(const MetricSpec &spec,
                                                            const SourceServices &services)
{
    const SourceSettings settings(spec, services);
    const Result<QString> path = settings.text(u"path"_s);
    const Result<QString> server = settings.text(u"on"_s);
    if (!path || !server)
        return std::unexpected(path ? server.error() : path.error());
    if (path->isEmpty() || path->contains(u'\n'))
        return failure(ErrorCode::InvalidInput,
                       tr("The metric “%1” needs the log's ‘path’.").arg(spec.id));
    CommandRunner *runner = &services.local;
    if (!server->isEmpty())
        runner = services.servers ? services.servers(*server) : nullptr;
    if (!runner)
        return failure(ErrorCode::NotFound,
                       tr("There is no server “%1” for the metric “%2”.").arg(*server, spec.id));
    const QString format = spec.source.value(u"format"_s).toString(u"json"_s);
    if (format != "json"_L1 && format != "combined"_L1)
        return failure(
            ErrorCode::InvalidInput,
            tr("‘format’ of the metric “%1” is neither json nor combined.").arg(spec.id));
    const QString name = spec.source.value(u"figure"_s).toString(u"errors"_s);
    const QList<std::pair<QString, Figure>> figures{{u"errors"_s, Figure::Errors},
                                                    {u"p95"_s, Figure::Quantile},
                                                    {u"cache"_s, Figure::Cache},
                                                    {u"throughput"_s, Figure::Throughput}};
    const auto found = std::ranges::find_if(
        figures, [&name](const auto &figure) { return figure.first == name; });
    if (found == figures.cend())
        return failure(ErrorCode::InvalidInput,
                       tr("‘figure’ of the metric “%1” is none of: errors, p95, cache, throughput.")
                           .arg(spec.id));
    const Log log{*path, format == "json"_L1, found->second};
    if (!log.isJson && (log.figure == Figure::Quantile || log.figure == Figure::Cache))
        return failure(ErrorCode::InvalidInput,
                       tr("The metric “%1” needs a log in JSON: the combined format tells neither "
                          "times nor the cache.")
                           .arg(spec.id));
    return std::unique_ptr<MetricSource>(new AccessLogSource(spec, services, *runner, log));
}

AccessLogSource::AccessLogSource(const MetricSpec &spec, const SourceServices &services,
                                 CommandRunner &runner, Log log)
    : m_services(services)
    , m_runner(runner)
    , m_log(std::move(log))
    , m_timeout(SourceSettings(spec, services).timeout())
{ }

void AccessLogSource::measure()
{
    m_begun = m_services.clock.now().toMSecsSinceEpoch();
    m_monotonic = m_services.clock.monotonic();
    Command command;
    command.script = accessLogScript(m_log, m_inode, m_offset);
    m_command.start(m_runner, std::move(command), m_timeout, mostOutput, this,
                    [this](const CapturedCommand::Ended &ended) { take(ended); });
}

void AccessLogSource::take(const CapturedCommand::Ended &ended)
{
    MetricSample sample;
    if (ended.isCutOff()) {
        sample.quality = Quality::Offline;
        sample.reason = cutOffReason();
    } else if (ended.result.error || ended.result.exitCode != 0) {
        sample.quality = Quality::SourceDown;
        sample.reason = ended.result.error ? ended.result.error->message
                                           : tr("The log could not be counted: %1")
                                                 .arg(CapturedCommand::Ended::lastLine(ended.err));
    } else {
        sample = sampleOf(ended.out);
    }
    sample.at = m_begun;
    Q_EMIT measured(sample);
}

MetricSample AccessLogSource::sampleOf(const QByteArray &printed)
{
    MetricSample sample;
    const QList<QByteArray> cursor = wordsOf(printed, "cursor");
    const QList<QByteArray> counts = wordsOf(printed, "counts");
    if (cursor.size() != 2) {
        sample.quality = Quality::SourceDown;
        sample.reason = tr("What counts the log said nothing that is understood.");
        return sample;
    }
    m_inode = cursor.at(0);
    m_offset = cursor.at(1).toLongLong();
    sample.span = (m_monotonic - m_monotonicBefore).count();
    m_monotonicBefore = m_monotonic;
    if (counts.size() != 5) {
        sample.quality = Quality::NoData;
        sample.reason = tr("The log is counted from here on.");
        return sample;
    }
    const double all = counts.at(0).toDouble();
    if (all == 0 && counts.at(4).toInt() > 0) {
        sample.quality = Quality::NoData;
        sample.reason = tr("The lines of %1 are not in the format that is said.").arg(m_log.path);
        return sample;
    }
    switch (m_log.figure) {
    case Figure::Errors:
        sample.numerator = counts.at(1).toDouble();
        sample.denominator = all;
        break;
    case Figure::Cache:
        sample.numerator = counts.at(2).toDouble();
        sample.denominator = sample.numerator + counts.at(3).toDouble();
        break;
    case Figure::Throughput:
        sample.numerator = all;
        break;
    case Figure::Quantile: {
        const QList<QByteArray> lines = printed.split('\n');
        for (const QByteArray &line : lines) {
            const QList<QByteArray> words = line.split(' ');
            if (words.size() == 3 && words.constFirst() == "bucket")
                sample.latencies.add(LatencySketch::latencyOf(words.at(1).toUInt()),
                                     words.at(2).toULong());
        }
        break;
    }
    }
    return sample;
}

} // namespace slipway
