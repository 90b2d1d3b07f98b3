// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/dialects/dialectreaders.h"

#include "env/dialects/utf8scan.h"
#include "env/envcollector.h"

#include <QCoreApplication>

#include <algorithm>

namespace slipway {
namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::DockerEnv)
};

/// Go's bufio.Scanner takes no longer line.
constexpr qsizetype longestLine = 64 * 1024 - 1;

QByteArrayView withoutSpacesBefore(QByteArrayView text)
{
    while (!text.isEmpty()) {
        const qsizetype size = utf8SpaceAt(text, 0);
        if (size == 0)
            break;
        text = text.sliced(size);
    }
    return text;
}

/// One sentence when the line makes docker refuse the file.
QString faultOf(QByteArrayView line)
{
    if (line.size() > longestLine)
        return Words::tr("The line is longer than docker reads (64 KiB).");
    if (!line.isValidUtf8())
        return Words::tr("The line is not valid UTF-8, so docker refuses the file.");
    return {};
}

QString faultOfKey(QByteArrayView key)
{
    if (key.isEmpty())
        return Words::tr("The line has no name before “=”, so docker refuses the file.");
    if (key.contains(' ') || key.contains('\t'))
        return Words::tr("The name ‘%1’ has white space in it, so docker refuses the file.")
            .arg(QString::fromUtf8(key));
    return {};
}

} // namespace

// docker run --env-file of the docker command 28.2: everything after "=" is the value, as it is.
// A name alone takes the value that it has in the process, or is left out.
EnvReading readDockerEnv(QByteArrayView text, const EnvVariables &process)
{
    EnvCollector collector;
    for (int number = 1; !text.isEmpty(); ++number) {
        const qsizetype end = std::ranges::find(text, '\n') - text.begin();
        QByteArrayView line = text.first(end);
        text = text.sliced(std::min(end + 1, text.size()));
        QString fault = faultOf(line);
        if (line.endsWith('\r'))
            line.chop(1);
        if (number == 1 && line.startsWith("\xEF\xBB\xBF"))
            line = line.sliced(3);
        line = withoutSpacesBefore(line);
        const qsizetype equalSign = line.indexOf('=');
        const QByteArrayView key = equalSign < 0 ? line : line.first(equalSign);
        if (fault.isEmpty() && (line.isEmpty() || line.startsWith('#')))
            continue;
        if (fault.isEmpty())
            fault = faultOfKey(key);
        if (!fault.isEmpty()) {
            collector.refuse(number, fault);
            break;
        }
        const QByteArray name = key.toByteArray();
        if (equalSign >= 0)
            collector.set(name, line.sliced(equalSign + 1).toByteArray(), number);
        else if (process.contains(name))
            collector.set(name, process.value(name), number);
    }
    return collector.take();
}

} // namespace slipway
