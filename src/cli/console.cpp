// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/console.h"

#include "cli/exitcode.h"

#include <QCoreApplication>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <utility>

#include <unistd.h>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::Console)
};

/// Of the first write to standard output that failed.
std::atomic<int> s_problem{0};

/// Of the question that stands on the terminal.
std::function<void()> s_brokenInto;
bool s_isLineOpen = false;

void makeRoom(FILE *stream)
{
    if (!s_brokenInto || ::isatty(::fileno(stream)) != 1)
        return;
    if (std::exchange(s_isLineOpen, false))
        std::fputc('\n', stream);
    s_brokenInto();
}

void write(FILE *stream, const QByteArray &bytes)
{
    makeRoom(stream);
    errno = 0;
    const bool isWritten
        = std::fwrite(bytes.constData(), 1, size_t(bytes.size()), stream) == size_t(bytes.size())
        && std::fflush(stream) == 0;
    int none = 0;
    if (!isWritten && stream == stdout && errno != EPIPE)
        s_problem.compare_exchange_strong(none, errno == 0 ? EIO : errno);
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

void Console::setQuestion(std::function<void()> brokenInto)
{
    s_brokenInto = std::move(brokenInto);
    s_isLineOpen = true;
}

void Console::endQuestion()
{
    s_brokenInto = nullptr;
}

bool Console::hasQuestion()
{
    return bool(s_brokenInto);
}

int Console::concluded(int exitCode)
{
    const int problem = s_problem.load();
    if (problem == 0)
        return exitCode;
    const QString text
        = Words::tr("The output cannot be written: %1.").arg(qt_error_string(problem));
    write(stderr, "slipwayctl: " + text.toUtf8() + '\n');
    return exitCode == exitcode::success ? exitcode::failed : exitCode;
}

QString Console::coloured(const QString &text, Colour colour) const
{
    if (!m_coloured || colour == Colour::None || text.isEmpty())
        return text;
    return u"\x1b["_s + code(colour) + u'm' + text + u"\x1b[0m"_s;
}

} // namespace slipway
