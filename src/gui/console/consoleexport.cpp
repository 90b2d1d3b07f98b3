// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/console/consoleexport.h"

#include "gui/console/screentext.h"

#include <QCoreApplication>
#include <QDir>
#include <QSaveFile>

#include <algorithm>

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::ConsoleExport)
};

constexpr qint64 linesAtOnce = 200;
constexpr qint64 longestLine = 5'000;

/// The text of some lines up to `stop`, and where to go on: the same line again at the end.
QString nextPart(const TerminalScreen &screen, qint64 &line, qint64 stop)
{
    const qint64 begin = std::min(std::max(line, screen.firstLine()), stop);
    qint64 end = std::min({begin + linesAtOnce, stop, screen.endLine()});
    while (end < screen.endLine() && screen.continues(end) && end - begin < longestLine)
        ++end;
    end = std::max(begin, end);
    line = end;
    return screentext::linesText(screen, begin, end);
}

} // namespace

Result<void> exportConsole(const std::function<ConsoleScreen::Access()> &lock, const QString &path)
{
    QSaveFile file(path);
    const auto failed = [&] {
        return failure(ErrorCode::Io,
                       Words::tr("The text could not be saved as “%1”: %2. Choose another place.")
                           .arg(QDir::toNativeSeparators(path), file.errorString()));
    };
    if (!file.open(QIODevice::WriteOnly))
        return failed();
    // Who may read the console is not who may read the folder.
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    qint64 line = 0;
    const qint64 stop = lock()->endLine();
    QByteArray emptyLines;
    for (qint64 before = -1; line != before;) {
        before = line;
        const QByteArray part = emptyLines + nextPart(*lock(), line, stop).toUtf8();
        // The rest of the screen below the last text is no part of it.
        qsizetype size = part.size();
        while (size > 0 && part.at(size - 1) == '\n' && (size < 2 || part.at(size - 2) == '\n'))
            --size;
        emptyLines = part.sliced(size);
        if (file.write(part.constData(), size) != size)
            return failed();
    }
    if (!file.commit())
        return failed();
    return {};
}

} // namespace slipway
