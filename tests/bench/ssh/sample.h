// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMap>
#include <QStringList>

#include <algorithm>
#include <cstdio>

#include <sys/resource.h>

namespace slipway::bench {

struct Sample
{
    double wall = 0; ///< seconds
    double cpu = 0;  ///< of the client, children included
    int failures = 0;
};

inline double cpuOf(int who)
{
    rusage usage{};
    ::getrusage(who, &usage);
    const auto seconds = [](const timeval &time) {
        return double(time.tv_sec) + double(time.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

/// Samples by name, and medians of them.
class Samples
{
public:
    void add(const QString &name, const Sample &sample) { m_samples[name].append(sample); }
    bool has(const QString &name) const { return m_samples.contains(name); }
    double wall(const QString &name) const { return middle(name, &Sample::wall); }
    double cpu(const QString &name) const { return middle(name, &Sample::cpu); }
    int failures(const QString &name) const
    {
        return std::ranges::max(m_samples.value(name), {}, &Sample::failures).failures;
    }
    void print(const QString &name) const
    {
        if (!has(name))
            return;
        const double best = std::ranges::min(m_samples.value(name), {}, &Sample::wall).wall;
        std::printf("| %-38s | %7.3f | %7.3f | %7.3f | %d |\n", qPrintable(name), wall(name), best,
                    cpu(name), failures(name));
    }

private:
    double middle(const QString &name, double Sample::*field) const
    {
        QList<Sample> samples = m_samples.value(name);
        std::ranges::sort(samples, {}, field);
        return samples.at(samples.size() / 2).*field;
    }

    QMap<QString, QList<Sample>> m_samples;
};

} // namespace slipway::bench
