// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/env/envanalyzer.h"

#include "base/worker.h"

#include <QFuture>

#include <chrono>

namespace slipway {

namespace {

constexpr std::chrono::milliseconds typingPause(80);

} // namespace

EnvAnalyzer::EnvAnalyzer(std::function<EnvQuestion()> question, QObject *parent)
    : QObject(parent)
    , m_question(std::move(question))
{
    m_pause.setSingleShot(true);
    m_pause.setInterval(typingPause);
    connect(&m_pause, &QTimer::timeout, this, &EnvAnalyzer::start);
}

EnvAnalyzer::~EnvAnalyzer() = default;

void EnvAnalyzer::ask()
{
    m_pause.start();
}

void EnvAnalyzer::askNow()
{
    m_pause.stop();
    start();
}

void EnvAnalyzer::forget()
{
    m_pause.stop();
    m_isAskedAgain = false;
    m_unfixed.reset();
    ++m_round;
}

void EnvAnalyzer::start()
{
    if (m_isRunning) {
        m_isAskedAgain = true;
        return;
    }
    m_isRunning = true;
    const int round = ++m_round;
    m_unfixed.reset();
    const EnvQuestion question = m_question();
    m_profile = question.profile;
    onWorker(analyse, question).then(this, [this, round](const EnvAnalysis &analysis) {
        take(analysis, round);
    });
}

void EnvAnalyzer::take(const EnvAnalysis &analysis, int round)
{
    m_isRunning = false;
    if (std::exchange(m_isAskedAgain, false)) {
        start();
        return;
    }
    if (round != m_round)
        return;
    Q_EMIT answered(analysis);
    m_unfixed = analysis;
    if (!m_isFixing)
        startFixes();
}

void EnvAnalyzer::startFixes()
{
    m_isFixing = true;
    const EnvAnalysis unfixed = *std::exchange(m_unfixed, std::nullopt);
    onWorker(withFixes, unfixed, m_profile)
        .then(this,
              [this, round = m_round](const EnvAnalysis &analysis) { takeFixes(analysis, round); });
}

void EnvAnalyzer::takeFixes(const EnvAnalysis &analysis, int round)
{
    m_isFixing = false;
    if (round == m_round && !m_isRunning)
        Q_EMIT answered(analysis);
    if (m_unfixed)
        startFixes();
}

} // namespace slipway
