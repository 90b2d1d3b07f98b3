// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/console.h"

#include <cstdio>

#include <unistd.h>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {
void write(FILE *stream, const QByteArray &bytes)
{
    std::fwrite(bytes.constData(), 1, size_t(bytes.size()), stream);
    std::fflush(stream);
}

QLatin1StringView code(Console::Colour colour)
{
    switch (colour) {
    case Console::Colour::Green:
        return "32"_L1;
    case Console::Colour::Red:
        return "31"_L1;
    case Console::Colour::Yellow:
        return "33"_L1;
    case Console::Colour::Blue:
        return "34"_L1;
    case Console::Colour::Dim:
        return "2"_L1;
    case Console::Colour::Bold:
        return "1"_L1;
    case Console::Colour::None:
        break;
    }
    return {};
}
} // namespace

Console::Console()
    : m_coloured(::isatty(STDOUT_FILENO) == 1 && qEnvironmentVariableIsEmpty("NO_COLOR")
                 && qgetenv("TERM") != "dumb")
    , m_canAsk(::isatty(STDIN_FILENO) == 1 && ::isatty(STDERR_FILENO) == 1)
{ }

void Console::out(const QString &text) const
{
    write(stdout, text.toUtf8() + '\n');
}

void Console::rawOut(const QByteArray &bytes) const
{
    write(stdout, bytes);
}

void Console::error(const QString &text) const
{
    write(stderr, text.toUtf8() + '\n');
}

void Console::rawError(const QByteArray &bytes) const
{
    write(stderr, bytes);
}

QString Console::coloured(const QString &text, Colour colour) const
{
    if (!m_coloured || colour == Colour::None || text.isEmpty())
        return text;
    return u"\x1b["_s + code(colour) + u'm' + text + u"\x1b[0m"_s;
}

} // namespace slipway
