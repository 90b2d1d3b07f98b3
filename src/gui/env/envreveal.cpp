// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/env/envreveal.h"

namespace slipway {

EnvReveal::EnvReveal(std::chrono::milliseconds moment, QObject *parent) : QObject(parent)
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(moment);
    connect(&m_timer, &QTimer::timeout, this, &EnvReveal::hide);
}

void EnvReveal::toggle(const QByteArray &key)
{
    if (isRevealed(key)) {
        hide();
        return;
    }
    m_key = key;
    m_timer.start();
    Q_EMIT changed();
}

void EnvReveal::hide()
{
    m_timer.stop();
    if (m_key.isEmpty())
        return;
    m_key.clear();
    Q_EMIT changed();
}

} // namespace slipway
