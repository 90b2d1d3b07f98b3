// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/common/secretclipboard.h"

#include <QClipboard>
#include <QGuiApplication>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

/// The clipboard hands out the program's own data as it was given; what comes from elsewhere is of
/// another class.
bool holdsSecret()
{
    return qobject_cast<const SecretMimeData *>(QGuiApplication::clipboard()->mimeData())
        != nullptr;
}

} // namespace

SecretMimeData::SecretMimeData(const QString &text)
{
    setText(text);
    // Read by Klipper, GPaste and others; by Windows' history; by managers on macOS.
    setData(u"x-kde-passwordManagerHint"_s, "secret");
    setData(u"ExcludeClipboardContentFromMonitorProcessing"_s, "1");
    setData(u"org.nspasteboard.ConcealedType"_s, {});
}

SecretClipboard::SecretClipboard(std::chrono::milliseconds time, QObject *parent) : QObject(parent)
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(time);
    connect(&m_timer, &QTimer::timeout, this, &SecretClipboard::clear);
    connect(QGuiApplication::clipboard(), &QClipboard::dataChanged, this, &SecretClipboard::look);
}

SecretClipboard::~SecretClipboard()
{
    if (m_timer.isActive() && qGuiApp != nullptr && holdsSecret())
        QGuiApplication::clipboard()->clear();
}

void SecretClipboard::copy(QByteArrayView text)
{
    QGuiApplication::clipboard()->setMimeData(new SecretMimeData(QString::fromUtf8(text)));
}

void SecretClipboard::look()
{
    if (!holdsSecret())
        return;
    m_timer.start();
    Q_EMIT copied();
}

void SecretClipboard::clear()
{
    if (holdsSecret())
        QGuiApplication::clipboard()->clear();
    Q_EMIT cleared();
}

} // namespace slipway
