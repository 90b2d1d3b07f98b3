// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo/shopmetrics.h"

#include <QDateTime>
#include <QDir>
#include <QFile>

#include <sys/resource.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {
QByteArray number(double value)
{
    return QByteArray::number(value, 'g', 12);
}

QByteArray header(const QByteArray &name, const QByteArray &type, const QByteArray &help)
{
    return "# HELP " + name + ' ' + help + "\n# TYPE " + name + ' ' + type + '\n';
}

double cpuSeconds()
{
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval &time) {
        return double(time.tv_sec) + double(time.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double residentBytes()
{
    QFile file(u"/proc/self/statm"_s);
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    return file.readAll().split(' ').value(1).toDouble() * double(::sysconf(_SC_PAGESIZE));
}

QByteArray gauge(const QByteArray &name, const QByteArray &help, double value)
{
    return header(name, "gauge", help) + name + ' ' + number(value) + '\n';
}
} // namespace

ShopMetrics::ShopMetrics(QString version)
    : m_version(std::move(version))
    , m_startedAt(double(QDateTime::currentMSecsSinceEpoch()) / 1000.0)
{ }

void ShopMetrics::count(int status, std::chrono::nanoseconds duration)
{
    const double seconds = std::chrono::duration<double>(duration).count();
    ++m_requests[status];
    ++m_total;
    m_seconds += seconds;
    for (size_t i = 0; i < s_bounds.size(); ++i) {
        if (seconds <= s_bounds.at(i))
            ++m_buckets.at(i);
    }
}

qint64 ShopMetrics::serverErrors() const
{
    qint64 errors = 0;
    for (const auto &[status, requests] : m_requests.asKeyValueRange()) {
        if (status >= 500 && status <= 599)
            errors += requests;
    }
    return errors;
}

QByteArray ShopMetrics::exposition() const
{
    QByteArray text = header("http_requests_total", "counter", "Requests answered, by status.");
    for (const auto &[status, requests] : m_requests.asKeyValueRange()) {
        text += "http_requests_total{code=\"" + QByteArray::number(status) + "\"} "
            + QByteArray::number(requests) + '\n';
    }
    const QByteArray histogram = "http_request_duration_seconds"_ba;
    text += header(histogram, "histogram", "Time from a request's arrival to its answer.");
    for (size_t i = 0; i < s_bounds.size(); ++i) {
        text += histogram + "_bucket{le=\"" + number(s_bounds.at(i)) + "\"} "
            + QByteArray::number(m_buckets.at(i)) + '\n';
    }
    text += histogram + "_bucket{le=\"+Inf\"} " + QByteArray::number(m_total) + '\n';
    text += histogram + "_sum " + number(m_seconds) + '\n';
    text += histogram + "_count " + QByteArray::number(m_total) + '\n';
    text += header("shop_build_info", "gauge", "The release that is running.");
    text += "shop_build_info{version=\"" + m_version.toUtf8() + "\"} 1\n";
    text += header("process_cpu_seconds_total", "counter", "User and system CPU time.");
    text += "process_cpu_seconds_total " + number(cpuSeconds()) + '\n';
    text += gauge("process_resident_memory_bytes", "Resident memory.", residentBytes());
    text += gauge("process_start_time_seconds", "Start of the process, in Unix time.", m_startedAt);
    text += gauge("process_open_fds", "Open file descriptors.",
                  double(QDir(u"/proc/self/fd"_s).count() - 2));
    return text;
}

} // namespace slipway
