// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/sources/redissource.h"

#include "metrics/ownnetwork.h"
#include "metrics/safetext.h"
#include "metrics/sources/sourcesettings.h"

#include <QSslSocket>

#include <cmath>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr qsizetype mostAnswer = 1024 * 1024;
constexpr quint16 usualPort = 6379;
using Quality = MetricSample::Quality;

/// A command as an array of bulk strings.
QByteArray command(const QList<QByteArray> &words)
{
    QByteArray bytes = '*' + QByteArray::number(words.size()) + "\r\n";
    for (const QByteArray &word : words)
        bytes += '$' + QByteArray::number(word.size()) + "\r\n" + word + "\r\n";
    return bytes;
}

QHash<QByteArray, QByteArray> fieldsOf(const QByteArray &info)
{
    QHash<QByteArray, QByteArray> fields;
    const QList<QByteArray> lines = info.split('\n');
    for (const QByteArray &line : lines) {
        const qsizetype colon = line.indexOf(':');
        if (colon > 0)
            fields.insert(line.first(colon), line.sliced(colon + 1).trimmed());
    }
    return fields;
}

/// The line up to CR LF, taken away; nothing while it is not whole.
std::optional<QByteArrayView> takeLine(QByteArrayView &bytes)
{
    const qsizetype end = bytes.indexOf("\r\n");
    if (end < 0)
        return std::nullopt;
    const QByteArrayView line = bytes.first(end);
    bytes = bytes.sliced(end + 2);
    return line;
}

/// Of what Redis tells nothing is negative or infinite.
std::optional<double> numberIn(const QHash<QByteArray, QByteArray> &info, const QByteArray &key)
{
    bool isNumber = false;
    const double number = info.value(key).toDouble(&isNumber);
    const bool isFigure = isNumber && std::isfinite(number) && number >= 0;
    return isFigure ? std::optional(number) : std::nullopt;
}

} // namespace

std::optional<Result<QByteArray>> redisInfo(QByteArrayView answers, bool withLogin)
{
    const auto refused = [](QByteArrayView line) {
        return failure(
            ErrorCode::Refused,
            RedisSource::tr("Redis refused: %1").arg(safeText(QString::fromUtf8(line.sliced(1)))));
    };
    for (int reply = withLogin ? 0 : 1; reply < 2; ++reply) {
        const auto line = takeLine(answers);
        if (!line)
            return std::nullopt;
        if (line->startsWith('-'))
            return refused(*line);
        if (reply == 0 && line->startsWith('+'))
            continue;
        bool isNumber = false;
        const qsizetype size
            = line->startsWith('$') ? line->sliced(1).toInt(&isNumber) : qsizetype(-1);
        if (reply == 0 || !isNumber || size < 0 || size > mostAnswer)
            return failure(ErrorCode::InvalidInput,
                           RedisSource::tr("What answers there does not speak Redis' protocol."));
        if (answers.size() < size)
            return std::nullopt;
        return answers.first(size).toByteArray();
    }
    return std::nullopt;
}

Result<std::unique_ptr<MetricSource>> RedisSource::make(const MetricSpec &spec,
                                                        const SourceServices &services)
{
    const SourceSettings settings(spec, services);
    const Result<QString> host = settings.text(u"host"_s);
    const Result<QString> user = settings.text(u"user"_s);
    const Result<QString> password = settings.text(u"password"_s);
    for (const auto *part : {&host, &user, &password}) {
        if (!*part)
            return std::unexpected(part->error());
    }
    const Result<quint16> port = settings.port(usualPort);
    if (!port)
        return std::unexpected(port.error());
    const Result<bool> tls = settings.flag(u"tls"_s);
    if (!tls)
        return std::unexpected(tls.error());
    const Result<std::optional<QSslConfiguration>> own = settings.tls(*tls);
    if (!own)
        return std::unexpected(own.error());
    Address address{host->isEmpty() ? u"127.0.0.1"_s : *host, *port, *tls, *user, *password, *own};
    if (!address.password.isEmpty() && !address.isSecured && !isThisMachine(address.host))
        return failure(ErrorCode::Refused,
                       tr("The metric “%1” would send a password without TLS. Write “tls: true”.")
                           .arg(spec.id));
    const QString name = spec.source.value(u"figure"_s).toString(u"hit_ratio"_s);
    const QList<std::pair<QString, Figure>> figures{{u"hit_ratio"_s, Figure::HitRatio},
                                                    {u"memory"_s, Figure::Memory},
                                                    {u"ops"_s, Figure::Operations}};
    for (const auto &[known, figure] : figures) {
        if (known == name)
            return std::unique_ptr<MetricSource>(
                new RedisSource(spec, services, std::move(address), figure));
    }
    return failure(
        ErrorCode::InvalidInput,
        tr("‘figure’ of the metric “%1” is none of: hit_ratio, memory, ops.").arg(spec.id));
}

RedisSource::RedisSource(const MetricSpec &spec, const SourceServices &services, Address address,
                         Figure figure)
    : m_services(services)
    , m_unit(spec.unit)
    , m_address(std::move(address))
    , m_figure(figure)
    , m_timeout(SourceSettings(spec, services).timeout())
{
    m_deadline.setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this,
            [this] { fail(tr("Redis at %1 did not answer in time.").arg(m_address.text())); });
}

RedisSource::~RedisSource() = default;

QString RedisSource::Address::text() const
{
    return u"%1:%2"_s.arg(host).arg(port);
}

void RedisSource::measure()
{
    m_begun = m_services.clock.now().toMSecsSinceEpoch();
    m_monotonic = m_services.clock.monotonic();
    m_answer.clear();
    m_socket = std::make_unique<QSslSocket>();
    QSslSocket *socket = m_socket.get();
    connect(socket, &QSslSocket::readyRead, this, &RedisSource::read);
    if (m_address.isSecured)
        connect(socket, &QSslSocket::encrypted, this, &RedisSource::ask);
    else
        connect(socket, &QSslSocket::connected, this, &RedisSource::ask);
    connect(socket, &QSslSocket::errorOccurred, this, [this, socket] {
        fail(tr("Redis at %1: %2.").arg(m_address.text(), safeText(socket->errorString())));
    });
    m_deadline.start(m_timeout);
    if (m_address.tls)
        socket->setSslConfiguration(*m_address.tls);
    if (m_address.isSecured)
        socket->connectToHostEncrypted(m_address.host, m_address.port);
    else
        socket->connectToHost(m_address.host, m_address.port);
}

void RedisSource::ask()
{
    if (!m_address.password.isEmpty()) {
        QList<QByteArray> login{"AUTH"_ba};
        if (!m_address.user.isEmpty())
            login.append(m_address.user.toUtf8());
        login.append(m_address.password.toUtf8());
        m_socket->write(command(login));
    }
    m_socket->write(command({"INFO"_ba}));
}

void RedisSource::read()
{
    m_answer += m_socket->read(mostAnswer + 1 - m_answer.size());
    if (m_answer.size() > mostAnswer) {
        fail(tr("Redis at %1 answered with more than 1 MiB.").arg(m_address.text()));
        return;
    }
    const auto info = redisInfo(m_answer, !m_address.password.isEmpty());
    if (!info)
        return;
    if (*info)
        end(sampleOf(fieldsOf(**info)));
    else
        fail(info->error().message);
}

void RedisSource::fail(const QString &reason)
{
    const bool isOffline = isCutOff(m_address.host);
    MetricSample sample;
    sample.quality = isOffline ? Quality::Offline : Quality::SourceDown;
    sample.reason = isOffline ? cutOffReason() : reason;
    end(sample);
}

void RedisSource::end(const MetricSample &given)
{
    if (!m_socket)
        return;
    m_deadline.stop();
    m_socket->disconnect(this);
    m_socket->abort();
    m_socket.release()->deleteLater();
    MetricSample sample = given;
    sample.at = m_begun;
    Q_EMIT measured(sample);
}

MetricSample RedisSource::sampleOf(const QHash<QByteArray, QByteArray> &info)
{
    MetricSample sample;
    std::optional<double> value;
    if (m_figure == Figure::HitRatio) {
        readCounters(info, sample);
        return sample;
    }
    if (m_figure == Figure::Operations) {
        value = numberIn(info, "instantaneous_ops_per_sec"_ba);
    } else {
        value = numberIn(info, "used_memory"_ba);
        const double limit = numberIn(info, "maxmemory"_ba).value_or(0);
        if (value && m_unit == MetricUnit::Percent)
            value = limit > 0 ? std::optional(*value * 100 / limit) : std::nullopt;
    }
    if (value) {
        sample.value = *value;
    } else {
        sample.quality = Quality::NoData;
        sample.reason = m_figure == Figure::Memory
            ? tr("Redis has no limit of memory to be a percentage of.")
            : tr("Redis tells no such figure.");
    }
    return sample;
}

void RedisSource::readCounters(const QHash<QByteArray, QByteArray> &info, MetricSample &sample)
{
    const auto hits = numberIn(info, "keyspace_hits"_ba);
    const auto misses = numberIn(info, "keyspace_misses"_ba);
    if (!hits || !misses) {
        sample.quality = Quality::NoData;
        sample.reason = tr("Redis tells no hits and misses.");
        return;
    }
    const QByteArray run = info.value("run_id"_ba);
    const bool isFirst = m_runBefore.isEmpty();
    // Another process, or CONFIG RESETSTAT: all that they show came since.
    const bool isReset = run != m_runBefore || *hits < m_hitsBefore || *misses < m_missesBefore;
    if (isFirst) {
        sample.quality = Quality::NoData;
        sample.reason = tr("Counters are compared with the next measurement.");
    } else {
        sample.numerator = isReset ? *hits : *hits - m_hitsBefore;
        sample.denominator = sample.numerator + (isReset ? *misses : *misses - m_missesBefore);
        sample.span = (m_monotonic - m_monotonicBefore).count();
    }
    m_runBefore = run.isEmpty() ? "?"_ba : run;
    m_hitsBefore = *hits;
    m_missesBefore = *misses;
    m_monotonicBefore = m_monotonic;
}

} // namespace slipway
