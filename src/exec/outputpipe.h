// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QObject>
#include <QSocketNotifier>

#include <memory>

namespace slipway {

/// A pipe that a child writes to and this process reads, on its event loop. Owned by the one who
/// starts the child; one thread.
class OutputPipe : public QObject
{
    Q_OBJECT
public:
    static constexpr qsizetype maximumChunk = 64 * 1024;

    explicit OutputPipe(QObject *parent = nullptr);
    ~OutputPipe() override;

    /// False when the system has no more file descriptors.
    bool open();
    /// The child's end; valid until childStarted().
    int writeEnd() const { return m_writeEnd; }
    /// Closes the child's end here, so that the pipe ends with its writers.
    void childStarted();
    bool atEnd() const { return m_readEnd < 0; }
    /// Gives up reading.
    void close();

Q_SIGNALS:
    void received(const QByteArray &bytes);
    void ended();

private:
    void read();

    int m_readEnd = -1;
    int m_writeEnd = -1;
    std::unique_ptr<QSocketNotifier> m_notifier;
};

} // namespace slipway
