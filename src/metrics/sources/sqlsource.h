// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/metricsource.h"
#include "metrics/sqlfigure.h"

namespace slipway {

/// `sql`: the one figure that a query of a database gives: one row of one column. Only reads.
class SqlSource final : public MetricSource
{
    Q_OBJECT
public:
    static Result<std::unique_ptr<MetricSource>> make(const MetricSpec &spec,
                                                      const SourceServices &services);
    ~SqlSource() override;
    void measure() override;

private:
    SqlSource(const SourceServices &services, SqlQuestion question);
    void take(const Result<SqlAnswer> &answer);
    void conclude(MetricSample sample);

    SourceServices m_services;
    SqlQuestion m_question;
    qint64 m_begun = 0;
    Clock::TimerHandle m_deadline = 0; ///< 0: nothing is measured
    bool m_isAsking = false;           ///< a question is under way, maybe one that was given up
};

/// Of a Good sample, or one that says what is wrong with the answer.
MetricSample sqlSampleOf(const SqlAnswer &answer);

} // namespace slipway
