// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/common/secretclipboard.h"

#include <QClipboard>
#include <QGuiApplication>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

/// KDE's Klipper, GNOME's GPaste and others leave out what has it.
const QString managerHint = u"x-kde-passwordManagerHint"_s;
/// The same of Windows and macOS.
const QString windowsHint = u"ExcludeClipboardContentFromMonitorProcessing"_s;
const QString macHint = u"org.nspasteboard.ConcealedType"_s;

} // namespace

SecretClipboard::SecretClipboard(std::chrono::milliseconds time, QObject *parent) : QObject(parent)
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(time);
    connect(&m_timer, &QTimer::timeout, this, &SecretClipboard::clear);
}

SecretClipboard::~SecretClipboard()
{
    if (m_timer.isActive() && qGuiApp != nullptr)
        clear();
}

void SecretClipboard::copy(QByteArrayView text)
{
    auto *data = new QMimeData;
    m_data = data;
    data->setText(QString::fromUtf8(text));
    data->setData(managerHint, "secret");
    data->setData(windowsHint, "1");
    data->setData(macHint, {});
    QGuiApplication::clipboard()->setMimeData(data);
    m_timer.start();
}

void SecretClipboard::clear()
{
    QClipboard *clipboard = QGuiApplication::clipboard();
    const QMimeData *data = clipboard->mimeData();
    // Not every platform knows whose the clipboard is.
    const bool isOurs = clipboard->ownsClipboard() || data == m_data;
    if (isOurs && data != nullptr && data->hasFormat(managerHint))
        clipboard->clear();
    m_timer.stop();
    Q_EMIT cleared();
}

} // namespace slipway
