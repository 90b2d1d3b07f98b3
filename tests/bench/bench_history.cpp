// SPDX-License-Identifier: GPL-3.0-or-later
// What measuring and keeping metrics costs; peers' numbers come as arguments from
// bench_history.sh: bench_history FOLDER PROMETHEUS_MS SQLITE_TRANSACTIONS_PER_S. Prints a Markdown
// table and exits with 1 when a target is missed.
#include "bench/history/blackboxpeer.h"
#include "chart/historychart.h"
#include "exec/localcommandrunner.h"
#include "metrics/metricmonitor.h"
#include "metrics/metricsamples.h"
#include "metrics/sources/accesslogsource.h"
#include "store/sqljournal.h"
#include "support/fakeclock.h"

#include "base/systemclock.h"

#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QNetworkAccessManager>
#include <QPixmap>
#include <QRandomGenerator>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTimer>

#include <cmath>
#include <cstdio>
#include <ctime>

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace slipway;
using namespace std::chrono_literals;

namespace {

constexpr int rounds = 7;
constexpr qint64 day = 86'400'000;

double cpuOf(int who)
{
    rusage usage{};
    ::getrusage(who, &usage);
    const auto ms = [](const timeval &time) {
        return double(time.tv_sec) * 1e3 + double(time.tv_usec) / 1e3;
    };
    return ms(usage.ru_utime) + ms(usage.ru_stime);
}

double residentMegabytes()
{
    QFile file(u"/proc/self/statm"_s);
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    return file.readAll().split(' ').value(1).toDouble() * double(::sysconf(_SC_PAGESIZE)) / 1e6;
}

/// Wall time of the fastest of several rounds, milliseconds.
double least(const std::function<void()> &work)
{
    double best = std::numeric_limits<double>::infinity();
    for (int round = 0; round < rounds; ++round) {
        QElapsedTimer timer;
        timer.start();
        work();
        best = std::min(best, double(timer.nsecsElapsed()) / 1e6);
    }
    return best;
}

class Report
{
public:
    Report() { std::puts("| id | | here | target | |\n|---|---|---:|---:|---|"); }
    void atMost(const char *id, const char *what, double value, double target)
    {
        add(id, what, value, u"at most %1"_s.arg(target), value <= target);
    }
    void atLeast(const char *id, const char *what, double value, double target)
    {
        add(id, what, value, u"at least %1"_s.arg(target), value >= target);
    }
    void tell(const char *id, const char *what, double value)
    {
        std::printf("| %s | %s | %.3f | – | |\n", id, what, value);
    }
    void skip(const char *id, const char *what, const char *reason)
    {
        std::printf("| %s | %s | – | – | skipped: %s |\n", id, what, reason);
    }
    int result() const { return m_isMissed ? 1 : 0; }

private:
    void add(const char *id, const char *what, double value, const QString &target, bool isMet)
    {
        std::printf("| %s | %s | %.3f | %s | %s |\n", id, what, value, qPrintable(target),
                    isMet ? "met" : "**missed**");
        std::fflush(stdout);
        m_isMissed = m_isMissed || !isMet;
    }
    bool m_isMissed = false;
};

double median(QList<double> values)
{
    std::ranges::sort(values);
    return values.value(values.size() / 2);
}

MetricSpec latencySpec()
{
    MetricSpec spec;
    spec.id = spec.name = u"p95"_s;
    spec.unit = MetricUnit::Milliseconds;
    spec.kind = MetricKind::Quantile;
    spec.interval = 1s;
    return spec;
}

double latency(QRandomGenerator &random)
{
    const double u = std::max(1e-12, random.generateDouble());
    return 80
        * std::exp(0.6 * std::sqrt(-2 * std::log(u))
                   * std::cos(6.28318530718 * random.generateDouble()));
}

void measureSketch(Report &report)
{
    QRandomGenerator random(5);
    std::vector<double> all(300'000);
    for (double &value : all)
        value = latency(random);
    LatencySketch sketch;
    for (const double value : all)
        sketch.add(value);
    std::ranges::sort(all);
    const double exact = all.at(std::size_t(0.95 * double(all.size() - 1)));
    report.atMost("P6", "p95 of 300,000 latencies, error of the sketch, %",
                  std::abs(sketch.quantile(0.95) / exact - 1) * 100, 1);
    QList<LatencySketch> seconds(300);
    LatencySketch window;
    for (LatencySketch &slot : seconds) {
        for (int i = 0; i < 100; ++i)
            slot.add(latency(random));
        window.merge(slot);
    }
    constexpr int steps = 3'000;
    double sum = 0;
    const double time = least([&] {
        for (int i = 0; i < steps; ++i) {
            window.subtract(seconds.at(i % 300));
            window.merge(seconds.at(i % 300));
            sum += window.quantile(0.95);
        }
    });
    if (sum <= 0)
        qFatal("the window is empty");
    report.atMost("P6", "a step of a window of 300 seconds, µs", time * 1000 / steps, 5);
}

void measureHistory(Report &report, const QString &folder, double prometheus, double transactions)
{
    auto opened = SqlJournal::open(folder + u"/journal.db"_s, SqlJournal::Access::ReadWrite);
    if (!opened)
        qFatal("%s", qPrintable(opened.error().message));
    MetricHistory &history = (*opened)->metrics();
    const MetricSpec spec = latencySpec();
    const MetricSeries series = MetricSeries::of(u"production"_s, spec);
    const qint64 to = QDateTime::currentMSecsSinceEpoch() / 1000 * 1000;
    QRandomGenerator random(6);
    for (qint64 at = to - day + 1000; at <= to; at += 1000) {
        MetricSample sample = sampleAt(at, 1s);
        for (int i = 0; i < 20; ++i)
            sample.latencies.add(latency(random));
        history.record(series, sample);
        // What is read was written before; no more than some thousands wait.
        if (at % 3'600'000 == 0)
            history.samples(series, at, at).waitForFinished();
    }
    HistoryChart chart;
    chart.resize(1000, 400);
    chart.setSpec(spec);
    const auto open = [&] {
        const auto buckets = history.buckets(series, to - day, to, grainFor(day)).result();
        if (!buckets || buckets->size() < 1000)
            qFatal("the history is not there: %s",
                   buckets ? qPrintable(QString::number(buckets->size()))
                           : qPrintable(buckets.error().message));
        chart.setPoints(historyPoints(spec, *buckets, 120'000), to - day, to);
    };
    open();
    const double read = least(open);
    report.tell("P7", "24 h of seconds from the store to the chart, ms", read);
    report.atMost("P7", "… of Prometheus' query_range for the same", read / prometheus, 1);
    report.tell("P7", "… and its picture, ms", least([&chart] { chart.toPicture(); }));

    constexpr int commits = 300;
    MetricSeries nobodys = series;
    nobodys.metric = u"nobody's"_s;
    const double write = least([&] {
        for (int i = 0; i < commits; ++i) {
            for (int metric = 0; metric < 12; ++metric) {
                MetricSeries other = series;
                other.metric = QString::number(metric);
                history.record(other, ratioAt(to + i * 1000, 1s, 1, 100));
            }
            // The answer comes after the commit, and costs one search in an index.
            history.samples(nobodys, to, to).waitForFinished();
        }
    });
    report.atLeast("P12", "12 samples a transaction, of Python's sqlite3 with FULL",
                   commits / (write / 1000) / transactions, 0.8);
}

/// Answers after 50 ms.
class SlowServer : public QTcpServer
{
public:
    SlowServer()
    {
        listen(QHostAddress::LocalHost);
        connect(this, &QTcpServer::newConnection, this, [this] {
            QTcpSocket *socket = nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, socket, [this, socket] {
                socket->readAll();
                QElapsedTimer timer;
                timer.start();
                QTimer::singleShot(50ms, Qt::PreciseTimer, socket, [this, socket, timer] {
                    waited.append(double(timer.nsecsElapsed()) / 1e6);
                    socket->write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                });
            });
        });
    }
    QList<double> waited;
};

/// Its account of the same server, one probe after each of ours.
void measureBeside(Report &report, MetricSource &source, const QUrl &target, const QString &folder,
                   QNetworkAccessManager &network)
{
    constexpr const char *what = "a probe's median beside blackbox_exporter's, difference, ms";
    if (BlackboxPeer::program().isEmpty()) {
        report.skip("P11", what, "there is no prometheus-blackbox-exporter");
        return;
    }
    BlackboxPeer peer;
    if (!peer.start(folder, network))
        qFatal("blackbox_exporter does not answer");
    QList<double> ours;
    QList<double> theirs;
    QEventLoop loop;
    QObject::connect(&source, &MetricSource::measured, &loop, [&](const MetricSample &sample) {
        ours.append(sample.latencies.quantile(0.5));
        loop.quit();
    });
    for (int round = 0; round < 31; ++round) {
        source.measure();
        loop.exec();
        const std::optional<double> other = peer.probe(target, network);
        if (!other)
            qFatal("blackbox_exporter cannot probe");
        theirs.append(*other);
    }
    report.tell("P11", "a probe of a server that takes 50 ms, median, ms", median(ours));
    report.tell("P11", "… by blackbox_exporter", median(theirs));
    report.atMost("P11", what, std::abs(median(ours) - median(theirs)), 2);
}

void measureProbe(Report &report, const QString &folder)
{
    SlowServer server;
    QNetworkAccessManager network;
    SystemClock clock;
    LocalCommandRunner local{QDir::currentPath()};
    MetricSpec spec = latencySpec();
    spec.sourceKind = u"http_probe"_s;
    const QUrl target(u"http://127.0.0.1:%1/"_s.arg(server.serverPort()));
    spec.source = {{u"url"_s, target.toString()}};
    const auto source = makeMetricSource(spec, {clock, local, [](const QString &text) {
                                                    return Result<QString>(text);
                                                }});
    if (!source)
        qFatal("%s", qPrintable(source.error().message));
    QList<double> differences;
    QEventLoop loop;
    QObject::connect(
        source->get(), &MetricSource::measured, &loop, [&](const MetricSample &sample) {
            differences.append(std::abs(sample.latencies.quantile(0.5) - server.waited.last()));
            if (differences.size() == 31)
                loop.quit();
            else
                QTimer::singleShot(5ms, source->get(), &MetricSource::measure);
        });
    (*source)->measure();
    loop.exec();
    report.atMost("P11", "a probe's time beside the server's own, median difference, ms",
                  median(differences), 2);
    (*source)->disconnect(&loop);
    measureBeside(report, **source, target, folder, network);
}

void measureLog(Report &report, const QString &folder)
{
    constexpr int requests = 60'000; // a minute at 1,000 a second
    const QString path = folder + u"/access.log"_s;
    QFile log(path);
    if (!log.open(QIODevice::WriteOnly))
        qFatal("%s", qPrintable(log.errorString()));
    QRandomGenerator random(9);
    for (int i = 0; i < requests; ++i)
        log.write(u"{\"time\":\"2026-11-26T12:%1:00Z\",\"request\":\"GET /api/v1/things/%2 "
                  "HTTP/2.0\",\"status\":%3,\"request_time\":%4,\"upstream_cache_status\":\"%5\","
                  "\"agent\":\"Mozilla/5.0 (X11; Linux x86_64)\"}\n"_s.arg(i % 60)
                      .arg(i)
                      .arg(i % 997 == 0 ? 502 : 200)
                      .arg(latency(random) / 1000, 0, 'f', 3)
                      .arg(i % 4 == 0 ? u"MISS"_s : u"HIT"_s)
                      .toUtf8());
    log.close();

    struct stat status{};
    ::stat(path.toUtf8().constData(), &status);
    LocalCommandRunner local(folder);
    double spent = 1e9;
    qint64 printed = 0;
    for (int round = 0; round < 3; ++round) {
        Command command;
        command.script = accessLogScript({path, true, AccessLogSource::Figure::Quantile},
                                         QByteArray::number(qulonglong(status.st_ino)), 0);
        const double before = cpuOf(RUSAGE_CHILDREN);
        const auto running = local.start(std::move(command));
        QEventLoop loop;
        printed = 0;
        QByteArray all;
        QObject::connect(running.get(), &RunningCommand::outputReceived, &loop,
                         [&](OutputStream, const QByteArray &bytes) {
                             printed += bytes.size();
                             all += bytes;
                         });
        QObject::connect(running.get(), &RunningCommand::finished, &loop, &QEventLoop::quit);
        loop.exec();
        if (!all.contains("counts 60000"))
            qFatal("the log was not counted: %s", all.constData());
        spent = std::min(spent, cpuOf(RUSAGE_CHILDREN) - before);
    }
    report.atMost("P15", "a log of 1,000 requests a second: bytes sent of bytes logged",
                  double(printed) / double(log.size()), 0.01);
    report.atMost("P15", "… processor of the server, % of a core", spent / 60'000 * 100, 5);
}

/// Answers at once, from a fake world.
class FakeSource : public MetricSource
{
public:
    explicit FakeSource(Clock &clock) : m_clock(clock) { }
    void measure() override
    {
        m_clock.callAfter(milliseconds(1), [this] {
            MetricSample sample = ratioAt(m_clock.now().toMSecsSinceEpoch(), 0ms, 1, 1000);
            sample.latencies.add(80 + ++m_count % 50, 100);
            Q_EMIT measured(sample);
        });
    }

private:
    Clock &m_clock;
    int m_count = 0;
};

void measureMemory(Report &report)
{
    FakeClock clock;
    QList<MetricSpec> specs;
    for (int i = 0; i < 12; ++i) {
        MetricSpec spec = i % 2 == 0 ? latencySpec() : errorSpec();
        spec.id = QString::number(i);
        spec.interval = 1s;
        spec.window = 1h;
        specs.append(spec);
    }
    MetricMonitor monitor(
        specs,
        [&clock](const MetricSpec &) -> Result<std::unique_ptr<MetricSource>> {
            return std::make_unique<FakeSource>(clock);
        },
        clock);
    monitor.start();
    QList<double> hours;
    for (int hour = 0; hour < 24; ++hour) {
        for (int second = 0; second < 3600; ++second)
            clock.advance(1s);
        hours.append(residentMegabytes());
    }
    if (monitor.samples(u"0"_s).size() < 100)
        qFatal("nothing was measured");
    report.atMost("P10", "resident memory, 24 h of 12 metrics a second, MB", hours.last(), 128);
    report.atMost("P10", "… growth from the 12th hour on, MB an hour",
                  (hours.last() - hours.at(11)) / 12, 1);
}

} // namespace

int main(int argc, char **argv)
{
    const QApplication application(argc, argv);
    if (argc != 4) {
        std::fputs("bench_history FOLDER PROMETHEUS_MS SQLITE_TRANSACTIONS_PER_S\n", stderr);
        return 2;
    }
    Report report;
    measureSketch(report);
    const QString folder = QDir(QString::fromLocal8Bit(argv[1])).absolutePath();
    measureHistory(report, folder, QByteArray(argv[2]).toDouble(), QByteArray(argv[3]).toDouble());
    measureMemory(report);
    measureProbe(report, folder);
    measureLog(report, folder);
    return report.result();
}
