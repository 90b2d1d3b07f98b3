// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QObject>

#include <functional>

class QSocketNotifier;

namespace slipway {

/// Reads standard input as it comes, so that Ctrl-C is heard while nothing does.
class StandardInput : public QObject
{
    Q_OBJECT
public:
    struct Reader
    {
        std::function<void(QByteArrayView)> bytes;
        /// Called once, with an error when the input could not be read to its end.
        std::function<void(const Result<void> &)> ended;
    };

    explicit StandardInput(QObject *parent) : QObject(parent) { }

    void start(Reader reader);

private:
    void readOn();

    Reader m_reader;
    QSocketNotifier *m_notifier = nullptr;
};

} // namespace slipway
