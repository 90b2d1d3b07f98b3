// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/sources/accesslogsource.h"

#include "metrics/ownnetwork.h"
#include "metrics/sources/sourcesettings.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr qsizetype mostOutput = 256 * 1024;
/// Of the lines, that may say nothing: requests that are no HTTP are logged, too.
constexpr double mostStrange = 0.1;
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
        # What was rotated since: oldest first, from the one that was counted last.
        set --
        found=
        for old in "$log".1 "$log".2 "$log".3 "$log".4 "$log".5 "$log".6 "$log".7 "$log".8 "$log".9; do
            [ -e "$old" ] || break
            set -- "$old" "$@"
            [ "$(inode "$old")" = "$was" ] && found=1 && break
        done
        if [ -z "$found" ]; then
            set --
            for old in "$log"-*; do
                if [ -n "$found" ]; then set -- "$@" "$old"; fi
                if [ "$(inode "$old")" = "$was" ]; then found=1; set -- "$old"; fi
            done
        fi
        [ -n "$found" ] || { set --; printf '\003\n'; }
        for old in "$@"; do
            count "$old" "$from"
            printf '\n'
            from=0
        done
        printf '\002\n'
    fi
    count "$log" "$begin"
} | awk -v json=@JSON@ -v inode="$now" -v from="$begin" -v rotated="$([ "$now" = "$was" ] || echo 1)" '
function unquoted(text) {
    if (text !~ /^"/) return text
    return substr(text, 2, length(text) - 2)
}
# Of an object without another one in it.
function field(name,   text) {
    if (!match($0, "\"" name "\"[ ]*:[ ]*(\"([^\"\\\\]|\\\\.)*\"|[^\",}\\]]+)")) return ""
    text = substr($0, RSTART, RLENGTH)
    sub("^\"" name "\"[ ]*:[ ]*", "", text)
    sub(/[ \r]+$/, "", text)
    return unquoted(text)
}
# Any object: only what stands at its first level counts.
function nested(   rest, token, depth, key, isValue) {
    status = time = cache = ""
    rest = $0
    while (match(rest, /"([^"\\]|\\.)*"|[][{},:]|[^][{},:" \t\r]+/)) {
        token = substr(rest, RSTART, RLENGTH)
        rest = substr(rest, RSTART + RLENGTH)
        if (token == "{" || token == "[") { depth++; isValue = 0 }
        else if (token == "}" || token == "]") { depth--; isValue = 0 }
        else if (token == ",") isValue = 0
        else if (token == ":") isValue = 1
        else if (depth == 1 && !isValue) key = unquoted(token)
        else if (depth == 1 && key == "status") status = unquoted(token)
        else if (depth == 1 && key == "request_time") time = unquoted(token)
        else if (depth == 1 && key == "upstream_cache_status") cache = unquoted(token)
    }
}
BEGIN { growth = log(1.01 / 0.99); old = rotated != "" }
/^\002$/ && old { old = 0; read = 0; next }
/^\003$/ && old { lost = 1; next }
/\001$/ { next }
{
    if (!old) read += length($0) + 1
    status = ""
    if (json && index(substr($0, 2), "{")) {
        nested()
    } else if (json) {
        status = field("status")
        time = field("request_time")
        cache = field("upstream_cache_status")
    } else if (match($0, /^[^"]*"([^"\\]|\\.)*" [0-9][0-9][0-9] /)) {
        # The request itself may have quotes in it.
        status = substr($0, RSTART + RLENGTH - 4, 3)
    }
    if (status !~ /^[1-9][0-9][0-9]$/) { strange++; next }
    if (json) {
        if (cache == "HIT" || cache == "STALE" || cache == "REVALIDATED" || cache == "UPDATING") hits++
        else if (cache != "" && cache != "-") misses++
        if (time ~ /^[0-9]+(\.[0-9]*)?([eE][-+]?[0-9]+)?$/) {
            micro = time * 1000000
            bucket = micro <= 1 ? 0 : int(log(micro) / growth)
            if (bucket > 1037) bucket = 1037
            buckets[bucket]++
        } else untimed++
    }
    all++
    if (status >= 500) errors++
}
END {
    printf "cursor %s %.0f\n", inode, from + read
    printf "counts %d %d %d %d %d %d %d\n", all, errors, hits, misses, strange, untimed, lost
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

/// Why the counts are not those of the requests; empty when they are.
QString AccessLogSource::doubtOf(const QList<QByteArray> &counts) const
{
    const double all = counts.at(0).toDouble();
    const double strange = counts.at(4).toDouble();
    const double untimed = m_log.figure == Figure::Quantile ? counts.at(5).toDouble() : 0;
    const QString lines = QString::number(all + strange, 'f', 0);
    if (counts.at(6).toInt() != 0)
        return tr("%1 was rotated away before all of it was counted.").arg(m_log.path);
    if (strange > mostStrange * (all + strange))
        return tr("%1 of %2 lines of %3 are not in the format that is said.")
            .arg(QString::number(strange, 'f', 0), lines, m_log.path);
    if (untimed > mostStrange * all)
        return tr("%1 of %2 lines of %3 have no time in “request_time”.")
            .arg(QString::number(untimed, 'f', 0), lines, m_log.path);
    return {};
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
    if (counts.size() != 7) {
        sample.quality = Quality::NoData;
        sample.reason = tr("The log is counted from here on.");
        return sample;
    }
    const double all = counts.at(0).toDouble();
    sample.reason = doubtOf(counts);
    if (!sample.reason.isEmpty()) {
        sample.quality = Quality::NoData;
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
