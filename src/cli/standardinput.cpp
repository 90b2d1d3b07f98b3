// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/standardinput.h"

#include <QSocketNotifier>

#include <array>
#include <cerrno>

#include <unistd.h>

namespace slipway {

void StandardInput::start(Reader reader)
{
    m_reader = std::move(reader);
    m_notifier = new QSocketNotifier(STDIN_FILENO, QSocketNotifier::Read, this);
    connect(m_notifier, &QSocketNotifier::activated, this, &StandardInput::readOn);
}

void StandardInput::readOn()
{
    std::array<char, 64UL * 1024> buffer{};
    const ssize_t count = ::read(STDIN_FILENO, buffer.data(), buffer.size());
    if (count < 0 && (errno == EINTR || errno == EAGAIN))
        return;
    if (count > 0) {
        m_reader.bytes({buffer.data(), qsizetype(count)});
        return;
    }
    m_notifier->setEnabled(false);
    m_reader.ended(
        count == 0 ? Result<void>()
                   : failure(ErrorCode::Io,
                             tr("Standard input cannot be read: %1.").arg(qt_error_string(errno))));
}

} // namespace slipway
