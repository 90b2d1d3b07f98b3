// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/dialects/readingfaults.h"

#include <QCoreApplication>

namespace slipway::ReadingFault {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::EnvReading)
};

} // namespace

QString notUtf8()
{
    return Words::tr("The file is not valid UTF-8, so the loader refuses it.");
}

QString expandsTooFar()
{
    return Words::tr("The variables in this value grow to more than 1 MiB, so reading stops here.");
}

QString commandNotRun()
{
    return Words::tr("The loader would run a command here. It was not run; its text stays.");
}

QString quoteNotClosed()
{
    return Words::tr("The quote is never closed.");
}

QString unreadableStatement()
{
    return Words::tr("The loader cannot read this statement and skips it.");
}

} // namespace slipway::ReadingFault
